"""What the lists to act on need of the settings: who is on them, and what last month's did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.conditions.parsing import check_segments, parse
from segmentation.delivery.lists import ListOrder, read_past_lists
from segmentation.errors import ConfigError
from segmentation.facts import Facts
from segmentation.months import Month
from segmentation.profiles import ALL_PROFILES
from segmentation.settings.config import Config
from segmentation.settings.lists import DEFAULT_LIST_COLUMNS, CampaignList, file_name
from segmentation.topics.gates.work import judge_gates
from segmentation.topics.portraits.customer_details import describe_customers
from segmentation.topics.uplift.work import measure_uplift, spent_since

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


def list_orders(config: Config) -> tuple[ListOrder, ...]:
    """Say which lists are to be made."""
    return tuple(_order(each) for each in config.lists)


def _order(asked: CampaignList) -> ListOrder:
    condition = parse(asked.where)
    try:
        check_segments(condition, ALL_PROFILES)
    except ConfigError as error:
        msg = f"the list '{asked.name}' can't be made where {asked.where}: {error}"
        raise ConfigError(msg) from None
    usual = () if asked.hash_ids else DEFAULT_LIST_COLUMNS
    return ListOrder(
        name=asked.name,
        file=file_name(asked.name),
        where=asked.where,
        condition=condition,
        columns=usual if asked.columns is None else asked.columns,
        hash_ids=asked.hash_ids is not None,
        control_share=asked.control_share,
        seed=asked.seed,
    )


def add_details(customers: pd.DataFrame, kept: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Add to what is told of customers what a campaign wants to know besides."""
    return customers.join(describe_customers(kept, customers.index))


def without_details(customers: pd.DataFrame) -> pd.DataFrame:
    """Leave out again what `add_details` added."""
    return customers.drop(columns=[c.COUNTRY, *c.TOP_PRODUCTS])


def tell_uplift(config: Config, facts: Facts, kept: nw.LazyFrame[Any]) -> Facts:
    """Say in the record what last month's lists did, where there were any that held customers out."""
    last = str(Month.parse(facts.month).shifted(-1))
    folder = config.output / last
    # Nothing is counted for lists that aren't there.
    if not read_past_lists(folder, ()):
        return facts
    spent = spent_since(kept, facts.month_start)
    trials = read_past_lists(folder, spent.index)
    uplift = measure_uplift(trials, spent, month=last, digits=digits_of(config.currency))
    return facts.model_copy(update={"uplift": uplift})


def judge(config: Config, facts: Facts) -> Facts:
    """Hold the record against the gates that are asked for."""
    gates = judge_gates(facts.ledger, facts.customers, facts.drift, **config.gates.model_dump())
    return facts.model_copy(update={"gates": gates})
