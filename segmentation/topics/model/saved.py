"""A model as one frozen record: the transform, the centres, the names, and what they were fitted on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from segmentation.topics.clustering.work import Fit
from segmentation.topics.model.drift import Reference
from segmentation.topics.segments.naming import Name

SCHEMA_VERSION: Final = "1"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceOfModel(_Record):
    """The lines that a model was fitted on."""

    uri: str
    sha256: str


class NamedCluster(_Record):
    """A cluster, or who is set apart before clustering, and what it is called."""

    cluster: int | str
    name: Name


class Model(_Record):
    """What is fitted once, and scores every month."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    made_with: Annotated[str, Field(description="Version of the program")]
    fitted_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", description="The month whose customers it was fitted on")]
    source: SourceOfModel
    settings: Annotated[dict[str, Any], Field(description="What recency, frequency and money mean")]
    caps: Annotated[
        dict[str, float], Field(description="Orders and money above which customers are set apart; empty: none are")
    ]
    fit: Annotated[Fit, Field(description="The transform, the centres, and how their number was chosen")]
    names: tuple[NamedCluster, ...]
    replaces: Annotated[str | None, Field(description="The model from which names were carried over")] = None
    reference: Annotated[Reference, Field(description="What the customers it was fitted on were like")]

    @cached_property
    def sha256(self) -> str:
        """Hash of all that decides a score; the same lines from elsewhere give the same model."""
        content = self.model_dump(mode="json", exclude={"source", "made_with"})
        return hashlib.sha256(canonical(content).encode()).hexdigest()

    @property
    def identifier(self) -> str:
        """The month the model was fitted on, and the start of its hash."""
        return f"{self.fitted_on}-{self.sha256[:8]}"

    @property
    def by_cluster(self) -> Mapping[int | str, Name]:
        """Names by cluster, or by the reason for which customers are set apart."""
        return {named.cluster: named.name for named in self.names}

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return len(self.fit.centers)


def canonical(content: Mapping[str, Any]) -> str:
    """Write a record so that equal records are equal texts."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
