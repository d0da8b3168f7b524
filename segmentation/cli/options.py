"""Every setting is an option of the commands that take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_origin

import click

from segmentation.errors import (
    ConfigError,
)
from segmentation.settings.config import Config, is_table
from segmentation.settings.loading import Settings, load_settings
from segmentation.settings.report import ReportConfig

Command = Callable[..., None]

_REPORT: Final = "report_"
"""What an option of the table [report] is called by in the program, lest it be taken for a setting."""


def with_settings(command: Command, names: Sequence[str] = tuple(Config.model_fields)) -> Command:
    """Give a command an option for every setting, or for some, and one for the settings file.

    Parameters
    ----------
    command : Command
        The command.
    names : sequence of str, optional
        The settings it takes; by default all that are no table.

    Returns
    -------
    Command
    """
    for name, field in reversed(Config.model_fields.items()):
        if name == "report" and name in names:
            command = _report_options(command)
        if name not in names or is_table(field):
            continue
        option = f"--{name.replace('_', '-')}"
        kind = get_origin(field.annotation)
        if field.annotation is bool:
            decorate = click.option(f"{option}/--no-{name}", name, default=None, help=field.description)
        elif kind in (tuple, dict):
            decorate = click.option(
                option,
                name,
                multiple=True,
                metavar="COLUMN=NAME" if kind is dict else "NAME",
                help=field.description,
            )
        else:
            decorate = click.option(option, name, metavar="VALUE", help=field.description)
        command = decorate(command)
    return click.option(
        "--config",
        "file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Settings file; segmentation.toml by default.",
    )(command)


def _report_options(command: Command) -> Command:
    """Give a command an option for every setting of the table [report]; its currency has one already."""
    for name, field in reversed(ReportConfig.model_fields.items()):
        if name != "currency":
            option = f"--{name.replace('_', '-')}"
            command = click.option(option, f"{_REPORT}{name}", metavar="VALUE", help=field.description)(command)
    return command


def to_columns(pairs: Sequence[str]) -> dict[str, str]:
    """Read columns as they are given on the command line.

    Parameters
    ----------
    pairs : sequence of str
        Such as ``price=Cost``.

    Returns
    -------
    dict of str to str
        By column, its name in the file.

    Raises
    ------
    ConfigError
        One of them has no equals sign.
    """
    columns = {}
    for pair in pairs:
        column, equals, name = pair.partition("=")
        if not equals:
            msg = f"--columns is '{pair}'; allowed is column=its name, such as price=Cost"
            raise ConfigError(msg)
        columns[column.strip()] = name.strip()
    return columns


def to_settings(file: Path | None, options: dict[str, Any]) -> Settings:
    """Read the settings, those given on the command line above all others.

    Parameters
    ----------
    file : Path or None
        The settings file; None for the usual one, if it is there.
    options : dict of str to object
        By setting, what was given; None or nothing where it was not.

    Returns
    -------
    Settings
    """
    return load_settings(gather(options), file=file)


def gather(options: Mapping[str, Any]) -> dict[str, Any]:
    """Put together what several options say of one setting.

    Parameters
    ----------
    options : mapping of str to object
        By option, what was given; None or nothing where it was not.

    Returns
    -------
    dict of str to object
        By setting.
    """
    tabled = {name: value for name, value in options.items() if name.startswith(_REPORT)}
    report = {name.removeprefix(_REPORT): value for name, value in tabled.items() if value is not None}
    columns = {"columns": to_columns(options["columns"])} if "columns" in options else {}
    return {**{name: value for name, value in options.items() if name not in tabled}, **columns, "report": report}
