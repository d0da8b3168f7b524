"""What the tests of several rooms share: a small report, the public data set where it is at hand, a MongoDB."""

from __future__ import annotations

import logging
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pymongo import MongoClient

from segmentation.page.html import render_html
from segmentation.page.pdf import render_pdf
from segmentation.page.pictures import Picture, draw_pictures

from .by_hand import months as months_by_hand
from .by_hand import movement as movement_by_hand
from .by_hand import portraits as portraits_by_hand
from .by_hand.facts import Told, four_groups, tell
from .mongo.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pymongo.database import Database

    from segmentation.lines.overlap import Lines

_WORKBOOK = "online_retail_II.xlsx"
TEMPLATES = Path(__file__).parents[1] / "report_templates"
RENDERERS = ("weasyprint", "fontTools", "matplotlib")


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
    from segmentation.lines.source import open_lines

    return open_lines(str(real_workbook), snapshots=tmp_path_factory.mktemp("snapshots"))


@pytest.fixture(scope="session")
def mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a MongoDB: the one that SEGMENTATION_TEST_MONGODB_URI names, or a server of our own."""
    given = os.environ.get("SEGMENTATION_TEST_MONGODB_URI")
    if given:
        yield given.rstrip("/")
        return
    server = Server(tmp_path_factory.mktemp("mongodb")).start()
    yield server.uri
    server.kill()


@pytest.fixture
def new_address(mongodb: str) -> Iterator[Callable[[], str]]:
    """Make addresses of databases that are not there yet; what is in them by the end is dropped."""
    names = []

    def new() -> str:
        names.append(f"segmentation_test_{uuid.uuid4().hex}")
        return f"{mongodb}/{names[-1]}"

    yield new
    with MongoClient(mongodb) as client:
        for name in names:
            client.drop_database(name)


@pytest.fixture
def address(new_address: Callable[[], str]) -> str:
    """Give the address of a database that is not there yet."""
    return new_address()


@pytest.fixture
def database(address: str) -> Iterator[Database[dict[str, Any]]]:
    """Look into the database at `address`."""
    with MongoClient(address) as client:
        yield client.get_default_database()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start a server that the test may kill: always one of our own."""
    server = Server(tmp_path / "server").start()
    yield server
    server.kill()


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
    html = render_html(told.facts, pictures, templates=(TEMPLATES,))
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    printed = render_html(told.facts, pictures, templates=(TEMPLATES,), medium="print")
    render_pdf(printed, path, identifier="a report made by hand")
    return Report(told, pictures, html, printed, path.read_bytes())


@pytest.fixture(scope="session")
def templates() -> Path:
    """Name the folder of the report's templates."""
    return TEMPLATES
