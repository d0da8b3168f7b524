"""What a column's cells hold: numbers and how they are written, dates and in which form, names that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

import polars as pl

from segmentation.lines.currency_marks import meanings
from segmentation.lines.dates import EPOCHS, english_months, parse, read_time, split_offset
from segmentation.lines.numbers import as_numbers, split_numbers

Decimal = Literal[".", ","]

_DAYS: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y",
    "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y",
    "%d %B %Y", "%d. %B %Y", "%d-%B-%Y", "%d/%B/%Y", "%d %B %y", "%d-%B-%y", "%d de %B de %Y",
    "%B %d, %Y", "%B %d %Y", "%a %B %d %Y", "%a, %d %B %Y", "%A, %d %B %Y", "%A, %B %d, %Y",
)  # fmt: skip
_TIMES: Final = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", "T%H:%M:%S%.f", "T%H:%M", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p",
    ", %H:%M", ", %H:%M:%S", ", %I:%M %p", ", %I:%M:%S %p", " - %H:%M", " %H.%M", " %H.%M.%S", " %Hh%M", "%H%M%S",
)  # fmt: skip
_FORMS: Final = tuple(day + time for day in _DAYS for time in _TIMES if time != "%H%M%S" or day == "%Y%m%d")
_AUTOMATIC: Final = frozenset(
    day + time
    for day in ("%Y-%m-%d", "%Y%m%d")
    for time in ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", "T%H:%M:%S%.f", "T%H:%M")
    if day == "%Y-%m-%d" or not time
)
"""Forms that need no setting: ISO 8601."""
_EARLIEST, _LATEST = datetime(1970, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (the shop's local time)
_EPOCH_FROM: Final = 473_385_600
"""1 January 1985: the earliest second an integer is taken to count; a smaller one is some other number."""
_FEW: Final = 40
_SPOILT: Final = 0.01
"""Share of different texts up to which those that are no numbers are bad cells, and not what the column is about."""


@dataclass(frozen=True)
class Column:
    """A column and what its cells hold; ``dated`` if the file types them as dates."""

    name: str
    cells: pl.Series
    dated: bool = False

    @cached_property
    def known(self) -> pl.Series:
        """The different texts in it, in order."""
        return self.cells.drop_nulls().unique(maintain_order=True)

    @property
    def filled(self) -> float:
        """Share of its cells that are not empty."""
        return 1 - self.cells.null_count() / max(1, len(self.cells))

    @property
    def repeats(self) -> float:
        """Cells per different text."""
        return (len(self.cells) - self.cells.null_count()) / max(1, len(self.known))

    @cached_property
    def _parts(self) -> pl.DataFrame:
        return split_numbers(self.known)

    @cached_property
    def decimals(self) -> tuple[Decimal, ...]:
        """The decimal signs with which all of its cells are numbers; none if some are not."""
        if self.dated or not len(self.known):
            return ()
        signs: tuple[Decimal, Decimal] = (".", ",")
        bad = {sign: as_numbers(self._parts, sign)["number"].null_count() for sign in signs}
        # A few bad cells don't rule a column out: reading all of it reports them.
        return tuple(sign for sign in signs if bad[sign] == min(bad.values()) <= _SPOILT * len(self.known))

    @property
    def is_number(self) -> bool:
        """Whether all its cells are numbers."""
        return bool(self.decimals)

    @cached_property
    def sign_matters(self) -> bool:
        """Whether it has a point or a comma at all, so that their meaning matters."""
        return bool(self._parts["body"].str.contains(r"[.,]").any())

    def numbers(self, decimal: str) -> pl.Series:
        """Its cells as numbers, null where they are none."""
        read = as_numbers(self._parts, decimal).select("text", "number")
        both = pl.DataFrame({"text": self.cells}).join(read, on="text", how="left", maintain_order="left")
        return both["number"]

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its cells are whole numbers, with either decimal sign."""
        return any((read := self.numbers(sign).drop_nulls()).round().equals(read) for sign in self.decimals)

    @cached_property
    def has_coins(self) -> bool:
        """Whether its numbers look like money: with decimals or a currency's sign."""
        decimals = self._parts["body"].str.contains(r"[.,]\d{1,2}$").any()
        return self.is_number and (bool(self.currencies) or bool(decimals))

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """The currency signs beside its numbers."""
        return tuple(self._parts.filter(pl.col("mark") != "", pl.col("body").is_not_null())["mark"].unique().sort())

    @cached_property
    def offset(self) -> pl.Series | None:
        """The offsets from UTC of its dates, in minutes; None if there are none."""
        _, offset = split_offset(self.known)
        return offset.drop_nulls().unique().sort() if offset.is_not_null().any() else None

    @cached_property
    def date_forms(self) -> tuple[str, ...]:
        """The forms in which all its cells are dates, the likeliest first; none if some are not."""
        if self.dated or not len(self.known):
            return ()
        text = english_months(split_offset(self.known)[0])
        some = text.gather_every(max(1, len(text) // _FEW))
        return tuple(form for form in _FORMS if _fits(some, form) and _fits(text, form))

    @cached_property
    def epoch(self) -> str | None:
        """The form in which all its cells count since 1970; None if they don't."""
        if not len(self.known) or not self.known.str.contains(r"^\d{9,13}(\.\d+)?$").all():
            return None
        count = self.known.cast(pl.Float64)
        fits = [form for form, size in EPOCHS.items() if (count * size / 1e6).is_between(_EPOCH_FROM, 4.1e9).all()]
        return fits[0] if fits else None

    @property
    def is_date(self) -> bool:
        """Whether all its cells are dates, written or by type."""
        return self.dated or bool(self.date_forms)

    @property
    def is_time(self) -> bool:
        """Whether all its cells are times of day."""
        return bool(len(self.known)) and read_time(self.known).null_count() == 0

    @property
    def needs_no_form(self) -> bool:
        """Whether its dates can be read without a form being set."""
        return self.dated or any(form in _AUTOMATIC for form in self.date_forms)

    def dates(self, form: str | None) -> pl.Series:
        """Its cells as dates, in the order of the file."""
        text, _ = split_offset(self.cells)
        if form in EPOCHS:
            return (text.cast(pl.Float64) * EPOCHS[form]).cast(pl.Int64).cast(pl.Datetime("us"))
        if form is None:
            return text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
        return parse(english_months(text), form)

    def spoilt_by(self, *, dates: bool) -> str | None:
        """Give the first text that is no date or number where most are; None if most are none."""
        if dates:
            text = english_months(split_offset(self.known)[0])
            tried = [parse(text, form).is_null() for form in _FORMS]
            bad = min(tried, key=pl.Series.sum) if tried else text.is_null()
        else:
            bad = as_numbers(self._parts, ".")["number"].is_null() & as_numbers(self._parts, ",")["number"].is_null()
        return self.known.filter(bad)[0] if 0 < bad.mean() <= 0.5 else None  # type: ignore[operator]  # a float, of truths

    @property
    def means(self) -> tuple[str, ...]:
        """The currencies that the signs beside its numbers may mean."""
        return tuple(code for mark in self.currencies for code in meanings(mark)[:1])


def _fits(text: pl.Series, form: str) -> bool:
    read = parse(text, form)
    return read.null_count() == 0 and bool(read.is_between(_EARLIEST, _LATEST, closed="left").all())
