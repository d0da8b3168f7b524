"""Find out what a source says of whole orders in words: their status and their currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from segmentation.lines.cells import one_line
from segmentation.lines.currency_marks import meanings
from segmentation.lines.inspection.column_names import currency_in, language
from segmentation.lines.inspection.contents import Column

_VOID: Final = (
    r"(?i)^(cancell?ed.*|void(ed)?|failed|declined|denied|expired|unavailable|rejected|(order.)?refunded|trash|"
    r"view|(add.to.)?cart|remove.from.cart|wishlist|abandoned.*|quote|test|storniert|abgebrochen|annul.*|cancelad.*|annullat.*|geannuleerd|fehlgeschlagen|rembours.*|reembolsad.*)$"
)
_REFUNDED: Final = r"(?i)^((order.)?refunded|rembours.*|reembolsad.*)$"
_UNPAID: Final = r"(?i)(pending|on.hold|unpaid|draft|offen|processing|created|await)"


@dataclass(frozen=True)
class Status:
    """A column with the status of orders, and the regular expression of those that came to nothing."""

    column: Column
    void: str
    why: str
    doubt: str


def find_status(columns: Sequence[Column], *, refunds: bool) -> Status | None:
    """Find the column that shows which orders came to nothing."""
    for column in columns:
        said = column.known.sort()
        void = said.filter(said.str.contains(_VOID) & ~(said.str.contains(_REFUNDED) & refunds))
        if not len(void):
            continue
        counted = said.filter(~said.is_in(void.implode()))
        unpaid = counted.filter(counted.str.contains(_UNPAID))
        doubt = f"void: orders that are {listed(unpaid)} count, unless you add them to void" if len(unpaid) else ""
        pattern = f"^({'|'.join(_escaped(text) for text in void)})$"
        return Status(column, pattern, f"counted are {listed(counted)}; left out are {listed(void)}", doubt)
    return None


@dataclass(frozen=True)
class Currency:
    """The currency of a file (``several`` lists them all if more), the column naming it, reason, and what to check."""

    code: str
    column: Column | None = None
    several: str = ""
    why: str = ""
    doubt: str = ""


def find_currency(columns: Sequence[Column], money: Sequence[Column], names: list[str], said: str | None) -> Currency:
    """Find the currency to count in."""
    for column in columns:
        counts = column.cells.drop_nulls().value_counts(sort=True)
        codes = [(meanings(text.upper()) or meanings(text) or ("",))[0] for text in counts.to_series()]
        if not all(codes):
            continue
        chosen = said or codes[0]
        if len({*codes}) == 1:
            return Currency(chosen, column, why=f"the only one in '{column.name}'")
        several = ", ".join(f"{text} on {count:,} lines" for text, count in counts.iter_rows())
        return Currency(
            chosen,
            column,
            several=f"{several}; only {chosen} is counted",
            why="" if said else f"of {len({*codes})} in '{column.name}' the one with most lines",
            doubt=f"currency: the file holds {len({*codes})} currencies; lines in others than {chosen} are left out",
        )
    if said:
        return Currency(said)
    signs = [sign for column in money for sign in column.currencies]
    if signs:
        means = meanings(signs[0])
        open_to_doubt = len(means) > 1 and signs[0] != "£"
        doubt = f"currency: the sign {signs[0]} is used by several; {means[0]} is assumed" if open_to_doubt else ""
        return Currency(means[0], why=f"amounts have the sign {signs[0]}", doubt=doubt)
    if (by_name := currency_in([column.name for column in money])) is not None:
        return Currency(by_name, why=f"from the name '{money[0].name}'")
    usual = "GBP" if language(names) is None else "EUR"
    return Currency(usual, doubt=f"currency: the file doesn't say it; {usual} is assumed until you set another")


def listed(names: Iterable[str]) -> str:
    """Quote names and join them with commas.

    >>> listed(["paid", "pending"])
    "'paid', 'pending'"
    """
    return ", ".join(f"'{one_line(name)}'" for name in names)


def _escaped(text: str) -> str:
    """Escape a text for a regular expression, without needless signs before spaces and hyphens."""
    return re.escape(text).replace(r"\ ", " ").replace(r"\-", "-")
