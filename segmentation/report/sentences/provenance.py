"""Where the figures come from: what was read, over what time, what was measured, where it all stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.method import what_an_order_is
from segmentation.report.sentences.parts import join

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


def which_source(facts: Facts) -> str:
    """Say what was read; the hash of its content comes after it."""
    source = facts.source
    return ngettext(
        "{uri}, {lines} line from {first} to {last}. SHA-256 of its content:",
        "{uri}, {lines} lines from {first} to {last}. SHA-256 of its content:",
        source.lines,
    ).format(uri=source.uri, lines=f.count(source.lines), first=f.day(source.first_line), last=f.day(source.last_line))


def which_sheets(facts: Facts) -> str:
    """Say how many lines each sheet has, and what is left where sheets overlap; empty for a single one."""
    source = facts.source
    if len(source.sheets) < 2:
        return ""
    sheets = [
        ngettext("{lines} line in sheet “{sheet}”", "{lines} lines in sheet “{sheet}”", sheet.lines).format(
            lines=f.count(sheet.lines), sheet=sheet.sheet
        )
        for sheet in source.sheets
    ]
    return _(
        "The source has {sheets}; lines that stand in more than one sheet are counted once, which leaves {lines} of "
        "{read}."
    ).format(sheets=join(sheets), lines=f.count(source.lines), read=f.count(source.lines_read))


def which_period(facts: Facts) -> str:
    """Say over what time the report looks back."""
    first, last = f.day(facts.window_start), f.last_day(facts.as_of)
    if facts.window_months is None:
        return _("{first} to {last}; later lines change nothing, returns among them.").format(first=first, last=last)
    return ngettext(
        "{months} month, {first} to {last}; later lines change nothing, returns among them.",
        "{months} months, {first} to {last}; later lines change nothing, returns among them.",
        facts.window_months,
    ).format(months=f.count(facts.window_months), first=first, last=last)


def which_features(facts: Facts) -> str:
    """Say what recency, frequency and monetary value are."""
    order = what_an_order_is(facts)
    if facts.as_of_month_end:
        return _(
            "Recency: whole days from the last purchase to the end of the month. Frequency: {order}. Monetary value: "
            "what was spent on goods that were kept."
        ).format(order=order)
    return _(
        "Recency: whole days from the last purchase to the last purchase of all. Frequency: {order}. Monetary value: "
        "what was spent on goods that were kept."
    ).format(order=order)


def how_named(facts: Facts) -> str:
    """Say how segments get their names, and who keeps last month's."""
    return _(
        "Every customer is ranked by recency, and by orders and spend together. The fifths in which a segment’s median "
        "customer stands give its name; the number that k-means gave it plays no part. Names are given when a model is "
        "fitted, and carried over to the next. Whoever’s ranks in recency, orders and spend each moved by less than "
        "{still} of all customers since last month keeps last month’s segment, unless its centre is more than {reach} "
        "times as far as the nearest."
    ).format(still=f.percent(facts.drift.still), reach=f.number(facts.drift.reach))


def how_traced(facts: Facts) -> str:
    """Say in which files beside the report its figures stand, and where they come from."""
    told = [
        _(
            "Every figure here stands in facts.json, every customer’s segment in customers.csv, and the input’s hash, "
            "the settings and the versions of all software in manifest.json, beside this report."
        )
    ]
    if facts.notebook == "made":
        told.append(_("The work, step by step, is in analysis.html, the analyst’s notebook."))
    if facts.notebook == "missing":
        told.append(_("The analyst’s notebook is missing: it could not be made."))
    return " ".join(told)
