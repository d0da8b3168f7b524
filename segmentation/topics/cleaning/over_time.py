"""What was kept of every purchase, and from when to when: what each month's report knew of it.

A return undoes the latest earlier purchases, so what a month knows is not changed by what comes later: the
answer for every month is found in one pass, by following each returned product to the end of every month in
which some of it came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.topics.cleaning.returns import KEPT_QUANTITY, match_returns, worth
from segmentation.topics.cleaning.rule_expressions import first_rule, incomplete, rules_of_the_source, sound_rules
from segmentation.topics.cleaning.rules import DEFAULT_RULES, Patterns

FOREVER: Final = 10**6
"""No month comes as late as this."""

_MONTH: Final = "_month"
_COLUMNS: Final = (c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE, c.INVOICE_DATE, c.QUANTITY, c.AMOUNT, c.SINCE, c.UNTIL)


def month_number(date: nw.Expr) -> nw.Expr:
    """Count months from the year 0: 2011-11 is 24142, and the next month one more."""
    return (date.dt.year().cast(nw.Int64) * 12 + date.dt.month().cast(nw.Int64) - 1).cast(nw.Int64)


def purchases_over_time(
    lines: Any, *, rules: Sequence[str] = DEFAULT_RULES, match: bool = True, patterns: Patterns | None = None
) -> nw.LazyFrame[Any]:
    """Find what was kept of every purchase of a known customer, as known at the end of every month.

    Takes what `segmentation.topics.cleaning.work.clean` takes. ``quantity`` and ``amount`` are what was kept, more
    than nothing, from the month ``since`` up to the month ``until``, exclusive: rows with ``since <= m < until``
    are the lines that `clean` keeps with ``as_of`` the end of month ``m`` and no window.
    """
    frame: nw.LazyFrame[Any] = nw.from_native(lines).lazy()
    faults = {**rules_of_the_source(frame), **sound_rules(rules, patterns or Patterns())}
    sound = frame.filter(~incomplete(), first_rule(faults).is_null()).with_columns(
        month_number(nw.col(c.INVOICE_DATE)).alias(_MONTH)
    )
    bought = sound.filter(nw.col(c.QUANTITY) > 0)
    whole = bought.with_columns(nw.col(_MONTH).alias(c.SINCE), nw.lit(FOREVER).cast(nw.Int64).alias(c.UNTIL))
    if not match:
        return whole.select(_COLUMNS)
    known = _kept_by_month(sound)
    # Until the first month in which some of its kind came back, a purchase is whole.
    first = known.group_by(c.LINE).agg(nw.col(c.SINCE).min().alias(c.UNTIL))
    before = bought.join(first, on=c.LINE, how="inner").with_columns(nw.col(_MONTH).alias(c.SINCE))
    after = bought.join(known, on=c.LINE, how="inner").with_columns(
        worth(KEPT_QUANTITY).alias(c.AMOUNT), nw.col(KEPT_QUANTITY).alias(c.QUANTITY)
    )
    untouched = whole.join(first.select(c.LINE), on=c.LINE, how="anti")
    parts = [part.select(_COLUMNS).with_columns(_whole_numbers()) for part in (untouched, before, after)]
    return nw.concat(parts, how="vertical").filter(nw.col(c.QUANTITY) > 0, nw.col(c.SINCE) < nw.col(c.UNTIL))


def _whole_numbers() -> nw.Expr:
    return nw.col(c.QUANTITY, c.AMOUNT, c.SINCE, c.UNTIL).cast(nw.Int64)


def _kept_by_month(sound: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Find what was kept of every purchase of a product that ever came back, from each such month on."""
    whose = [c.CUSTOMER_ID, c.STOCK_CODE]
    returned = (
        sound.filter(nw.col(c.QUANTITY) < 0)
        .select(*whose, nw.col(_MONTH).alias(c.SINCE))
        .unique()
        .with_columns(nw.col(c.SINCE).shift(-1).over(*whose, order_by=c.SINCE).fill_null(FOREVER).alias(c.UNTIL))
    )
    up_to = (
        sound.select(c.LINE, *whose, c.INVOICE_DATE, c.QUANTITY, _MONTH)
        .join(returned, on=whose, how="inner")
        .filter(nw.col(_MONTH) <= nw.col(c.SINCE))
    )
    matched = match_returns(up_to, apart=(c.SINCE,))
    return up_to.filter(nw.col(c.QUANTITY) > 0).select(c.LINE, c.SINCE, c.UNTIL).join(matched, on=[c.LINE, c.SINCE])
