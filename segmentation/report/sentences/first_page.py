"""The first page: what matters most, and how far to trust it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.report import formats as f
from segmentation.report.sentences.gates import broken_gates
from segmentation.report.sentences.model import drift_alarm, is_of_the_month
from segmentation.report.sentences.parts import (
    MEASURES,
    customers,
    join,
    people,
    period,
    plural,
    silhouette,
    with_difference,
)

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, LeftOutFact

_NOTABLE: Final = Decimal("0.05")
"""The part of revenue from which lines that are no product's are worth a word on the first page."""


_STRUCTURE: Final = (
    (0.70, "The segments stand clearly apart"),
    (0.50, "The segments are reasonably distinct"),
    (0.25, "The segments shade into each other"),
    (-1.0, "The segments have no real borders"),
)
"""What a mean silhouette says (Kaufman & Rousseeuw 1990, Finding Groups in Data, table 4 of chapter 2)."""


def headline(facts: Facts) -> str:
    """Say what matters most: which segment brings in most of the money."""
    top = facts.segments[0]
    if len(facts.segments) == 1:
        spent = f.short_money(facts.monetary, facts.currency)
        return f"{customers(facts.customers)} spent {spent}, and all are of one kind"
    return (
        f"{people(top)} are {f.percent(top.customer_share)} of known customers "
        f"and bring in {f.percent(top.monetary_share)} of their revenue"
    )


def standfirst(facts: Facts) -> str:
    """Say how many customers spent how much, in what time, and what the segments are."""
    names = join([with_difference(segment.profile, segment) for segment in facts.segments])
    kinds = "one segment" if len(facts.segments) == 1 else f"{len(facts.segments)} segments"
    gross = "" if facts.returns_matched else ", before returns"
    untraced = (
        f", of {f.money(facts.revenue, facts.currency)} sold in all, with a customer number or without{gross}"
        if facts.without_customer > 0
        else ""
    )
    kept = " and kept them" if facts.returns_matched else ""
    return (
        f"{period(facts)}, {customers(facts.customers)} bought goods for "
        f"{f.money(facts.monetary, facts.currency)}{kept}{untraced}. They fall into {kinds}: {names}."
    )


def other_segments(facts: Facts, shown: int) -> str:
    """Name the segments after the first so many."""
    return join([with_difference(segment.profile, segment) for segment in facts.segments[shown:]])


def trust(facts: Facts) -> list[str]:
    """Say how far the figures can be trusted, the gravest first."""
    sentences = broken_gates(facts)
    if facts.as_of_month_end and not facts.month_is_whole:
        sentences.append(
            f"The month is not over: the data end on {f.day(facts.source.last_line)}, so recency is counted to a day "
            "that has no sales yet."
        )
    if facts.notebook == "missing":
        sentences.append(
            "The analyst’s notebook is missing: it could not be made, so nobody has looked at the work behind these "
            "figures in it."
        )
    if facts.window_months is not None and facts.history_months < facts.window_months:
        sentences.append(
            f"The data cover only {facts.history_months} of the {facts.window_months} months looked back over; "
            "who bought before looks like a new customer."
        )
    sentences += [
        *_giant(facts),
        *_too_alike(facts),
        *drift_alarm(facts),
        *_unstable(facts),
        *_no_structure(facts),
        *_too_small(facts),
    ]
    if facts.without_customer > 0:
        sentences.append(
            f"{f.money(facts.without_customer, facts.currency)}, {f.percent(facts.without_customer_share)} of the "
            f"{f.money(facts.revenue, facts.currency)} sold, carry no customer number: revenue, but of no segment."
        )
    sentences += _of_the_source(facts)
    other = next((row.amount for row in facts.ledger if row.rule == "not a product"), Decimal(0))
    if abs(other) >= _NOTABLE * facts.revenue:
        sentences.append(
            f"{f.money(other, facts.currency)} is on lines whose code is no product’s. If that is more than postage "
            "and fees come to, the setting product_code does not fit this shop."
        )
    returned = next((row for row in facts.ledger if row.rule == "purchase returned"), None)
    if returned is not None and returned.amount > 0:
        sentences.append(
            f"Goods bought for {f.money(returned.amount, facts.currency)} were sent back and count for nobody."
        )
    if len(facts.segments) > 1:
        sentences.append(_borders(facts))
    return sentences


def _too_alike(facts: Facts) -> list[str]:
    """Say which features were left out, since nearly all customers are alike in them."""
    left_out = facts.n_clusters.left_out
    if not left_out:
        return []
    names = {out.feature for out in left_out}
    alike = join([f"{f.percent(out.share)} of customers {_shared(facts, out)}" for out in left_out])
    used = [MEASURES[name] for name in c.FEATURES if name not in names]
    missing = join([MEASURES[out.feature] for out in left_out])
    when = "" if is_of_the_month(facts) else f"When the model was fitted, in {f.month_name(facts.model.fitted_on)}, "
    return [
        f"{when}{alike}. That is too many alike to tell customers apart by {missing}, so the segments rest on "
        f"{join(used)} alone."
    ]


def _shared(facts: Facts, out: LeftOutFact) -> str:
    if out.feature == c.RECENCY_DAYS:
        return f"last bought on the same day, {plural(out.value, 'day')} before"
    if out.feature == c.FREQUENCY:
        return f"placed just {plural(out.value, 'order')}"
    return f"spent the same {f.exact_money(out.value, facts.currency)}"


def _giant(facts: Facts) -> list[str]:
    """Say so where one customer is worth more than all others together."""
    if facts.concentration.customers_for_half > 1 or facts.customers == 1:
        return []
    share = f.percent(facts.concentration.top_customer_share)
    return [f"One customer brings in {share} of the revenue: money here is mostly theirs, wherever they stand."]


def _no_structure(facts: Facts) -> list[str]:
    """Say so where the gap statistic sees no clusters at all."""
    if not any(x.criterion == "gap" and x.n_clusters == 1 for x in facts.n_clusters.criteria):
        return []
    here = "here" if is_of_the_month(facts) else f"among the customers of {f.month_name(facts.model.fitted_on)}"
    return [
        f"The gap statistic finds no more clusters {here} than in evenly scattered points: the segments sort "
        "customers, but no gaps part them."
    ]


def _unstable(facts: Facts) -> list[str]:
    """Say that segments don't come back, where they don't."""
    k = facts.n_clusters
    if k.is_stable or k.chosen == 1:
        return []
    proposed = (
        "The segments asked for do"
        if k.reason == "asked for"
        else "No number of segments that the curve proposes gives segments that all come back: these do"
    )
    return [
        f"{proposed} not all come back when customers are drawn anew: the weakest is "
        f"found again with {f.percent(k.jaccard_weakest)} overlap, where {f.percent(k.jaccard_threshold)} is the least "
        "for a stable one. Take them as a way to sort customers, not as kinds of customer."
    ]


def _too_small(facts: Facts) -> list[str]:
    """Name the segments that are too small to say much of."""
    least = facts.n_clusters.minimum_cluster
    small = [x for x in facts.segments if x.customers < least]
    if not small:
        return []
    names = join([f"{with_difference(x.profile, x)} ({customers(x.customers)})" for x in small])
    return [f"Too few to say much of, being under {f.count(least)}: {names}."]


def _borders(facts: Facts) -> str:
    """Say how distinct the segments are, how many customers stand between two, and whether segments come back."""
    k, border = facts.n_clusters, facts.border
    own = is_of_the_month(facts)
    mean = k.silhouette if own else facts.drift.silhouette
    structure = next(words for least, words in _STRUCTURE if mean >= least)
    whose = "" if own else f" of {f.month_name(facts.model.fitted_on)}"
    on_it = "stands" if border.customers == 1 else "stand"
    between = (
        f"; {customers(border.customers)} ({f.percent(border.share)}) {on_it} on a border and could be in either"
        if border.customers
        else ""
    )
    back = (
        f" They are stable: repeated on {f.count(k.draws)} random draws of customers{whose}, even the least firm of "
        f"them is found again with {f.percent(k.jaccard_weakest)} overlap."
        if k.is_stable
        else ""
    )
    written = silhouette(facts) if own else f.exact_number(mean, 2)
    return f"{structure} (mean silhouette {written}, where 1 is best){between}.{back}"


def _of_the_source(facts: Facts) -> list[str]:
    """Say what the source lacks, and what it sets aside itself."""
    sentences = []
    if c.INVOICE in facts.source.absent:
        sentences.append(
            "The source has no invoice numbers: what a customer bought on one day counts as one order, and an order "
            "is a day with a purchase."
        )
    lines = {row.rule: row.lines for row in facts.ledger}
    if count := lines.get(c.OTHER_CURRENCY):
        are = "line is" if count == 1 else "lines are"
        sentences.append(
            f"{f.count(count)} {are} in another currency than {facts.currency} and left out: what they are worth "
            "is in no figure here."
        )
    return sentences
