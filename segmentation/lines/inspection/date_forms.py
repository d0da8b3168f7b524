"""Choose the form of a column's dates where its cells fit several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.inspection.column_names import currency_in, language
from segmentation.lines.inspection.contents import Column

_SORTED: Final = 0.01
"""Share of steps back in time up to which a file is sorted."""
_UNSORTED: Final = 0.04
"""Share from which it is not."""


@dataclass(frozen=True)
class Form:
    """A form of dates in strftime's letters (None where none need be set), the reason, and what to check."""

    form: str | None
    why: str
    doubt: str = ""


def choose_form(column: Column, names: list[str], where: str) -> Form:
    """Choose the form of a column's dates."""
    if column.needs_no_form:
        return Form(None, "")
    if not column.date_forms and column.epoch:
        unit = "seconds" if column.epoch == "%s" else "thousandths of a second"
        return Form(column.epoch, f"{unit} since 1970, in UTC")
    first = column.date_forms[0]
    by_order = {_order(form): form for form in reversed(column.date_forms)}
    if len(by_order) == 1:
        shown = column.known[0]
        beyond = f"all {len(column.known):,} different dates fit this format, and no other order of day and month"
        return Form(first, f"such as {shown!r}; {beyond}")
    steps = {order: _steps_back(column.dates(form)) for order, form in by_order.items()}
    order = min(steps, key=steps.__getitem__)
    if steps[order] <= _SORTED and max(steps.values()) >= _UNSORTED:
        said = "day first" if order == "dm" else "month first"
        why = f"no day is after the 12th, but only read {said} are the lines sorted by time"
        return Form(by_order[order], why)
    hint = _usual(column, names)
    if hint is None:
        msg = (
            f"{where} has dates such as {column.known[0]!r} in '{column.name}', which can all be read day first or "
            f"month first; choose one: segmentation inspect … --date-format '{by_order['dm']}' or '{by_order['md']}'"
        )
        raise SourceError(msg)
    order, because = hint
    said = "day first" if order == "dm" else "month first"
    doubt = f"date_format: all dates can be read day first or month first; {said} is assumed because {because}"
    return Form(by_order[order], f"such as {column.known[0]!r}", doubt)


def _order(form: str) -> str:
    if "%B" in form or form.startswith("%Y"):
        return "named"
    return "dm" if form.index("%d") < form.index("%m") else "md"


def _steps_back(dates: pl.Series) -> float:
    """Share of steps against the direction in which most go."""
    steps = dates.drop_nulls().diff().drop_nulls().dt.total_seconds()
    steps = steps.filter(steps != 0)
    if not len(steps):
        return 0.0
    back = int((steps < 0).sum()) / len(steps)
    return min(back, 1 - back)


def _usual(column: Column, names: list[str]) -> tuple[str, str] | None:
    if any("%p" in form for form in column.date_forms):
        return "md", "12-hour clocks usually go with it"
    if (spoken := language(names)) is not None:
        return "dm", f"the column names are in a language ({spoken}) that uses it"
    if (currency := currency_in(names)) is not None:
        return ("md" if currency == "USD" else "dm"), f"amounts in {currency} usually go with it"
    return None
