"""What the portraits of segments need of the settings: the lists to act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.delivery.lists import FOLDER, draw_list
from segmentation.delivery.workbook import sheets_of_segments
from segmentation.facts import Facts
from segmentation.run.lists import list_orders
from segmentation.settings.config import Config
from segmentation.topics.model.scoring import Scored
from segmentation.topics.portraits.countries import count_countries
from segmentation.topics.portraits.customer_details import name_products
from segmentation.topics.portraits.preferences import find_preferences
from segmentation.topics.portraits.work import DrawnList, portray

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


def tell_portraits(
    config: Config, facts: Facts, scored: Scored, customers: pd.DataFrame, kept: nw.LazyFrame[Any]
) -> Facts:
    """Say in the record what each segment is like beside the whole base."""
    exact = scored.customers[[*c.FEATURES, c.SEGMENT]]
    digits, amounts = digits_of(config.currency), {segment.segment: segment.monetary for segment in facts.segments}
    portraits = portray(
        exact,
        facts.segments,
        facts.base,
        facts.movement,
        countries=count_countries(exact.join(customers[c.COUNTRY]), amounts, digits),
        preferences=find_preferences(kept, exact[c.SEGMENT], name_products(kept)),
        lists=_drawn(config, customers, facts.month),
        sheets=sheets_of_segments({segment.segment: segment.customers for segment in facts.segments}),
        digits=digits,
    )
    return facts.model_copy(update={"portraits": portraits})


def _drawn(config: Config, customers: pd.DataFrame, month: str) -> tuple[DrawnList, ...]:
    return tuple(
        DrawnList(order.name, f"{FOLDER}/{order.file}.csv", *draw_list(order, customers, month=month))
        for order in list_orders(config)
    )
