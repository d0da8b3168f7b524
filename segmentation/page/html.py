"""Facts, pictures and sentences become one self-contained HTML file, for a screen or for paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Literal

from segmentation import __version__
from segmentation.page.owner import Look
from segmentation.page.parts import PARTS, WORDS, captions
from segmentation.page.segment_shades import shades_of
from segmentation.page.template_folders import Folders
from segmentation.page.templating import as_markup, render_with_style
from segmentation.style.colours import ACCENT, DARK_TOKENS, TOKENS, paint
from segmentation.style.fonts import font_faces
from segmentation.style.language import gettext, ngettext, pgettext, spoken_locale, text_direction
from segmentation.style.point_clouds import as_masks
from segmentation.topics.segments.words import shares

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.page.pictures import Picture

Medium = Literal["screen", "print"]
"""What a page is for: a browser, or the PDF's renderer."""


def render_html(
    facts: Facts,
    pictures: Sequence[Picture],
    *,
    templates: Folders,
    look: Look | None = None,
    medium: Medium = "screen",
) -> str:
    """Render the report."""
    look = look or Look()
    shades = shades_of(facts)
    # By name, the custom property with the colour.
    properties = {name: f"var(--segment-{place})" for place, name in enumerate(shades, start=1)}
    on_screen = {colour: f"var(--{name})" for name, colour in TOKENS.items()}
    on_screen |= {shade.paper: properties[name] for name, shade in shades.items() if shade.paper not in on_screen}
    painted = on_screen if medium == "screen" else {ACCENT: look.accent}
    context = {
        "facts": facts,
        "look": look,
        "medium": medium,
        "language": spoken_locale().replace("_", "-"),
        "direction": text_direction(),
        "_": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "words": WORDS,
        "parts": [part.name for part in PARTS if part.is_shown(facts)],
        "captions": captions(facts),
        "shares": shares(facts),
        "colours": properties,
        "shades": tuple(shades.values()),
        "tokens": TOKENS,
        "dark": DARK_TOKENS,
        "pictures": {picture.name: _shown(picture.on(medium).decode(), painted, medium) for picture in pictures},
        "version": __version__,
    }
    page = render_with_style(templates, "report.html.j2", "report.css", currency=facts.currency, context=context)
    # Fonts go in last, subset to the characters on the finished page.
    return page.replace("/* fonts */", font_faces([unescape(page)]), 1)


def _shown(svg: str, colours: Mapping[str, str], medium: Medium) -> str:
    """Give a picture as a page shows it: as an inline element, or as the address of an image."""
    if medium == "print":
        return f"data:image/svg+xml;base64,{b64encode(paint(svg, colours).encode()).decode()}"
    return as_markup(paint(as_masks(svg[svg.index("<svg") :]), colours))
