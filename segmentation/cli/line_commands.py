"""Commands about lines: load them, inspect a file, write a sample shop, download a data set."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from segmentation.cli.options import to_columns, to_settings, with_settings
from segmentation.errors import ConfigError, DatabaseError
from segmentation.mongo.address import VARIABLE, is_address, shown
from segmentation.settings.loading import load_settings

READING: Final = (
    *("sheet", "columns", "header", "separator", "decimal", "date_format", "time_zone", "date_zone", "amount_of"),
    *("fractions", "void", "trim", "currency", "snapshots"),
)
"""Settings that decide how a file is read."""


@click.command()
@click.argument("source")
@click.option(
    "--to", "sink", required=True, metavar="ADDRESS",
    help="The database: mongodb://host/database, or 'mongodb' for the one in SEGMENTATION_MONGODB_URI.",
)  # fmt: skip
@partial(with_settings, names=READING)
def load(source: str, sink: str, file: Path | None, **options: Any) -> None:
    """Load lines into a MongoDB. Running it again changes nothing, or finishes a load that was cut short.

    SOURCE is a file, or 'sample' for the built-in sample shop.
    """
    if not is_address(sink):
        msg = f"--to is '{sink}'; allowed is mongodb://host/database, or 'mongodb' with {VARIABLE} in the environment"
        raise ConfigError(msg)
    settings = to_settings(file, {**options, "source": source, "write_back": False})
    from segmentation.commands.load import load

    loaded = load(settings.config, sink)
    click.echo(f"{loaded.address}: {loaded.lines:,} lines of {shown(source)}")
    for what, count in (
        ("inserted", loaded.inserted), ("already there", loaded.already_there), ("refused", loaded.refused),
    ):  # fmt: skip
        click.echo(f"{count:>13,} {what}")
    for refusal in loaded.refusals:
        click.echo(f"  refused: {' '.join(str(refusal).split())}")
    if loaded.refused > len(loaded.refusals):
        click.echo(f"  and {loaded.refused - len(loaded.refusals):,} more")
    if loaded.refused:
        msg = f"{loaded.refused:,} of {loaded.lines:,} lines were refused; fix the reasons above and load them again"
        raise DatabaseError(msg)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--sheet", multiple=True, metavar="NAME", help="Only look at this sheet of a workbook.")
@click.option("--columns", multiple=True, metavar="COLUMN=NAME", help="Column names in the file, if you know them.")
@click.option("--date-format", metavar="VALUE", help="Format of dates, such as '%d/%m/%Y'.")
@click.option("--decimal", metavar="VALUE", help="Decimal separator: '.' or ','.")
@click.option("--currency", metavar="VALUE", help="Currency of the amounts, an ISO 4217 code.")
@click.option("--time-zone", metavar="VALUE", help="Time zone of the shop, such as Europe/London.")
def inspect(file: str, **options: Any) -> None:
    """Look at an unknown file and print a settings file for its report."""
    # Another shop's settings file or the environment must not apply to this file.
    stated = load_settings({**options, "columns": to_columns(options["columns"])}, {}, Path(os.devnull)).config
    from segmentation.lines.inspection.inspect import inspect_file
    from segmentation.lines.read_settings import ReadSettings

    given = ReadSettings(
        columns=stated.columns,
        decimal=stated.decimal,
        date_format=stated.date_format,
        time_zone=stated.time_zone,
        currency=stated.currency if options["currency"] else None,
    )
    click.echo(inspect_file(file, sheets=stated.sheet, given=given), nl=False)


@click.command()
@click.option("--customers", type=click.IntRange(1), metavar="NUMBER", help="Number of customers.")
@click.option("--seed", type=click.IntRange(0), metavar="NUMBER", help="Random seed; another seed gives another shop.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("shop.xlsx"), show_default=True, metavar="FILE",
    help="An .xlsx, .csv or .parquet file.",
)  # fmt: skip
def sample(customers: int | None, seed: int | None, output: Path) -> None:
    """Write the sample shop's lines to a file, as a real shop would export them."""
    from segmentation.lines.sample_shop.shop import DEFAULT_CUSTOMERS, DEFAULT_SEED
    from segmentation.lines.sample_shop.writing import write_sample

    write_sample(
        output,
        customers=DEFAULT_CUSTOMERS if customers is None else customers,
        seed=DEFAULT_SEED if seed is None else seed,
    )
    click.echo(output)


@click.command()
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("data"), show_default=True, metavar="FOLDER",
    help="Folder for the workbook.",
)  # fmt: skip
@click.option("--url", metavar="URL", help="Another address to download it from.")
def download(output: Path, url: str | None) -> None:
    """Download the public data set Online Retail II from the UCI Machine Learning Repository."""
    from segmentation.lines import public_data

    result = public_data.download(output, url or public_data.DATASET_URL)
    state = "already there" if result.already_there else f"{result.bytes:,} bytes"
    click.echo(f"{result.path}: {state}, SHA-256 {result.sha256}")
