"""Collect what last month's lists did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from segmentation import columns as c
from segmentation.coins import digits_of, to_coins
from segmentation.topics.uplift.record import GroupFact, ListUpliftFact, UntoldListFact, UpliftFact
from segmentation.topics.uplift.work import LEVEL, Difference, Group, Uplift


def uplift_fact(
    month: str, uplifts: Sequence[Uplift], untold: Mapping[str, Literal["changed", "one group"]], currency: str
) -> UpliftFact | None:
    """Collect what last month's lists did.

    Parameters
    ----------
    month : str
        The month the lists were made for.
    uplifts : sequence of Uplift
        What each list did.
    untold : mapping of str to str
        By the name of a list of which that can't be told, why.
    currency : str
        ISO 4217 code.

    Returns
    -------
    UpliftFact or None
        None if no list held anybody out.
    """
    if not uplifts and not untold:
        return None
    digits = digits_of(currency)
    return UpliftFact(
        month=month,
        level=LEVEL,
        lists=tuple(_list(each, digits) for each in uplifts),
        untold=tuple(UntoldListFact(name=name, reason=reason) for name, reason in untold.items()),
    )


def _list(uplift: Uplift, digits: int) -> ListUpliftFact:
    contacted, control = _group(uplift.contacted, digits), _group(uplift.control, digits)
    return ListUpliftFact(
        name=uplift.name,
        contacted=contacted,
        control=control,
        rate_difference=uplift.rate.value,
        rate_lower=uplift.rate.lower,
        rate_upper=uplift.rate.upper,
        rate_is_clear=_is_clear(uplift.rate),
        # What is shown is the difference of what is shown.
        spend_difference=contacted.spend - control.spend,
        spend_lower=None if uplift.spend is None else to_coins(uplift.spend.lower / c.MONEY_SCALE, digits),
        spend_upper=None if uplift.spend is None else to_coins(uplift.spend.upper / c.MONEY_SCALE, digits),
        spend_is_clear=uplift.spend is not None and _is_clear(uplift.spend),
    )


def _group(group: Group, digits: int) -> GroupFact:
    return GroupFact(
        customers=group.customers,
        buyers=group.buyers,
        rate=group.rate,
        spend=to_coins(group.spend / c.MONEY_SCALE, digits),
    )


def _is_clear(difference: Difference) -> bool:
    return not difference.lower <= 0 <= difference.upper
