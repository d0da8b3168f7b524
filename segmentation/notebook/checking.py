"""What a notebook's parameters cell offers, and whether what is asked for fits it, before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from segmentation.errors import ConfigError

_KINDS: Final[Mapping[str, tuple[type, str]]] = {
    "str": (str, "a text"),
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "bool": (bool, "True or False"),
    "dict": (dict, "a table such as {'currency': 'EUR'}"),
    "list": (list, "a list"),
}


def check_parameters(template: Path, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Read parameters given as text, and hold their names and types against the parameters cell.

    Papermill takes an unknown name with a mere warning, and any type.
    """
    declared = {name: known["inferred_type_name"] for name, known in known_parameters(template).items()}
    listed = ", ".join(f"{name} ({kind})" for name, kind in declared.items())
    values = {}
    for name, text in wanted.items():
        if name not in declared:
            msg = f"the notebook has no parameter '{name}'; it has {listed}"
            raise ConfigError(msg)
        kind, words = _KINDS[declared[name]]
        value = text if kind is str else _read(text)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            msg = f"the parameter {name} is {text!r}; allowed is {words}; the notebook's parameters are {listed}"
            raise ConfigError(msg)
        values[name] = value
    return values


def known_parameters(template: Path) -> dict[str, dict[str, str]]:
    """Read the parameters cell."""
    from papermill import inspect_notebook

    known: dict[str, dict[str, str]] = inspect_notebook(str(template))
    return known


def _read(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
