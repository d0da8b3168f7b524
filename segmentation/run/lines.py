"""What the lines need of the settings: how they are read, which of them count, what they say of every month."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.errors import CleaningError
from segmentation.lines.opening import open_lines
from segmentation.lines.overlap import Lines
from segmentation.lines.reading import Reading
from segmentation.mongo.address import shown
from segmentation.months import Month, choose_month, window_start
from segmentation.progress import progress
from segmentation.settings.config import Config
from segmentation.topics.cleaning.over_time import purchases_over_time
from segmentation.topics.cleaning.rules import Patterns
from segmentation.topics.cleaning.work import Cleaned, clean
from segmentation.topics.features.minimum import Minimum, require_enough
from segmentation.topics.features.work import collect_orders, features_by_month

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


@dataclass(frozen=True)
class Past:
    """What the lines say of every month up to one.

    Attributes
    ----------
    purchases : narwhals.LazyFrame
        From `segmentation.topics.cleaning.over_time.purchases_over_time`.
    orders : DataFrame of shape (n_states, 7)
        From `segmentation.topics.features.work.collect_orders`.
    history : DataFrame of shape (n_customer_months, 6)
        From `segmentation.topics.features.work.features_by_month`.
    first, last : Month
        The first and the last month of it.
    """

    purchases: nw.LazyFrame[Any]
    orders: pd.DataFrame
    history: pd.DataFrame
    first: Month
    last: Month


def choose(config: Config, first: datetime, last: datetime) -> Month:
    """Choose the month: the one asked for, or the last whole one; counted from the last purchase, the last one.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : datetime
        Instants of the first and the last line.

    Returns
    -------
    Month
    """
    if config.month is None and config.as_of == "last purchase":
        return Month.of(last)
    return choose_month(Month.parse(config.month) if config.month else None, first, last)


def fitting_month(config: Config, first: datetime, last: datetime) -> Month:
    """Choose the month to fit the first model of all on: whatever month is asked for, the last whole one.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : datetime
        Instants of the first and the last line.

    Returns
    -------
    Month
    """
    return choose(config.model_copy(update={"month": None}), first, last)


def read(config: Config) -> Lines:
    """Open the source.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Lines
    """
    with progress(f"Reading {shown(config.source)}", total=None) as advance:
        return open_lines(
            config.source,
            sheets=config.sheet,
            reading=reading(config),
            keep_overlap=config.overlap == "keep",
            snapshots=config.snapshots,
            period=partial(_period, config),
            on_sheet=lambda _done, _total: advance(1),
        )


def reading(config: Config) -> Reading:
    """Say how the source is to be understood: the settings that bear the names of a `Reading`'s attributes.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Reading
    """
    return Reading(**{field.name: getattr(config, field.name) for field in fields(Reading)})


def set_aside(config: Config, lines: Lines, month: Month) -> Cleaned:
    """Set aside the lines that are no customer's purchase within the window.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    month : Month
        The month to report on.

    Returns
    -------
    Cleaned
    """
    return clean(
        lines.frame,
        as_of=month.end,
        window_start=window_of(config, month)[0],
        rules=_rules(config),
        match=config.returns == "match",
        patterns=_patterns(config, lines),
        counted=lines.counted,
    )


def look_back(config: Config, lines: Lines, last: Month) -> Past:
    """Work out what the lines say of every month up to one.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    last : Month
        The last month.

    Returns
    -------
    Past
    """
    purchases = purchases_over_time(
        lines.frame,
        rules=_rules(config),
        match=config.returns == "match",
        patterns=_patterns(config, lines),
    )
    # Every month looks at these again.
    purchases = purchases.collect("polars").lazy()
    orders = collect_orders(purchases)
    orders = orders[orders[c.SINCE] <= last.number]
    if orders.empty:
        # It says what became of the lines.
        set_aside(config, lines, last)
        msg = f"no purchase is left up to {last}; take another month"
        raise CleaningError(msg)
    first = Month.numbered(int(orders[c.SINCE].min()))
    history = features_by_month(
        orders,
        first,
        last,
        window=None if config.window == "all" else config.window,
        month_end=config.as_of == "month end",
    )
    return Past(purchases, orders, history, first, last)


def rows_of(history: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Take one month's rows of a history.

    Parameters
    ----------
    history : DataFrame indexed by month and customer
        Any months.
    month : Month
        The month.

    Returns
    -------
    DataFrame indexed by customer
        Empty where the history has no such month.
    """
    rows: pd.DataFrame = history[history.index.get_level_values(c.MONTH) == str(month)].droplevel(c.MONTH)
    return rows


def measure(config: Config, past: Past, month: Month) -> pd.DataFrame:
    """Take a month's customers, and make sure there are enough of them.

    Parameters
    ----------
    config : Config
        The settings.
    past : Past
        From `look_back`.
    month : Month
        The month.

    Returns
    -------
    DataFrame of shape (n_customers, 6), indexed by ``customer_id``
        As `segmentation.topics.features.extraction.extract_features` gives them, and ``first_ever``.

    Raises
    ------
    FeaturesError
        There are too few customers, invoices or days of history.
    """
    features = rows_of(past.history, month)
    require_enough(
        features,
        as_of=as_of(config, features, month),
        minimum=Minimum(config.minimum_customers, config.minimum_invoices, config.minimum_days),
    )
    return features


def as_of(config: Config, features: pd.DataFrame, month: Month) -> datetime:
    """Say from when a month looks back.

    Parameters
    ----------
    config : Config
        The settings.
    features : DataFrame of shape (n_customers, 5 or more)
        The month's customers.
    month : Month
        The month.

    Returns
    -------
    datetime
    """
    if config.as_of == "month end" or features.empty:
        return month.end
    last: datetime = features[c.LAST_PURCHASE].max().to_pydatetime()
    return last


def window_of(config: Config, month: Month) -> tuple[datetime | None, datetime]:
    """Say from when until when purchases count in a month's report.

    Parameters
    ----------
    config : Config
        The settings.
    month : Month
        The month.

    Returns
    -------
    start : datetime or None
        First instant; None for everything there is.
    end : datetime
        First instant after the month.
    """
    return None if config.window == "all" else window_start(month.end, config.window), month.end


def _rules(config: Config) -> tuple[str, ...]:
    repeats = ("repeated line",) if config.repeats == "drop" and "repeated line" not in config.rules else ()
    return (*config.rules, *repeats)


def _patterns(config: Config, lines: Lines) -> Patterns:
    product = "" if c.STOCK_CODE in lines.absent else config.product_code
    return Patterns(product, config.invoice_number, config.cancellation, config.adjustment)


def _period(config: Config, first: datetime, last: datetime) -> tuple[datetime | None, datetime]:
    """Say from when until when lines have a say in the report: in its segments, all that came before it."""
    return None, max(choose(config, first, last), fitting_month(config, first, last)).end
