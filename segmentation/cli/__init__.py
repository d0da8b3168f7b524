"""The command line: arguments become a `Config`, which goes to the pipeline.

The options of ``report`` are the settings of `segmentation.settings`, one for one. Heavy modules are loaded by
the command that needs them, so that ``--help`` answers at once. ``reports.py``, ``mail.py`` and ``lines.py`` have the
commands, ``running.py`` runs them.
"""

from segmentation.cli import lines, mail, reports
from segmentation.cli.group import program
from segmentation.cli.running import main

__all__ = ["lines", "mail", "main", "program", "reports"]
