"""A progress bar on a terminal for work that takes a while; silence in a pipe, a log or a test."""

from __future__ import annotations

import itertools
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from rich.progress import ProgressColumn

Unit = Literal["bytes", "steps"]
"""What a bar counts: bytes are shown as MB and MB/s, steps as 3/12."""


class ProgressBar(Protocol):
    """The shape of `progress`, for functions that let their caller pass another."""

    def __call__(
        self, description: str, total: float | None, unit: Unit = "steps"
    ) -> AbstractContextManager[Callable[[float], None]]:
        """Open a bar."""
        ...  # pragma: no cover  (a shape, never run)


@contextmanager
def progress(description: str, total: float | None, unit: Unit = "steps") -> Iterator[Callable[[float], None]]:
    """Show how far the work in the ``with`` block is, if standard error is a terminal; the bar is erased at the end.

    In a pipe nothing is written and Rich is not even imported. One bar at a time.

    >>> with progress("Reading sheets", total=2) as advance:
    ...     for sheet in ("Year 2009-2010", "Year 2010-2011"):
    ...         advance(1)
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield _nothing
        return

    from rich.console import Console  # only a terminal pays for Rich
    from rich.progress import Progress

    # Standard output may be a pipe while standard error is a terminal: Rich must not redirect
    # one to the other.
    with Progress(*_columns(unit), console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def stages(total: int) -> Iterator[Callable[[str], None]]:
    """Show which of several stages the work in the ``with`` block is at, if standard error is a terminal.

    >>> with stages(2) as begin:
    ...     begin("Reading the lines")
    ...     begin("Cleaning them")
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield _nothing
        return

    from rich.console import Console  # only a terminal pays for Rich
    from rich.progress import Progress, SpinnerColumn

    with Progress(
        SpinnerColumn(),
        *_columns("steps"),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    ) as bar:
        task = bar.add_task("", total=total)
        begun = itertools.count()
        yield lambda description: bar.update(task, description=description, completed=next(begun))


def _nothing(_done: object) -> None:
    """Do nothing."""


def _columns(unit: Unit) -> list[ProgressColumn]:
    """Choose what a bar's line shows."""
    from rich import progress as rich

    counted: list[ProgressColumn] = (
        [rich.DownloadColumn(), rich.TransferSpeedColumn()] if unit == "bytes" else [rich.MofNCompleteColumn()]
    )
    return [rich.TextColumn("{task.description}"), rich.BarColumn(), *counted, rich.TimeRemainingColumn()]
