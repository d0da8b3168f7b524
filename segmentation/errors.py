"""What can go wrong, one class for each part of the program.

Every message is one line: what was found, what is allowed, what to do. The command line prints it on standard error
and exits with the class's ``exit_code``; a traceback is shown only with ``--debug``.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path


class SegmentationError(Exception):
    """An error the user can fix; the program exits with ``exit_code``."""

    exit_code: int = 2


class ConfigError(SegmentationError):
    """A setting is unknown, of the wrong type, or outside what is allowed."""


class ConditionError(ConfigError, ValueError):
    """The condition of a list can't be understood.

    A ValueError too, so that the check of the settings can say where the condition is.
    """


class SourceError(SegmentationError):
    """The lines can't be read: no such file, not a workbook, a missing column, a bad cell."""


class CleaningError(SegmentationError):
    """No line is left after cleaning."""


class FeaturesError(SegmentationError):
    """The month is outside the data."""


class ClusteringError(SegmentationError):
    """The customers can't be clustered as asked."""


class ModelError(SegmentationError):
    """The model in force can't be read, or doesn't fit what is asked."""


class SegmentsError(SegmentationError):
    """The segments can't be named, or an action for one of them is missing."""


class MovementError(SegmentationError):
    """Two months can't be compared."""


class ReportError(SegmentationError):
    """The report can't be rendered: a template is wrong, or a library of the system is missing."""


class NotebookError(SegmentationError):
    """The notebook can't be made, but the report is there: in ``folder``, if any."""

    exit_code = 3
    folder: Path | None = None


class GateError(SegmentationError):
    """The report is in ``folder``, but fails a gate."""

    exit_code = 4
    folder: Path | None = None


class DeliveryError(SegmentationError):
    """The output folder can't be written."""


class MailError(SegmentationError):
    """The report can't be sent: a setting is missing, the server refuses us, or the month's folder is incomplete."""


class UndeliveredError(MailError):
    """Some recipients were not, or may not have been, reached; the report is there, and the others have it."""

    exit_code = 5


class DatabaseError(SegmentationError):
    """The database can't be reached, refuses us, or doesn't hold what it should."""


def nearest(name: str, known: Collection[str], *, few: bool = True) -> str:
    """Suggest the known name nearest to a wrong one, for the end of a message."""
    near = difflib.get_close_matches(name, list(known), n=1)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known are {', '.join(known)}" if few else ""
