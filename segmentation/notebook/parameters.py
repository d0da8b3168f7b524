"""A notebook's parameters: the settings of a run as a notebook's parameters cell writes them, and back.

What a parameters cell holds is all there is: no settings file and no environment changes the figures, so that a
notebook shows what it was made with. An empty text or a zero says nothing, and the default or the preset holds.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from segmentation.errors import ConfigError, nearest
from segmentation.settings.config import Config
from segmentation.settings.loading import explain
from segmentation.settings.presets import PRESETS

ALL: Final = 0
"""A window of no months looks back over all there are."""

MODELS: Final = "SEGMENTATION_MODELS"
"""Where models are kept is no part of what a notebook shows: the environment says it."""

_NAMED: Final = ("source", "month", "window", "clusters", "preset", "output")
"""Settings that have their own parameter; all others come in the parameter ``settings``."""

_NO_MATTER: Final = ("pdf", "notebook", "output", "models", "gates", "lists", "report")
"""Settings that change nothing in a notebook."""


def from_parameters(*, settings: Mapping[str, Any], **named: Any) -> Config:
    """Make the settings of a run from a notebook's parameters.

    Examples
    --------
    >>> from_parameters(source="sample", month="", window=0, clusters=5, preset="", output="", settings={}).window
    'all'
    """
    said = {name: value for name, value in named.items() if value not in ("", 0)}
    if folder := os.environ.get(MODELS):
        said["models"] = folder
    if named.get("window") == ALL:
        said["window"] = "all"
    _check_names(settings)
    values = {**PRESETS.get(str(said.get("preset")), {}), **settings, **said}
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise explain(error, values, dict.fromkeys(values, "the notebook's parameters")) from None


def _check_names(settings: Mapping[str, Any]) -> None:
    if unknown := sorted(settings.keys() - Config.model_fields.keys()):
        msg = f"settings has an unknown key '{unknown[0]}'{nearest(unknown[0], Config.model_fields)}"
        raise ConfigError(msg)


def to_options(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the notebook parameters a user set into settings, as the command line gives them."""
    _check_names(parameters.get("settings", {}))
    named = {name: value for name, value in parameters.items() if name != "settings"}
    if named.get("window") == ALL:
        named["window"] = "all"
    return {**parameters.get("settings", {}), **{name: value for name, value in named.items() if value not in ("", 0)}}


def to_parameters(config: Config, *, month: str, output: str, model: str = "") -> dict[str, Any]:
    """Write the settings of a run as a notebook's parameters."""
    usual = Config.model_validate(PRESETS.get(str(config.preset), {})).model_dump(mode="json")
    values = config.model_dump(mode="json")
    others = {
        name: value for name, value in values.items() if name not in (*_NAMED, *_NO_MATTER) and value != usual[name]
    }
    return {
        "source": values["source"],
        "month": month,
        "window": ALL if config.window == "all" else config.window,
        "clusters": config.clusters or 0,
        "preset": config.preset or "",
        "model": model,
        "output": output,
        "settings": others,
    }
