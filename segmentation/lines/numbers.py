r"""Read numbers as people and programs write them: ``1.234,50``, ``£1,234.50``, ``(12.00)``, ``12-``, ``1'234``."""

from __future__ import annotations

from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import Cell, one_line, refuse, stripped
from segmentation.lines.currency_marks import MARK, meanings

LARGEST: Final = 10**11
"""Quantities, prices and their products stay below this, so that money, counted, stays below 2**63."""

ALLOWED: Final = {
    c.QUANTITY: f"a whole number of at most {LARGEST:,}",
    c.PRICE: f"a number of at most {LARGEST:,}",
    c.AMOUNT: f"a number of at most {LARGEST:,}",
}

_MINUS: Final = "[-−–]"
_SHAPE: Final = (
    rf"^(?P<open>\()?\s*(?P<before>{_MINUS}|\+)?\s*(?P<mark>{MARK})?\s*(?P<inner>{_MINUS}|\+)?\s*"
    rf"(?P<body>\d[\d.,\s'’]*|[.,]\d+)\s*(?P<behind>{_MINUS})?\s*(?P<name>{MARK})?\s*(?P<last>{_MINUS})?(?P<close>\))?$"
)
_NO_CENTS: Final = r"(\d)[.,][-–—]{1,2}"
"""How German and Dutch price tags write that there are no cents: ``12,-``."""
_GROUPED: Final = {
    ".": r"^(\d+|[1-9]\d{0,2}([,\s'’]\d{2,3})*[,\s'’]\d{3})?(\.\d*)?$",
    ",": r"^(\d+|[1-9]\d{0,2}([.\s'’]\d{2,3})*[.\s'’]\d{3})?(,\d*)?$",
}
"""By decimal sign, the digits of a number: in thousands, or in India's lakhs, or not in groups at all."""
_GROUP_SIGN: Final = r"\d,\d{3}$"
_BEYOND_DOUBT: Final = r",\d+\.|,\d+,|\d[\s'’]\d|^\d+\.\d{0,2}$|\.\d{4,}$"
"""A number that shows that a column's decimals come after a point."""


def read_number(
    values: pl.Series, field: str, decimal: str | None, cell: Cell, *, currency: str | None = None
) -> pl.Series:
    """Read cells as numbers, exact to four decimals below `LARGEST`; ``decimal`` None means a point, and no doubt."""
    if values.dtype == pl.String:
        values = stripped(values)
        number = _of_text(values, field, decimal, cell, currency)
    elif values.dtype.is_numeric() or values.dtype == pl.Null:
        number = values.cast(pl.Float64, strict=False)
    else:
        number = pl.repeat(None, len(values), dtype=pl.Float64, eager=True)
    unfit = (values.is_not_null() & number.is_null()) | ~(number.abs() <= LARGEST)  # NaN is not less than anything
    sign, other = ("comma", ".") if decimal == "," else ("point", ",")
    first = unfit.fill_null(value=False).arg_max()
    otherwise = first is not None and other in str(values.gather([first]).item())
    hint = f"; correct it there, or if '{other}' is the decimal separator, set --decimal '{other}'"
    refuse(unfit, values, f"{ALLOWED[field]}, its decimals after a {sign},", field, cell, hint if otherwise else "")
    return number


def _of_text(text: pl.Series, field: str, decimal: str | None, cell: Cell, currency: str | None) -> pl.Series:
    """Read texts as numbers, null where they are none; plain ones, most often all, at once."""
    plain = text.cast(pl.Float64, strict=False)
    if decimal == ",":  # Then a point is never the decimal separator; but no one types 6.95e0.
        plain = plain.set(text.str.contains(r"^[^eE]*\.[^eE]*$"), None)
    odd = text.is_not_null() & plain.is_null()
    if not odd.any():
        return plain
    parts = split_numbers(text.filter(odd).unique(maintain_order=True))
    _one_currency(parts, text, field, cell, currency)
    if decimal is None:
        _no_doubt(text, parts, field, cell)
    parts = as_numbers(parts, decimal or ".").select("text", "number")
    return (
        pl.DataFrame({"text": text, "plain": plain})
        .join(parts, on="text", how="left", maintain_order="left")
        .select(pl.coalesce("plain", "number"))["plain"]
    )


def split_numbers(texts: pl.Series) -> pl.DataFrame:
    """Split written numbers into sign, mark of currency and digits; ``body`` is null where the text is no number.

    >>> split_numbers(pl.Series(["(£1,234.50)", "12,- €", "–3", "(4", "n/a"])).rows()[:3]
    [('(£1,234.50)', True, '£', '1,234.50'), ('12,- €', False, '€', '12'), ('–3', True, '', '3')]
    """
    found = pl.col("parts").struct
    places = ("before", "inner", "behind", "last")
    minus = [found.field(name).str.contains(_MINUS).fill_null(value=False) for name in places]
    signs = pl.sum_horizontal(found.field(name).is_not_null() for name in (*places, "open"))
    marks = pl.sum_horizontal(found.field(name).is_not_null() for name in ("mark", "name"))
    paired = found.field("open").is_null() == found.field("close").is_null()
    parts = pl.DataFrame({"text": texts}).with_columns(
        pl.col("text").str.replace(_NO_CENTS, "$1").str.extract_groups(_SHAPE).alias("parts")
    )
    known = [mark for mark in _marks(parts) if meanings(mark)]
    shown = pl.coalesce(found.field("mark"), found.field("name"), pl.lit(""))
    paired &= (shown == "") | shown.is_in(known)
    return parts.select(
        "text",
        pl.any_horizontal(*minus, found.field("open").is_not_null()).alias("negative"),
        shown.alias("mark"),
        pl.when(paired & (signs <= 1) & (marks <= 1)).then(found.field("body").str.strip_chars()).alias("body"),
    )


def _marks(parts: pl.DataFrame) -> list[str]:
    found = pl.col("parts").struct
    columns = (parts.select(found.field(name)).to_series() for name in ("mark", "name"))
    return [mark for column in columns for mark in column.drop_nulls().unique()]


def as_numbers(parts: pl.DataFrame, decimal: str) -> pl.DataFrame:
    """Add a column ``number`` to what `split_numbers` found, null where the digits are grouped wrongly."""
    body = pl.col("body")
    digits = body.str.replace_all(r"[,\s'’]" if decimal == "." else r"[.\s'’]", "").str.replace(",", ".", literal=True)
    number = pl.when(body.str.contains(_GROUPED[decimal])).then(digits.cast(pl.Float64, strict=False))
    return parts.with_columns(pl.when("negative").then(-number).otherwise(number).alias("number"))


def _one_currency(parts: pl.DataFrame, text: pl.Series, field: str, cell: Cell, currency: str | None) -> None:
    """Refuse signs of several currencies, which can't be added up, and of another currency than the report's."""
    signs = parts.filter(pl.col("mark") != "", pl.col("body").is_not_null()).unique("mark", maintain_order=True)
    allowed = None if currency is None else {currency}
    for mark, shown in signs.select("mark", "text").iter_rows():
        if field == c.QUANTITY:
            refuse(text == shown, text, ALLOWED[field], field, cell)
        means = meanings(mark)
        if means and allowed is not None and allowed.isdisjoint(means):
            here = f"{cell(field, (text == shown).arg_max() or 0)} holds {one_line(repr(shown))}"
            if currency is None:
                msg = f"{here}, but other cells hold another currency; convert the amounts to one currency first"
            else:
                meant = means[0] if len(means) == 1 else f"to one of {', '.join(means[:4])}"
                msg = (
                    f"{here}, but the report is in {currency}; set --currency {meant}, or convert the "
                    "amounts to one currency first"
                )
            raise SourceError(msg)
        allowed = set(means) if means and currency is None else allowed


def _no_doubt(text: pl.Series, parts: pl.DataFrame, field: str, cell: Cell) -> None:
    """Refuse 1,234 where no other cell shows whether that is over a thousand or little more than one."""
    grouped = parts.filter(pl.col("body").str.contains(_GROUP_SIGN))
    if grouped.is_empty() or parts["body"].str.contains(_BEYOND_DOUBT).any() or text.str.contains(r"^\d+\.\d+$").any():
        return
    shown = grouped["text"][0]
    msg = (
        f"{cell(field, (text == shown).arg_max() or 0)} holds {shown!r}, which can be a number over a thousand or one "
        "with three decimals; set the decimal separator with --decimal '.' or ','"
    )
    raise SourceError(msg)
