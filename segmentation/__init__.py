"""Customer segmentation: from a retailer's invoice lines to a report a director can act on.

The public interface; docs/python.md shows each name in use.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it: importing the package loads nothing, typing included
if TYPE_CHECKING:
    from typing import Any

    from segmentation.facts import read_facts
    from segmentation.notebook import show
    from segmentation.notebook.parameters import from_parameters
    from segmentation.page.writing import render
    from segmentation.run.run import Run, read_lines
    from segmentation.settings.config import Config
    from segmentation.topics.exploration import picture as charts
    from segmentation.topics.exploration import work as explore
    from segmentation.topics.model.folder import read_models

__version__ = "0.1.0"

__all__ = [
    "Config",
    "Run",
    "charts",
    "explore",
    "from_parameters",
    "read_facts",
    "read_lines",
    "read_models",
    "render",
    "show",
]

_HOMES = {
    "Config": "segmentation.settings.config",
    "Run": "segmentation.run.run",
    "charts": "segmentation.topics.exploration.picture",
    "explore": "segmentation.topics.exploration.work",
    "from_parameters": "segmentation.notebook.parameters",
    "read_facts": "segmentation.facts",
    "read_lines": "segmentation.run.run",
    "read_models": "segmentation.topics.model.folder",
    "render": "segmentation.page.writing",
    "show": "segmentation.notebook.show",
}
"""Where each name lives; it is loaded when it is first used."""


def __getattr__(name: str) -> Any:
    """Load a public name from where it lives."""
    from importlib import import_module

    if name not in _HOMES:
        msg = f"module 'segmentation' has no attribute '{name}'"
        raise AttributeError(msg)
    home = import_module(_HOMES[name])
    return getattr(home, name, home)
