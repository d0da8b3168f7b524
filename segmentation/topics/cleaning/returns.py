"""Undo purchases by returns: what a customer sent back was not bought.

A return undoes the latest earlier purchases of the same customer and product that still have something to give
back, piece by piece: last in, first out. Followed one line after another that is a stack; here it is written
with running sums and minima, so that any engine can do it for a million lines at once.

Let X be the running sum of a customer's signed quantities of a product. A return that finds nothing left to
undo would push X below what it ever was; L, how far X has been pushed below zero so far, counts those pieces.
B = X + L is then what the customer has at hand: the reflected walk of queueing theory. A piece bought at
height h of B is kept if B never falls below h again.

References
----------
Lindley, D. V. (1952), The theory of queues with a single server, Proc. Cambridge Phil. Soc. 48, 277-289
(the reflected walk).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw

from segmentation import columns as c

KEPT_QUANTITY: Final = "kept_quantity"
"""Pieces of a purchase that were never sent back; zero on returns."""
UNMATCHED_QUANTITY: Final = "unmatched_quantity"
"""Pieces of a return whose purchase is not in the data; zero on purchases."""

_SUM, _FLOOR, _AT_HAND, _LOWEST = "_sum", "_floor", "_at_hand", "_lowest"


def match_returns(lines: nw.LazyFrame[Any], apart: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Find the pieces kept of each purchase, and those of each return whose purchase is not in the data.

    Only lines whose customer ever returned that product are in the answer. Lines of the same instant are taken in the
    order of the source; where columns of ``apart`` differ, lines have nothing to do with each other.
    """
    whose = (*apart, c.CUSTOMER_ID, c.STOCK_CODE)
    in_order = {"order_by": (c.INVOICE_DATE, c.LINE)}
    quantity = nw.col(c.QUANTITY)
    # Few products are ever returned, and only those need following through time.
    returned = lines.filter(quantity < 0).select(*whose).unique()
    zero = nw.lit(0)
    return (
        lines.select(c.LINE, *whose, c.INVOICE_DATE, c.QUANTITY)
        .join(returned, on=list(whose), how="semi")
        # An engine may sum in a wider type; kept quantities have the type of bought ones.
        .with_columns(quantity.cum_sum().over(*whose, **in_order).cast(nw.Int64).alias(_SUM))
        .with_columns(nw.col(_SUM).cum_min().over(*whose, **in_order).alias(_LOWEST))
        .with_columns((-nw.min_horizontal(nw.col(_LOWEST), zero)).alias(_FLOOR))
        .with_columns((nw.col(_SUM) + nw.col(_FLOOR)).alias(_AT_HAND))
        .with_columns(
            nw.col(_AT_HAND).cum_min(reverse=True).over(*whose, **in_order).alias(_LOWEST),
            (nw.col(_FLOOR) - nw.col(_FLOOR).shift(1).over(*whose, **in_order).fill_null(0))
            .cast(nw.Int64)
            .alias(UNMATCHED_QUANTITY),
        )
        .with_columns(
            nw.when(quantity > 0)
            .then(nw.max_horizontal(nw.col(_LOWEST) - nw.col(_AT_HAND) + quantity, zero))
            .otherwise(zero)
            .alias(KEPT_QUANTITY)
        )
        .select(c.LINE, *apart, KEPT_QUANTITY, UNMATCHED_QUANTITY)
    )


def bought() -> nw.Expr:
    """Give the pieces a line buys: none, if it is a return."""
    return nw.when(nw.col(c.QUANTITY) > 0).then(nw.col(c.QUANTITY)).otherwise(nw.lit(0))


def worth(pieces: str) -> nw.Expr:
    """Give some of a line's pieces their part of its amount, rounded down; all of them get all of it."""
    # In two steps, so that no product exceeds the amount: whole units first, then the remainder.
    amount, quantity = nw.col(c.AMOUNT).abs(), nw.col(c.QUANTITY).abs()
    return amount // quantity * nw.col(pieces) + amount % quantity * nw.col(pieces) // quantity
