"""The report's first page for mail readers, as HTML and as text. The only module that knows css-inline.

Mail readers know little of CSS and nothing of SVG, and drop pictures that are part of the page: the page is made of
tables, its style sheet is set into the elements, and its pictures are referred to by Content-ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from segmentation.errors import ReportError
from segmentation.mail import words
from segmentation.page.parts import WORDS, captions
from segmentation.page.segment_shades import colours_of, dark_colours_of
from segmentation.page.template_folders import Folders, find
from segmentation.page.templating import render
from segmentation.style.colours import DARK_TOKENS, TOKENS
from segmentation.style.language import gettext, ngettext, pgettext, spoken_locale
from segmentation.topics.segments.words import shares

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.mail.picture import MailPicture
    from segmentation.topics.segments.record import Segment

LIMIT: Final = 100_000
"""Bytes of HTML above which Gmail shows only the beginning of a mail: it clips at 102 KB."""

_MANY, _FEW, _SOME = 5, 3, 5
"""Of more than so many segments, the first page shows the first so few with their actions, or else so many."""


@dataclass(frozen=True)
class MailPage:
    """What a mail says, for readers with and without HTML."""

    html: str
    text: str


def render_mail(
    facts: Facts,
    pictures: Sequence[MailPicture],
    *,
    templates: Folders,
    attachments: Sequence[str],
    segments: Sequence[str] = (),
    organisation: str = "",
) -> MailPage:
    """Render the first page for a mail."""
    own = segments_of(facts, segments)
    context: dict[str, Any] = {
        "facts": facts,
        "language": spoken_locale().replace("_", "-"),
        "_": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "words": {**WORDS, "mail": words},
        "captions": captions(facts),
        "shares": shares(facts),
        "colours": colours_of(facts),
        "dark_colours": dark_colours_of(facts),
        "tokens": TOKENS,
        "dark": DARK_TOKENS,
        "pictures": tuple(pictures),
        "organisation": organisation,
        "attachments": tuple(attachments),
        "own": own,
        "absent": absent_of(facts, segments),
        "shown": own or facts.segments[: _FEW if len(facts.segments) > _MANY else _SOME],
    }
    html = _inlined(render(templates, "email.html.j2", currency=facts.currency, context=context))
    if (length := len(html.encode())) >= LIMIT:
        msg = (
            f"the mail's HTML has {length:,} bytes, and Gmail clips mails of {LIMIT:,} or more; shorten "
            f"{find(templates, 'email.html.j2')}, or list fewer segments for the recipient"
        )
        raise ReportError(msg)
    text = render(templates, "email.txt.j2", currency=facts.currency, context=context)
    return MailPage(html, text)


def segments_of(facts: Facts, names: Sequence[str]) -> tuple[Segment, ...]:
    """Find segments by their names or their profiles, in the report's order."""
    wanted = {name.casefold() for name in names}
    return tuple(x for x in facts.segments if wanted & {x.segment.casefold(), x.profile.casefold()})


def absent_of(facts: Facts, names: Sequence[str]) -> tuple[str, ...]:
    """List the names that no segment of the month has."""
    there = {name.casefold() for x in facts.segments for name in (x.segment, x.profile)}
    return tuple(name for name in names if name.casefold() not in there)


def _inlined(page: str) -> str:
    from css_inline import CSSInliner

    # Nothing is fetched from anywhere.
    return CSSInliner(load_remote_stylesheets=False).inline(page)
