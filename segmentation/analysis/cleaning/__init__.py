"""Set aside the lines that are no customer's purchase.

``month.py`` does it for one month, with an account of every line; ``over_time.py`` tells what was kept of each
purchase, and from when to when. The other files are what both are made of.
"""

from segmentation.analysis.cleaning.ledger import LedgerRow
from segmentation.analysis.cleaning.month import Cleaned, clean
from segmentation.analysis.cleaning.over_time import purchases_over_time
from segmentation.analysis.cleaning.rules import (
    DEFAULT_RULES,
    INPUT,
    KEPT,
    LINE_RULES,
    PERIOD_RULES,
    RETURN_RULES,
    RULES,
    Patterns,
)

__all__ = [
    "DEFAULT_RULES",
    "INPUT",
    "KEPT",
    "LINE_RULES",
    "PERIOD_RULES",
    "RETURN_RULES",
    "RULES",
    "Cleaned",
    "LedgerRow",
    "Patterns",
    "clean",
    "purchases_over_time",
]
