"""Every setting is an option of the commands that take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_origin

import click
from pydantic.fields import FieldInfo

from segmentation.errors import ConfigError
from segmentation.settings.config import Config, is_table
from segmentation.settings.loading import Settings, load_settings
from segmentation.settings.report import ReportConfig

Command = Callable[..., None]

_REPORT: Final = "report_"
"""Prefix of the parameters for the table [report], so that none is mistaken for a setting of the same name."""


def with_settings(command: Command, names: Sequence[str] = tuple(Config.model_fields)) -> Command:
    """Give a command an option for each named setting that is not a table, those of [report], and ``--config``."""
    for name, field in reversed(Config.model_fields.items()):
        if name not in names:
            continue
        if name == "report":
            command = with_options(command, ReportConfig.model_fields, without="currency", prefix=_REPORT)
        elif not is_table(field):
            command = with_options(command, {name: field})
    return click.option(
        "--config",
        "file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Settings file; segmentation.toml by default.",
    )(command)


def with_options(
    command: Command, fields: Mapping[str, FieldInfo], *, without: str = "", prefix: str = "", metavar: str = "VALUE"
) -> Command:
    """Give a command one option a field: its name with dashes, and on/off options for true or false."""
    for name, field in reversed(list(fields.items())):
        if name == without:
            continue
        words, kind = name.replace("_", "-"), get_origin(field.annotation)
        if field.annotation is bool:
            option = click.option(f"--{words}/--no-{words}", prefix + name, default=None, help=field.description)
        elif kind in (tuple, dict):
            form = "COLUMN=NAME" if kind is dict else "NAME"
            option = click.option(f"--{words}", prefix + name, multiple=True, metavar=form, help=field.description)
        else:
            option = click.option(f"--{words}", prefix + name, metavar=metavar, help=field.description)
        command = option(command)
    return command


def to_columns(pairs: Sequence[str]) -> dict[str, str]:
    """Read pairs such as ``price=Cost`` into a mapping of columns to their names in the file."""
    columns = {}
    for pair in pairs:
        column, equals, name = pair.partition("=")
        if not equals:
            msg = f"--columns is '{pair}'; allowed is column=name in the file, such as price=Cost"
            raise ConfigError(msg)
        columns[column.strip()] = name.strip()
    return columns


def to_settings(file: Path | None, options: Mapping[str, Any]) -> Settings:
    """Read the settings; the command line overrides all else."""
    return load_settings(gather(options), file=file)


def gather(options: Mapping[str, Any]) -> dict[str, Any]:
    """Collect the options of each table or mapping under its setting."""
    tabled = {name: value for name, value in options.items() if name.startswith(_REPORT)}
    report = {name.removeprefix(_REPORT): value for name, value in tabled.items() if value is not None}
    columns = {"columns": to_columns(options["columns"])} if "columns" in options else {}
    return {**{name: value for name, value in options.items() if name not in tabled}, **columns, "report": report}
