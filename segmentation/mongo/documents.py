"""Lines as documents: field names, types, and money that stays exact.

A document has Online Retail's names and proper BSON types, and no field for what a line lacks. BSON knows UTC only,
so the shop's local time is written as if it were UTC, and comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c

if TYPE_CHECKING:
    from bson import Decimal128

FIELDS: Final[Mapping[str, str]] = {
    c.LINE: "Line",
    c.SHEET: "Sheet",
    **{column: names[0] for column, names in c.SOURCE_NAMES.items()},
    c.AMOUNT: "Amount",
    c.ASIDE: "Aside",
}
"""The field of a document for each column of a line: Online Retail II's names, and four more."""

VALIDATOR: Final[dict[str, Any]] = {
    "$jsonSchema": {
        "bsonType": "object",
        "properties": {
            FIELDS[c.LINE]: {"bsonType": ["int", "long"], "description": "the line's number in its file, from 1"},
            FIELDS[c.SHEET]: {"bsonType": "string"},
            FIELDS[c.INVOICE]: {"bsonType": "string"},
            FIELDS[c.STOCK_CODE]: {"bsonType": "string"},
            FIELDS[c.DESCRIPTION]: {"bsonType": "string"},
            FIELDS[c.QUANTITY]: {"bsonType": ["int", "long"]},
            FIELDS[c.INVOICE_DATE]: {"bsonType": "date", "description": "the shop's local time, as if it were UTC"},
            FIELDS[c.PRICE]: {"bsonType": "decimal"},
            FIELDS[c.CUSTOMER_ID]: {"bsonType": "string"},
            FIELDS[c.COUNTRY]: {"bsonType": "string"},
            FIELDS[c.AMOUNT]: {"bsonType": "decimal", "description": "where it is not quantity times price"},
            FIELDS[c.ASIDE]: {"bsonType": "string", "description": "the rule by which the file set the line aside"},
        },
    }
}
"""What a document of ``transactions`` must look like; a field may be missing, or be one we don't know."""


def money_writer() -> Callable[[int], Decimal128]:
    """Make a function that writes money (in ten-thousandths) as BSON decimals.

    >>> write = money_writer()
    >>> write(69500), write(-10)
    (Decimal128('6.95'), Decimal128('-0.001'))
    """
    from bson import Decimal128

    known: dict[int, Decimal128] = {}

    def write(amount: int) -> Decimal128:
        if (written := known.get(amount)) is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            written = known[amount] = Decimal128(c.money(amount))
        return written

    return write


_REMEMBERED: Final = 100_000


def read_money(value: Decimal128) -> int | None:
    """Read a BSON decimal as money in ten-thousandths; None if it is none, or too large.

    >>> from bson import Decimal128
    >>> read_money(Decimal128("6.95")), read_money(Decimal128("NaN")), read_money(Decimal128("1E+30"))
    (69500, None, None)
    """
    amount: Decimal = value.to_decimal()
    if not amount.is_finite() or abs(amount) > _LARGEST:
        return None
    return int((amount * c.MONEY_SCALE).to_integral_value())


_LARGEST: Final = 10**14
"""Larger amounts would not fit 64 bits in ten-thousandths."""


def document_of(line: Mapping[str, Any], write_money: Callable[[int], Decimal128]) -> dict[str, Any]:
    """Make a line's document, without an ``_id``."""
    quantity, price, amount = line[c.QUANTITY], line[c.PRICE], line[c.AMOUNT]
    document = {FIELDS[column]: line[column] for column in _PLAIN if line.get(column) is not None}
    if line[c.SHEET]:
        document[FIELDS[c.SHEET]] = line[c.SHEET]
    if price is not None:
        document[FIELDS[c.PRICE]] = write_money(price)
    if amount is not None and (quantity is None or price is None or amount != quantity * price):
        document[FIELDS[c.AMOUNT]] = write_money(amount)
    return document


_PLAIN: Final = tuple(column for column in FIELDS if column not in (c.SHEET, c.PRICE, c.AMOUNT))
