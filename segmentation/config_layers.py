"""Where each setting's value comes from: defaults < preset < file < environment < command line.

A setting bears the same name everywhere: ``window`` in ``segmentation.toml``, ``SEGMENTATION_WINDOW`` in the
environment, ``--window`` on the command line. Later in that order wins.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from segmentation.config import Config
from segmentation.config_tables import Table, table_of
from segmentation.database.address import VARIABLE as MONGODB_URI
from segmentation.errors import ConfigError, nearest
from segmentation.presets import PRESETS

FILE_NAME: Final = "segmentation.toml"
PREFIX: Final = "SEGMENTATION_"

_NOT_SETTINGS: Final = ("SEGMENTATION_DATA", "SEGMENTATION_TEST_", "SEGMENTATION_SMTP_", MONGODB_URI)
"""Names in the environment that are for the project's own tests and benchmarks, or that hold secrets."""


@dataclass(frozen=True)
class Settings:
    """A `Config`, and for each of its values where it comes from.

    Attributes
    ----------
    config : Config
        The settings.
    origins : mapping of str to str
        By setting: ``default``, the file's name, the environment variable's, or the option's.
    """

    config: Config
    origins: Mapping[str, str]


def load_settings(
    options: Mapping[str, Any], environment: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Put the settings together: defaults < preset < file < environment < command line.

    Parameters
    ----------
    options : mapping of str to object
        What the command line says, by setting; None or empty for what it doesn't.
    environment : mapping of str to str, optional
        The environment; the process's own by default.
    file : Path, optional
        The settings file; ``segmentation.toml`` in the current folder, if there is one, by default.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigError
        A setting is unknown (with the nearest right one), or its value is not allowed (with what is, and
        where the value comes from).
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    layers = [
        *_from_file(file),
        *_from_environment(os.environ if environment is None else environment),
        *((name, value, _option(name)) for name, value in options.items() if value not in (None, (), {})),
    ]
    chosen = next((value for name, value, _ in reversed(layers) if name == "preset"), None)
    preset = PRESETS.get(chosen, {}) if isinstance(chosen, str) else {}
    for name, value, origin in [*((name, value, f"preset {chosen}") for name, value in preset.items()), *layers]:
        values[name], origins[name] = value, origin
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise explain(error, values, origins) from None
    return Settings(config, {name: origins.get(name, "default") for name in Config.model_fields})


def _from_file(file: Path | None) -> list[tuple[str, Any, str]]:
    path = file or Path(FILE_NAME)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if file is None:
            return []
        msg = f"no such settings file: {path}"
        raise ConfigError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the settings can't be read from {path}: {getattr(error, 'strerror', None) or error}"
        raise ConfigError(msg) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{path} is not valid TOML: {error}"
        raise ConfigError(msg) from None
    for name in table:
        if name not in Config.model_fields:
            msg = f"{path} has an unknown key '{name}'{nearest(name, Config.model_fields)}"
            raise ConfigError(msg)
    return [(name, value, str(path)) for name, value in table.items()]


def _from_environment(environment: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    found = []
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable.startswith(_NOT_SETTINGS):
            continue
        name = variable.removeprefix(PREFIX).lower()
        field = Config.model_fields.get(name)
        if field is None:
            known = [PREFIX + known.upper() for known in Config.model_fields]
            msg = f"the environment has an unknown variable {variable}{nearest(variable, known)}"
            raise ConfigError(msg)
        found.append((name, _parse(text, field, variable), variable))
    return found


def _parse(text: str, field: FieldInfo, variable: str) -> Any:
    """Read lists and tables as TOML does; a plain text is a list of one."""
    kind = dict if field.annotation is table_of(field) else get_origin(field.annotation)
    if kind not in (tuple, dict) or (kind is tuple and not text.lstrip().startswith("[")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        example = '["Year 2009-2010"]' if kind is tuple else '{price = "Cost"}'
        msg = f"{variable} is {text!r}; write it as in TOML, such as {example}"
        raise ConfigError(msg) from None


def explain(error: ValidationError, values: Mapping[str, Any], origins: Mapping[str, str]) -> ConfigError:
    """Say which setting's value is not allowed, where it comes from, and what is.

    Parameters
    ----------
    error : ValidationError
        What checking the values came to.
    values, origins : mapping
        By setting, its value and where that comes from.

    Returns
    -------
    ConfigError
    """
    found = error.errors()
    # A key that nobody knows may well be the one that is missing.
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    name, *inner = first["loc"]
    field, label, value = Config.model_fields[str(name)], str(name), values[str(name)]
    table = table_of(field)
    while table is not None and inner:
        key = inner.pop(0)
        if isinstance(key, int):
            value, label = value[key], f"{label}[{key + 1}]"
        elif first["type"] in ("missing", "extra_forbidden"):
            return _wrong_key(first["type"], key, f"{label} (from {origins[str(name)]})", table)
        elif key in value:
            value, label, field = value[key], f"{label}.{key}", table.model_fields[key]
    allowed = (field.json_schema_extra or {})["allowed"]  # type: ignore[index]  # a dict, by `setting`
    why = f" ({first['ctx']['error']})" if first["type"] == "value_error" else ""
    return ConfigError(f"{label} is {value!r} (from {origins[str(name)]}){why}; allowed is {allowed}")


def _wrong_key(what: str, key: str, where: str, table: type[Table]) -> ConfigError:
    if what == "missing":
        return ConfigError(f"{where} has no '{key}': {table.model_fields[key].description}")
    return ConfigError(f"{where} has an unknown key '{key}'{nearest(key, table.model_fields)}")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def as_toml(settings: Settings) -> str:
    """Write the settings as TOML, each with where it comes from.

    Parameters
    ----------
    settings : Settings
        The settings.

    Returns
    -------
    str
        A settings file; what has no value stands as a comment, and tables come last.
    """
    lines, tables = [], []
    for name, dumped in settings.config.model_dump(mode="json").items():
        origin, value = f"  # {settings.origins[name]}", _said(dumped)
        if isinstance(value, dict) and value:
            tables += _table(f"[{name}]{origin}", value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [line for each in value for line in _table(f"[[{name}]]{origin}", each)]
        elif value is None or value == {}:
            lines.append(f"# {name} ={origin}")
        else:
            lines.append(f"{name} = {_toml(value)}{origin}")
    return "\n".join(lines + tables) + "\n"


def _said(value: Any) -> Any:
    """Leave out of tables what has no value."""
    if isinstance(value, list):
        return [_said(item) for item in value]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


def _table(head: str, table: Mapping[str, Any]) -> list[str]:
    return [f"\n{head}", *(f"{key} = {_toml(item)}" for key, item in table.items())]


def _toml(value: Any) -> str:
    """JSON's texts, numbers, truths and lists are TOML's too; only DEL would need an escape more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
