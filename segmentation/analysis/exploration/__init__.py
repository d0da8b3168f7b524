"""What an analyst looks at before believing a figure: tables of lines, of sales, of features.

Nothing in the report rests on them. Tables of lines are lazy narwhals expressions, as cleaning is, and come out as
small pandas frames; money is in ten-thousandths of the currency's unit.
"""

from segmentation.analysis.exploration.features import correlations, feature_values, skewness
from segmentation.analysis.exploration.quality import (
    column_summary,
    invoice_kinds,
    missing_by_month,
    other_codes,
    repeated_lines,
    value_lines,
)
from segmentation.analysis.exploration.sales import (
    sales_by,
    sales_without_customer,
    top_customers,
    top_products,
)

__all__ = [
    "column_summary",
    "correlations",
    "feature_values",
    "invoice_kinds",
    "missing_by_month",
    "other_codes",
    "repeated_lines",
    "sales_by",
    "sales_without_customer",
    "skewness",
    "top_customers",
    "top_products",
    "value_lines",
]
