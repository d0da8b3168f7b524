"""Portraits made by hand: where a shop's customers are, what they prefer, which lists have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.topics.portraits.countries import count_countries
from segmentation.topics.portraits.preferences import LEVEL
from segmentation.topics.portraits.record import Preferences, Product
from segmentation.topics.portraits.work import DrawnList, portray

from . import movement as movement_by_hand
from .facts import Told, four_groups, tell

if TYPE_CHECKING:
    from segmentation.facts import Facts

    from .facts import Groups

COUNTRIES = ("United Kingdom", "United Kingdom", "France", "United Kingdom", "EIRE")
"""By turns."""


def exact(told: Told) -> Any:
    """Give a shop's customers with their money in ten-thousandths, and with their countries."""
    customers = told.customers[[*c.FEATURES, c.SEGMENT]]
    money = (customers[c.MONETARY] * c.MONEY_SCALE).round().astype("int64")
    return customers.assign(monetary=money, country=np.resize(COUNTRIES, len(customers)))


def product(code: str = "10001", **changes: Any) -> Product:
    """Say that a product makes up 12.5 of a thousand choices of theirs, and 5 of others'."""
    fields: dict[str, Any] = {
        "description": "TEAPOT",
        "customers": 10,
        "customer_share": 10 / 12,
        "other_customers": 4,
        "other_customer_share": 4 / 36,
        "per_thousand": 12.5,
        "other_per_thousand": 5.0,
        "ratio": 2.5,
        "lower": 1.4,
        "lift": 2.1,
    }
    return Product(code=code, **fields | changes)


PREFERENCES = Preferences(
    minimum=10,
    looked_at=312,
    clear=3,
    level=LEVEL,
    products=(
        product(),
        product(
            "10002",
            description="CAKE STAND, 3 TIER",
            other_customers=0,
            other_customer_share=0.0,
            other_per_thousand=0.0,
            ratio=None,
            lower=1.2,
        ),
        product("10003A", description="ספל תה כחול מחרסינה, ידית מוזהבת, במארז מתנה של שישה", lower=1.1),
    ),
)

NONE = Preferences(minimum=10, looked_at=8, clear=0, level=LEVEL, products=())


def with_portraits(told: Told, **changes: Any) -> Facts:
    """Add portraits to the facts of a shop: the first segment prefers two products, the others none."""
    customers, facts = exact(told), told.facts
    first, *others = facts.segments
    prefers = PREFERENCES if first.customers >= PREFERENCES.minimum else NONE
    chosen = frozenset(customers.index[::2])
    digits, amounts = digits_of(facts.currency), {segment.segment: segment.monetary for segment in facts.segments}
    portraits = portray(
        customers,
        facts.segments,
        facts.base,
        facts.movement,
        **{
            "countries": count_countries(customers, amounts, digits),
            "preferences": {first.segment: prefers, **{other.segment: NONE for other in others}},
            "lists": [DrawnList("Win back", "lists/Win-back.csv", chosen, frozenset(sorted(chosen)[:3]))],
            "sheets": {segment.segment: (segment.segment[:31],) for segment in facts.segments},
            "digits": digits,
        }
        | changes,
    )
    return facts.model_copy(update={"portraits": portraits})


def told(groups: Groups | None = None, *, currency: str = "GBP", **changes: Any) -> Facts:
    """Make the facts of four segments, or others, compared with last month, with portraits."""
    groups = groups or four_groups()
    return with_portraits(tell(groups, currency=currency, compared=movement_by_hand.compared(groups)), **changes)
