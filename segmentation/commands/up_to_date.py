"""What a month's files are made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from segmentation.delivery.lists import digest_of_lists
from segmentation.lines.overlap import Lines
from segmentation.months import Month
from segmentation.page.template_folders import in_force
from segmentation.settings.config import Config
from segmentation.style.language import FOLDER
from segmentation.topics.model.folder import Models


def made_from(config: Config, lines: Lines, models: Models, month: Month) -> dict[str, Any]:
    """Say what a month's files are made from: while nothing of it changes, neither do they."""
    lists = digest_of_lists(config.output / str(month.shifted(-1)))
    return {
        "source": {"uri": lines.uri, "sha256": lines.sha256, **({"last_lists_sha256": lists} if lists else {})},
        "config": config.model_dump(mode="json"),
        "models": models_of(models, month),
        "templates": templates_of(config),
    }


def models_of(models: Models, month: Month) -> list[dict[str, str | None]]:
    """List the models that score a month and those before it."""
    last = models.since_when(str(month))
    return [
        {"since": since, "model": identifier}
        for since, identifier in models.entries
        if since == last or (since or "") <= (last or "")
    ]


def templates_of(config: Config) -> dict[str, Path]:
    """List the files besides the facts that the page depends on: the user's own where there is one."""
    folders, locale = config.template_folders, config.report.locale
    pages = {name: path for name, path in in_force(folders).items() if path.suffix != ".po"}
    words = [f"{FOLDER}/{name}.po" for name in dict.fromkeys((locale, locale.partition("_")[0]))]
    # The program's catalogue fills the gaps of the user's: the page depends on both.
    catalogues = {
        name if folder == folders[0] else f"{name} (the program's)": folder / name
        for name in words
        for folder in folders
        if (folder / name).is_file()
    }
    apart = {"actions.toml": config.actions, "logo": config.report.logo}
    return {**pages, **catalogues, **{name: path for name, path in apart.items() if path is not None}}
