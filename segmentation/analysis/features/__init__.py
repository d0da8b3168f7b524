"""Kept lines become one row per customer: recency, frequency and monetary value.

``extraction.py`` does it for one month, ``history.py`` for every month; ``months.py`` knows the calendar, and
``enough.py`` below what there is too little to say anything of.
"""

from segmentation.analysis.features.enough import Minimum, require_enough
from segmentation.analysis.features.extraction import extract_features
from segmentation.analysis.features.history import collect_orders, extract_activity, extract_sales, features_by_month
from segmentation.analysis.features.months import Month, choose_month, is_whole, months_between, window_start

__all__ = [
    "Minimum",
    "Month",
    "choose_month",
    "collect_orders",
    "extract_activity",
    "extract_features",
    "extract_sales",
    "features_by_month",
    "is_whole",
    "months_between",
    "require_enough",
    "window_start",
]
