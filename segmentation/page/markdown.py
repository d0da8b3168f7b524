"""The report's first page as Markdown: for a job's summary, a chat, a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.page.parts import WORDS
from segmentation.page.templating import render
from segmentation.style.language import gettext
from segmentation.topics.segments.words import shares

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.page.template_folders import Folders


def render_markdown(facts: Facts, *, templates: Folders) -> str:
    """Write the first page; it names no customer."""
    context = {"facts": facts, "words": WORDS, "shares": shares(facts), "_": gettext}
    return render(templates, "first_page.md.j2", currency=facts.currency, context=context)
