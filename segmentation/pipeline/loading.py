"""Lines go into a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.config import Config
from segmentation.progress import progress
from segmentation.sources.mongo.loading import Loaded, load_lines
from segmentation.steps import (
    read,
)

if TYPE_CHECKING:
    pass


def load(config: Config, sink: str) -> Loaded:
    """Load the source's lines into a database.

    Parameters
    ----------
    config : Config
        The settings.
    sink : str
        The database's address.

    Returns
    -------
    Loaded
        How many lines were inserted, were there already, or were refused.
    """
    lines = read(config)
    with progress(f"Loading {lines.uri}", total=lines.lines_read) as advance:
        return load_lines(lines, sink, on_lines=advance)
