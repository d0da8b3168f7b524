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
from segmentation.months import Month
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


def sound_lines(
    lines: Any, *, rules: Sequence[str] = DEFAULT_RULES, patterns: Patterns | None = None
) -> nw.LazyFrame[Any]:
    """Take the lines of every month that no rule sets aside: purchases and returns of known customers."""
    frame: nw.LazyFrame[Any] = nw.from_native(lines).lazy()
    faults = {**rules_of_the_source(frame), **sound_rules(rules, patterns or Patterns())}
    month = month_number(nw.col(c.INVOICE_DATE)).alias(_MONTH)
    return frame.filter(~incomplete(), first_rule(faults).is_null()).with_columns(month)


def known_at(frame: nw.LazyFrame[Any], month: Month) -> nw.LazyFrame[Any]:
    """Take the rows that were known at the end of a month."""
    return frame.filter(nw.col(c.SINCE) <= month.number, nw.col(c.UNTIL) > month.number)


def returns_over_time(sound: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Match returns of sound lines in each month in which some came back, ``since`` it and ``until`` the next.

    Those `known_at` a month are what `match_returns` finds in all lines up to its end, less purchases of later months
    than the last return, of which all was kept.
    """
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
    return match_returns(up_to, apart=(c.SINCE, c.UNTIL))


def purchases_over_time(sound: nw.LazyFrame[Any], returned: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Find what was kept of every purchase of a known customer, as known at the end of every month.

    Takes what `returns_over_time` takes and gives. ``quantity`` and ``amount`` are what was kept, more than nothing,
    from the month ``since`` up to the month ``until``, exclusive: those `known_at` a month are the lines that
    `segmentation.topics.cleaning.work.clean` keeps with ``as_of`` its end and no window.
    """
    bought = sound.filter(nw.col(c.QUANTITY) > 0)
    # Until the first month in which some of its kind came back, a purchase is whole.
    first = returned.group_by(c.LINE).agg(nw.col(c.SINCE).min().alias(c.UNTIL))
    whole = bought.join(first, on=c.LINE, how="left").with_columns(
        nw.col(_MONTH).alias(c.SINCE), nw.col(c.UNTIL).fill_null(FOREVER)
    )
    after = bought.join(returned, on=c.LINE, how="inner").with_columns(
        worth(KEPT_QUANTITY).alias(c.AMOUNT), nw.col(KEPT_QUANTITY).alias(c.QUANTITY)
    )
    whole_numbers = nw.col(c.QUANTITY, c.AMOUNT, c.SINCE, c.UNTIL).cast(nw.Int64)
    parts = [part.select(_COLUMNS).with_columns(whole_numbers) for part in (whole, after)]
    return nw.concat(parts, how="vertical").filter(nw.col(c.QUANTITY) > 0, nw.col(c.SINCE) < nw.col(c.UNTIL))
