"""The steps of the analysis, one for each stage: what a stage needs of the settings, handed on as plain arguments.

The pipeline takes them in a row; the analyst's notebook takes the same ones, and looks at what each gives.
"""

from segmentation.steps.facts import tell
from segmentation.steps.lines import Past, choose, fitting_month, look_back, read, reading, set_aside, window_of
from segmentation.steps.model import (
    Scored,
    cluster,
    fit_model,
    measure,
    models_folder,
    models_in_force,
    score,
)
from segmentation.steps.segments import actions_file, describe, in_units, tell_customers

__all__ = [
    "Past",
    "Scored",
    "actions_file",
    "choose",
    "cluster",
    "describe",
    "fit_model",
    "fitting_month",
    "in_units",
    "look_back",
    "measure",
    "models_folder",
    "models_in_force",
    "read",
    "reading",
    "score",
    "set_aside",
    "tell",
    "tell_customers",
    "window_of",
]
