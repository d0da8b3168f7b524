"""Which models score a run's months, and whether they were fitted with its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from segmentation.errors import ModelError
from segmentation.months import Month
from segmentation.settings.config import Config
from segmentation.topics.model.folder import Models, read_models
from segmentation.topics.model.saved import Model

_MEANING: Final = (
    *("window", "as_of", "currency", "rules", "product_code", "invoice_number", "cancellation", "adjustment"),
    *("repeats", "returns", "outliers", "transform"),
)
"""Settings that say what recency, orders and spend are, and who is clustered by them."""


def models_folder(config: Config) -> Path:
    """Name the folder of the models; the sample shop, which isn't a real shop, has its own."""
    folder = config.models or config.output / "models"
    return folder / "sample" if config.source == "sample" else folder


def models_in_force(config: Config, month: Month) -> Models:
    """Read which models are in force, and make sure that the month's was fitted with the same settings.

    Raises
    ------
    ModelError
        A file can't be read, or the model was fitted with other settings.
    """
    models = read_models(models_folder(config))
    model = models.in_force(str(month))
    differences = [] if model is None else _differences(config, model)
    if model is not None and differences:
        msg = (
            f"the model in force in {month}, {model.identifier}, was fitted with {', '.join(differences)}; fit "
            "another with --refit, or use another models folder with --models"
        )
        raise ModelError(msg)
    return models


def models_named(config: Config, month: Month, identifier: str) -> Models | None:
    """Read the models in force where the month's is the one named; None where none is named."""
    if not identifier:
        return None
    models = read_models(models_folder(config))
    found = models.in_force(str(month))
    if found is None or found.identifier != identifier:
        has = "none" if found is None else found.identifier
        msg = f"in {models_folder(config)} the model of {month} is {has}, not {identifier}; leave it out to fit one"
        raise ModelError(msg)
    return models


def _differences(config: Config, model: Model) -> list[str]:
    """List the model settings in which a model and a run differ."""
    asked = settings_of_model(config)
    different = [
        f"{name} = {model.settings[name]!r}, while {asked[name]!r} is set now"
        for name in _MEANING
        if model.settings.get(name) != asked[name]
    ]
    if config.clusters is not None and config.clusters != model.n_clusters:
        different.append(f"{model.n_clusters} clusters, while {config.clusters} are set now")
    return different


def settings_of_model(config: Config) -> dict[str, Any]:
    """Take the settings that a model depends on."""
    dumped = config.model_dump(mode="json")
    return {name: dumped[name] for name in _MEANING}
