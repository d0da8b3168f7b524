"""The report's pages: facts and settings become ``report.html`` and ``report.pdf``, and need nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from segmentation.config import Config
from segmentation.report.charts import draw_pictures
from segmentation.report.facts import Facts
from segmentation.report.html import render_html
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.report.template_folders import check_folders

HTML: Final = "report.html"
PDF: Final = "report.pdf"


def check_pages(config: Config) -> None:
    """Make sure, before any work is done, that the pages could be written.

    Parameters
    ----------
    config : Config
        The settings.

    Raises
    ------
    ReportError
        A library of the system is missing, or a file of the user's templates would never be used.
    """
    if config.pdf:
        require_renderer()
    check_folders(config.template_folders)


def write_pages(config: Config, facts: Facts, folder: Path, begin: Callable[[str], None]) -> None:
    """Write the report's pages; the same facts and settings give the same bytes.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    folder : Path
        The folder to write into.
    begin : callable of str
        Told as each stage begins.

    Raises
    ------
    ReportError
        A template is missing or faulty: which one, and where.
    """
    begin("Drawing the figures")
    pictures = draw_pictures(facts)
    begin("Writing the page")
    render = partial(render_html, facts, pictures, templates=config.template_folders)
    (folder / HTML).write_text(render(medium="screen"), encoding="utf-8")
    if config.pdf:
        begin("Laying out the PDF")
        render_pdf(render(medium="print"), folder / PDF, identifier=f"{facts.source.sha256} {facts.month}")
