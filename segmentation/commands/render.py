"""A month's pages once more, from its facts alone: no lines are read, nothing is worked out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from segmentation.commands.up_to_date import templates_of
from segmentation.delivery.customer_tables import read_customers
from segmentation.delivery.month_folder import (
    MANIFEST,
    describe_files,
    month_folder,
    note_in_manifest,
    software_versions,
)
from segmentation.errors import ReportError
from segmentation.facts import FILE_NAME, read_facts
from segmentation.page.writing import check_pages, render
from segmentation.settings.config import Config


def render_month(
    config: Config,
    folder: Path,
    output: Path | None = None,
    begin: Callable[[str], None] = lambda _stage: None,
    *,
    with_identities: bool = False,
) -> list[Path]:
    """Render a month's pages from its ``facts.json``."""
    check_pages(config)
    # A folder given as "." has a name, too.
    month = folder if folder.name else folder.resolve()
    if not month.is_dir():
        msg = f"no such folder: {month}; give a month's folder, such as outputs/2011-11"
        raise ReportError(msg)
    facts = read_facts(month / FILE_NAME)
    identities = read_customers(month) if with_identities else None
    final = month if output is None else output if output.name else output.resolve()
    with month_folder(final.parent, final.name, beside=True) as new:
        render(facts, new, config, begin, identities=identities)
        made = describe_files({path.name: path for path in new.iterdir()})
        if output is None and (month / MANIFEST).is_file() and not _are_there(month, made):
            note_in_manifest(
                month,
                new,
                with_identities=with_identities,
                rendered=_made_from(config, month / FILE_NAME, list(made)),
            )
    return [final / name for name in made]


def _are_there(month: Path, made: dict[str, dict[str, object]]) -> bool:
    """Check whether a month's pages are the same to the byte as those made just now."""
    return describe_files({name: month / name for name in made if (month / name).is_file()}) == made


def _made_from(config: Config, facts: Path, files: list[str]) -> dict[str, object]:
    return {
        "files": files,
        "report": config.report.model_dump(mode="json"),
        "facts_sha256": hashlib.sha256(facts.read_bytes()).hexdigest(),
        "templates": describe_files(templates_of(config)),
        "versions": software_versions(),
    }
