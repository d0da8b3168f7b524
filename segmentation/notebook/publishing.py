"""An executed notebook becomes a page: Quarto's where the command is there, nbconvert's where it isn't."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import Any, Final

from segmentation.errors import NotebookError
from segmentation.page.template_folders import Folders, find
from segmentation.style.colours import DARK_TOKENS, TOKENS
from segmentation.style.fonts import font_faces

PAGE: Final = "analysis.html"

QUARTO: Final = "quarto"
NBCONVERT: Final = "nbconvert"

_LOOK: Final = ("_quarto.yml", "quarto_light.scss", "quarto_dark.scss")
"""What Quarto reads in addition to the notebook."""

_ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")


def renderer() -> tuple[str, str]:
    """Find out what makes the page on this machine, and why."""
    command = shutil.which(QUARTO)
    if command is None:
        return NBCONVERT, "no quarto command on the PATH: pip install 'customer-segmentation[quarto]' brings one"
    return QUARTO, f"the command is {command}"


def publish_notebook(notebook: Path, templates: Folders) -> Path:
    """Make the page of an executed notebook, beside it; no cell is run again."""
    page = notebook.with_name(PAGE)
    if renderer()[0] == QUARTO:
        _with_quarto(notebook, templates, page)
    else:
        page.write_text(_with_nbconvert(notebook, templates), encoding="utf-8")
    return page


def _with_quarto(notebook: Path, templates: Folders, page: Path) -> None:
    """Render in a separate folder, since Quarto reads its style from the notebook's folder and leaves files there."""
    with tempfile.TemporaryDirectory(prefix="segmentation-quarto-") as temporary:
        home = Path(temporary)
        for path in (notebook, *(find(templates, name) for name in _LOOK)):
            if not path.is_file():
                msg = f"{path.name} is not in {path.parent}: copy it there from the package's templates"
                raise NotebookError(msg)
            shutil.copy(path, home / path.name)
        command = [QUARTO, "render", notebook.name, "--to", "html", "--no-execute", "--output", PAGE]
        done = subprocess.run(  # noqa: S603  (nothing of the user's is in it)
            command, cwd=home, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        made = home / PAGE
        if done.returncode or not made.is_file():
            said = [line.strip() for line in _ANSI.sub("", done.stderr).splitlines() if line.strip()]
            why = next((line for line in said if line.startswith("ERROR")), said[-1] if said else "no message")
            msg = f"quarto can't render the notebook (exit code {done.returncode}): {why}"
            raise NotebookError(msg)
        shutil.copy(made, page)


def _with_nbconvert(notebook: Path, templates: Folders) -> str:
    """Render with the package's own template; fonts go in last, cut down to the characters in use."""
    import nbformat
    from nbconvert import HTMLExporter

    if not (template := find(templates, "notebook/index.html.j2")).is_file():
        msg = f"notebook/index.html.j2 is not in {template.parents[1]}: copy it there from the package's templates"
        raise NotebookError(msg)
    node = nbformat.read(notebook, as_version=4)
    exporter = HTMLExporter(template_name="notebook", extra_template_basedirs=[str(folder) for folder in templates])
    house = {
        "light": TOKENS,
        "dark": DARK_TOKENS,
        "css": find(templates, "notebook/analysis.css").read_text(encoding="utf-8"),
        "contents": _contents(node),
        **_front_matter(node),
    }
    page: str = exporter.from_notebook_node(node, resources={"house": house})[0]
    return page.replace("/* fonts */", font_faces([unescape(re.sub(r'src="data:[^"]*"', "", page))]), 1)


def _contents(notebook: Any) -> list[dict[str, str]]:
    """List the sections, with the names that nbconvert gives their headings."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    titles = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    anchor = re.compile(r'id="([^"]*)"')
    found = [(title, anchor.search(IPythonRenderer().heading(title, 2))) for title in titles]
    return [{"title": title, "anchor": match[1]} for title, match in found if match]


def _front_matter(notebook: Any) -> dict[str, str]:
    """Read the title and the subtitle that Quarto reads in the first cell."""
    first = notebook.cells[0].source if notebook.cells and notebook.cells[0].cell_type == "raw" else ""
    found = dict(re.findall(r'^(title|subtitle): "(.*)"$', first, flags=re.MULTILINE))
    return {"title": found.get("title", "Notebook"), "subtitle": found.get("subtitle", "")}
