"""The analyst's notebook, beside a report or by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from segmentation.commands.up_to_date import models_of, templates_of
from segmentation.delivery.month_folder import (
    describe_files,
    month_folder,
    note_in_manifest,
)
from segmentation.errors import ModelError, NotebookError
from segmentation.mongo.address import VARIABLE, is_address, resolve
from segmentation.months import Month
from segmentation.notebook.execution import FAILED
from segmentation.notebook.making import NotebookJob, notebook_beside
from segmentation.notebook.parameters import MODELS, to_parameters
from segmentation.progress import stages
from segmentation.run.models import models_folder, models_in_force
from segmentation.run.run import Run
from segmentation.settings.config import Config
from segmentation.topics.model.folder import Models, find_model, keep_models


def make_notebook_alone(config: Config, model: str = "") -> Path:
    """Make the analyst's notebook of a month, and leave its report and the model in force as they are."""
    run = Run(config)
    lines, month = run.lines, run.asked
    models = _models_for_notebook(config, month, model)
    with (
        month_folder(config.output, str(month), beside=True) as folder,
        stages(1) as begin,
        notebook_of(config, month, folder, models, str(config.output)) as notebook,
    ):
        begin("Running the notebook")
        failure = notebook.failure()
        note_in_manifest(
            config.output / str(month),
            folder,
            notebook={
                "source": {"uri": lines.uri, "sha256": lines.sha256},
                "config": config.model_dump(mode="json"),
                "models": models_of(models, month),
                "templates": describe_files(templates_of(config)),
            },
        )
    if failure:
        raise without_notebook(failure, config.output / str(month))
    return config.output / str(month)


def _models_for_notebook(config: Config, month: Month, identifier: str) -> Models:
    """Take the models in force if they are for these settings, or else none; or the one model that was asked for."""
    if identifier:
        return Models().with_model(find_model(models_folder(config), identifier), None)
    try:
        return models_in_force(config, month)
    except ModelError:
        return Models()


@contextmanager
def notebook_of(config: Config, month: Month, folder: Path, models: Models, output: str = "") -> Iterator[NotebookJob]:
    """Make the notebook in parallel; it reads the snapshot and the models with its own run."""
    # Database credentials and the models folder are passed in the environment and never written to a file.
    secrets = {VARIABLE: resolve(config.source, os.environ).uri} if is_address(config.source) else {}
    model = models.in_force(str(month))
    parameters = to_parameters(config, month=str(month), output=output, model=model.identifier if model else "")
    with TemporaryDirectory() as kept:
        keep_models(models_folder(config.model_copy(update={"models": Path(kept)})), models)
        environment = {**os.environ, **secrets, MODELS: kept}
        with notebook_beside(config.template_folders, parameters, folder, environment) as job:
            yield job


def without_notebook(failure: NotebookError, folder: Path) -> NotebookError:
    """Add a month's folder to its notebook's failure, and what of it is kept there."""
    kept = folder / FAILED
    error = NotebookError(f"{failure}; the cells that ran are kept in {kept}") if kept.exists() else failure
    error.folder = folder
    return error
