"""A small report, rendered once, and the rule that a renderer's warning is an error."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from segmentation.page.html import render_html
from segmentation.page.pdf import render_pdf
from segmentation.page.pictures import Picture, draw_pictures

from . import months_by_hand, movement_by_hand, portraits_by_hand
from .hand_made import Told, four_groups, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(__file__).parents[2] / "report_templates"
RENDERERS = ("weasyprint", "fontTools", "matplotlib")


class Complaints(logging.Handler):
    """What the renderers write to their logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.texts.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(scope="session", autouse=True)
def complaints() -> Iterator[list[str]]:
    """Listen to the renderers from before the first page is rendered."""
    handler = Complaints()
    loggers = [logging.getLogger(name) for name in RENDERERS]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.texts
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def _no_complaints(complaints: list[str]) -> Iterator[None]:
    """Fail a test in which a renderer complained, or the making of what it shares with others."""
    yield
    heard, complaints[:] = list(complaints), []
    assert heard == []


@dataclass(frozen=True)
class Report:
    """A report, and all it is made from."""

    told: Told
    pictures: tuple[Picture, ...]
    html: str
    printed: str
    pdf: bytes


@pytest.fixture(scope="session")
def report(complaints: list[str], tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Render a report of four segments, compared with other months, once."""
    months = {**months_by_hand.compared(), **movement_by_hand.compared(four_groups())}
    shop = tell(four_groups(), compared=months)
    told = Told(portraits_by_hand.with_portraits(shop), shop.customers)
    pictures = draw_pictures(told.facts)
    html = render_html(told.facts, pictures, templates=TEMPLATES)
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    printed = render_html(told.facts, pictures, templates=TEMPLATES, medium="print")
    render_pdf(printed, path, identifier="a report made by hand")
    return Report(told, pictures, html, printed, path.read_bytes())


@pytest.fixture(scope="session")
def templates() -> Path:
    """Name the folder of the report's templates."""
    return TEMPLATES
