"""How far the figures can be trusted, in words for who reads one page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import segment_in_words
from segmentation.style.wording import customers, join, measure
from segmentation.topics.gates.words import broken_gates
from segmentation.topics.model.words import drift_alarm, is_of_the_month

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.clustering.record import LeftOutWithShare

_NOTABLE: Final = Decimal("0.05")
"""The part of revenue from which lines that are no product's are worth a word on the first page."""


def trust(facts: Facts) -> list[str]:
    """Say how far the figures can be trusted, the gravest first."""
    return [
        *broken_gates(facts),
        *_of_the_month(facts),
        *_giant(facts),
        *_too_alike(facts),
        *drift_alarm(facts),
        *_unstable(facts),
        *_no_structure(facts),
        *_too_small(facts),
        *_nameless(facts),
        *_of_the_source(facts),
        *_no_products(facts),
        *_returned(facts),
        *([_borders(facts)] if len(facts.segments) > 1 else []),
    ]


def _of_the_month(facts: Facts) -> list[str]:
    """Say what keeps the month itself from being whole."""
    told = []
    if facts.as_of_month_end and not facts.month_is_whole:
        told.append(
            _(
                "The month is not over: the data end on {day}, so recency is counted to a day that has no sales yet."
            ).format(day=f.day(facts.source.last_line))
        )
    if facts.notebook == "missing":
        told.append(
            _(
                "The analyst’s notebook is missing: it could not be made, so the work behind these figures can’t be "
                "checked in it."
            )
        )
    if facts.window_months is not None and facts.history_months < facts.window_months:
        told.append(
            _(
                "The data cover only {covered} of the {window} months looked back over; anyone who bought before "
                "that looks like a new customer."
            ).format(covered=f.count(facts.history_months), window=f.count(facts.window_months))
        )
    return told


def _nameless(facts: Facts) -> list[str]:
    if facts.without_customer <= 0:
        return []
    return [
        _("{money}, {share} of the {revenue} sold, have no customer number: revenue that no segment has.").format(
            money=f.money(facts.without_customer, facts.currency),
            share=f.percent(facts.without_customer_share),
            revenue=f.money(facts.revenue, facts.currency),
        )
    ]


def _no_products(facts: Facts) -> list[str]:
    """Say so where much money is on lines that are no product's."""
    other = next((row.amount for row in facts.ledger if row.rule == "not a product"), Decimal(0))
    if abs(other) < _NOTABLE * facts.revenue:
        return []
    return [
        _(
            "{money} is on lines whose code is no product’s. If that is more than postage and fees come to, the "
            "setting product_code does not fit this shop."
        ).format(money=f.money(other, facts.currency))
    ]


def _returned(facts: Facts) -> list[str]:
    returned = next((row.amount for row in facts.ledger if row.rule == "purchase returned"), Decimal(0))
    if returned <= 0:
        return []
    return [
        _("Goods bought for {money} were sent back and are in no customer’s spend.").format(
            money=f.money(returned, facts.currency)
        )
    ]


def _too_alike(facts: Facts) -> list[str]:
    """Say which features were left out, since nearly all customers are alike in them."""
    left_out = facts.n_clusters.left_out
    if not left_out:
        return []
    names = {out.feature for out in left_out}
    alike = join(
        [
            _("{share} of customers {same}").format(share=f.percent(out.share), same=_shared(facts, out))
            for out in left_out
        ]
    )
    words = {
        "alike": alike,
        "missing": join([measure(out.feature) for out in left_out]),
        "used": join([measure(name) for name in c.FEATURES if name not in names]),
        "month": f.month_name(facts.model.fitted_on),
    }
    if is_of_the_month(facts):
        return [
            _(
                "{alike}. That is too many alike to tell customers apart by {missing}, so the segments rest on {used} "
                "alone."
            ).format(**words)
        ]
    return [
        _(
            "When the model was fitted, in {month}, {alike}. That is too many alike to tell customers apart by "
            "{missing}, so the segments rest on {used} alone."
        ).format(**words)
    ]


def _shared(facts: Facts, out: LeftOutWithShare) -> str:
    if out.feature == c.RECENCY_DAYS:
        return ngettext(
            "last bought on the same day, {n} day before", "last bought on the same day, {n} days before", out.value
        ).format(n=f.number(out.value, 1))
    if out.feature == c.FREQUENCY:
        return ngettext("placed just {n} order", "placed just {n} orders", out.value).format(n=f.number(out.value, 1))
    return _("spent the same {money}").format(money=f.exact_money(out.value, facts.currency))


def _giant(facts: Facts) -> list[str]:
    """Say so where one customer is worth more than all others together."""
    if facts.concentration.customers_for_half > 1 or facts.customers == 1:
        return []
    return [
        _("One customer brings in {share} of the revenue: most of their segment’s money is theirs.").format(
            share=f.percent(facts.concentration.top_customer_share)
        )
    ]


def _no_structure(facts: Facts) -> list[str]:
    """Say so where the gap statistic sees no clusters at all."""
    if not any(x.criterion == "gap" and x.n_clusters == 1 for x in facts.n_clusters.criteria):
        return []
    if is_of_the_month(facts):
        return [
            _(
                "Customers here differ by degree, not in kind: the segments sort them, but there are no gaps between "
                "them, no more than in evenly scattered points."
            )
        ]
    return [
        _(
            "The customers of {month}, from whom the segments come, differ by degree, not in kind: the segments sort "
            "them, but there are no gaps between them, no more than in evenly scattered points."
        ).format(month=f.month_name(facts.model.fitted_on))
    ]


def _unstable(facts: Facts) -> list[str]:
    """Say that segments don't come back, where they don't."""
    k = facts.n_clusters
    if k.is_stable or k.chosen == 1:
        return []
    proposed = (
        _("The segments asked for do not all come back when customers are resampled")
        if k.reason == "asked for"
        else _(
            "No number of segments that the curve proposes gives segments that all come back when customers are "
            "resampled, and these do not either"
        )
    )
    return [
        _(
            "{proposed}: the weakest is found again with {found} overlap, where {least} is the least for a stable one. "
            "Take them as a way to sort customers, not as kinds of customer."
        ).format(proposed=proposed, found=f.percent(k.jaccard_weakest), least=f.percent(k.jaccard_threshold))
    ]


def _too_small(facts: Facts) -> list[str]:
    """Name the segments that are too small to say much of."""
    least = facts.n_clusters.minimum_cluster
    small = [x for x in facts.segments if x.customers < least]
    if not small:
        return []
    names = join([f"{segment_in_words(x.segment, x.profile)} ({customers(x.customers)})" for x in small])
    return [_("Too few to say much of, being under {least}: {names}.").format(least=f.count(least), names=names)]


def _borders(facts: Facts) -> str:
    """Say how distinct the segments are, how many customers are between two, and whether segments recur."""
    return " ".join(said for said in (_distinct(facts), _between(facts), _back(facts)) if said)


def _distinct(facts: Facts) -> str:
    """Say how far apart the segments are, in the bands of a mean silhouette.

    References
    ----------
    Kaufman & Rousseeuw 1990, Finding Groups in Data, table 4 of chapter 2.
    """
    mean = facts.n_clusters.silhouette if is_of_the_month(facts) else facts.drift.silhouette
    bands = (
        (0.70, _("The segments are clearly separate.")),
        (0.50, _("The segments are reasonably distinct.")),
        (0.25, _("The segments shade into each other.")),
        (-1.0, _("The segments have no real borders.")),
    )
    return next(words for least, words in bands if mean >= least)


def _between(facts: Facts) -> str:
    border = facts.border
    if not border.customers:
        return ""
    return ngettext(
        "{n} customer ({share}) is between two segments and could be in either.",
        "{n} customers ({share}) are between two segments and could be in either.",
        border.customers,
    ).format(n=f.count(border.customers), share=f.percent(border.share))


def _back(facts: Facts) -> str:
    k = facts.n_clusters
    if not k.is_stable:
        return ""
    words = {
        "draws": f.count(k.draws),
        "found": f.percent(k.jaccard_weakest),
        "month": f.month_name(facts.model.fitted_on),
    }
    if is_of_the_month(facts):
        return _(
            "The segments are stable: when customers were resampled {draws} times, even the weakest segment was "
            "found again with {found} overlap."
        ).format(**words)
    return _(
        "The segments are stable: when customers of {month} were resampled {draws} times, even the weakest segment "
        "was found again with {found} overlap."
    ).format(**words)


def _of_the_source(facts: Facts) -> list[str]:
    """Say what the source lacks, and what it sets aside itself."""
    told = []
    if c.INVOICE in facts.source.absent:
        told.append(
            _(
                "The source has no invoice numbers: what a customer bought on one day counts as one order, and an "
                "order is a day with a purchase."
            )
        )
    lines = {row.rule: row.lines for row in facts.ledger}
    if count := lines.get(c.OTHER_CURRENCY):
        told.append(
            ngettext(
                "{n} line is in another currency than {currency} and left out: what it is worth is in no figure here.",
                "{n} lines are in another currency than {currency} and left out: what they are worth is in no figure "
                "here.",
                count,
            ).format(n=f.count(count), currency=facts.currency)
        )
    return told
