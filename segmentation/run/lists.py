"""The lists that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.conditions.parsing import check_segments, parse
from segmentation.delivery.lists import ListOrder
from segmentation.errors import ConfigError
from segmentation.profiles import ALL_PROFILES
from segmentation.settings.config import Config
from segmentation.settings.lists import DEFAULT_LIST_COLUMNS, CampaignList, file_name

if TYPE_CHECKING:
    pass


def list_orders(config: Config) -> tuple[ListOrder, ...]:
    """Say which lists to make."""
    return tuple(_order(each) for each in config.lists)


def _order(asked: CampaignList) -> ListOrder:
    condition = parse(asked.where)
    try:
        check_segments(condition, ALL_PROFILES)
    except ConfigError as error:
        msg = f"the list '{asked.name}' can't be made with where = {asked.where}: {error}"
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
