"""The model in force: what is fitted once, and scores every month until somebody refits.

``record.py`` says what a model is made of, ``folder.py`` where models are kept and which of them is in force.
"""

from segmentation.models.folder import Models, put_in_force, read_models
from segmentation.models.record import Model, NamedCluster, SourceOfModel

__all__ = ["Model", "Models", "NamedCluster", "SourceOfModel", "put_in_force", "read_models"]
