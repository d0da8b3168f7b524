"""The names and types of the columns of a line and of a customer.

A *line* is one row of an invoice. Whatever a shop calls its columns, `segmentation.lines` hands lines
on under the names below, and no other part of the program knows any other name.

Money is exact everywhere: prices and amounts are whole numbers of ten-thousandths of the currency's unit
(`MONEY_SCALE`), because shops price in thirds of a penny and floats nearly, but not quite, add up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from segmentation.messages import N_, NP_

LINE: Final = "line"
"""Position of the line in its source, counted from 1: a total order over lines."""
SHEET: Final = "sheet"
"""The sheet of the workbook the line is in; empty text for a source without sheets."""
INVOICE: Final = "invoice"
"""Invoice number, text. A leading C cancels, a leading A adjusts bad debt."""
STOCK_CODE: Final = "stock_code"
"""Product code, text."""
DESCRIPTION: Final = "description"
"""Product name, text; may be missing."""
QUANTITY: Final = "quantity"
"""Pieces, a whole number; negative on returns and write-offs."""
INVOICE_DATE: Final = "invoice_date"
"""The instant of the invoice, local time of the shop."""
PRICE: Final = "price"
"""Unit price, a whole number of ten-thousandths of the currency's unit."""
CUSTOMER_ID: Final = "customer_id"
"""Customer number, text; may be missing."""
COUNTRY: Final = "country"
"""Country of the customer, text; may be missing."""
AMOUNT: Final = "amount"
"""The line's total, signed as its quantity, a whole number of ten-thousandths of the currency's unit:
quantity times price, unless the source states line totals."""
RULE: Final = "rule"
"""The cleaning rule that set a line aside, or ``kept``."""
ASIDE: Final = "aside"
"""The rule of `SOURCE_RULES` by which the source itself sets a line aside, null where it doesn't; only in frames
of sources that state a status, a currency, or an order's total on each of its lines."""

RECENCY_DAYS: Final = "recency_days"
"""Whole days from a customer's last purchase to ``as_of``."""
FREQUENCY: Final = "frequency"
"""Distinct invoices in the window of which something was kept."""
MONETARY: Final = "monetary"
"""What the customer spent in the window, net of returns, in the currency's unit."""
FIRST_PURCHASE: Final = "first_purchase"
"""Instant of a customer's first purchase in the window of which something was kept."""
LAST_PURCHASE: Final = "last_purchase"
"""Instant of the last one: recency is counted from here."""
PREVIOUS_SEGMENT: Final = "previous_segment"
"""Last month's segment of a customer, or how they came: "new" or "returned"."""
NEW: Final = "new"
"""How a customer came who had never bought before."""
RETURNED: Final = "returned"
"""How a customer came who had bought before, and was not there last month."""
SEGMENT_SINCE: Final = "segment_since"
"""The month from which on a customer has borne their segment's name without a break."""
CONFIDENCE: Final = "confidence"
"""How much nearer a customer is to the centre of their cluster than to the next, from 0 (on the border) to 1."""
CLUSTER: Final = "cluster"
"""What k-means found; its number means nothing."""
NEAREST: Final = "nearest"
"""The cluster whose centre is nearest, whatever the rule for borders says."""
SEGMENT: Final = "segment"
"""What the business calls it; a name means the same every month."""

SINCE: Final = "since"
"""The number of the month from which on something was known."""
UNTIL: Final = "until"
"""The number of the month from which on it was known no more."""
MONTH: Final = "month"
FIRST_EVER: Final = "first_ever"
"""The first purchase in all the data, not only in the window."""
TOP_PRODUCTS: Final = tuple(f"product_{place}{part}" for place in (1, 2, 3) for part in ("", "_code"))
"""The products on which a customer spent most in the window: what each is called, and its code."""

FEATURES: Final = (RECENCY_DAYS, FREQUENCY, MONETARY)

LINE_COLUMNS: Final = (
    LINE,
    SHEET,
    INVOICE,
    STOCK_CODE,
    DESCRIPTION,
    QUANTITY,
    INVOICE_DATE,
    PRICE,
    CUSTOMER_ID,
    COUNTRY,
    AMOUNT,
)
"""The columns of every frame of lines, in order."""

SOURCE_NAMES: Final[dict[str, tuple[str, ...]]] = {
    INVOICE: ("Invoice", "InvoiceNo", "invoice"),
    STOCK_CODE: ("StockCode", "stock_code"),
    DESCRIPTION: ("Description", "description"),
    QUANTITY: ("Quantity", "quantity"),
    INVOICE_DATE: ("InvoiceDate", "invoice_date"),
    PRICE: ("Price", "UnitPrice", "price"),
    CUSTOMER_ID: ("Customer ID", "CustomerID", "customer_id"),
    COUNTRY: ("Country", "country"),
}
"""For each column of a line that a source carries, the names it goes by: those of Online Retail II first."""

OPTIONAL: Final = frozenset({DESCRIPTION, COUNTRY})
"""Columns a source may do without."""

MAY_BE_ABSENT: Final = frozenset({INVOICE, STOCK_CODE, QUANTITY, *OPTIONAL})
"""Columns a source may do without once the settings say so."""

INVOICE_TIME: Final = "invoice_time"
"""The time of day, if it has its own column beside the date."""
STATUS: Final = "status"
"""How an order went: paid, cancelled, and so on."""
CURRENCY_CODE: Final = "currency_code"
"""The currency of a line, an ISO 4217 code."""

STATED: Final = (AMOUNT, INVOICE_TIME, STATUS, CURRENCY_CODE)
"""What a source may have in addition to `SOURCE_NAMES`; only read from columns that the settings name."""

VOIDED: Final = NP_("rule of cleaning", "voided order")
OTHER_CURRENCY: Final = NP_("rule of cleaning", "other currency")
REPEATED_TOTAL: Final = NP_("rule of cleaning", "repeated total")

SOURCE_RULES: Final[dict[str, str]] = {
    VOIDED: N_("The source says that the order came to nothing: cancelled, failed, refunded."),
    OTHER_CURRENCY: N_("In a currency that is not the report's: counted here as a line, without its money."),
    REPEATED_TOTAL: N_("The source repeats an order's total on each of its lines; it counts once, on the first."),
}
"""The rules by which a source sets lines aside, each with its reason."""

ANY_PRODUCT: Final = "any"
"""The product code of all lines of a source that names no products."""

VOID: Final = r"(?i)^(cancell?ed|void(ed)?|failed|declined|expired)$"
"""What the status of an order that came to nothing looks like unless the shop says otherwise."""

PRODUCT_CODE: Final = r"^(?:\d{5}[A-Za-z]*|PADS)$"
"""What a product's code looks like unless the shop says otherwise: five digits and perhaps letters; PADS is the
one exception."""

MONEY_SCALE: Final = 10_000
"""Prices and amounts are counted in this part of the currency's unit."""


def money(amount: int) -> Decimal:
    """Turn a counted amount into the currency's unit, exactly.

    Examples
    --------
    >>> money(1684696000)
    Decimal('168469.60')
    >>> money(10)
    Decimal('0.001')
    """
    value = (Decimal(int(amount)) / MONEY_SCALE).normalize()
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal("0.01")) if isinstance(exponent, int) and exponent > -2 else value
