"""Whether new customers come back, and how far the data can tell who is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers, join, plural

if TYPE_CHECKING:
    from segmentation.report.facts import CohortFact, CohortsFact, Facts, HorizonFact


def come_back(facts: Facts, cohorts: CohortsFact) -> list[str]:
    """Say how many new customers came back, and how many buy in a month."""
    horizon = cohorts.horizon
    if horizon is None:
        return ["It is too early to tell: no customers who are known to be new have had a month in which to come back."]
    latest = (
        f" Of the latest of them, the {f.count(horizon.last_customers)} of {f.month_name(horizon.last)}, it was "
        f"{f.percent(horizon.last_share)}."
        if horizon.cohorts > 1
        else ""
    )
    return [f"{_who_came_back(horizon)}.{latest}", *_in_a_month(cohorts), *_this_month(facts, cohorts)]


def _who_came_back(horizon: HorizonFact) -> str:
    began = _began(horizon.first, horizon.last)
    within = f"within {_next_months(horizon)}"
    if horizon.customers == 1:
        return f"The 1 customer who first bought {began} {'bought' if horizon.back else 'did not buy'} again {within}"
    share = f"{f.count(horizon.back)} ({f.percent(horizon.share)})" if horizon.back else "nobody"
    return f"Of the {customers(horizon.customers)} who first bought {began}, {share} bought again {within}"


def _next_months(horizon: HorizonFact) -> str:
    """Say how long customers had to come back, after the month of their first purchase."""
    return "the next month" if horizon.months == 1 else f"the next {plural(horizon.months, 'month')}"


def _began(first: str, last: str) -> str:
    if first == last:
        return f"in {f.month_name(first)}"
    return f"from {f.month_name(first)} to {f.month_name(last)}"


def _in_a_month(cohorts: CohortsFact) -> list[str]:
    """Say how many of the new customers buy in any one month."""
    later = [x.share for x in cohorts.average[1:]]
    if len(later) < 2 or not any(later):
        return []
    low, high = f.percent(min(later)), f.percent(max(later))
    share = low if low == high else f"between {low} and {high}"
    return [f"In a month after their first, {share} of new customers bought on average."]


def _this_month(facts: Facts, cohorts: CohortsFact) -> list[str]:
    """Say how many new customers this month has."""
    newest = next((x for x in cohorts.cohorts if x.month == facts.month), None)
    if newest is None:
        return [f"Nobody bought for the first time in {f.month(facts.month_start)}."]
    if newest.censored:
        return []
    so_far = "" if facts.month_is_whole else " so far"
    return [f"{customers(newest.customers)} bought for the first time in {f.month(facts.month_start)}{so_far}."]


def where_data_begin(facts: Facts, cohorts: CohortsFact) -> list[str]:
    """Say which cohorts may hold customers who had bought before the data begin, and how that is told."""
    begin = f"The data begin on {f.day(facts.source.first_line)}; who bought before that can’t be seen"
    if cohorts.newness is None:
        return [
            f"{begin}. They are too short to tell new customers from old ones: those of any month may have bought "
            "before, and no average is taken."
        ]
    n = cohorts.newness
    before = "month before a purchase is" if n.months == 1 else f"{n.months} months before a purchase are"
    known = f"{f.count(n.were_old)} ({f.percent(n.share)})" if n.were_old else "none"
    were = f"{known} {'are' if n.were_old > 1 else 'is'} known not to be"
    looked = f"{plural(n.looked_new, 'purchase')} {'looks' if n.looked_new == 1 else 'look'}"
    fewer = f"; with fewer months, it is more than {f.percent(cohorts.mistaken)}" if n.months > 1 else ""
    told = [
        f"{begin}. How long it takes to tell new customers from old ones is learnt from the data: if no more than the "
        f"{before} looked at, {looked} like a customer’s first, and {were}{fewer}."
    ]
    trusted = next((x.month for x in cohorts.cohorts if not x.censored), None)
    if trusted is None:
        told.append("So all rows are greyed, marked “or earlier”, and in no average.")
    elif cohorts.cohorts[0].censored:
        told.append(f"So what began before {f.month_name(trusted)} is greyed, marked “or earlier”, and in no average.")
    return told


def cohort_name(cohort: CohortFact) -> str:
    """Name a cohort by the month, or the months, of first purchase."""
    name = f.month_name(cohort.month, "MMM y")
    if cohort.until != cohort.month:
        name = f"{name} to {f.month_name(cohort.until, 'MMM y')}"
    return f"{name} or earlier" if cohort.censored else name


def cohorts_title(cohorts: CohortsFact) -> str:
    """Say what the picture of cohorts finds."""
    horizon = cohorts.horizon
    if horizon is None:
        return "It is too early to tell whether new customers come back"
    if not horizon.back:
        return f"No new customer has come back within {_next_months(horizon)}"
    return f"{f.percent(horizon.share)} of new customers come back within {_next_months(horizon)}"


def cohorts_measure(facts: Facts, cohorts: CohortsFact) -> str:
    """Say what the picture of cohorts shows, and how."""
    marks = []
    if any(x.censored for x in cohorts.cohorts):
        marks.append("grey and hatched: they may have bought before the data begin, and are in no average")
    if not facts.month_is_whole:
        marks.append(f"in brackets: {f.month(facts.month_start)}, which is not over")
    if any(x.until != x.month for x in cohorts.cohorts):
        marks.append(f"rows older than {plural(cohorts.shown, 'month')} are put together")
    return "; ".join(
        ["Of the customers who first bought in a month, the percentage that bought so many months later", *marks]
    )


def cohorts_words(cohorts: CohortsFact) -> str:
    """Tell the picture of cohorts to who can't see it."""
    told = [f"A table of percentages, {plural(len(cohorts.cohorts), 'row')}"]
    if len(cohorts.average) > 1:
        shares = join([f.percent(x.share) for x in cohorts.average[1:]])
        told.append(f"All that are taken to be new together, month after month: {shares}")
    return f"{'. '.join(told)}."
