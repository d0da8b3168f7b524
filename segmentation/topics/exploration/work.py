"""Tables of the lines before anything is set aside, of sales, and of the features before and after their transform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import narwhals as nw
import pandas as pd

from segmentation import columns as c
from segmentation.topics.cleaning.rule_expressions import CONTENT

if TYPE_CHECKING:
    from segmentation.topics.clustering.transform import Space


_MAY_BE_MISSING: Final = tuple(name for name in CONTENT if name not in (c.INVOICE_DATE, c.AMOUNT))


ORDINARY: Final = "ordinary"


CANCELLATION: Final = "cancellation"


ADJUSTMENT: Final = "adjustment"


def column_summary(lines: Any) -> pd.DataFrame:
    """Describe each column of the lines: its type as narwhals calls it, cells present and missing, distinct values."""
    frame = nw.from_native(lines).lazy()
    types = frame.collect_schema()
    counted = fetch(
        frame.select(
            *(nw.col(name).count().alias(f"present {name}") for name in CONTENT),
            *(nw.col(name).n_unique().alias(f"distinct {name}") for name in CONTENT),
            nw.len().alias("lines"),
        )
    ).iloc[0]
    present = [int(counted[f"present {name}"]) for name in CONTENT]
    missing = [int(counted["lines"]) - number for number in present]
    # n_unique counts a missing value as a value; a reader doesn't.
    distinct = [int(counted[f"distinct {name}"]) - (gone > 0) for name, gone in zip(CONTENT, missing, strict=True)]
    return pd.DataFrame(
        {
            "column": CONTENT,
            "type": [str(types[name]).split("(")[0] for name in CONTENT],
            "present": present,
            "missing": missing,
            "distinct": distinct,
        }
    )


def missing_by_month(lines: Any) -> pd.DataFrame:
    """Count the cells missing by month, by column that misses any; lines without a date are under ``no date``."""
    frame = nw.from_native(lines).lazy()
    table = fetch(
        with_month(frame)
        .group_by("year", "month")
        .agg(nw.len().alias("lines"), *(nw.col(name).is_null().sum().alias(name) for name in _MAY_BE_MISSING))
    )
    ordered = name_months(table)
    some = [name for name in _MAY_BE_MISSING if ordered[name].sum() > 0]
    return ordered[["month", "lines", *some]].astype(dict.fromkeys(["lines", *some], "int64"))


def invoice_kinds(lines: Any, *, cancellation: str = "^C", adjustment: str = "^A") -> pd.DataFrame:
    """Count ordinary invoices, cancellations and accounting entries, and what is odd about their lines.

    The patterns are regular expressions of invoice numbers; empty, there are none such. Lines with a negative quantity
    are under ``negative``, without a price (zero or less) under ``unpriced``, without a customer under ``nobody``.
    """
    invoice, never = nw.col(c.INVOICE), nw.lit(value=False)
    kind = (
        nw.when(invoice.str.contains(cancellation) if cancellation else never)
        .then(nw.lit(CANCELLATION))
        .otherwise(
            nw.when(invoice.str.contains(adjustment) if adjustment else never)
            .then(nw.lit(ADJUSTMENT))
            .otherwise(nw.lit(ORDINARY))
        )
    )
    table = fetch(
        nw.from_native(lines)
        .lazy()
        .with_columns(kind.alias("kind"))
        .group_by("kind")
        .agg(
            invoice.n_unique().alias("invoices"),
            nw.len().alias("lines"),
            nw.col(c.AMOUNT).sum(),
            (nw.col(c.QUANTITY) < 0).sum().alias("negative"),
            (nw.col(c.PRICE) <= 0).sum().alias("unpriced"),
            nw.col(c.CUSTOMER_ID).is_null().sum().alias("nobody"),
        )
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
    )
    order = {kind: place for place, kind in enumerate((ORDINARY, CANCELLATION, ADJUSTMENT))}
    return _sorted(table.assign(place=table["kind"].map(order)), "place").drop(columns="place")


def other_codes(lines: Any, *, product: str = c.PRODUCT_CODE, top: int = 15) -> pd.DataFrame:
    """List the codes that are no product's, by a regular expression; those that move most money first."""
    code = nw.col(c.STOCK_CODE)
    # An empty expression matches every code.
    frame = nw.from_native(lines).lazy().filter(~code.str.contains(product))
    table = fetch(
        frame.group_by(c.STOCK_CODE)
        .agg(nw.len().alias("lines"), nw.col(c.AMOUNT).sum())
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
    )
    ordered = table.assign(size=table[c.AMOUNT].abs()).sort_values(["size", c.STOCK_CODE], ascending=[False, True])
    return describe_codes(ordered.drop(columns="size").head(top).reset_index(drop=True), frame)


def describe_codes(table: pd.DataFrame, frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Put beside each code its commonest description: of equals the first in the alphabet, empty where it has none."""
    described = frame.filter(
        nw.col(c.STOCK_CODE).is_in(table[c.STOCK_CODE].to_list()), ~nw.col(c.DESCRIPTION).is_null()
    )
    counted = fetch(described.group_by(c.STOCK_CODE, c.DESCRIPTION).agg(nw.len().alias("lines")))
    ordered = counted.sort_values(["lines", c.DESCRIPTION], ascending=[False, True])
    commonest = ordered.drop_duplicates(c.STOCK_CODE).set_index(c.STOCK_CODE)[c.DESCRIPTION].to_dict()
    described_table = table.copy()
    described_table.insert(1, c.DESCRIPTION, [commonest.get(code, "") for code in table[c.STOCK_CODE]])
    return described_table


def value_lines(lines: Any, column: str) -> pd.DataFrame:
    """Count the lines by value of a column, ascending."""
    frame = nw.from_native(lines).lazy().filter(~nw.col(column).is_null())
    return _sorted(fetch(frame.group_by(column).agg(nw.len().alias("lines"))), column)


def repeated_lines(lines: Any, *, lines_read: int) -> pd.DataFrame:
    """Count the lines that are in the source more than once, past the first, and what they come to.

    Lines that sheets share are not in the frame, and their money is missing: ``lines_read`` counts them in each.
    """
    frame = nw.from_native(lines).lazy()
    again = fetch(
        frame.group_by(*CONTENT)
        .agg(nw.len().alias("lines"))
        .filter(nw.col("lines") > 1)
        .select((nw.col("lines") - 1).alias("lines"), ((nw.col("lines") - 1) * nw.col(c.AMOUNT)).alias(c.AMOUNT))
    )
    union = int(fetch(frame.select(nw.len().alias("lines")))["lines"].iloc[0])
    return pd.DataFrame(
        {
            "what": ["the same line again on its invoice", "in a second sheet too, counted once"],
            "lines": [int(again["lines"].sum()), lines_read - union],
            c.AMOUNT: pd.array([int(again[c.AMOUNT].sum()), None], dtype="Int64"),
        }
    )


def with_month(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add a line's ``year`` and ``month``, as numbers."""
    date = nw.col(c.INVOICE_DATE)
    return frame.with_columns(date.dt.year().alias("year"), date.dt.month().alias("month"))


def name_months(table: pd.DataFrame) -> pd.DataFrame:
    """Turn numbers of years and months into names such as ``2011-11``, in order of time."""
    month = [
        "no date" if pd.isna(year) else f"{int(year):04d}-{int(number):02d}"
        for year, number in zip(table["year"], table["month"], strict=True)
    ]
    rest = table.drop(columns=["year", "month"])
    rest.insert(0, "month", month)
    return _sorted(rest, "month")


def _sorted(table: pd.DataFrame, by: str) -> pd.DataFrame:
    return table.sort_values(by, kind="stable").reset_index(drop=True)


def fetch(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Fetch what an engine worked out, as pandas."""
    table: pd.DataFrame = frame.collect("pandas").to_native()
    return table


WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


Period = Literal["month", "weekday", "hour", "country"]
"""By what sales can be added up."""


def sales_by(lines: Any, what: Period) -> pd.DataFrame:
    """Add up lines, invoices, customers and amount by month, weekday, hour or country.

    Months, weekdays and hours are in order of time, countries by money. Every line is in one row: those without a date
    or country under ``no date`` or ``unknown``.
    """
    frame, keys = _with_keys(nw.from_native(lines).lazy(), what)
    table = fetch(frame.group_by(*keys).agg(*_sums()).with_columns(nw.col(c.AMOUNT).cast(nw.Int64)))
    if what == "month":
        return name_months(table)
    if what == "country":
        table = table.assign(country=table[c.COUNTRY].fillna("unknown"))
        return table.sort_values([c.AMOUNT, c.COUNTRY], ascending=[False, True]).reset_index(drop=True)
    table = table.sort_values(what).reset_index(drop=True)
    names = [_name(what, value) for value in table[what].to_list()]
    return table.assign(**{what: names})


def _with_keys(frame: nw.LazyFrame[Any], what: Period) -> tuple[nw.LazyFrame[Any], tuple[str, ...]]:
    date = nw.col(c.INVOICE_DATE)
    if what == "month":
        return with_month(frame), ("year", "month")
    if what == "country":
        return frame, (c.COUNTRY,)
    return frame.with_columns((date.dt.weekday() if what == "weekday" else date.dt.hour()).alias(what)), (what,)


def _name(what: Period, value: Any) -> str | int:
    if pd.isna(value):
        return "no date"
    return WEEKDAYS[int(value) - 1] if what == "weekday" else int(value)


def _sums() -> tuple[nw.Expr, ...]:
    customer = nw.col(c.CUSTOMER_ID)
    return (
        nw.len().alias("lines"),
        nw.col(c.INVOICE).n_unique().alias("invoices"),
        # Lines without a customer would count as one more customer.
        (customer.n_unique() - customer.is_null().any().cast(nw.Int64)).alias("customers"),
        nw.col(c.AMOUNT).sum(),
    )


def top_products(lines: Any, *, top: int = 15) -> pd.DataFrame:
    """List the codes that brought in most money, with their commonest description and pieces net of returns."""
    frame = nw.from_native(lines).lazy().filter(~nw.col(c.STOCK_CODE).is_null())
    table = fetch(
        frame.group_by(c.STOCK_CODE)
        .agg(
            nw.col(c.QUANTITY).sum(),
            nw.col(c.INVOICE).n_unique().alias("invoices"),
            nw.col(c.AMOUNT).sum(),
        )
        .with_columns(nw.col(c.AMOUNT, c.QUANTITY).cast(nw.Int64))
    )
    ordered = table.sort_values([c.AMOUNT, c.STOCK_CODE], ascending=[False, True]).head(top).reset_index(drop=True)
    return describe_codes(ordered, frame)


def top_customers(lines: Any, *, top: int = 15) -> pd.DataFrame:
    """List the customers who spent most; of several countries, the last in the alphabet."""
    frame = nw.from_native(lines).lazy().filter(~nw.col(c.CUSTOMER_ID).is_null())
    table = fetch(
        frame.group_by(c.CUSTOMER_ID)
        .agg(
            nw.col(c.COUNTRY).max(),
            nw.len().alias("lines"),
            nw.col(c.INVOICE).n_unique().alias("invoices"),
            nw.col(c.AMOUNT).sum(),
        )
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
    )
    return table.sort_values([c.AMOUNT, c.CUSTOMER_ID], ascending=[False, True]).head(top).reset_index(drop=True)


def sales_without_customer(lines: Any) -> pd.DataFrame:
    """Add up by month the lines without a customer, their share of all lines, and the money without and with one."""
    nobody = nw.col(c.CUSTOMER_ID).is_null()
    worth = nw.col(c.AMOUNT)
    frame = with_month(nw.from_native(lines).lazy()).with_columns(
        nobody.cast(nw.Int64).alias("without"),
        nw.when(nobody).then(worth).otherwise(nw.lit(0)).alias(c.AMOUNT),
        nw.when(nobody).then(nw.lit(0)).otherwise(worth).alias("amount_with"),
    )
    table = fetch(
        frame.group_by("year", "month")
        .agg(nw.len().alias("all"), nw.sum("without", c.AMOUNT, "amount_with"))
        .with_columns(nw.col("all", "without", c.AMOUNT, "amount_with").cast(nw.Int64))
    )
    named = name_months(table.rename(columns={"without": "lines"}))
    return named.assign(line_share=named["lines"] / named["all"])[
        ["month", "lines", "line_share", c.AMOUNT, "amount_with"]
    ]


BEFORE: Final = "before"


AFTER: Final = "after"


def feature_values(features: pd.DataFrame, space: Space) -> pd.DataFrame:
    """Put clustered customers' features in use beside what clustering sees of them.

    Columns of two levels: ``before`` (days, invoices and the currency's unit) and ``after`` (standard deviations from
    the mean), then the feature.
    """
    used = list(space.features)
    units = features[used].astype(float)
    if c.MONETARY in used:
        units[c.MONETARY] /= c.MONEY_SCALE
    points = pd.DataFrame(space.points(units.to_numpy()), index=units.index, columns=used)
    return pd.concat({BEFORE: units, AFTER: points}, axis=1)


def skewness(values: pd.DataFrame) -> pd.DataFrame:
    """Measure how lopsided each feature is before the transform and after; 0 is evenly on both sides of the mean.

    References
    ----------
    Joanes, D. N. and Gill, C. A. (1998), Comparing measures of sample skewness and kurtosis, The Statistician 47,
    183-189 (their G1).
    """
    before, after = _half(values, BEFORE), _half(values, AFTER)
    return pd.DataFrame(
        {
            "feature": list(before.columns),
            "least": before.min().to_numpy(),
            "median": before.median().to_numpy(),
            "mean": before.mean().to_numpy(),
            "most": before.max().to_numpy(),
            "skew_before": before.skew().to_numpy(),
            "skew_after": after.skew().to_numpy(),
        }
    )


def correlations(values: pd.DataFrame) -> pd.DataFrame:
    """Correlate the features (Pearson), before the transform and after: rows of those two levels, then the feature."""
    return pd.concat({when: _half(values, when).corr() for when in (BEFORE, AFTER)})


def _half(values: pd.DataFrame, when: str) -> pd.DataFrame:
    half = values.loc[:, values.columns.get_level_values(0) == when]
    return half.set_axis(half.columns.get_level_values(1), axis="columns")
