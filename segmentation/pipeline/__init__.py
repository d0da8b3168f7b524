"""The stages in a row: lines become a month's report. It orders them and does nothing else.

``months.py`` says which months are made, and by which model; ``month.py`` takes one through its stages.
"""

from segmentation.pipeline.loading import load
from segmentation.pipeline.month import analyse, publish
from segmentation.pipeline.months import backfill, make_report
from segmentation.pipeline.notebook import make_notebook_alone

__all__ = ["analyse", "backfill", "load", "make_notebook_alone", "make_report", "publish"]
