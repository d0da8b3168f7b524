"""Facts, pictures and sentences become one self-contained HTML file. The only module that knows Jinja2."""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from segmentation import __version__
from segmentation.errors import ReportError
from segmentation.report import formats, sentences, style

if TYPE_CHECKING:
    from segmentation.report.charts import Picture
    from segmentation.report.facts import Facts


def render_html(facts: Facts, pictures: Sequence[Picture], *, templates: Path) -> str:
    """Render the report.

    Parameters
    ----------
    facts : Facts
        What the report says.
    pictures : sequence of Picture
        Its figures.
    templates : Path
        Folder with ``report.html.j2``, its sections, and ``report.css``.

    Returns
    -------
    str
        A page that needs nothing but itself: style sheet, fonts and pictures are inside. The same facts give
        the same text.

    Raises
    ------
    ReportError
        A template is missing or faulty: which one, and where.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        count=formats.count,
        number=formats.number,
        exact_number=formats.exact_number,
        percent=formats.percent,
        money=lambda value: formats.money(value, facts.currency),
        exact_money=lambda value: formats.exact_money(value, facts.currency),
        signed_money=lambda value: formats.signed(formats.exact_money(value, facts.currency), value),
        short_money=lambda value: formats.short_money(value, facts.currency),
        spread=formats.spread,
        day=formats.day,
        last_day=formats.last_day,
        month=formats.month,
        month_name=formats.month_name,
    )
    context = {
        "facts": facts,
        "sentences": sentences,
        "captions": sentences.captions(facts),
        "shares": sentences.shares(facts),
        "colours": style.colours_of(facts),
        "tokens": style.TOKENS,
        "pictures": {picture.name: _data_uri(picture.svg) for picture in pictures},
        "version": __version__,
    }
    try:
        css = environment.get_template("report.css").render(context)
        page = environment.get_template("report.html.j2").render(context, css=Markup(css))  # noqa: S704  (ours)
    except jinja2.TemplateNotFound as error:
        msg = f"the template {error.name} is not in {templates}; the folder must hold report.html.j2 and its sections"
        raise ReportError(msg) from None
    except jinja2.TemplateError as error:
        msg = f"{_where(error, templates)} in {templates} can't be rendered: {error.message}"
        raise ReportError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"a template in {templates} can't be read: {error}; save it as UTF-8"
        raise ReportError(msg) from None
    # Fonts go in last, cut down to the characters that the finished page shows.
    return page.replace("/* fonts */", style.font_faces([unescape(page)]), 1)


def _where(error: jinja2.TemplateError, templates: Path) -> str:
    """Name the template and the line at fault: the innermost of those through which the error came."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    frame = next(frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(templates))
    return f"{Path(frame.filename).relative_to(templates).as_posix()}, line {frame.lineno}"


def _data_uri(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
