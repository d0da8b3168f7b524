"""The steps of the analysis, one for each stage: what a stage needs of the settings, handed on as plain arguments.

The pipeline takes them in a row; the analyst's notebook takes the same ones, and looks at what each gives.
"""

from segmentation.steps.facts import tell
from segmentation.steps.lines import (
    Past,
    choose,
    fitting_month,
    look_back,
    measure,
    read,
    reading,
    rows_of,
    set_aside,
    window_of,
)
from segmentation.steps.lists import add_details, judge, list_orders, tell_uplift, without_details
from segmentation.steps.look import look_of, spoken
from segmentation.steps.model import cluster, fit_model, models_folder, models_in_force, take_model
from segmentation.steps.portraits import tell_portraits
from segmentation.steps.scoring import Scored, Scores, score
from segmentation.steps.segments import actions_file, describe, in_units, tell_customers

__all__ = [
    "Past",
    "Scored",
    "Scores",
    "actions_file",
    "add_details",
    "choose",
    "cluster",
    "describe",
    "fit_model",
    "fitting_month",
    "in_units",
    "judge",
    "list_orders",
    "look_back",
    "look_of",
    "measure",
    "models_folder",
    "models_in_force",
    "read",
    "reading",
    "rows_of",
    "score",
    "set_aside",
    "spoken",
    "take_model",
    "tell",
    "tell_customers",
    "tell_portraits",
    "tell_uplift",
    "window_of",
    "without_details",
]
