"""Collect what the stages computed into the record of facts; a file for each part of the record."""

from segmentation.report.collection.model import Fitted
from segmentation.report.collection.report import collect_facts
from segmentation.report.collection.rounding import apportion

__all__ = ["Fitted", "apportion", "collect_facts"]
