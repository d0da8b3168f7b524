"""Where each setting's value comes from: defaults < preset < file < environment < command line.

A setting has one name everywhere: ``window`` in ``segmentation.toml``, ``SEGMENTATION_WINDOW`` in the environment,
``--window`` on the command line.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from segmentation.errors import ConfigError, nearest
from segmentation.mongo.address import VARIABLE as MONGODB_URI
from segmentation.settings.config import Config, is_table
from segmentation.settings.presets import PRESETS

FILE_NAME: Final = "segmentation.toml"
PREFIX: Final = "SEGMENTATION_"

_NOT_SETTINGS: Final = ("SEGMENTATION_DATA", "SEGMENTATION_TEST_", "SEGMENTATION_SMTP_", MONGODB_URI)
"""Environment variables of the project's own tests and benchmarks, or that hold secrets."""


@dataclass(frozen=True)
class Settings:
    """A `Config`, and by setting the origin of its value: ``default``, or the name of the file, variable or option."""

    config: Config
    origins: Mapping[str, str]


def load_settings(
    options: Mapping[str, Any], environment: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Combine the settings: defaults < preset < file < environment < command line.

    ``options`` come from the command line, None or empty if not given. The file is ``segmentation.toml`` in the
    current folder, if there is one. Raises `ConfigError` with the nearest right name, or what is allowed.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    layers = [
        *_in_one_currency(_from_file(file)),
        *_in_one_currency(_from_environment(os.environ if environment is None else environment)),
        *((name, value, _option(name)) for name, value in options.items() if value not in (None, (), {})),
    ]
    chosen = next((value for name, value, _ in reversed(layers) if name == "preset"), None)
    preset = PRESETS.get(chosen, {}) if isinstance(chosen, str) else {}
    for name, value, origin in [*((name, value, f"preset {chosen}") for name, value in preset.items()), *layers]:
        if is_table(Config.model_fields[name]) and isinstance(value, Mapping):
            # Tables are merged key by key, as the settings are.
            values[name] = {**(values[name] if isinstance(values.get(name), Mapping) else {}), **value}
            origins |= {f"{name}.{key}": _option(key) if origin == _option(name) else origin for key in value}
        else:
            values[name] = value
        origins[name] = origin
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
        msg = f"no such settings file: {path}; name another with --config"
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


def _in_one_currency(layer: Sequence[tuple[str, Any, str]]) -> list[tuple[str, Any, str]]:
    """Move the currency in [report] to the setting currency: they are one setting."""
    made: list[tuple[str, Any, str]] = []
    for name, value, origin in layer:
        if name != "report" or not isinstance(value, Mapping) or "currency" not in value:
            made.append((name, value, origin))
            continue
        currency = value["currency"]
        other = next((each for each in layer if each[0] == "currency"), None)
        if other is not None and str(other[1]).upper() != str(currency).upper():
            msg = (
                f"currency is {other[1]!r} (from {other[2]}), but report.currency is {currency!r} (from {origin}); "
                "they are the same setting: give only one of them"
            )
            raise ConfigError(msg)
        made.append(("currency", currency, origin))
        rest = {key: each for key, each in value.items() if key != "currency"}
        made += [(name, rest, origin)] if rest else []
    return made


def _parse(text: str, field: FieldInfo, variable: str) -> Any:
    """Read lists and tables as TOML; plain text is a list of one."""
    kind = get_origin(field.annotation)
    table = is_table(field)
    if not table and (kind not in (tuple, dict) or (kind is tuple and not text.lstrip().startswith("["))):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        example = "{key = value}" if table else '["Year 2009-2010"]' if kind is tuple else '{price = "Cost"}'
        msg = f"{variable} is {text!r}; write it as TOML, such as {example}"
        raise ConfigError(msg) from None


def explain(error: ValidationError, values: Mapping[str, Any], origins: Mapping[str, str]) -> ConfigError:
    """Make the error for a value that is not allowed: the setting, where its value comes from, what is allowed."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    if is_table(Config.model_fields[name]):
        # A misspelt key is also missing; report the misspelling.
        unknown = [each for each in error.errors() if each["type"] == "extra_forbidden"]
        return _explain_table((unknown or [first])[0], values, origins)
    allowed = (Config.model_fields[name].json_schema_extra or {})["allowed"]  # type: ignore[index]  # a dict, by `_setting`
    why = f" ({first['ctx']['error']})" if first["type"] == "value_error" else ""
    return ConfigError(f"{name} is {values[name]!r} (from {origins[name]}){why}; allowed is {allowed}")


def _explain_table(first: Any, values: Mapping[str, Any], origins: Mapping[str, str]) -> ConfigError:
    """Say what is wrong within a table of settings, at any depth: `mail.recipients[2].address`, counted from one."""
    where, value, model, allowed = "", values, Config, ""
    origin = origins[str(first["loc"][0])]
    for step in first["loc"]:
        if isinstance(step, int):
            where, value = f"{where}[{step + 1}]", _item(value, step)
            continue
        if first["type"] == "extra_forbidden" and step not in model.model_fields:
            return ConfigError(
                f"{where} (from {origin}) has an unknown key '{step}'{nearest(step, model.model_fields)}"
            )
        if first["type"] == "missing" and step not in value:
            return ConfigError(f"{where} (from {origin}) has no '{step}'; each must have one")
        field = model.model_fields[step]
        where, value = f"{where}.{step}".lstrip("."), _item(value, step)
        origin = origins.get(where, origin)
        allowed = (field.json_schema_extra or {})["allowed"]  # type: ignore[index, assignment]  # a dict, by `_setting`
        model = next((each for each in (field.annotation, *get_args(field.annotation)) if _is_model(each)), model)
    why = f" ({first['ctx']['error']})" if first["type"] == "value_error" else ""
    return ConfigError(f"{where} is {value!r} (from {origin}){why}; allowed is {allowed}")


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _item(value: Any, step: int | str) -> Any:
    """Look up a step in a value; a table of one item may be written as that item."""
    try:
        return value[step]
    except (TypeError, KeyError, IndexError):
        return value


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def as_toml(settings: Settings) -> str:
    """Write the settings as a TOML file, each with its origin; those without a value are comments, tables come last."""
    lines, tables = [], []
    config = settings.config
    # Settings that are never kept are printed here all the same.
    apart = {
        name: _plain(getattr(config, name))
        for name, field in Config.model_fields.items()
        if field.exclude or is_table(field)
    }
    for name, value in {**config.model_dump(mode="json"), **apart}.items():
        origin = f"  # {settings.origins[name]}"
        if isinstance(value, dict) and value:
            tables += _table(f"[{name}]", value, origin)
        elif value and is_table(Config.model_fields[name]):
            tables += [line for each in value for line in _table(f"[[{name}]]", each, origin)]
        elif value is None or value == {}:
            lines.append(f"# {name} ={origin}")
        else:
            lines.append(f"{name} = {_toml(value)}{origin}")
    return "\n".join(lines + tables) + "\n"


def _plain(value: Any) -> Any:
    """Convert a setting to JSON types; a table with only defaults becomes empty."""
    if isinstance(value, tuple):
        return [each.model_dump(mode="json") if isinstance(each, BaseModel) else each for each in value] or None
    if not isinstance(value, BaseModel):
        return value
    return {} if value == type(value)() else value.model_dump(mode="json")


def _table(head: str, table: Mapping[str, Any], origin: str = "") -> list[str]:
    """Write a table, and after it the lists of tables in it."""
    lists = {key: item for key, item in table.items() if isinstance(item, list) and item and isinstance(item[0], dict)}
    lines = [f"\n{head}{origin}"]
    lines += [
        f"# {key} =" if item is None else f"{key} = {_toml(item)}" for key, item in table.items() if key not in lists
    ]
    for key, items in lists.items():
        for item in items:
            lines += _table(f"[[{head.strip('[]')}.{key}]]", item)
    return lines


def _toml(value: Any) -> str:
    """Write a value as JSON, which is also TOML except for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
