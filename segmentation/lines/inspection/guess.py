"""Guess which column of a table is what: by its name first, then by whether its cells agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import one_line
from segmentation.lines.dates import EPOCHS
from segmentation.lines.inspection.amounts import find_amounts
from segmentation.lines.inspection.column_names import is_something_else, likeness
from segmentation.lines.inspection.contents import Column
from segmentation.lines.inspection.date_forms import choose_form
from segmentation.lines.inspection.status_words import find_currency, find_status, listed
from segmentation.lines.inspection.table import Table
from segmentation.lines.inspection.unnamed import name_by_content
from segmentation.lines.read_settings import ReadSettings

_MOSTLY: Final = 0.9
_ONE_EACH: Final = 0.97
"""Share of invoices with one customer and one day from which a column is that of invoices."""
_NOBODY: Final = r"(?i)^(0+|-1|9{4,}|guest.*|anonym.*|unknown|walk.?in.*|n/?a|none|null|nan|cash|gast|bar|x+)$"
"""What is written for a customer's number where there is none."""
_MANY: Final = 0.01
"""Share of lines from which such a number is worth a remark."""
_FEWEST: Final = 3
"""Number of different customers from which one may be a placeholder."""
_FEW: Final = 40
"""Different texts from which a column is no status and no currency."""


@dataclass(frozen=True)
class Guess:
    """What a table's columns mean, the reason by setting or column, what to check, and unused columns."""

    reading: ReadSettings
    why: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def guess(table: Table, given: ReadSettings, where: str) -> Guess:
    """Guess which column is what."""
    return _Guesser(table, given, where).guess()


class _Guesser:
    """Takes columns one after the other, those first on which most else depends."""

    def __init__(self, table: Table, given: ReadSettings, where: str) -> None:
        self.table, self.given, self.where = table, given, where
        self.columns = {name: Column(name, table.cells[name], name in table.dated) for name in table.cells.columns}
        self.free = dict(self.columns)
        self.found: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self.doubts: list[str] = []
        for name in given.columns.values():
            if name.strip() and name not in self.columns:
                msg = f"{where} has no column '{one_line(name)}'; it has {listed(self.columns)}"
                raise SourceError(msg)
        self.by_content = {} if table.header else name_by_content(list(self.columns.values()))

    def guess(self) -> Guess:
        date = self.take_date()
        customer = self.take_customer()
        invoice = self.take_invoice(customer, date)
        reading = self.take_amounts(invoice)
        self.take_products(reading)
        self.drop_pieces()
        self.take_rest(date)
        reading = self.take_words_of_orders(reading)
        reading = replace(reading, columns={name: self.found[name] for name in _ORDER if name in self.found})
        return Guess(reading, self.why, tuple(self.doubts), tuple(self.free))

    def take(self, name: str, column: Column | None, why: str = "") -> Column | None:
        """Take a column for a field, so that it is no longer free; or note that there is none."""
        if column is None:
            self.found[name] = ""
        else:
            self.found[name] = column.name
            self.free.pop(column.name, None)
            self.doubts += _rounded(name, column) if name in (c.INVOICE, c.CUSTOMER_ID) else []
            self.doubts += _nobody(column) if name == c.CUSTOMER_ID else []
        self.why[name] = why
        return column

    def said(self, name: str) -> Column | None:
        """Give the column the user named."""
        return self.columns.get(self.given.columns.get(name, ""))

    def candidates(self, name: str, fits: Iterable[Column]) -> list[Column]:
        """List columns with a field's name and fitting cells, the likeliest first."""
        if name in self.given.columns:
            said = self.said(name)
            return [] if said is None else [said]
        if not self.table.header:
            column = self.by_content.get(name)
            return [column] if column is not None else []
        liked = [(likeness(column.name, name), column) for column in fits]
        return [column for degree, column in sorted(liked, key=lambda pair: -pair[0]) if degree]

    def from_content(self, name: str) -> Column | None:
        """Find the column whose cells fit a field if no name does; the user should check that."""
        if name in self.given.columns or not self.table.header:
            return None
        unknown = [x for x in self.free.values() if not any(likeness(x.name, field) for field in c.SOURCE_NAMES)]
        dates = [self.columns[self.found[c.INVOICE_DATE]]]
        column = name_by_content([*unknown, *dates]).get(name)
        if column is not None:
            self.doubts.append(f"{name}: '{column.name}' was found by its contents; its name says nothing")
        return column

    def refuse(self, what: str, name: str, among: Iterable[str]) -> SourceError:
        return SourceError(
            f"{self.where} has no column that clearly says {what} (looked at: {listed(among)})"
            f"{self.spoilt(name)}; if there is one, name it: segmentation inspect … --columns {name}=…"
        )

    def spoilt(self, *names: str) -> str:
        """Name the cell that doesn't fit what a column's name says."""
        for name in names:
            for column in self.free.values():
                if not likeness(column.name, name):
                    continue
                if column.filled < _MOSTLY:
                    return f"; '{column.name}' would be one, but is empty on {1 - column.filled:.0%} of the lines"
                cell = column.spoilt_by(dates=name == c.INVOICE_DATE)
                if cell is not None:
                    return f"; '{column.name}' would be one, but holds {one_line(repr(cell))}"
        return ""

    def take_date(self) -> Column:
        fit = [x for x in self.free.values() if (x.is_date or x.epoch) and x.filled >= _MOSTLY]
        found = self.candidates(c.INVOICE_DATE, fit)
        if not found:
            found = [column for column in fit if column.is_date and not likeness(column.name, c.STOCK_CODE)]
            if len(found) == 1 and self.table.header and not is_something_else(found[0].name):
                self.doubts.append(
                    f"invoice_date: '{found[0].name}' is the only column of dates, but its name doesn't say so"
                )
            else:
                raise self.refuse("when a purchase was made", c.INVOICE_DATE, self.columns)
        column = found[0]
        others = ", ".join(f"'{x.name}'" for x in found[1:])
        self.take(c.INVOICE_DATE, column, f"other dates are in {others}" if others else "")
        return column

    def take_customer(self) -> Column:
        fit = [x for x in self.free.values() if x.filled > 0.05 and not x.has_coins and (x.is_number or not x.is_time)]
        fit = [column for column in fit if (not column.is_date or column.is_number) and _tells(column)]
        found = self.candidates(c.CUSTOMER_ID, fit)
        if not found and (column := self.from_content(c.CUSTOMER_ID)) is not None:
            found = [column]
        if not found:
            raise self.refuse("who bought", c.CUSTOMER_ID, self.columns)
        column = found[0]
        fuller = [other for other in found[1:] if other.filled > column.filled + 0.1]
        if fuller and self.said(c.CUSTOMER_ID) is None:
            why = f"'{column.name}' is empty on {1 - column.filled:.0%} of the lines"
            self.take(c.CUSTOMER_ID, fuller[0], why)
            return fuller[0]
        coming_back = [x for x in found if len(x.known) < 0.95 * self._days(x)]
        why = ""
        if column not in coming_back and coming_back and self.said(c.CUSTOMER_ID) is None:
            why = f"in '{column.name}' no one ever comes back, as if it numbered purchases"
            column = coming_back[0]
        if likeness(column.name, c.CUSTOMER_ID) in range(1, 3) and self.table.header:
            self.doubts.append(f"customer_id: '{column.name}' holds names, so two people of the same name count as one")
        for other in found:
            if other is not column and not why and likeness(other.name, c.CUSTOMER_ID) > 1:
                why = f"another column that identifies customers: '{other.name}'"
        self.take(c.CUSTOMER_ID, column, why)
        return column

    def _days(self, column: Column) -> int:
        """Count the different purchases that a column of customers would make."""
        both = pl.DataFrame({"who": column.cells, "when": self.columns[self.found[c.INVOICE_DATE]].cells})
        return both.drop_nulls().n_unique()

    def take_invoice(self, customer: Column, date: Column) -> Column | None:
        fit = [x for x in self.free.values() if x.filled >= _MOSTLY and not x.has_coins and not x.is_date]
        fit = [column for column in fit if self.said(c.INVOICE) is column or self._is_of_orders(column, customer, date)]
        if found := self.candidates(c.INVOICE, fit):
            # Of equally likely numbers, the one that most lines share is the order's, not the line's.
            best = likeness(found[0].name, c.INVOICE)
            alike = [column for column in found if likeness(column.name, c.INVOICE) == best]
            return self.take(c.INVOICE, min(alike, key=lambda column: len(column.known)))
        if (column := self.from_content(c.INVOICE)) is not None and column in fit:
            return self.take(c.INVOICE, column)
        if c.INVOICE not in self.given.columns:
            self.doubts.append(
                "invoice: no column numbers the purchases, so all that a customer buys in a day counts as one"
            )
        return self.take(c.INVOICE, None, "none: each customer's day is a purchase")

    def _is_of_orders(self, column: Column, customer: Column, date: Column) -> bool:
        day = date.cells.str.extract(r"^(\S+)", 1)
        orders = (
            pl.DataFrame({"order": column.cells, "who": customer.cells, "day": day})
            .drop_nulls("order")
            .group_by("order")
            .agg(pl.col("who").drop_nulls().n_unique() <= 1, pl.col("day").drop_nulls().n_unique() <= 1)
        )
        means = orders.select(pl.col("who", "day").mean()).row(0)
        return len(column.known) > 1 and min(means) >= _ONE_EACH

    def take_amounts(self, invoice: Column | None) -> ReadSettings:
        fit = [column for column in self.free.values() if column.is_number]
        quantities, prices, totals = (self.candidates(name, fit) for name in (c.QUANTITY, c.PRICE, c.AMOUNT))
        quantity = next((column for column in quantities if column.filled >= _MOSTLY), None)
        price = next((column for column in prices if column.filled >= _MOSTLY and column is not quantity), None)
        totals = [column for column in totals if column not in (quantity, price)]
        if c.PRICE in self.given.columns and c.AMOUNT not in self.given.columns:
            totals = []
        if not (price or totals) and (column := self.from_content(c.AMOUNT)) is not None:
            totals = [column]
            quantity = quantity or self.from_content(c.QUANTITY)
        if not (price or totals):
            coins = [column for column in fit if column.has_coins and not is_something_else(column.name)]
            if len(coins) != 1:
                raise self._no_amounts(fit)
            totals = coins
            self.doubts.append(
                f"amount: '{coins[0].name}' is the only column that looks like money, but its name doesn't say so"
            )
        shown = [x for x in (*totals, price) if x is not None and x.known.str.contains(r",\d\d?\b").any()]
        self.why["decimal"] = f"such as {shown[0].known.filter(shown[0].known.str.contains(','))[0]!r}" if shown else ""
        found = find_amounts(quantity, price, totals, invoice, self.where)
        for name, in_file in found.columns.items():
            self.take(name, self.columns.get(in_file), found.why.get(name, ""))
        for column in (quantity, price, *totals):
            if column is not None and column.name in found.why.get(c.PRICE, ""):
                self.free.pop(column.name, None)
        self.doubts += found.doubts
        return replace(
            self.given,
            header=self.table.header,
            separator=self.given.separator or self.table.separator,  # type: ignore[arg-type]  # one of those it looks for
            decimal=self.given.decimal or found.decimal,
            amount_of=self.given.amount_of or found.amount_of,
            fractions=self.given.fractions or found.fractions,
            date_format=self.given.date_format or self._form(),
        )

    def _no_amounts(self, numbers: Iterable[Column]) -> SourceError:
        coins = [column.name for column in numbers if column.has_coins]
        bad = self.spoilt(c.AMOUNT, c.PRICE)
        looked = f"several columns may be money ({listed(coins)})" if coins else f"it has {listed(self.columns)}"
        return SourceError(
            f"{self.where} has no column that is clearly a unit price or a total: {looked}{bad}. A "
            "report needs what each line or order cost; add it, or name the column: segmentation inspect … "
            "--columns amount=…"
        )

    def _form(self) -> str | None:
        """Find the form of the dates; None where it need not be set."""
        form = choose_form(self.columns[self.found[c.INVOICE_DATE]], list(self.columns), self.where)
        self.why["date_format"] = form.why
        self.why["time_zone"] = _of_zone(self.columns[self.found[c.INVOICE_DATE]], form.form)
        self.doubts += [form.doubt] if form.doubt else []
        return form.form

    def take_products(self, reading: ReadSettings) -> None:
        if reading.amount_of == "invoice":
            self.take(c.STOCK_CODE, None, "totals of whole orders have no products")
            return
        fit = [column for column in self.free.values() if not column.is_date and not column.has_coins]
        codes = self.candidates(c.STOCK_CODE, fit)
        full = [column for column in codes if column.filled >= 0.99]
        why = "" if full == codes else f"'{codes[0].name}' is empty on {1 - codes[0].filled:.0%} of the lines"
        names = [x for x in self.candidates(c.DESCRIPTION, fit) if x.filled >= 0.99]
        if not full:  # A product's name identifies a product; a person's name need not identify a person.
            full = [x for x in names if not likeness(x.name, c.CUSTOMER_ID)][:1]
        self.take(
            c.STOCK_CODE, full[0] if full else None, why or ("" if full else "none: products are not distinguished")
        )

    def drop_pieces(self) -> None:
        """Leave pieces out where they say nothing: of no known product, beside a total."""
        if self.found[c.STOCK_CODE] or not self.found.get(c.AMOUNT) or not self.found[c.QUANTITY]:
            return
        left_out = self.columns[self.found[c.QUANTITY]]
        self.free[left_out.name] = left_out
        why = f"'{left_out.name}' counts pieces of unknown products, so returns are matched by money"
        self.take(c.QUANTITY, None, why)

    def take_rest(self, date: Column) -> None:
        for name in (c.DESCRIPTION, c.COUNTRY):
            fit = [column for column in self.free.values() if not column.is_number and not column.is_date]
            if found := self.candidates(name, fit):
                self.take(name, found[0])
        days_only = not (date.epoch or any("%H" in form or "%I" in form for form in date.date_forms))
        if days_only:
            times = self.candidates(c.INVOICE_TIME, [column for column in self.free.values() if column.is_time])
            if times:
                self.take(c.INVOICE_TIME, times[0], "the time of day has its own column")

    def take_words_of_orders(self, reading: ReadSettings) -> ReadSettings:
        few = [column for column in self.free.values() if len(column.known) <= _FEW and not column.is_number]
        money = [self.columns[self.found[name]] for name in (c.AMOUNT, c.PRICE) if self.found.get(name)]
        refunds = any(bool(column.known.str.contains(r"[-−(]").any()) for column in money)
        status = find_status(self.candidates(c.STATUS, few), refunds=refunds)
        if status is not None:
            self.take(c.STATUS, status.column, status.why)
            self.doubts += [status.doubt] if status.doubt else []
            reading = replace(reading, void=status.void)
        currency = find_currency(self.candidates(c.CURRENCY_CODE, few), money, list(self.columns), reading.currency)
        if currency.several:
            self.take(c.CURRENCY_CODE, currency.column, currency.several)
        elif currency.column is not None:
            self.free.pop(currency.column.name, None)
        self.why["currency"] = currency.why
        self.doubts += [currency.doubt] if currency.doubt else []
        return replace(reading, currency=currency.code)


_ORDER: Final = (
    c.INVOICE, c.INVOICE_DATE, c.INVOICE_TIME, c.CUSTOMER_ID, c.STOCK_CODE, c.DESCRIPTION, c.QUANTITY, c.PRICE,
    c.AMOUNT, c.COUNTRY, c.STATUS, c.CURRENCY_CODE,
)  # fmt: skip
"""The columns in the order a person would list them."""


def _nobody(column: Column) -> list[str]:
    """Warn where a placeholder would be the best customer."""
    lines = column.cells.drop_nulls()
    nobody = lines.filter(lines.str.contains(_NOBODY))
    if len(nobody) < _MANY * len(lines) or len(column.known) < _FEWEST:
        return []
    share = f"{len(nobody) / len(lines):.0%} of the lines"
    return [
        f"customer_id: '{nobody[0]}' on {share} looks like no real customer; empty these cells, or it counts as one"
    ]


def _rounded(name: str, column: Column) -> list[str]:
    """Warn where a spreadsheet turned codes into numbers such as 4.59E+14: what it cut off is lost."""
    spoilt = column.known.filter(column.known.str.contains(r"^\d(\.\d+)?E\+\d+$"))
    if not len(spoilt):
        return []
    return [f"{name}: '{spoilt[0]}' was a longer code before a spreadsheet rounded it; export the file again"]


def _tells(column: Column) -> bool:
    """Check whether a column identifies customers; the shop's own address on every line doesn't."""
    return len(column.known) > 1 or likeness(column.name, c.CUSTOMER_ID) > 5


def _of_zone(column: Column, form: str | None) -> str:
    """Say which time zone a column's times are in, where they show it."""
    if form in EPOCHS or (column.offset is not None and column.offset.to_list() == [0]):
        return "Times are in UTC, and days are counted in UTC unless you set the shop's time zone:"
    if "utc" in column.name.casefold() or "gmt" in column.name.casefold():
        return 'By the column\'s name, times are in UTC; to count days as the shop does, set date_zone = "UTC" and:'
    if column.offset is not None:
        return "Times have a UTC offset and are read as written unless you set the shop's time zone:"
    return ""
