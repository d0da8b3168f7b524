"""The stages in a row: lines become a month's report. It orders them and does nothing else.

``report.py`` makes a month's report and settles by which model, ``month.py`` takes a month through its stages,
``backfill.py`` makes several; ``rendering.py`` makes its pages once more, ``watching.py`` whenever something is saved.
"""

from segmentation.pipeline.backfill import backfill
from segmentation.pipeline.loading import load
from segmentation.pipeline.month import analyse, publish
from segmentation.pipeline.notebook import make_notebook_alone
from segmentation.pipeline.rendering import render_month
from segmentation.pipeline.report import make_report
from segmentation.pipeline.watching import watch_month

__all__ = [
    "analyse",
    "backfill",
    "load",
    "make_notebook_alone",
    "make_report",
    "publish",
    "render_month",
    "watch_month",
]
