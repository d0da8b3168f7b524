"""Text that stays text in a spreadsheet: no customer's name becomes a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula, or is skipped before one."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no workbook can hold."""


def safe_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    References
    ----------
    OWASP, CSV Injection: https://owasp.org/www-community/attacks/CSV_Injection

    >>> safe_text("=HYPERLINK(1)"), safe_text("-12"), safe_text("12346")
    ("'=HYPERLINK(1)", "'-12", '12346')
    """
    return f"'{text}" if text.startswith(_STARTS) else text


def text_as_it_was(text: str) -> str:
    """Take away the apostrophe that `safe_text` put there.

    >>> text_as_it_was("'-12"), text_as_it_was("'t Hooft")
    ('-12', "'t Hooft")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text


def safe_cell(value: Any) -> Any:
    r"""Make a value ready for a cell of a workbook: text is text, what is missing is empty, numbers are numbers.

    >>> safe_cell("@SUM(1)"), safe_cell(-5), safe_cell(float("nan")), safe_cell("a\x00b")
    ("'@SUM(1)", -5, None, 'ab')
    """
    if isinstance(value, str):
        return safe_text(_CONTROL.sub("", value))
    return None if value is None or value != value else value  # noqa: PLR0124  (what is missing equals not even itself)


def safe_table(table: pd.DataFrame) -> pd.DataFrame:
    """Make every text of a table safe for a spreadsheet, including the index and the heads of columns."""
    import pandas as pd

    def safe(value: Any) -> Any:
        return safe_text(value) if isinstance(value, str) else value

    texts = {
        name: cells.map(safe)
        for name, cells in table.items()
        if not pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_datetime64_any_dtype(cells)
    }
    made = table.assign(**{str(name): cells for name, cells in texts.items()})
    made.index = made.index.map(safe) if len(made) else made.index
    return made.rename(columns=safe)
