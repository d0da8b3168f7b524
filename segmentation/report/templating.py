"""Templates become text. The only module that knows Jinja2."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from segmentation.errors import ReportError
from segmentation.report import formats, sentences

_SIGNED: Final = re.compile(r"[+−][^\s\d+−]{0,4}\d[\d.,’\u00a0\u202f]*(?<=\d)[^\s,.;:)]*")
"""An amount with a sign before it."""


def environment(templates: Path, currency: str) -> jinja2.Environment:
    """Open a folder of templates.

    Parameters
    ----------
    templates : Path
        The folder.
    currency : str
        ISO 4217 code of the money in them.

    Returns
    -------
    jinja2.Environment
        With a filter for every way in which a number is written. What goes into a page is escaped; what goes into a
        plain text (``.txt.j2``) has no need of it, and words in a style sheet go through ``css_string``.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=jinja2.select_autoescape(disabled_extensions=["txt.j2", "css"], default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        count=formats.count,
        number=formats.number,
        exact_number=formats.exact_number,
        percent=formats.percent,
        money=lambda value: formats.money(value, currency),
        exact_money=lambda value: formats.exact_money(value, currency),
        signed_money=lambda value: formats.signed(formats.exact_money(value, currency), value),
        short_money=lambda value: formats.short_money(value, currency),
        spread=formats.spread,
        css_string=css_string,
        day=formats.day,
        last_day=formats.last_day,
        month=formats.month,
        month_name=formats.month_name,
        segment=sentences.segment_name,
        rule=sentences.rule_name,
        unbroken=unbroken,
    )
    return made


def render_with_style(
    templates: Path, page: str, style_sheet: str, *, currency: str, context: Mapping[str, Any]
) -> str:
    """Render a page with a style sheet in it.

    Parameters
    ----------
    templates : Path
        Folder with the templates.
    page, style_sheet : str
        Names of the two templates; the page places the rendered style sheet, ``css``, itself.
    currency : str
        ISO 4217 code of the money in them.
    context : mapping of str to object
        What the templates may place.

    Returns
    -------
    str

    Raises
    ------
    ReportError
        A template is missing or faulty: which one, and where.
    """
    css = render(templates, style_sheet, currency=currency, context=context)
    return render(templates, page, currency=currency, context={**context, "css": Markup(css)})  # noqa: S704  (ours)


def render(templates: Path, name: str, *, currency: str, context: Mapping[str, Any]) -> str:
    """Render one template.

    Parameters
    ----------
    templates : Path
        Folder with the templates.
    name : str
        The template.
    currency : str
        ISO 4217 code of the money in it.
    context : mapping of str to object
        What the template may place.

    Returns
    -------
    str

    Raises
    ------
    ReportError
        A template is missing or faulty: which one, and where.
    """
    try:
        return environment(templates, currency).get_template(name).render(context)
    except jinja2.TemplateNotFound as error:
        msg = (
            f"the template {error.name} is not in {templates}; the folder must hold all that the program's own "
            "report_templates does"
        )
        raise ReportError(msg) from None
    except jinja2.TemplateError as error:
        msg = f"{_where(error, templates)} in {templates} can't be rendered: {error.message}"
        raise ReportError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"a template in {templates} can't be read: {error}; save it as UTF-8"
        raise ReportError(msg) from None


def css_string(text: str) -> str:
    r"""Write a text as a string of CSS.

    Examples
    --------
    >>> css_string('the "best"')
    '"the \\22 best\\22 "'
    """
    signs = {ord(sign): f"\\{ord(sign):x} " for sign in '"\\<>\n\r\f'}
    return f'"{text.translate(signs)}"'


def unbroken(text: str) -> str:
    """Keep the sign before an amount in one line with it: between the two a line may break.

    Examples
    --------
    >>> print(unbroken("It is +£12, & no more."))
    It is <span style="white-space: nowrap">+£12</span>, &amp; no more.
    """
    return Markup(_SIGNED.sub(r'<span style="white-space: nowrap">\g<0></span>', str(escape(text))))  # noqa: S704  (ours)


def as_markup(text: str) -> str:
    """Say of a text of our own that it is markup, and no template may escape it."""
    return Markup(text)  # noqa: S704  (ours)


def _where(error: jinja2.TemplateError, templates: Path) -> str:
    """Name the template and the line at fault: the innermost of those through which the error came."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    frame = next(frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(templates))
    return f"{Path(frame.filename).relative_to(templates).as_posix()}, line {frame.lineno}"
