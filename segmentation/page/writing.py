"""The report's pages: facts and settings become ``report.html``, ``explore.html`` and ``report.pdf``.

They need nothing else, but for names of customers if these are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from segmentation.facts import Facts
from segmentation.page.explorer import FILE_NAME as EXPLORE
from segmentation.page.explorer import render_explore
from segmentation.page.html import render_html
from segmentation.page.owner import look_of, spoken
from segmentation.page.pdf import render_pdf, require_renderer
from segmentation.page.pictures import draw_pictures
from segmentation.page.template_folders import check_folders
from segmentation.settings.config import Config

if TYPE_CHECKING:
    import pandas as pd

HTML: Final = "report.html"
PDF: Final = "report.pdf"


def check_pages(config: Config) -> None:
    """Make sure, before any work is done, that the pages could be written."""
    if config.pdf:
        require_renderer()
    check_folders(config.template_folders)
    look_of(config)
    # Opening it checks that there is a catalogue.
    with spoken(config):
        pass


def render(
    facts: Facts,
    folder: Path,
    config: Config | None = None,
    begin: Callable[[str], None] = lambda _stage: None,
    *,
    identities: pd.DataFrame | None = None,
) -> None:
    """Write the report's pages: ``report.html``, ``explore.html`` and, if the settings ask for it, ``report.pdf``.

    Parameters
    ----------
    facts : Facts
        A month's record, from `Run.month` or `read_facts`.
    folder : Path
        The folder to write into.
    config : Config, optional
        The settings, of which those of pages matter: language, look, templates, PDF.
    begin : callable of str, optional
        Called with the name of each stage as it begins.
    identities : DataFrame of shape (n_customers, 4 or more), indexed by ``customer_id``, optional
        The customers that ``explore.html`` then names; without them it shows no ids.

    Raises
    ------
    ReportError
        A template is missing or faulty: which one, and where.

    Examples
    --------
    The same facts and settings give the same bytes.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> facts = run.month("2011-11").facts  # `run` as in the example of `Run`
    >>> with TemporaryDirectory() as folder:
    ...     render(facts, Path(folder), Config(pdf=False))
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['explore.html', 'report.html']
    """
    config = config or Config()
    with spoken(config):
        begin("Drawing the figures")
        pictures = draw_pictures(facts)
        begin("Writing the page")
        page = partial(render_html, facts, pictures, templates=config.template_folders, look=look_of(config))
        (folder / HTML).write_text(page(medium="screen"), encoding="utf-8")
        explore = render_explore(facts, templates=config.template_folders, look=look_of(config), identities=identities)
        (folder / EXPLORE).write_text(explore, encoding="utf-8")
        if config.pdf:
            begin("Laying out the PDF")
            render_pdf(page(medium="print"), folder / PDF, identifier=f"{facts.source.sha256} {facts.month}")
