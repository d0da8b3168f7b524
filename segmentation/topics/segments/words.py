"""The segments in words: what a typical customer is like, why they have their names, how revenue is spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import people, segment_name
from segmentation.style.wording import customers, days, orders, within

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment


@dataclass(frozen=True)
class Shares:
    """A segment's shares of the whole, written such as ``26.5%``; those of all segments add up."""

    customers: str
    monetary: str


def shares(facts: Facts) -> dict[str, Shares]:
    """Write each segment's share of customers and of their revenue, by its name."""
    customer_shares = f.percents([segment.customer_share for segment in facts.segments])
    monetary_shares = f.percents([segment.monetary_share for segment in facts.segments])
    names = [segment.segment for segment in facts.segments]
    return dict(zip(names, map(Shares, customer_shares, monetary_shares), strict=True))


def share_of(facts: Facts, segment: Segment) -> str:
    """Say which part of customers and revenue a segment has."""
    share = shares(facts)[segment.segment]
    return _("{segment}: {customers} of customers, {revenue} of revenue").format(
        segment=segment_name(segment.segment, segment.profile), customers=share.customers, revenue=share.monetary
    )


def _runner_up(facts: Facts) -> str:
    """Say which segment comes next after the headline's."""
    if len(facts.segments) == 1:
        return _("All customers are in one segment")
    second = facts.segments[1]
    return _("{people} come second, with {share} of revenue").format(
        people=people(second), share=shares(facts)[second.segment].monetary
    )


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the pictures of segments, by the picture's name."""
    return {"shares": _of_shares(facts), "concentration": _of_concentration(facts)}


def _of_shares(facts: Facts) -> Caption:
    written = shares(facts)
    told = "; ".join(
        _("{segment}: {customers} of customers, {revenue} of revenue").format(
            segment=segment_name(x.segment, x.profile),
            customers=written[x.segment].customers,
            revenue=written[x.segment].monetary,
        )
        for x in facts.segments
    )
    title = _runner_up(facts)
    measure = _("The share of customers and of revenue in each segment, those with most revenue first")
    return Caption(title, measure, alt_text(title, _("Bars"), told))


def _of_concentration(facts: Facts) -> Caption:
    title = half_comes_from(facts)
    share = f.percent(facts.concentration.top_tenth_share)
    best = [_("The best tenth bring in {share}").format(share=share)] if facts.customers >= 10 else []
    measure = _("Share of revenue that the best customers bring in, added up from the best down")
    told = _("A curve that rises steeply, over {customers}").format(customers=customers(facts.customers))
    return Caption(title, measure, alt_text(title, *best, told))


def half_comes_from(facts: Facts) -> str:
    """Say how many customers bring in half the revenue."""
    half = facts.concentration.customers_for_half
    return ngettext("Half the revenue comes from {customers}", "Half the revenue comes from {customers}", half).format(
        customers=customers(half)
    )


def how_named(facts: Facts) -> str:
    """Say how segments get their names, and who keeps last month's."""
    return _(
        "Every customer is ranked by recency, and by orders and spend together. The fifths that a segment’s median "
        "customer is in give its name; the number that k-means gave it plays no part. Names are given when a model "
        "is fitted, and carried over to the next. Customers whose ranks in recency, orders and spend each moved by "
        "less than {still} of all customers since last month keep last month’s segment, unless its centre is more "
        "than {reach} times as far as the nearest."
    ).format(still=f.percent(facts.drift.still), reach=f.number(facts.drift.reach))


def typical(facts: Facts, segment: Segment) -> str:
    """Say what a segment's median customer does."""
    return _(
        "The typical customer last bought {days} before {day}, placed {orders} {period} and spent {money}."
    ).format(
        days=days(segment.recency_days_median),
        day=f.last_day(facts.as_of),
        orders=orders(segment.frequency_median),
        period=within(facts),
        money=f.money(segment.monetary_median, facts.currency),
    )


def why_named(facts: Facts, segment: Segment) -> str:
    """Say why a segment has its name."""
    if segment.set_apart is not None and facts.outliers is not None:
        words = {
            "money": f.money(facts.outliers.monetary_cap, facts.currency),
            "orders": orders(facts.outliers.frequency_cap),
        }
        said = {
            "monetary": _(
                "Set apart before clustering: each spent more than {money}, which is far above what others do."
            ),
            "frequency": _(
                "Set apart before clustering: each placed more than {orders}, which is far above what others do."
            ),
            "both": _(
                "Set apart before clustering: each spent more than {money} and placed more than {orders}, which is far "
                "above what others do."
            ),
        }[segment.set_apart]
        return said.format(**words)
    fifths = _fifths()
    return _(
        "Named for the typical customer, who is in {recency} of all for how recently they bought and in {value} for "
        "orders and spend."
    ).format(recency=fifths[segment.recency_score], value=fifths[segment.value_score])


def _fifths() -> dict[int, str]:
    return {
        5: _("the top fifth"),
        4: _("the second-highest fifth"),
        3: _("the middle fifth"),
        2: _("the second-lowest fifth"),
        1: _("the lowest fifth"),
    }


def how_firm(segment: Segment) -> str:
    """Say how much of a segment comes back, and how many of its customers are on a border."""
    if segment.jaccard is None:
        return ""
    overlap = f.percent(segment.jaccard)
    if not segment.border_customers:
        return _(
            "Repeated on random draws of customers, it is found again with {overlap} overlap; none of its customers "
            "are on a border."
        ).format(overlap=overlap)
    return ngettext(
        "Repeated on random draws of customers, it is found again with {overlap} overlap; {n} of its customers is on "
        "a border.",
        "Repeated on random draws of customers, it is found again with {overlap} overlap; {n} of its customers are "
        "on a border.",
        segment.border_customers,
    ).format(overlap=overlap, n=f.count(segment.border_customers))
