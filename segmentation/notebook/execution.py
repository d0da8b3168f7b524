"""Run the notebook in its own kernel. Only this module and the one that reads parameters use papermill."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation.errors import NotebookError
from segmentation.page.template_folders import Folders, find

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from traitlets.config import Config

TEMPLATE: Final = "analysis.ipynb"
"""The notebook, among the templates."""
EXECUTED: Final = "analysis.ipynb"
"""The notebook with what its cells came to, in the month's folder."""
FAILED: Final = "analysis.failed.ipynb"
"""The same where a cell failed: as far as it came."""

_NEEDED: Final = ("papermill", "nbconvert", "nbclient", "ipykernel")

_KERNEL: Final = "python3"
_SOCKET_NAME: Final = 55
"""Characters of a socket's own name: a slash, the kernel's id, and what is around it."""
_LONGEST_SOCKET: Final = 103
"""Characters that the path of a socket may have on macOS; Linux allows four more."""

_ELSEWHERE: Final = ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


def require_notebook(templates: Folders) -> None:
    """Raise a `NotebookError` that says what the notebook lacks on this machine, if anything."""
    missing = [package for package in _NEEDED if not _is_there(package)]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        msg = (
            f"the notebook needs {', '.join(missing)}, which {are} not installed: pip install {' '.join(missing)}; or "
            "make the report without it: --no-notebook"
        )
        raise NotebookError(msg)
    if not (notebook := find(templates, TEMPLATE)).is_file():
        msg = f"the notebook {TEMPLATE} is not in {notebook.parent}: copy it there from the package's templates"
        raise NotebookError(msg)


def _is_there(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def execute(template: Path, parameters: Mapping[str, Any], folder: Path) -> Path:
    """Run the notebook with parameters, in a kernel of this Python, and keep it with what its cells came to."""
    from nbclient.exceptions import DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook

    failed = folder / FAILED
    try:
        with _own_kernel():
            notebook = execute_notebook(
                str(template),
                str(failed),
                parameters=dict(parameters),
                kernel_name=_KERNEL,
                progress_bar=False,
                # Save the output while it runs, in case the kernel dies.
                request_save_on_cell_execute=True,
                autosave_cell_every=0,
                config=_transport(),
            )
    except PapermillExecutionError as error:
        _tidy(failed)
        msg = f"{_name_cell(error.source, template)} failed: {' '.join(f'{error.ename}: {error.evalue}'.split())}"
        raise NotebookError(msg) from None
    except DeadKernelError:
        _tidy(failed)
        msg = "the notebook's kernel died; it may have run out of memory"
        raise NotebookError(msg) from None
    _write(_without_times(notebook), folder / EXECUTED)
    failed.unlink()
    return folder / EXECUTED


@contextmanager
def _own_kernel() -> Iterator[None]:
    """Use this Python's kernel, and keep it apart from any user's profile and history."""
    from ipykernel.kernelspec import write_kernel_spec

    before = {name: os.environ.get(name) for name in _ELSEWHERE}
    with tempfile.TemporaryDirectory(prefix="segmentation-notebook-") as temporary:
        home = Path(temporary)
        write_kernel_spec(home / "kernels" / _KERNEL)
        os.environ |= dict(zip(_ELSEWHERE, (str(home), str(home / "runtime"), str(home / "ipython")), strict=True))
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _transport() -> Config:
    """Keep other users of the machine off the kernel: its sockets are files in a private folder."""
    from traitlets.config import Config

    short = len(os.environ["JUPYTER_RUNTIME_DIR"]) + _SOCKET_NAME < _LONGEST_SOCKET
    return Config({"KernelManager": {"transport": "ipc"}} if os.name == "posix" and short else {})


def _name_cell(source: str, template: Path) -> str:
    """Name a cell by its id and the heading above it."""
    import nbformat

    heading = ""
    for cell in nbformat.read(template, as_version=4).cells:
        if cell.cell_type == "markdown":
            headings = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            heading = headings[-1] if headings else heading
        if cell.source == source:
            under = f", under “{heading}”," if heading else ""
            return f"the notebook's cell '{cell.id}'{under}"
    return "the notebook's parameters cell"


def _tidy(path: Path) -> None:
    import nbformat

    if path.is_file():
        _write(_without_times(nbformat.read(path, as_version=4)), path)


def _without_times(notebook: NotebookNode) -> NotebookNode:
    """Take away when and where it ran, and names drawn by chance."""
    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags or "papermill-error-cell-tag" in tags:
            cell.id = "injected-parameters" if "injected-parameters" in tags else f"error-{place}"
    return notebook


def _write(notebook: NotebookNode, path: Path) -> None:
    import nbformat

    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
