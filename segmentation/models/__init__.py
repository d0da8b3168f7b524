"""The model in force: what is fitted once, and scores every month until somebody refits.

``record.py`` says what a model is made of, ``folder.py`` where models are kept and which of them is in force.
"""

from segmentation.models.folder import Models, find_model, keep_models, read_models
from segmentation.models.record import Model, NamedCluster, SourceOfModel

__all__ = ["Model", "Models", "NamedCluster", "SourceOfModel", "find_model", "keep_models", "read_models"]
