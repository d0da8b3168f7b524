"""What is known of the model in force: what it was fitted on, and how far customers have drifted from it."""

from typing import Annotated, Literal

from pydantic import Field

from segmentation.values import Money, Record, Share

Shifting = Literal["recency_days", "frequency", "monetary", "segment"]
"""What may shift: the features, and the segments' shares."""
Reason = Literal["recency_days", "frequency", "monetary", "segment", "distance", "silhouette"]
"""What can be past a threshold."""


class Center(Record):
    """A cluster's centre."""

    recency_days: float
    frequency: float
    monetary: Money


class CarriedName(Record):
    """A segment's name in a month in which another model takes over: its centre before, and now."""

    segment: str
    before: Annotated[Center | None, Field(description="None: the name is new")]
    now: Annotated[Center | None, Field(description="None: no cluster of the new model is its counterpart")]


class ModelInForce(Record):
    """The model by which the month's customers are scored."""

    identifier: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    fitted_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", description="The month whose customers it was fitted on")]
    age_months: Annotated[
        int, Field(description="Months from then to the report's month; negative: it was fitted on a later month")
    ]
    since: Annotated[
        str | None, Field(description="The first month it scores; null: the very first model, which scores every month")
    ]
    customers: Annotated[int, Field(ge=0, description="Customers it was fitted on")]
    replaces: Annotated[str | None, Field(description="The model that was in force up to this month, if one was")]
    names: Annotated[tuple[CarriedName, ...], Field(description="Old names against new, if it replaces another")]


class Shift(Record):
    """How far one feature, or the segments' shares, have shifted."""

    of: Shifting
    psi: Annotated[float, Field(ge=0, description="Population stability index")]
    psi_year: Annotated[
        float | None,
        Field(ge=0, description="Against the same month a year before; null if unknown, or not seasonal"),
    ]
    is_past: Annotated[bool, Field(description="Whether it is past the threshold for a refit")]


class Drift(Record):
    """How far customers have drifted from those the model was fitted on."""

    psi: tuple[Shift, ...]
    psi_watch: Annotated[float, Field(description="The index from which a population has shifted a little")]
    psi_refit: Annotated[float, Field(description="The index from which a refit is recommended")]
    distance: Annotated[float, Field(ge=0, description="Mean distance to the centre, in standard deviations")]
    distance_ratio: Annotated[float, Field(ge=0, description="The same against that of the model's own customers")]
    distance_refit: float
    silhouette: Annotated[float, Field(ge=-1, le=1, description="Mean silhouette under the model")]
    silhouette_fresh: Annotated[float, Field(ge=-1, le=1, description="That of a fresh fit with as many clusters")]
    silhouette_refit: Annotated[float, Field(description="The gain in silhouette that is worth a refit")]
    reasons: Annotated[tuple[Reason, ...], Field(description="Measures past their threshold")]
    is_judged: Annotated[
        bool,
        Field(description="Whether the month is complete and its window covered, so that drift is about customers"),
    ]
    refit_recommended: bool
    still: Annotated[float, Field(description="Customers who moved less than this in every rank have hardly changed")]
    reach: Annotated[float, Field(description="How many times as far as the nearest centre a kept one may be")]
    held: Annotated[int, Field(ge=0, description="Customers who keep last month's segment by the rule for borders")]
    held_share: Share
