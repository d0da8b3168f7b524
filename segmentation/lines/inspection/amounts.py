"""Find out what a line is worth: pieces at a price, a total of the line, or a total of the whole order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.inspection.contents import Column, Decimal
from segmentation.lines.orders import repeats_totals

_CENT: Final = 0.0101
"""Totals are rounded to the smallest coin."""
_NEARLY_ALL: Final = 0.995
_GROWS: Final = 1.2
"""The median line of several pieces is at least so many times that of one, where it gives a total."""
_FEW_PIECES: Final = 20
"""Whole numbers with a median up to this are pieces rather than money."""
_FULL: Final = 0.98
"""Share of filled cells from which a column speaks for every line."""


@dataclass(frozen=True)
class Amounts:
    """The columns that money is read from: by field its column ("" for none) and reason; what to check; settings."""

    columns: dict[str, str]
    why: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    decimal: Decimal | None = None
    amount_of: Literal["invoice"] | None = None
    fractions: bool = False


def find_amounts(
    quantity: Column | None,
    price: Column | None,
    totals: Sequence[Column],
    invoice: Column | None,
    where: str,
) -> Amounts:
    """Decide what a line is worth.

    Pieces at a price win over a total that says the same. Where the two differ and both are plausible, something was
    taken off: the total is what was paid, and wins.
    """
    if price is None and not totals:
        msg = f"{where} has no column of amounts"
        raise SourceError(msg)
    used = [column for column in (quantity, price, *totals) if column is not None]
    decimal, doubts = _decimal_of(used, where)
    sign = decimal or "."
    if quantity is None and price is not None and totals and _are_pieces(totals[0], price, sign):
        # An 'amount' may count pieces; the size of the price shows whether it is for one piece or for all.
        quantity, *totals = totals
        doubts += (f"quantity: '{quantity.name}' holds small whole numbers, so it is read as pieces, not money",)
        growth = _growth(quantity.numbers(sign), price.numbers(sign))
        if growth is not None and growth >= _GROWS:
            totals, price = [price], None
    if quantity is not None and price is not None:
        found = _pieces_and_price(quantity, price, totals, invoice, sign)
    else:
        found = _total(quantity, price, totals, invoice, sign)
    return Amounts(found.columns, found.why, (*doubts, *found.doubts), decimal, found.amount_of, found.fractions)


def _decimal_of(used: Sequence[Column], where: str) -> tuple[Decimal | None, tuple[str, ...]]:
    """Find the decimal sign of all columns; None where it makes no difference."""
    telling = [column for column in used if column.sign_matters]
    common = [sign for sign in (".", ",") if all(sign in column.decimals for column in telling)]
    if not telling:
        return None, ()
    if not common:
        names = ", ".join(f"'{column.name}'" for column in telling)
        msg = f"{where} has decimal points in some of {names} and decimal commas in others; export it again"
        raise SourceError(msg)
    commas = any(column.known.str.contains(",", literal=True).any() for column in telling)
    if len(common) == 1:
        return (common[0] if commas else None), ()  # type: ignore[return-value]  # "," or "."
    shown = next(text for text in telling[0].known if "." in text or "," in text)
    chosen: Decimal = "."
    meaning = "commas separate thousands" if "," in shown else "three decimals follow the point"
    return chosen, (
        f"decimal: numbers such as '{shown}' can have thousands or three decimals; assumed here: {meaning}",
    )


def _pieces_and_price(
    quantity: Column, price: Column, totals: Sequence[Column], invoice: Column | None, sign: str
) -> Amounts:
    pieces, each = quantity.numbers(sign), price.numbers(sign)
    fractions = not pieces.drop_nulls().round().equals(pieces.drop_nulls())
    columns = {c.QUANTITY: quantity.name, c.PRICE: price.name}
    why = {c.QUANTITY: "", c.PRICE: "the price of one piece: a line costs quantity × price"}
    for total in totals:
        stated = total.numbers(sign)
        if total.filled < _FULL or _is_repeated(stated, invoice):
            continue
        both = pl.DataFrame({"product": (pieces * each).abs(), "total": stated.abs()}).drop_nulls()
        agree = both.select(((pl.col("product") - pl.col("total")).abs() <= _CENT).mean()).item() or 0.0
        if agree >= _NEARLY_ALL:
            why[c.PRICE] += f"; '{total.name}' says the same"
            return Amounts(columns, why, fractions=fractions)
        ratio = both.filter(pl.col("product") > 0).select((pl.col("total") / pl.col("product")).median()).item() or 0.0
        if 0.3 <= ratio <= 1.7:
            differ = round((1 - agree) * both.height)
            note = (
                f"the line's total: on {differ:,} of {both.height:,} lines it is not quantity × '{price.name}' "
                "(discounts, tax, rounded prices?), so what was paid counts"
            )
            columns = {c.QUANTITY: "" if fractions else quantity.name, c.AMOUNT: total.name}
            why = {c.QUANTITY: _WEIGHTS.format(quantity.name) if fractions else "", c.AMOUNT: note}
            return Amounts(columns, why)
    return Amounts(columns, why, fractions=fractions)


_WEIGHTS: Final = "'{}' holds fractions (weights?), so returns are matched by money"


def _total(
    quantity: Column | None, price: Column | None, totals: Sequence[Column], invoice: Column | None, sign: str
) -> Amounts:
    full = [total for total in totals if total.filled >= _FULL]
    of_lines = [total for total in full if not _is_repeated(total.numbers(sign), invoice)]
    if of_lines or (price is not None and price.filled >= _FULL):
        total = of_lines[0] if of_lines else price
        assert total is not None  # noqa: S101  (one of the two is there)
        return _line_total(quantity, total, sign)
    total = (full or totals)[0] if totals else price
    assert total is not None  # noqa: S101  (else there would have been no amounts)
    if invoice is None:
        return _line_total(None, total, sign)
    note = "the whole order's total, repeated on its lines" if total.filled >= _FULL else "the whole order's total"
    doubt = (
        f"amount_of: all lines of an order state the same '{total.name}', so it is read as the order's total; if "
        "each line costs that much, set 'line'"
    )
    return Amounts(
        {c.QUANTITY: "", c.AMOUNT: total.name},
        {c.QUANTITY: "a total of the whole order has no pieces", c.AMOUNT: f"{note}; it counts once per order"},
        (doubt,),
        amount_of="invoice",
    )


def _line_total(quantity: Column | None, total: Column, sign: str) -> Amounts:
    if quantity is None:
        none = "none: returns are matched by money"
        return Amounts({c.QUANTITY: "", c.AMOUNT: total.name}, {c.QUANTITY: none, c.AMOUNT: "the line's total"})
    pieces = quantity.numbers(sign)
    if not pieces.drop_nulls().round().equals(pieces.drop_nulls()):
        why = {c.QUANTITY: _WEIGHTS.format(quantity.name), c.AMOUNT: "the line's total"}
        return Amounts({c.QUANTITY: "", c.AMOUNT: total.name}, why)
    found = {c.QUANTITY: quantity.name, c.AMOUNT: total.name}
    why = {c.QUANTITY: "", c.AMOUNT: "the line's total, for all its pieces"}
    growth = _growth(pieces, total.numbers(sign))
    if growth is not None and growth < _GROWS:
        doubt = (
            f"amount: '{total.name}' is no larger on lines of several pieces than on lines of one; if it is the price "
            f'of one piece, write price = "{total.name}" instead of amount'
        )
        return Amounts(found, why, (doubt,))
    if growth is not None:
        why[c.AMOUNT] += ": it is larger on lines of two pieces and more"
    return Amounts(found, why)


def _are_pieces(total: Column, price: Column, sign: str) -> bool:
    """Check by the price beside it whether a column called a total counts pieces."""
    sizes = total.numbers(sign).abs()
    small = 2 * int((sizes <= _FEW_PIECES).sum()) >= len(sizes)
    return total.is_whole and not total.has_coins and price.has_coins and small


def _growth(pieces: pl.Series, total: pl.Series) -> float | None:
    """Divide the median line of several pieces by that of one; None where there are too few of either."""
    lines = pl.DataFrame({"pieces": pieces, "total": total}).drop_nulls().filter(pl.all_horizontal(pl.all() > 0))
    one, more = (lines.filter(rule)["total"] for rule in (pl.col("pieces") == 1, pl.col("pieces") > 1))
    if min(len(one), len(more)) < 20:
        return None
    growth = more.to_frame("more").select(pl.col("more").median() / one.median()).item()
    return float(growth)


def _is_repeated(total: pl.Series, invoice: Column | None) -> bool:
    if invoice is None:
        return False
    counted = (total * c.MONEY_SCALE).round().cast(pl.Int64)
    return repeats_totals(pl.DataFrame({c.INVOICE: invoice.cells, c.AMOUNT: counted}))
