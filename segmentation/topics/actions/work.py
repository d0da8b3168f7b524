"""What is recommended to do about a segment: texts that a marketer keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from segmentation.errors import SegmentsError
from segmentation.profiles import ALL_PROFILES
from segmentation.topics.actions.record import Action

_FIELDS: Final = tuple(Action.model_fields)


def read_actions(path: Path) -> dict[str, Action]:
    """Read the recommended actions a marketer keeps.

    Parameters
    ----------
    path : Path
        A TOML file with a table for each profile, of the keys what, why, channel and measure.

    Returns
    -------
    dict of str to Action
        By profile.

    Raises
    ------
    SegmentsError
        The file can't be read, or a table lacks a key, has one too many, or holds something but text.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"the actions can't be read from {path}: {error.strerror}"
        raise SegmentsError(msg) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is not valid TOML: {error}"
        raise SegmentsError(msg) from None
    for name, table in tables.items():
        if name not in ALL_PROFILES:
            msg = f'{path} has an action for "{name}", which is not a segment; allowed are: {", ".join(ALL_PROFILES)}'
            raise SegmentsError(msg)
        if not isinstance(table, dict) or set(table) != set(_FIELDS):
            has = ", ".join(table) if isinstance(table, dict) else repr(table)
            msg = f'["{name}"] in {path} has {has}; it needs exactly {", ".join(_FIELDS)}'
            raise SegmentsError(msg)
        if not all(isinstance(value, str) and value.strip() for value in table.values()):
            msg = f'["{name}"] in {path} needs a text for each of {", ".join(_FIELDS)}'
            raise SegmentsError(msg)
    return {name: Action(**table) for name, table in tables.items()}


def extract_actions(file: IO[bytes], *_names: Any, **_options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """Give pybabel the texts of our own actions, to be translated."""
    yield from ((0, "", text, []) for table in tomllib.load(file).values() for text in table.values())


def find_action(actions: Mapping[str, Action], profile: str) -> Action:
    """Find the action for a profile, one of `ALL_PROFILES`."""
    try:
        return actions[profile]
    except KeyError:
        known = ", ".join(f'"{name}"' for name in actions)
        msg = f'there is no action for "{profile}", only for {known}; add a table ["{profile}"] to actions.toml'
        raise SegmentsError(msg) from None
