"""What is known of the clusters: how many, why, how far to trust them, and the points they are drawn from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from segmentation.values import Count, Record, Share

Reason = Literal[
    "asked for",
    "elbow",
    "stability among tied",
    "silhouette among tied",
    "size among tied",
    "large enough",
    "no elbow",
    "only one tried",
]
"""What decides the number of clusters."""

Transform = Literal["yeo-johnson", "none"]
"""What is done to a feature before it is standardised."""


class Quality(Record):
    """How good one number of clusters is.

    Silhouette: Rousseeuw 1987; the next two: Caliński and Harabasz 1974, Davies and Bouldin 1979 (0 is best).
    """

    n_clusters: Annotated[int, Field(ge=1)]
    inertia: Annotated[float, Field(ge=0)]
    silhouette: Annotated[float, Field(ge=-1, le=1)]
    silhouette_margin: Annotated[
        float, Field(ge=0, description="Half the width of its interval of 95 %; 0 where it is over all customers")
    ]
    elbow: Annotated[float, Field(description="Height under the chord of the scaled curve of inertia (kneedle)")]
    calinski_harabasz: Annotated[float, Field(ge=0)]
    davies_bouldin: Annotated[float, Field(ge=0)]


class CurvePoint(Quality):
    """What one number of clusters gives."""

    gap: Annotated[float, Field(description="Gap statistic (Tibshirani et al. 2001)")]
    gap_error: Annotated[float, Field(ge=0)]
    jaccard: Annotated[tuple[Share, ...], Field(description="How much of each cluster recurs, the weakest first")]
    jaccard_weakest: Share
    smallest_cluster: Annotated[int, Field(ge=0, description="Customers in the smallest cluster")]


class Criterion(Record):
    """What one criterion would choose by itself."""

    criterion: Literal["elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap", "stability"]
    n_clusters: Annotated[int | None, Field(description="None: no number; 1, of the gap statistic: no clusters")]


class LeftOut(Record):
    """A feature in which customers are too alike to cluster by it."""

    feature: Literal["recency_days", "frequency", "monetary"]
    value: Annotated[float, Field(description="The value so many share, in the feature's unit")]
    customers: Count


class LeftOutWithShare(LeftOut):
    """A feature that was left out, and the share of customers who are alike in it."""

    share: Share


class Clusters(Record):
    """How many clusters, and why."""

    chosen: Annotated[int, Field(ge=1)]
    reason: Reason
    elbow: Annotated[int | None, Field(description="The number the curve of inertia proposes, if it bends")]
    elbow_tolerance: Annotated[float, Field(description="How close in height another number must be to tie")]
    tied: tuple[int, ...]
    stable: Annotated[tuple[int, ...], Field(description="Those of the tied whose clusters all recur")]
    is_stable: Annotated[bool, Field(description="Whether every cluster of the chosen number recurs")]
    silhouette: Annotated[float, Field(ge=-1, le=1)]
    silhouette_margin: Annotated[float, Field(ge=0)]
    silhouette_of: Annotated[int, Field(ge=0, description="Customers used for silhouette, gap and stability")]
    jaccard_weakest: Share
    jaccard_threshold: Annotated[float, Field(description="The stability from which a cluster is said to recur")]
    draws: Annotated[int, Field(description="How many bootstrap samples of customers were clustered")]
    criteria: tuple[Criterion, ...]
    transform: Transform
    left_out: tuple[LeftOutWithShare, ...]
    minimum_cluster: int
    n_init: int
    random_state: int
    curve: tuple[CurvePoint, ...]


class Border(Record):
    """Customers nearly as near to another cluster's centre as to their own."""

    customers: Count
    share: Share
    threshold: Annotated[float, Field(description="Below this confidence a customer is on a border")]


class Outliers(Record):
    """The limits above which customers are set apart before clustering."""

    frequency_cap: float
    monetary_cap: float
    customers: Count


Counts = tuple[Count, ...]


class Points(Record):
    """Customers as points: all of them, or as many of each segment as can be shown.

    The columns are equally long, one place in each for every customer; their order says nothing.
    """

    customers: Annotated[int, Field(ge=0, description="Number of all customers")]
    segment: Annotated[Counts, Field(description="The segment's place among the segments, from 0")]
    recency_days: Counts
    frequency: Annotated[Counts, Field(description="Orders in the window")]
    monetary: Annotated[
        tuple[int, ...], Field(description="Spend in the window, in the currency's smallest coin, such as pence")
    ]
