"""The pages as people get them, and what a browser finds wrong with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from segmentation.page.html import render_html
from segmentation.page.pictures import draw_pictures

from ...by_hand.odd_reports import ODD_REPORTS, ODD_TO_SEE

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[2] / "report_templates"
OF_A_RUN = ("report.html", "analysis.html", "explore.html")
"""Pages of a month's folder."""
LIMITS = {"report.html": 2_000_000}
"""How many bytes a page may have."""


@dataclass(frozen=True)
class Fault:
    """A fault of a page in light, dark or print, at a width in pixels: what it breaks, where, and what to do."""

    page: str
    mode: str
    width: str
    rule: str
    selector: str
    advice: str

    def __str__(self) -> str:
        return f"{self.page}, {self.mode}, {self.width} px: {self.rule} at {self.selector}: {self.advice}"


@pytest.fixture(scope="session")
def browser() -> str:
    """Name the browser that the session `pages` has found, or skip."""
    browser = os.environ.get("SEGMENTATION_TEST_BROWSER")
    if not browser:
        pytest.skip("no browser is named in SEGMENTATION_TEST_BROWSER: run 'nox -s pages'")
    if not (HERE / "node_modules").is_dir() or not shutil.which("node"):
        pytest.skip("axe-core and playwright-core are not installed: run 'nox -s pages'")
    return browser


@dataclass(frozen=True)
class Seen:
    """Which pages were looked at, and what was wrong with them."""

    pages: frozenset[str]
    faults: tuple[Fault, ...]


@pytest.fixture(scope="session")
def seen(browser: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Look at all pages once: the process that comes first does, and the others read what it saw."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "seen.json"
    with FileLock(shared.with_suffix(".lock")):
        if not shared.is_file():
            pages = _make_pages(tmp_path_factory.mktemp("pages"))
            faults = _look(browser, pages, tmp_path_factory.mktemp("job") / "pages.json")
            shared.write_text(json.dumps({"pages": sorted(pages), "faults": faults}), encoding="utf-8")
    found = json.loads(shared.read_text(encoding="utf-8"))
    return Seen(frozenset(found["pages"]), tuple(Fault(*fault) for fault in found["faults"]))


def _make_pages(folder: Path) -> Mapping[str, Path]:
    """Make the sample shop's pages as the program makes them, and the odd reports."""
    command = [sys.executable, "-m", "segmentation", "report", "--source", "sample", "--output", str(folder)]
    # The PDF is looked at elsewhere. Quarto's page is Quarto's: it is not made where the path does not lead to it.
    without_quarto = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    run = subprocess.Popen([*command, "--no-pdf"], env=without_quarto, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    pages = {}
    for name in ODD_TO_SEE:
        make = ODD_REPORTS[name]
        odd = make()
        html = render_html(odd.facts, draw_pictures(odd.facts), templates=(TEMPLATES,), look=odd.look)
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(html, encoding="utf-8")
    said, _ = run.communicate()
    assert run.returncode == 0, said.decode()
    (month,) = folder.glob("20*")
    return {name: month / name for name in OF_A_RUN if (month / name).is_file()} | pages


def _look(browser: str, pages: Mapping[str, Path], path: Path) -> list[list[str]]:
    """Look at pages in the browser: a row a fault, with the fields of `Fault`."""
    job = {
        "chromium": browser,
        "pages": [
            {"name": name, "path": str(path), "limit": LIMITS.get(path.name, 0), "thorough": name in OF_A_RUN}
            for name, path in pages.items()
        ],
    }
    path.write_text(json.dumps(job), encoding="utf-8")
    run = subprocess.run(["node", HERE / "run.mjs", path], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    print(run.stderr)  # noqa: T201  (how long each page took, where a test fails)
    return [line.split("\t") for line in run.stdout.splitlines()]
