"""A mail's words in addition to those of the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentation.page.first_page import headline
from segmentation.page.parts import captions
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name
from segmentation.style.wording import customers, join
from segmentation.topics.segments.words import shares

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment


def preheader(facts: Facts) -> str:
    """Write the preview next to the subject in a list of mails."""
    return f"{headline(facts)}. {captions(facts)['concentration'].title}."


def size(facts: Facts, segment: Segment) -> str:
    """Say how large a segment is, in customers and money."""
    return _("{customers}, {money}, {share} of revenue").format(
        customers=customers(segment.customers),
        money=f.short_money(segment.monetary, facts.currency),
        share=shares(facts)[segment.segment].monetary,
    )


def not_this_month(names: Sequence[str]) -> str:
    """Say that a recipient's segments are empty this month.

    >>> not_this_month(["Can't lose"])
    'Nobody is in Can’t lose this month.'
    """
    if not names:
        return ""
    absent = join([segment_name(name).replace("'", "’") for name in names])
    return _("Nobody is in {segments} this month.").format(segments=absent)


def attached(names: Sequence[str]) -> str:
    """Say where the rest of the report is.

    >>> attached(["report.pdf"])
    'The whole report is attached: report.pdf.'
    """
    return _("The whole report is attached: {files}.").format(files=join(names))
