"""Set aside, by named rules, the lines that are no customer's purchase; account for every one of them.

Each line of the source falls under exactly one rule or is kept. The ledger counts lines, customers and money
under each rule and sums to the input, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.errors import CleaningError
from segmentation.topics.cleaning.ledger import make_ledger
from segmentation.topics.cleaning.returns import KEPT_QUANTITY, UNMATCHED_QUANTITY, bought, worth
from segmentation.topics.cleaning.rule_expressions import first_rule, period_rules, rules_of_the_source, sound_rules
from segmentation.topics.cleaning.rules import DEFAULT_RULES, INPUT, KEPT, PERIOD_RULES, RETURN_RULES, Patterns

if TYPE_CHECKING:
    import pandas as pd

_COUNTED: Final = (c.LINE, c.QUANTITY, c.PRICE, c.AMOUNT)


@dataclass(frozen=True)
class Cleaned:
    """The lines that count, and the account of all lines.

    ``quantity`` and ``amount`` of the lines are what was kept of them. The ledger has a row by rule (the input first,
    what was kept last) of ``lines``, ``customers`` and ``amount``, in ten-thousandths of the currency's unit.
    """

    lines: nw.LazyFrame[Any]
    ledger: pd.DataFrame


def clean(
    lines: Any,
    *,
    as_of: datetime,
    window_start: datetime | None,
    returned: nw.LazyFrame[Any],
    rules: Sequence[str] = DEFAULT_RULES,
    patterns: Patterns | None = None,
    counted: Any | None = None,
) -> Cleaned:
    """Set aside what is no customer's purchase within the window.

    Parameters
    ----------
    lines : lazy frame of shape (n_lines, 11)
        The columns of `segmentation.columns.LINE_COLUMNS`, on any engine narwhals knows; and ``aside``, if the
        source sets lines aside itself.
    as_of : datetime
        The instant looked back from, exclusive. Later lines change nothing, returns among them.
    window_start : datetime or None
        First instant that counts, inclusive; None looks back over everything. Earlier purchases serve only to
        be undone by later returns.
    returned : lazy frame of shape (n_matched, 3 or more), on the same engine
        What `match_returns` finds in the sound lines before ``as_of``, those before the window among them:
        ``line``, ``kept_quantity``, ``unmatched_quantity``. Without rows, returns are set aside and undo nothing.
    rules : sequence of str, optional
        Which of `LINE_RULES` are tried, in this order; "no quantity" is tried last where it is left out.
    patterns : Patterns, optional
        What invoice numbers and product codes look like.
    counted : frame of shape (n_counts, 4), optional
        Lines outside the window that the source has counted instead of handing them on: ``customer_id``, ``after``
        (after the month, or else before the window), ``lines`` and ``amount``. They are in the ledger, and that is
        all the say they have: nothing of them may be undone by a return in the window.

    Raises
    ------
    CleaningError
        No line is left; the message carries the ledger.

    Notes
    -----
    An invoice of which nothing is kept disappears with its lines, so that it counts neither for frequency
    nor for recency.
    """
    frame: nw.LazyFrame[Any] = nw.from_native(lines).lazy()
    sound = {**rules_of_the_source(frame), **sound_rules(rules, patterns or Patterns())}
    judged = frame.with_columns(first_rule({**period_rules(as_of, window_start), **sound}).alias(c.RULE))
    judged = judged.join(returned, on=c.LINE, how="left").with_columns(
        nw.coalesce(nw.col(KEPT_QUANTITY), bought()).alias(KEPT_QUANTITY),
        nw.col(UNMATCHED_QUANTITY).fill_null(0),
    )
    judged = judged.with_columns(nw.coalesce(nw.col(c.RULE), _undone()).alias(c.RULE))
    ledger = make_ledger(judged, (*PERIOD_RULES, *sound, *RETURN_RULES), counted)
    if not ledger["lines"][KEPT]:
        raise CleaningError(_nothing_left(ledger["lines"]))
    kept = judged.filter(nw.col(c.RULE) == KEPT).with_columns(
        nw.col(KEPT_QUANTITY).alias(c.QUANTITY), worth(KEPT_QUANTITY).alias(c.AMOUNT)
    )
    # In pandas a column with a missing cell is float; no kept line has one.
    return Cleaned(kept.select(c.LINE_COLUMNS).with_columns(nw.col(*_COUNTED).cast(nw.Int64)), ledger)


def _undone() -> nw.Expr:
    """Say whether a sound line within the window is kept, returned or a return."""
    quantity, kept, unmatched = nw.col(c.QUANTITY), nw.col(KEPT_QUANTITY), nw.col(UNMATCHED_QUANTITY)
    sent_back = nw.when(unmatched == -quantity).then(nw.lit("return without purchase")).otherwise(nw.lit("return"))
    undone = nw.when(quantity > 0).then(nw.lit("purchase returned")).otherwise(sent_back)
    return nw.when(kept > 0).then(nw.lit(KEPT)).otherwise(undone)


def _nothing_left(lines: pd.Series[int]) -> str:
    set_aside = "; ".join(f"{rule}: {count:,}" for rule, count in lines.drop([INPUT, KEPT]).items() if count)
    return (
        f"none of {lines[INPUT]:,} lines is left after cleaning ({set_aside}); choose another month or a longer "
        "window, or set product_code to the form of product codes"
    )
