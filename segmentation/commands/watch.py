"""A month's pages, rendered again whenever something is saved that they are made of. The only module that watches."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from segmentation.commands.render import render_month
from segmentation.commands.up_to_date import templates_of
from segmentation.errors import SegmentationError
from segmentation.facts import FILE_NAME
from segmentation.settings.config import Config

State = Mapping[Path, tuple[int, int] | None]
"""By file, when it was changed (in nanoseconds) and its size (in bytes); None where there is none."""

_PATIENCE: Final = 500
"""Milliseconds after which to check without being notified: not every file system reports changes."""

_TOGETHER: Final = 50
"""Milliseconds within which changes count as one: an editor saves in several steps."""


def watch_month(
    load: Callable[[], Config],
    settings: Path,
    folder: Path,
    output: Path | None,
    say: Callable[[str], None],
    *,
    with_identities: bool = False,
) -> None:
    """Render a month's pages, and do so again whenever a template, a catalogue, the settings or the facts are saved."""
    watched: tuple[Path, ...] = (settings, folder / FILE_NAME)
    saved: tuple[Path, ...] = ()
    while True:
        before = _state(watched)
        begun = time.perf_counter()
        try:
            config = load()
            watched = (settings, folder / FILE_NAME, *_inputs(config))
            # A file saved during rendering may or may not be in the pages: render once more.
            before = {**_state(watched), **before}
            pages = render_month(config, folder, output, with_identities=with_identities)
            listed = ", ".join(page.name for page in pages)
            say(f"{pages[0].parent}: {listed} in {time.perf_counter() - begun:.1f} s{_because(saved, config)}")
        except SegmentationError as error:
            say(f"segmentation: {' '.join(str(error).split())}")
        saved = _wait(watched, before)


def _inputs(config: Config) -> tuple[Path, ...]:
    """List the files and folders of which the pages are made."""
    return (*config.template_folders, *templates_of(config).values())


def _because(saved: Sequence[Path], config: Config) -> str:
    names = [str(path) for path in saved]
    if not names:
        return ""
    actions = templates_of(config)["actions.toml"]
    hint = "; its actions are kept in the facts: make the report again" if actions in saved else ""
    return f" ({', '.join(names)}{hint})"


def _state(watched: Iterable[Path]) -> dict[Path, tuple[int, int] | None]:
    found: dict[Path, tuple[int, int] | None] = {}
    for path in watched:
        files = _files_in(path) if path.is_dir() else [path]
        found |= {each: _stamp(each) for each in files}
    return found


def _files_in(folder: Path) -> list[Path]:
    """List the files of a folder and those beneath it."""
    # By name: Ctrl-C while a folder is opened would leave a system iterator open.
    found = [folder / name for name in sorted(os.listdir(folder))]  # noqa: PTH208  (see above)
    return [each for path in found for each in (_files_in(path) if path.is_dir() else [path])]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size


def _wait(watched: Iterable[Path], before: State) -> tuple[Path, ...]:
    """Wait until something changes, and name it.

    The system's notifications only end the waiting: an editor that replaces the file, or
    a folder that is swapped, would slip through.
    """
    while True:
        after = _state(watched)
        if saved := sorted(path for path in {*after, *before} if after.get(path) != before.get(path)):
            return tuple(saved)
        _sleep({*(path if path.is_dir() else path.parent for path in (*watched, *after))})


def _sleep(folders: Iterable[Path]) -> None:
    """Wait until something happens in these folders, or for `_PATIENCE`."""
    from watchfiles import watch

    changes = watch(
        *(folder for folder in sorted(folders) if folder.is_dir()),
        debounce=_TOGETHER * 4,
        step=_TOGETHER,
        rust_timeout=_PATIENCE,
        yield_on_timeout=True,
        recursive=False,
    )
    # A folder may be gone before it can be watched.
    with suppress(FileNotFoundError):
        next(changes, None)
