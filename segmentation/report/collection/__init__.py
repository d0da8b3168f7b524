"""Collect what the stages computed into the record of facts; a file for each part of the record."""

from segmentation.report.collection.compared import Compared
from segmentation.report.collection.gates import gate_facts
from segmentation.report.collection.model import Fitted
from segmentation.report.collection.portraits import DrawnList, portraits_fact
from segmentation.report.collection.report import collect_facts
from segmentation.report.collection.rounding import apportion
from segmentation.report.collection.uplift import uplift_fact

__all__ = [
    "Compared",
    "DrawnList",
    "Fitted",
    "apportion",
    "collect_facts",
    "gate_facts",
    "portraits_fact",
    "uplift_fact",
]
