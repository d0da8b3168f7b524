"""Load lines into a database."""

from __future__ import annotations

from segmentation.mongo.loading import Loaded, load_lines
from segmentation.progress import progress
from segmentation.run.run import Run
from segmentation.settings.config import Config


def load(config: Config, sink: str) -> Loaded:
    """Load the source's lines into a database and count the outcomes."""
    lines = Run(config).lines
    with progress(f"Loading {lines.uri}", total=lines.lines_read) as advance:
        return load_lines(lines, sink, on_lines=advance)
