"""The rules that set lines aside: their names, their reasons, and what a shop may say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from segmentation import columns as c
from segmentation.messages import N_, NP_

INPUT: Final = NP_("rule of cleaning", "input")
KEPT: Final = NP_("rule of cleaning", "kept")

EVERY_LINE: Final = N_("Every line of the source.")
EVERY_LINE_ONCE: Final = N_("Every line of the source; a line in two sheets counts once.")
WHAT_IS_KEPT: Final = N_("What this report is made of.")

LineRule = Literal[
    "not an invoice",
    "bad-debt adjustment",
    "not a product",
    "no customer",
    "no price",
    "cancellation",
    "no quantity",
    "positive cancellation",
    "repeated line",
]

PERIOD_RULES: Final[dict[str, str]] = {
    NP_("rule of cleaning", "incomplete line"): N_("No invoice, product code, quantity, date or price."),
    NP_("rule of cleaning", "after the month"): N_("Invoiced after the month this report is about."),
    NP_("rule of cleaning", "before the window"): N_("Invoiced before the window this report looks back over."),
}
"""Tried first, always."""
LINE_RULES: Final[dict[str, str]] = {
    NP_("rule of cleaning", "not an invoice"): N_("The invoice number is not that of an ordinary invoice."),
    NP_("rule of cleaning", "bad-debt adjustment"): N_(
        "An accounting entry: the invoice number is that of an adjustment."
    ),
    NP_("rule of cleaning", "not a product"): N_(
        "Postage, fees, manual entries, samples, vouchers: the code is that of no product."
    ),
    NP_("rule of cleaning", "no customer"): N_("The line names no customer: revenue that no segment has."),
    NP_("rule of cleaning", "no price"): N_("Given away, damaged or written off: the price is zero or less."),
    NP_("rule of cleaning", "cancellation"): N_("The invoice number is that of a cancellation."),
    NP_("rule of cleaning", "no quantity"): N_("The quantity is zero."),
    NP_("rule of cleaning", "positive cancellation"): N_(
        "The invoice is a cancellation, yet the quantity is positive."
    ),
    NP_("rule of cleaning", "repeated line"): N_("The same line a second time on the same invoice."),
}
"""What can be wrong with a line by itself; a shop chooses which of these are tried, and in what order."""
RETURN_RULES: Final[dict[str, str]] = {
    NP_("rule of cleaning", "return"): N_("Goods sent back."),
    NP_("rule of cleaning", "return without purchase"): N_(
        "Goods sent back whose purchase is not in the data; no customer is charged for them."
    ),
    NP_("rule of cleaning", "purchase returned"): N_(
        "Bought and sent back: whole lines, and the returned part of others."
    ),
}
"""How returns are treated; always applied last."""
RULES: Final[dict[str, str]] = {**PERIOD_RULES, **c.SOURCE_RULES, **LINE_RULES, **RETURN_RULES}
"""Every rule with its reason, in the order of the ledger where no other is asked for."""

DEFAULT_RULES: Final[tuple[LineRule, ...]] = (
    "bad-debt adjustment",
    "not a product",
    "no customer",
    "no price",
    "no quantity",
    "positive cancellation",
)
"""The rules that are tried unless others are asked for. A customer may well buy the same thing twice, so repeats
within a sheet are no fault; cancellations are returns, and matched with what they undo."""


@dataclass(frozen=True)
class Patterns:
    """What product codes and invoice numbers look like, as regular expressions.

    An empty one for products or invoices fits all; for cancellations or adjustments, none.
    """

    product: str = c.PRODUCT_CODE
    invoice: str = ""
    cancellation: str = "^C"
    adjustment: str = "^A"
