"""What three lists of October 2011 did, made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation.topics.uplift.record import Group, ListUplift, UnmeasuredList, Uplift

if TYPE_CHECKING:
    from typing import Literal


def _group(customers: int, buyers: int, spend: str) -> Group:
    return Group(customers=customers, buyers=buyers, rate=buyers / customers, spend=Decimal(spend))


FEW = ListUplift(
    name="Win back & <co>",
    contacted=_group(90, 18, "10.00"),
    control=_group(10, 1, "0.56"),
    rate_difference=0.1,
    rate_lower=-0.2164,
    rate_upper=0.2159,
    rate_is_clear=False,
    spend_difference=Decimal("9.44"),
    spend_lower=None,
    spend_upper=None,
    spend_is_clear=False,
)
MANY = ListUplift(
    name="Thank you",
    contacted=_group(9000, 4500, "10.00"),
    control=_group(1000, 400, "9.00"),
    rate_difference=0.1,
    rate_lower=0.0676,
    rate_upper=0.1318,
    rate_is_clear=True,
    spend_difference=Decimal("1.00"),
    spend_lower=Decimal("0.25"),
    spend_upper=Decimal("1.75"),
    spend_is_clear=True,
)
LESS = ListUplift(
    name="Too many mails",
    contacted=_group(9000, 3600, "0.00"),
    control=_group(1000, 500, "0.00"),
    rate_difference=-0.1,
    rate_lower=-0.1324,
    rate_upper=-0.0673,
    rate_is_clear=True,
    spend_difference=Decimal("0.00"),
    spend_lower=Decimal("-2.50"),
    spend_upper=Decimal("0.50"),
    spend_is_clear=False,
)


def uplift(*lists: ListUplift, **untold: Literal["changed", "one group"]) -> Uplift:
    """Put lists together, and the names of those whose effect can't be measured, each with its reason."""
    unknown = tuple(UnmeasuredList(name=name, reason=reason) for name, reason in untold.items())
    return Uplift(month="2011-10", level=0.95, lists=lists, untold=unknown)
