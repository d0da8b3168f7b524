"""Write what was found as a settings file, each line with its reason."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.lines.inspection.guess import Guess
from segmentation.lines.read_settings import ReadSettings

_WIDTH: Final = 100
_FEES: Final = (
    r"(?i)^(post(age)?|dot|ship(ping)?|delivery|carriage|freight|versand|porto|fracht|livraison|port|envio|envío|frete|"
    r"spedizione|verzend|fee|fees|gift.?card|giftcard|tip|discount|rabatt|coupon|voucher|gutschein|deposit|pfand|manual|m|d|"
    r"adjust(ment)?|bank charges|test)\b"
)
_USUAL_SHARE: Final = 0.9
_SLIPS: Final = 0.01


@dataclass(frozen=True)
class Trial:
    """What reading all of the file gave: counts of lines, orders, customers, and of lines with problems.

    ``nobodys`` have no customer, ``incomplete`` lack something else needed, ``aside`` are set aside by the file's own
    words. ``amount`` is the total in ten-thousandths of the currency's unit.
    """

    lines: int
    orders: int
    customers: int
    nobodys: int
    incomplete: int
    amount: int
    negative: int
    first: datetime
    last: datetime
    aside: int


def write_settings(source: str, sheets: Sequence[str], guessed: Guess, trial: Trial, lines: pl.DataFrame) -> str:
    """Write the settings."""
    reading, why = guessed.reading, guessed.why
    doubts = list(guessed.doubts)
    product_code, about_codes = _product_code(lines, reading)
    parts = [_comment(_summary(source, trial, reading)), ""]
    if trial.nobodys > 0.5 * trial.lines:
        doubts.append(f"customer_id: {trial.nobodys / trial.lines:.0%} of the lines have no customer")
    if trial.incomplete:
        lack = "line lacks" if trial.incomplete == 1 else "lines lack"
        doubts.append(
            f"{trial.incomplete:,} {lack} a date, an amount or the like (a row of totals?) and will not count"
        )
    parts += [_comment(f"CHECK {doubt}.") for doubt in doubts]
    parts += [""] if doubts else []
    parts += [_setting("source", source)]
    parts += [_setting("sheet", list(sheets), "the sheets that hold purchases")] if sheets else []
    for name in ("header", "separator", "decimal", "date_format", "amount_of", "fractions"):
        value = getattr(reading, name)
        if value not in (None, ReadSettings.__dataclass_fields__[name].default):
            parts.append(_setting(name, value, why.get(name, "")))
    parts += _zone(guessed)
    parts += [_setting("currency", reading.currency, why.get("currency", ""))]
    parts += [_setting("void", reading.void)] if reading.columns.get(c.STATUS) else []
    parts += [_setting("product_code", product_code, about_codes)] if product_code is not None else []
    parts += _marks_of_invoices(lines, reading)
    parts += ["", "[columns]"]
    parts += [_setting(name, in_file, why.get(name, "")) for name, in_file in reading.columns.items()]
    if guessed.unused:
        parts += ["", _comment(f"Not used: {', '.join(guessed.unused)}.")]
    return "\n".join(parts) + "\n"


def _summary(source: str, trial: Trial, reading: ReadSettings) -> str:
    money = f"{c.money(trial.amount):,.2f} {reading.currency}"
    orders = "days with a purchase" if c.INVOICE in reading.absent else "orders"
    kept = f", of which {trial.aside:,} are set aside because of their status in the file" if trial.aside else ""
    back = f" ({trial.negative:,} lines are below zero)" if trial.negative else ""
    day_after = trial.last + timedelta(days=1)
    month = day_after.replace(day=1) - timedelta(days=1)
    return (
        f"What segmentation inspect found in {source}: {trial.lines:,} lines{kept}, {trial.orders:,} {orders}, "
        f"{trial.customers:,} customers, {money} in all{back}, from {trial.first:%Y-%m-%d} to {trial.last:%Y-%m-%d}. "
        f"The whole file was read with the settings below. The report is on {month:%Y-%m}, the last complete month "
        "in the data, unless you set --month."
    )


def _comment(text: str) -> str:
    lines = textwrap.wrap(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)


def _setting(name: str, value: object, why: str = "") -> str:
    line = f"{name} = {_toml(value)}"
    if not why:
        return line
    return f"{line}  # {why}" if len(line) + len(why) < _WIDTH else f"{_comment(why)}\n{line}"


def _toml(value: object) -> str:
    """Write a value as JSON does, which is TOML too; a text of backslashes is plainer in single quotes."""
    if isinstance(value, str) and "\\" in value and not re.search(r"['\x00-\x1f\x7f]", value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _zone(guessed: Guess) -> Iterable[str]:
    zone = guessed.why.get("time_zone")
    if guessed.reading.time_zone is not None:
        return [_setting("time_zone", guessed.reading.time_zone)]
    return [_comment(zone), '# time_zone = "Europe/London"'] if zone else []


def _marks_of_invoices(lines: pl.DataFrame, reading: ReadSettings) -> Iterable[str]:
    """Set no cancellations if some numbers that begin with C are sales; the same for adjustments and A."""
    if c.INVOICE in reading.absent:
        return
    numbers = lines.drop_nulls(c.INVOICE).select(
        pl.col(c.INVOICE).str.starts_with("C").alias("C"), pl.col(c.INVOICE).str.starts_with("A").alias("A"), c.AMOUNT
    )
    cancelling = numbers.filter("C")[c.AMOUNT]
    # A few cancellations may be booked the wrong way round; and adjustments are rarer than one line in a hundred.
    if len(cancelling) and (cancelling > 0).mean() > _SLIPS:  # type: ignore[operator]  # a mean of truths is a float
        yield _setting("cancellation", "", "invoice numbers that begin with C are sales here")
    if numbers["A"].mean() > _SLIPS:  # type: ignore[operator]  # likewise
        yield _setting("adjustment", "", "invoice numbers that begin with A are sales here")


def _product_code(lines: pl.DataFrame, reading: ReadSettings) -> tuple[str | None, str]:
    """Say what a product's code looks like: anything, unless the usual pattern fits."""
    if c.STOCK_CODE in reading.absent:
        return None, ""
    codes = lines[c.STOCK_CODE].drop_nulls()
    if codes.str.contains(c.PRODUCT_CODE).mean() >= _USUAL_SHARE:  # type: ignore[operator]  # likewise
        return None, ""
    fees = codes.filter(codes.str.contains(_FEES)).unique().sort().head(6)
    why = "every code is a product"
    if len(fees):
        why += f"; if {', '.join(map(repr, fees))} are not, set a regular expression that fits the others"
    return "", why
