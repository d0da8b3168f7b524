"""The embedded sample shop: invoice lines as a real gift-ware shop would write them, warts and all.

It lets anyone see a report before they have data at hand, and tests run without the network. The customers
are invented, the proportions are not: they follow Online Retail II, whose columns, sheets and span the
sample shares; only that an invoice has about two thirds of the lines of a real one, to keep files small. The
same size and seed give the same lines.

References
----------
Chen, D. (2012). *Online Retail II* [Dataset]. UCI Machine Learning Repository.
https://doi.org/10.24432/C5CG6D

Schmittlein, D. C., Morrison, D. G. & Colombo, R. (1987). Counting your customers: who are they and what
will they do next? *Management Science*, 33(1), 1-24.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import polars as pl

from segmentation.errors import SourceError
from segmentation.sources import sample_returns, sample_warts
from segmentation.sources.sample_calendar import FIRST_DAY, SHEET_1_END, SHEET_2_DAY
from segmentation.sources.sample_catalogue import make_catalogue
from segmentation.sources.sample_purchases import make_customers, make_nameless, make_purchases

DEFAULT_CUSTOMERS: Final = 1_000
DEFAULT_SEED: Final = 2009
SHEETS: Final = ("Year 2009-2010", "Year 2010-2011")
"""Names of the two sheets, the older first."""

_CONCERNS: Final = """
    catalogue customers purchases nameless returns orphans phantoms postage fees debts stock trifles repeats
"""
"""Each draws from a stream of its own, so that a change to one leaves the others as they were."""
_FIRST_INVOICE: Final = 489_434
_MIXED: Final = ("Invoice", "StockCode")
"""Columns of which Excel makes numbers where it can."""
_WRITTEN: Final = datetime.fromisoformat("2011-12-09 12:50")
"""When every sample workbook was written: at its last line."""

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import SizedBuffer


def make_lines(customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED) -> dict[str, pl.DataFrame]:
    """Make the shop's invoice lines.

    From 1 December 2009 to 9 December 2011; the last whole month is November 2011. The first nine days of
    December 2010 stand in both sheets, as they do in Online Retail II.

    Parameters
    ----------
    customers : int
        Customers with a number, each of whom buys once or more; at least 1.
    seed : int
        Where chance begins; 0 or more.

    Returns
    -------
    dict of str to DataFrame of shape (n_lines, 8)
        By sheet: Invoice, StockCode, Description (may be null), Quantity (pieces), InvoiceDate (local time,
        whole minutes), Price (pounds for one piece, exact to three decimals), Customer ID (may be null) and
        Country; sorted by InvoiceDate, then Invoice.

    Raises
    ------
    SourceError
        There are no customers, or the seed is negative.

    Examples
    --------
    >>> {name: lines.width for name, lines in make_lines(customers=5).items()}
    {'Year 2009-2010': 8, 'Year 2010-2011': 8}
    """
    _check(customers, seed)
    lines = _number(_draft(customers, seed))
    date = pl.col("InvoiceDate")
    return {
        SHEETS[0]: lines.filter(date < SHEET_1_END),
        SHEETS[1]: lines.filter(date >= SHEET_2_DAY),
    }


def write_sample(path: Path, customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED) -> None:
    """Write the shop's invoice lines to a file, whole or not at all; equal calls write equal bytes.

    Parameters
    ----------
    path : Path
        Where to; a file of that name is replaced. The suffix tells the kind:

        - ``.xlsx``: two sheets, as UCI has them. Dates are dates; numbers of customers, and those of
          invoices and products that are digits only, are numbers.
        - ``.csv``: one sheet after the other under one header, as the CSV edition has them. What stands in
          both sheets is there twice, and nothing says so.
        - ``.parquet``: one sheet after the other, with a ninth column ``sheet``.
    customers : int
        Customers with a number; at least 1.
    seed : int
        Where chance begins; 0 or more.

    Raises
    ------
    SourceError
        The suffix is another, the file can't be written, there are no customers, or the seed is negative.

    See Also
    --------
    make_lines : The lines themselves.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        msg = f"{path} can't be written as a sample: its name must end in one of {', '.join(_WRITERS)}"
        raise SourceError(msg)
    sheets = make_lines(customers, seed)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            write(sheets, file)
        part.replace(path)
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror}; choose a folder that is there and may be written to"
        raise SourceError(msg) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _check(customers: int, seed: int) -> None:
    """Refuse what no shop can be made of."""
    if customers < 1:
        msg = f"a sample shop can't have customers={customers}; ask for 1 or more"
        raise SourceError(msg)
    if seed < 0:
        msg = f"seed={seed} is negative; give a whole number, 0 or more"
        raise SourceError(msg)


def _draft(customers: int, seed: int) -> pl.DataFrame:
    """Let the shop run: draft lines, those of an invoice with ``part`` and ``invoice`` in common."""
    sequences = np.random.SeedSequence(seed).spawn(len(_CONCERNS.split()))
    rng = {
        concern: np.random.Generator(np.random.PCG64(sequence))
        for concern, sequence in zip(_CONCERNS.split(), sequences, strict=True)
    }
    catalogue = make_catalogue(rng["catalogue"])
    named = make_purchases(make_customers(customers, rng["customers"]), catalogue, rng["purchases"])
    invoices = named["invoice"].n_unique()
    nameless = make_nameless(invoices, catalogue, rng["nameless"]).with_columns(pl.col("invoice") + invoices)
    sold = pl.concat([named, nameless])
    on_invoices = [
        sold,
        sample_warts.repeats(sold, rng["repeats"]),
        sample_warts.trifles(named, rng["trifles"]),
        sample_warts.postage(named, nameless, rng["postage"]),
    ]
    parts = [
        pl.concat(on_invoices),
        sample_returns.returns(named, rng["returns"]),
        sample_returns.orphans(named, catalogue, rng["orphans"]),
        sample_returns.phantoms(named, catalogue, rng["phantoms"]),
        sample_warts.fees(named, rng["fees"]),
        sample_warts.bad_debts(named.schema, rng["debts"]),
        sample_warts.stock(len(sold), named.schema, catalogue, rng["stock"]),
    ]
    return pl.concat([lines.with_columns(part=pl.lit(part)) for part, lines in enumerate(parts)])


def _number(draft: pl.DataFrame) -> pl.DataFrame:
    """Give numbers to invoices in the order of time, and to columns the names of Online Retail II."""
    key = ["minute", "kind", "part", "invoice"]
    number = pl.struct(key).rle_id() + _FIRST_INVOICE
    lines = draft.sort(key, maintain_order=True)
    return lines.select(
        Invoice=pl.col("kind") + number.cast(pl.String),
        StockCode="code",
        Description="description",
        Quantity="quantity",
        InvoiceDate=(pl.lit(FIRST_DAY) + pl.duration(minutes="minute")).cast(pl.Datetime("us")),
        # numpy divides exactly; Polars multiplies by the reciprocal, and 14.95 becomes 14.950000000000001.
        Price=pl.Series(lines["price"].to_numpy() / 1_000),
        **{"Customer ID": pl.col("customer")},
        Country="country",
    )


def _write_workbook(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write a workbook without the time of day: neither in its properties nor on its parts."""
    from openpyxl import Workbook  # noqa: PLC0415  (only a workbook needs it)
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = _WRITTEN
    for name, lines in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.append(lines.columns)
        columns = [map(_cell, lines[column]) if column in _MIXED else lines[column] for column in lines.columns]
        for row in zip(*columns, strict=True):
            sheet.append(row)
    with _DatelessZip(file, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()


def _cell(code: str) -> int | str:
    """Make a number of what is digits only, as Excel does."""
    return int(code) if code.isdecimal() else code


def _write_csv(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write one sheet after the other."""
    pl.concat(sheets.values()).write_csv(file, datetime_format="%Y-%m-%d %H:%M:%S")


def _write_parquet(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write one sheet after the other, and which it is."""
    pl.concat(lines.with_columns(sheet=pl.lit(name)) for name, lines in sheets.items()).write_parquet(file)


class _DatelessZip(zipfile.ZipFile):
    """A zip archive whose parts all bear the first date that a zip archive can bear."""

    def write(
        self,
        filename: str | os.PathLike[str],
        arcname: str | os.PathLike[str] | None = None,
        compress_type: int | None = None,  # noqa: ARG002
        compresslevel: int | None = None,  # noqa: ARG002
    ) -> None:
        part = self._part(os.fspath(filename if arcname is None else arcname))
        with Path(filename).open("rb") as source, self.open(part, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: SizedBuffer | str,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(self._part(name), data, compress_type, compresslevel)

    def _part(self, name: str) -> zipfile.ZipInfo:
        part = zipfile.ZipInfo(name)
        part.compress_type = self.compression
        part.create_system = 3
        return part


_WRITERS: Final[dict[str, Callable[[dict[str, pl.DataFrame], IO[bytes]], None]]] = {
    ".xlsx": _write_workbook,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
