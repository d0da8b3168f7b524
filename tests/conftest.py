"""What several wings' tests share: the public data set, where it is at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from segmentation.sources.lines import Lines

_WORKBOOK = "online_retail_II.xlsx"


@pytest.fixture(scope="session")
def real_workbook() -> Path:
    """Find the workbook of Online Retail II."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    workbook = Path(os.environ.get("SEGMENTATION_DATA", beside)) / _WORKBOOK
    if not workbook.is_file():
        pytest.skip(
            f"no {_WORKBOOK} in {workbook.parent}: fetch it with 'segmentation download' "
            "and name its folder in the environment variable SEGMENTATION_DATA"
        )
    return workbook


@pytest.fixture(scope="session")
def published() -> Path:
    """Find the folder of figures that others have published on Online Retail II."""
    folder = Path(__file__).parents[2] / "shared" / "published"
    folder = Path(os.environ.get("SEGMENTATION_TEST_PUBLISHED", folder))
    if not folder.is_dir():
        pytest.skip(f"no folder {folder} of published figures: name one in SEGMENTATION_TEST_PUBLISHED")
    return folder


@pytest.fixture(scope="session")
def real_lines(real_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Open the workbook of Online Retail II."""
    from segmentation.sources.lines import open_lines

    return open_lines(str(real_workbook), snapshots=tmp_path_factory.mktemp("snapshots"))
