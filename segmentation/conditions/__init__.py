"""What customers a list is to have: a condition such as ``segment = 'At risk' and monetary > 500``.

A condition is data. It is read by a grammar into comparisons joined by *and*, *or* and *not*, and worked out over
columns that are known by name; nothing of it is ever run as a program.
"""

from segmentation.conditions.evaluation import holds
from segmentation.conditions.parsing import And, Comparison, Condition, Not, Or, check_segments, columns_of, parse
from segmentation.conditions.vocabulary import COLUMNS, NEW, RETURNED, Kind

__all__ = [
    "COLUMNS",
    "NEW",
    "RETURNED",
    "And",
    "Comparison",
    "Condition",
    "Kind",
    "Not",
    "Or",
    "check_segments",
    "columns_of",
    "holds",
    "parse",
]
