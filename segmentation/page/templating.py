"""Render templates. The only module that knows Jinja2."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from segmentation.errors import ReportError
from segmentation.page.template_folders import Folders, overridden
from segmentation.style import formats
from segmentation.style.segment_names import segment_name
from segmentation.topics.cleaning.words import rule_name

_SIGNED: Final = re.compile(r"[+−][^\s\d+−]{0,4}\d[\d.,’\u00a0\u202f]*(?<=\d)[^\s,.;:)]*")
"""An amount with a sign before it."""

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>|#~])")
"""Characters that Markdown would read as markup."""
_BREAKS: Final = re.compile(r"[ \t\r\n]+")
"""Where a line may break: not the space that keeps an amount and its unit together."""


class _Folder(jinja2.FileSystemLoader):
    """A folder of templates; a file that is there and can't be read is an error, and not taken from another folder."""

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        """Read a template."""
        try:
            return super().get_source(environment, template)
        except jinja2.TemplateNotFound:
            raise
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or f"{error}; save it as UTF-8"
            msg = f"the template {template} in {self.searchpath[0]} can't be read: {why}"
            raise ReportError(msg) from None


def environment(templates: Folders, currency: str) -> jinja2.Environment:
    """Open folders of templates, with a filter for every way to write a number.

    What goes into a page is escaped; a plain text (``.txt.j2``, ``.md.j2``) has no need of it, and words in a style
    sheet go through ``css_string``.
    """
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([_Folder(folder) for folder in templates]),
        autoescape=jinja2.select_autoescape(disabled_extensions=["txt.j2", "md.j2", "css"], default=True),
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
        css_percent=css_percent,
        css_string=css_string,
        day=formats.day,
        last_day=formats.last_day,
        month=formats.month,
        month_name=formats.month_name,
        segment=segment_name,
        rule=rule_name,
        plain=plain,
        unbroken=unbroken,
    )
    return made


def render_with_style(
    templates: Folders, page: str, style_sheet: str, *, currency: str, context: Mapping[str, Any]
) -> str:
    """Render a page with a style sheet in it, which the page places itself as ``css``."""
    css = render(templates, style_sheet, currency=currency, context=context)
    return render(templates, page, currency=currency, context={**context, "css": Markup(css)})  # noqa: S704  (ours)


def render(templates: Folders, name: str, *, currency: str, context: Mapping[str, Any]) -> str:
    """Render one template; a `ReportError` names the template and the line at fault."""
    try:
        return environment(templates, currency).get_template(name).render(context)
    except jinja2.TemplateNotFound as error:
        asked = _where(error, templates)
        msg = f"the template {error.name} is not in {_listed(templates)}{f', but {asked} uses it' if asked else ''}"
        raise ReportError(msg) from None
    except jinja2.TemplateError as error:
        msg = f"{_where(error, templates)} can't be rendered: {error.message}{_perhaps(error, templates)}"
        raise ReportError(msg) from None


def css_percent(share: float) -> str:
    """Write a share as a CSS length, in any language.

    Examples
    --------
    >>> css_percent(0.7415)
    '74.15%'
    """
    return f"{100 * share:.2f}%"


def css_string(text: str) -> str:
    r"""Write a text as a string of CSS.

    Examples
    --------
    >>> css_string('the "best"')
    '"the \\22 best\\22 "'
    """
    signs = {ord(sign): f"\\{ord(sign):x} " for sign in '"\\<>\n\r\f'}
    return f'"{text.translate(signs)}"'


def plain(text: str) -> str:
    r"""Make Markdown show a text as it is.

    Examples
    --------
    >>> print(plain("a|b *c* <d>"))
    a\|b \*c\* \<d\>
    """
    return _MARKDOWN.sub(r"\\\1", _BREAKS.sub(" ", text).strip(" "))


def unbroken(text: str) -> str:
    """Keep a sign on one line with its amount: browsers may break between the two.

    Examples
    --------
    >>> print(unbroken("It is +£12, & no more."))
    It is <span style="white-space: nowrap">+£12</span>, &amp; no more.
    """
    return Markup(_SIGNED.sub(r'<span style="white-space: nowrap">\g<0></span>', str(escape(text))))  # noqa: S704  (ours)


def as_markup(text: str) -> str:
    """Mark a text of our own as markup, so that no template escapes it."""
    return Markup(text)  # noqa: S704  (ours)


def _where(error: jinja2.TemplateError, templates: Folders) -> str:
    """Name the innermost template an error came through, with line and folder."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = Path(error.filename or ""), error.lineno
    else:
        frames = traceback.extract_tb(error.__traceback__)
        steps = [frame for frame in reversed(frames) if _folder_of(Path(frame.filename), templates)]
        if not steps:
            return ""
        path, line = Path(steps[0].filename), steps[0].lineno or 0
    folder = _folder_of(path, templates) or path.parent
    return f"{path.relative_to(folder).as_posix()}, line {line} in {folder}"


def _folder_of(path: Path, templates: Folders) -> Path | None:
    return next((folder for folder in templates if path.is_relative_to(folder)), None)


def _perhaps(error: jinja2.TemplateError, templates: Folders) -> str:
    """Where one of the program's own templates fails, name the user's files around it."""
    others = overridden(templates)
    own = templates[-1]
    if not others or f" in {own}" not in _where(error, templates):
        return ""
    return f"; it is the program's own template, so one of yours may lack something it uses: {', '.join(others)}"


def _listed(templates: Folders) -> str:
    return " or ".join(map(str, templates))
