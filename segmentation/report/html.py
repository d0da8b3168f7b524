"""Facts, pictures and sentences become one self-contained HTML file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from segmentation import __version__
from segmentation.report import sentences, style
from segmentation.report.templating import render_with_style

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
    page = render_with_style(templates, "report.html.j2", "report.css", currency=facts.currency, context=context)
    # Fonts go in last, cut down to the characters that the finished page shows.
    return page.replace("/* fonts */", style.font_faces([unescape(page)]), 1)


def _data_uri(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
