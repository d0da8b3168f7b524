"""What a mail says beside the words of the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.sentences.captions import captions
from segmentation.report.sentences.first_page import headline
from segmentation.report.sentences.parts import customers, join, shares

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, SegmentFact


def preheader(facts: Facts) -> str:
    """Say what stands beside the subject in a list of mails."""
    return f"{headline(facts)}. {captions(facts)['concentration'].title}."


def size(facts: Facts, segment: SegmentFact) -> str:
    """Say how large a segment is, in customers and money."""
    return (
        f"{customers(segment.customers)}, {f.short_money(segment.monetary, facts.currency)}, "
        f"{shares(facts)[segment.segment].monetary} of revenue"
    )


def not_this_month(names: Sequence[str]) -> str:
    """Say that segments somebody looks after have nobody in them this month.

    Examples
    --------
    >>> not_this_month(["Can't lose"])
    'Nobody is in Can’t lose this month.'
    """
    return f"Nobody is in {join([name.replace(chr(39), '’') for name in names])} this month." if names else ""


def attached(names: Sequence[str]) -> str:
    """Say where the rest of the report is.

    Examples
    --------
    >>> attached(["report.pdf"])
    'The whole report is attached: report.pdf.'
    """
    return f"The whole report is attached: {join(names)}."
