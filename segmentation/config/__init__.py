"""The settings of a run: one frozen `Config`, and where each of its values comes from.

``settings.py`` has them all, ``tables.py``, ``report.py`` and ``mail.py`` those that are tables of their own;
``layers.py`` reads them from the file, the environment and the command line, ``presets.py`` names sets of them, and
``parameters.py`` writes them as a notebook's parameters.
"""

from segmentation.config.settings import Config, is_table
from segmentation.errors import nearest

__all__ = ["Config", "is_table", "nearest"]
