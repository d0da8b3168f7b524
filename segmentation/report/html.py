"""Facts, pictures and sentences become one self-contained HTML file. The only module that knows Jinja2."""

from __future__ import annotations

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
        exact_percent=formats.exact_percent,
        money=lambda value: formats.money(value, facts.currency),
        exact_money=lambda value: formats.exact_money(value, facts.currency),
        short_money=lambda value: formats.short_money(value, facts.currency),
        spread=formats.spread,
        day=formats.day,
        last_day=formats.last_day,
        month=formats.month,
    )
    context = {
        "facts": facts,
        "sentences": sentences,
        "captions": sentences.captions(facts),
        "colours": style.segment_colours([(x.segment, x.profile) for x in facts.segments]),
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
        where = f"{getattr(error, 'name', None) or 'a template'}, line {getattr(error, 'lineno', '?')}"
        msg = f"{where} in {templates} can't be rendered: {error.message}"
        raise ReportError(msg) from None
    # Fonts go in last, cut down to the characters that the finished page shows.
    return page.replace("/* fonts */", style.font_faces([unescape(page)]), 1)


def _data_uri(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
