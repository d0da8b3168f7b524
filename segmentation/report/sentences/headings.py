"""Headings and names that depend on the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.names import segment_name

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, RevenueChangeFact


def trends_heading(facts: Facts) -> str:
    """Head the section on the last months; empty where there are none."""
    months = len(facts.trends.months) if facts.trends is not None else 0
    return ngettext(
        "How the segments changed in {months} month", "How the segments changed in {months} months", months
    ).format(months=f.count(months))


def clusters_heading(facts: Facts) -> str:
    """Head the section on the number of clusters."""
    chosen = facts.n_clusters.chosen
    return ngettext("Why {clusters} cluster, not more", "Why {clusters} clusters, not more or fewer", chosen).format(
        clusters=f.count(chosen)
    )


def effects_caption(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what the table of a change of revenue shows."""
    return _("From the revenue of {then} to that of {month}, step by step").format(
        then=f.month(change.month_then_start), month=f.month(facts.month_start)
    )


def end_of(name: str) -> str:
    """Name where a movement begins or ends: a segment by its name, who came and who left in a word."""
    return {"new": _("New"), "returned": _("Returned"), "lapsed": _("Lapsed")}.get(name) or segment_name(name)


def who_bought(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how many customers bought in either month."""
    return _("{before} customers bought in {then}, {now} in {month}.").format(
        before=f.count(change.customers_then),
        then=f.month(change.month_then_start),
        now=f.count(change.customers),
        month=f.month(facts.month_start),
    )
