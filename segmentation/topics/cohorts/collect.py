"""Collect whether new customers come back."""

from __future__ import annotations

from segmentation.topics.cohorts.record import CohortFact, CohortsFact, HorizonFact, NewnessFact, RetentionFact
from segmentation.topics.cohorts.work import MISTAKEN, SHOWN, Cohorts, Horizon, Newness


def cohorts_fact(cohorts: Cohorts) -> CohortsFact:
    """Collect whether new customers come back.

    Parameters
    ----------
    cohorts : Cohorts
        Customers by the month of their first purchase.

    Returns
    -------
    CohortsFact
    """
    return CohortsFact(
        cohorts=tuple(
            CohortFact(
                month=cohort.month,
                until=cohort.until,
                customers=cohort.customers,
                censored=cohort.censored,
                bought=cohort.bought,
                shares=tuple(bought / cohort.customers for bought in cohort.bought),
            )
            for cohort in cohorts.cohorts
        ),
        shown=SHOWN,
        average=tuple(
            RetentionFact(customers=x.customers, bought=x.bought, share=x.bought / x.customers) for x in cohorts.average
        ),
        horizon=_horizon(cohorts.horizon) if cohorts.horizon else None,
        newness=_newness(cohorts.newness) if cohorts.newness else None,
        mistaken=MISTAKEN,
    )


def _horizon(horizon: Horizon) -> HorizonFact:
    return HorizonFact(
        months=horizon.months,
        cohorts=horizon.cohorts,
        first=horizon.first,
        last=horizon.last,
        customers=horizon.customers,
        back=horizon.back,
        share=horizon.back / horizon.customers,
        last_customers=horizon.last_customers,
        last_back=horizon.last_back,
        last_share=horizon.last_back / horizon.last_customers,
    )


def _newness(newness: Newness) -> NewnessFact:
    return NewnessFact(
        months=newness.months,
        looked_new=newness.looked_new,
        were_old=newness.were_old,
        share=newness.were_old / newness.looked_new,
    )
