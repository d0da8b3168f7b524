"""Where models are kept, and which of them is in force in which month.

A model's file is never changed: its name has the hash of what is in it. ``in_force.json`` says from which month
on each scores, and is replaced in one step, after the model's own file is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from segmentation.errors import ModelError
from segmentation.topics.model.saved import Model

IN_FORCE: Final = "in_force.json"

_PATIENCE: Final = 60.0
"""Seconds to wait for another run that is writing here."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}$")]
    model: str


class _InForce(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    in_force: tuple[_Entry, ...]


@dataclass(frozen=True)
class Models:
    """Every model that scores some month, with the first month of each (None for the first), and those retired."""

    since: tuple[tuple[str | None, Model], ...] = ()
    retired: tuple[Model, ...] = ()

    @property
    def entries(self) -> tuple[tuple[str | None, str], ...]:
        """The same, with each model's identifier."""
        return tuple((since, model.identifier) for since, model in self.since)

    def in_force(self, month: str) -> Model | None:
        """Return the model that scores a month, such as ``2011-11``; None where there are no models."""
        place = self._place(month)
        return None if place is None else self.since[place][1]

    def since_when(self, month: str) -> str | None:
        """Return the month from which on that model scores; None for the first one, which always did."""
        place = self._place(month)
        return self.since[place][0] if place else None

    def replaced_in(self, month: str) -> Model | None:
        """Return the model that was in force up to a month in which another took over; None in any other month."""
        place = self._place(month)
        return self.since[place - 1][1] if place and self.since[place][0] == month else None

    def without(self, month: str) -> Models:
        """Return the models as they were before another took over in a month, if one did."""
        return Models(tuple(entry for entry in self.since if entry[0] != month), self.retired)

    def with_model(self, model: Model, since: str | None) -> Models:
        """Return the models with one more, which replaces another that took over in the same month."""
        replaced = [other for month, other in self.since if month == since and other.identifier != model.identifier]
        ordered = sorted([*self.without(since or "").since, (since, model)], key=lambda entry: entry[0] or "")
        return Models(tuple(ordered), (*self.retired, *replaced))

    def names_used(self, month: str) -> frozenset[str]:
        """Return every name a model gave, but for the models that took over in a month: they are being made again."""
        models = [*(of for since, of in self.since if since != month), *self.retired]
        return frozenset(
            named.name.name
            for model in models
            if model.replaces is None or model.fitted_on != month
            for named in model.names
        )

    def _place(self, month: str) -> int | None:
        before = [place for place, (since, _) in enumerate(self.since) if since is None or since <= month]
        return max(before, default=0) if self.since else None


def has_models(folder: Path) -> bool:
    """Whether there is a model in a folder."""
    return (folder / IN_FORCE).exists()


def read_models(folder: Path) -> Models:
    """Read which models are in force; none where there is no folder yet."""
    index = folder / IN_FORCE
    if not has_models(folder):
        return Models()
    try:
        entries = _InForce.model_validate_json(index.read_bytes()).in_force
        models = {entry.model: _read(folder / f"{entry.model}.json") for entry in entries}
        retired = [_read(path) for path in sorted(folder.glob("*-*.json")) if path.stem not in models]
    except OSError as error:
        msg = f"the model can't be read from {error.filename}: {error.strerror}; restore it, or move {folder} away"
        raise ModelError(msg) from None
    except ValidationError as error:
        msg = f"{index} is damaged: {error.errors()[0]['msg']}; restore it, or move {folder} away"
        raise ModelError(msg) from None
    ordered = sorted(((entry.since, models[entry.model]) for entry in entries), key=lambda entry: entry[0] or "")
    return Models(tuple(ordered), tuple(retired))


def find_model(folder: Path, identifier: str) -> Model:
    """Read a model, in force or not."""
    path = folder / f"{identifier}.json"
    known = sorted(path.stem for path in folder.glob("*-*.json"))
    if identifier not in known:
        msg = f"there is no model {identifier} in {folder}; it has {', '.join(known) or 'none'}"
        raise ModelError(msg)
    return _read(path)


def _read(path: Path) -> Model:
    content = path.read_bytes()
    try:
        model = Model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        msg = f"this version can't read the model {path}: {where}: {first['msg']}; choose another folder with --models"
        raise ModelError(msg) from None
    if path.stem != model.identifier:
        msg = f"{path} has changed since it was written: it holds {model.identifier}; restore it"
        raise ModelError(msg)
    return model


def keep_models(folder: Path, models: Models) -> None:
    """Keep models, each in force from its month on; what is there already stays."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=_PATIENCE):
            stored = before = read_models(folder)
            for since, model in models.since:
                if (since, model.identifier) not in stored.entries:
                    content = json.dumps(model.model_dump(mode="json"), indent=2, ensure_ascii=False)
                    _write(folder / f"{model.identifier}.json", content)
                    stored = stored.with_model(model, since)
            if stored.entries != before.entries:
                entries = [{"since": since, "model": identifier} for since, identifier in stored.entries]
                _write(folder / IN_FORCE, json.dumps({"in_force": entries}, indent=2))
    except Timeout:
        msg = f"another run is writing to {folder}; wait until it has finished"
        raise ModelError(msg) from None
    except OSError as error:
        msg = f"the models folder {folder} can't be written: {error.strerror or error}; choose another with --models"
        raise ModelError(msg) from None


def _write(path: Path, text: str) -> None:
    """Write a file so that it is there whole, or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)
