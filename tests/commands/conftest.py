"""A month's folder with facts made by hand, from which its pages can be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segmentation.delivery.month_folder import month_folder, write_manifest
from segmentation.facts import write_facts
from segmentation.page.writing import render
from segmentation.settings.config import Config

from ..by_hand.facts import four_groups, tell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """Make a month with its page, its facts, something of no concern and a manifest, as a report leaves it."""
    facts, config = tell(four_groups()).facts, Config(pdf=False)
    with month_folder(tmp_path / "outputs", facts.month) as folder:
        render(facts, folder, config)
        write_facts(facts, folder / "facts.json")
        (folder / "customers.csv").write_text("customer_id\n1\n", encoding="utf-8")
        write_manifest(folder, source={}, config={"notebook": False}, models=[], templates={})
    return tmp_path / "outputs" / facts.month
