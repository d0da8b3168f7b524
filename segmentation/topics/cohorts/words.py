"""Whether new customers come back, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.wording import join

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.cohorts.record import Cohort, Cohorts, Horizon, Newness


def come_back(facts: Facts, cohorts: Cohorts) -> list[str]:
    """Say how many new customers came back, and how many buy in a month."""
    horizon = cohorts.horizon
    if horizon is None:
        return [
            _("It is too early to tell: no customers who are known to be new have had a month in which to come back.")
        ]
    sentences = [_who_came_back(horizon)]
    if horizon.cohorts > 1:
        sentences.append(
            _("Of the latest of them, the {customers} of {month}, it was {share}.").format(
                customers=f.count(horizon.last_customers),
                month=f.month_name(horizon.last),
                share=f.percent(horizon.last_share),
            )
        )
    return [" ".join(sentences), *_in_a_month(cohorts), *_this_month(facts, cohorts)]


def _who_came_back(horizon: Horizon) -> str:
    within = _next_months(horizon)
    one, n = horizon.first == horizon.last, horizon.customers
    if not horizon.back:
        text = (
            ngettext(
                "The {n} customer who first bought in {first} did not buy again {within}.",
                "Of the {n} customers who first bought in {first}, nobody bought again {within}.",
                n,
            )
            if one
            else ngettext(
                "The {n} customer who first bought from {first} to {last} did not buy again {within}.",
                "Of the {n} customers who first bought from {first} to {last}, nobody bought again {within}.",
                n,
            )
        )
    elif one:
        text = ngettext(
            "The {n} customer who first bought in {first} bought again {within}.",
            "Of the {n} customers who first bought in {first}, {back} ({share}) bought again {within}.",
            n,
        )
    else:
        text = ngettext(
            "The {n} customer who first bought from {first} to {last} bought again {within}.",
            "Of the {n} customers who first bought from {first} to {last}, {back} ({share}) bought again {within}.",
            n,
        )
    return text.format(
        n=f.count(n),
        first=f.month_name(horizon.first),
        last=f.month_name(horizon.last),
        back=f.count(horizon.back),
        share=f.percent(horizon.share),
        within=within,
    )


def _next_months(horizon: Horizon) -> str:
    """Say how long customers had to come back, after the month of their first purchase."""
    return ngettext("within the next month", "within the next {n} months", horizon.months).format(
        n=f.count(horizon.months)
    )


def _in_a_month(cohorts: Cohorts) -> list[str]:
    """Say how many of the new customers buy in any one month."""
    later = [x.share for x in cohorts.average[1:]]
    if len(later) < 2 or not any(later):
        return []
    low, high = f.percent(min(later)), f.percent(max(later))
    if low == high:
        return [_("In a month after their first, {share} of new customers bought on average.").format(share=low)]
    return [
        _("In a month after their first, between {low} and {high} of new customers bought on average.").format(
            low=low, high=high
        )
    ]


def _this_month(facts: Facts, cohorts: Cohorts) -> list[str]:
    """Say how many new customers this month has."""
    newest = next((x for x in cohorts.cohorts if x.month == facts.month), None)
    month = f.month(facts.month_start)
    if newest is None:
        return [_("Nobody bought for the first time in {month}.").format(month=month)]
    if newest.censored:
        return []
    text = (
        ngettext(
            "{n} customer bought for the first time in {month}.",
            "{n} customers bought for the first time in {month}.",
            newest.customers,
        )
        if facts.month_is_whole
        else ngettext(
            "{n} customer bought for the first time in {month} so far.",
            "{n} customers bought for the first time in {month} so far.",
            newest.customers,
        )
    )
    return [text.format(n=f.count(newest.customers), month=month)]


def _first_known_to_be_new(cohorts: Cohorts) -> str | None:
    return next((x.month for x in cohorts.cohorts if not x.censored), None)


def where_data_begin(facts: Facts, cohorts: Cohorts) -> list[str]:
    """Say which cohorts may hold customers who had bought before the data begin, and how that is known."""
    begun = _("The data begin on {day}; who bought before that can’t be seen.").format(
        day=f.day(facts.source.first_line)
    )
    if cohorts.newness is None:
        short = _(
            "They are too short to tell new customers from old ones: those of any month may have bought before, and no "
            "average is taken."
        )
        return [f"{begun} {short}"]
    learnt = _("How long it takes to tell new customers from old ones is learnt from the data: {finding}.")
    sentences = [f"{begun} {learnt.format(finding=_newness(cohorts, cohorts.newness))}"]
    trusted = _first_known_to_be_new(cohorts)
    if trusted is None:
        sentences.append(_("So all rows are greyed, marked “or earlier”, and in no average."))
    elif cohorts.cohorts[0].censored:
        sentences.append(
            _("So what began before {month} is greyed, marked “or earlier”, and in no average.").format(
                month=f.month_name(trusted)
            )
        )
    return sentences


def _newness(cohorts: Cohorts, found: Newness) -> str:
    """Say how many purchases only look like a customer's first if you see no more than so many months."""
    seen = ngettext(
        "if no more than the month before a purchase is looked at",
        "if no more than the {n} months before a purchase are looked at",
        found.months,
    ).format(n=f.count(found.months))
    looked = ngettext(
        "{n} purchase looks like a customer’s first", "{n} purchases look like a customer’s first", found.looked_new
    ).format(n=f.count(found.looked_new))
    known = (
        ngettext("{n} ({share}) is known not to be", "{n} ({share}) are known not to be", found.were_old).format(
            n=f.count(found.were_old), share=f.percent(found.share)
        )
        if found.were_old
        else _("none is known not to be")
    )
    text = _("{seen}, {looked}, and {known}").format(seen=seen, looked=looked, known=known)
    if found.months == 1:
        return text
    fewer = _("with fewer months, it is more than {share}").format(share=f.percent(cohorts.mistaken))
    return f"{text}; {fewer}"


def cohort_name(cohort: Cohort) -> str:
    """Name a cohort by the month, or the months, of first purchase."""
    name = f.month_name(cohort.month, "MMM y")
    if cohort.until != cohort.month:
        name = _("{first} to {last}").format(first=name, last=f.month_name(cohort.until, "MMM y"))
    return _("{month} or earlier").format(month=name) if cohort.censored else name


def cohorts_title(cohorts: Cohorts) -> str:
    """Say what the picture of cohorts finds."""
    horizon = cohorts.horizon
    if horizon is None:
        return _("It is too early to tell whether new customers come back")
    if not horizon.back:
        return _("No new customer has come back {within}").format(within=_next_months(horizon))
    return _("{share} of new customers come back {within}").format(
        share=f.percent(horizon.share), within=_next_months(horizon)
    )


def cohorts_measure(facts: Facts, cohorts: Cohorts) -> str:
    """Say what the picture of cohorts shows, and how."""
    parts = [_("Of the customers who first bought in a month, the percentage that bought so many months later")]
    if any(x.censored for x in cohorts.cohorts):
        parts.append(_("grey and hatched: they may have bought before the data begin, and are in no average"))
    if not facts.month_is_whole:
        parts.append(_("in brackets: {month}, which is not over").format(month=f.month(facts.month_start)))
    if any(x.until != x.month for x in cohorts.cohorts):
        parts.append(
            ngettext(
                "rows older than {n} month are put together",
                "rows older than {n} months are put together",
                cohorts.shown,
            ).format(n=f.count(cohorts.shown))
        )
    return "; ".join(parts)


def cohorts_words(cohorts: Cohorts) -> str:
    """Describe the picture of cohorts for those who can't see it."""
    rows = len(cohorts.cohorts)
    sentences = [
        ngettext("A table of percentages, {n} row.", "A table of percentages, {n} rows.", rows).format(n=f.count(rows))
    ]
    if len(cohorts.average) > 1:
        sentences.append(
            _("All new customers together, month by month: {shares}.").format(
                shares=join([f.percent(x.share) for x in cohorts.average[1:]])
            )
        )
    return " ".join(sentences)


def new_customers(facts: Facts) -> str:
    """Say which customers the section counts as new; empty where there are no cohorts."""
    cohorts = facts.cohorts
    if cohorts is None:
        return ""
    begin = f.day(facts.source.first_line)
    trusted = _first_known_to_be_new(cohorts)
    if trusted is None:
        return _(
            "The data begin on {day}, and are too short to tell new customers from old ones: no average is taken."
        ).format(day=begin)
    if not cohorts.cohorts[0].censored:
        return _("The data begin on {day}: who bought before can’t be seen.").format(day=begin)
    return _(
        "The data begin on {day}: whoever first appears before {month} may have bought earlier; they are greyed, and "
        "in no average."
    ).format(day=begin, month=f.month_name(trusted))


def is_drawn(cohorts: Cohorts) -> bool:
    """Check that some cohort has lived through more than its first month."""
    return any(len(cohort.bought) > 1 for cohort in cohorts.cohorts)


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the picture of cohorts."""
    cohorts = facts.cohorts
    if cohorts is None or not is_drawn(cohorts):
        return {}
    title = cohorts_title(cohorts)
    words = cohorts_words(cohorts).removesuffix(".")
    return {"cohorts": Caption(title, cohorts_measure(facts, cohorts), alt_text(title, words))}
