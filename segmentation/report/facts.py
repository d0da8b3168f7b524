"""Everything the report says, as one frozen record: ``facts.json``, a public interface.

Stages compute, `segmentation.report.collection` fills the record; charts, sentences and templates only place.
No number stands in the report that is not in here. ``facts.schema.json`` beside this file is the record's JSON
Schema.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from segmentation.analysis.clustering import Reason
from segmentation.analysis.segments import SetApart
from segmentation.errors import ReportError

SCHEMA_VERSION: Final = "1.1"

FILE_NAME: Final = "facts.json"
"""What the record is called in a month's folder."""

Money = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""An amount in the currency's unit, to its smallest coin."""
Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, from 0 to 1."""
Count = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class SheetFact(_Record):
    """A sheet of the workbook, as it was read."""

    sheet: str
    lines: Count


class SourceFact(_Record):
    """Where the lines come from."""

    uri: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Hash of the content")]
    lines_read: Annotated[int, Field(ge=0, description="Lines in all sheets taken")]
    lines: Annotated[int, Field(ge=0, description="The same, with lines that stand in several sheets counted once")]
    sheets: tuple[SheetFact, ...]
    first_line: datetime
    last_line: datetime
    absent: Annotated[
        tuple[str, ...], Field(description="Columns that the source does not have, such as invoice or stock_code")
    ] = ()


class LedgerFact(_Record):
    """What one cleaning rule set aside; the rows after the first sum to the first, to the smallest coin."""

    rule: str
    reason: str
    lines: Count
    customers: Annotated[
        int, Field(ge=0, description="Customers lost to the rule: it set aside their last remaining line")
    ]
    amount: Money


class CurveFact(_Record):
    """What one number of clusters gives."""

    n_clusters: Annotated[int, Field(ge=1)]
    inertia: Annotated[float, Field(ge=0)]
    silhouette: Annotated[float, Field(ge=-1, le=1)]
    silhouette_margin: Annotated[
        float, Field(ge=0, description="Half the width of its interval of 95 %; 0 where it is over all customers")
    ]
    elbow: Annotated[float, Field(description="Height under the chord of the scaled curve of inertia (kneedle)")]
    calinski_harabasz: Annotated[float, Field(ge=0)]
    davies_bouldin: Annotated[float, Field(ge=0)]
    gap: Annotated[float, Field(description="Gap statistic (Tibshirani et al. 2001)")]
    gap_error: Annotated[float, Field(ge=0)]
    jaccard: Annotated[
        tuple[Share, ...], Field(description="Of each cluster, the weakest first: how much of it comes back")
    ]
    jaccard_weakest: Share
    smallest_cluster: Annotated[int, Field(ge=0, description="Customers in the smallest cluster")]


class CriterionFact(_Record):
    """What one criterion would choose by itself."""

    criterion: Literal["elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap", "stability"]
    n_clusters: Annotated[int | None, Field(description="None: no number; 1, of the gap statistic: no clusters")]


class LeftOutFact(_Record):
    """A feature in which customers are too alike to be clustered by."""

    feature: Literal["recency_days", "frequency", "monetary"]
    value: Annotated[float, Field(description="The value so many share, in the feature's unit")]
    customers: Count
    share: Share


class ClustersFact(_Record):
    """How many clusters, and why."""

    chosen: Annotated[int, Field(ge=1)]
    reason: Reason
    elbow: Annotated[int | None, Field(description="The number the curve of inertia proposes, if it bends")]
    elbow_tolerance: Annotated[float, Field(description="How near in height another number must come to be tied")]
    tied: tuple[int, ...]
    stable: Annotated[tuple[int, ...], Field(description="Those of the tied whose clusters all come back")]
    is_stable: Annotated[bool, Field(description="Whether every cluster of the number chosen comes back")]
    silhouette: Annotated[float, Field(ge=-1, le=1)]
    silhouette_margin: Annotated[float, Field(ge=0)]
    silhouette_of: Annotated[
        int, Field(ge=0, description="Customers over which silhouette, gap and stability were taken")
    ]
    jaccard_weakest: Share
    jaccard_threshold: Annotated[float, Field(description="From here on a cluster is said to come back")]
    draws: Annotated[int, Field(description="How many times customers were drawn anew")]
    criteria: tuple[CriterionFact, ...]
    transform: Literal["yeo-johnson", "none"]
    left_out: tuple[LeftOutFact, ...]
    minimum_cluster: int
    n_init: int
    random_state: int
    curve: tuple[CurveFact, ...]


class BorderFact(_Record):
    """Customers nearly as near to another cluster's centre as to their own."""

    customers: Count
    share: Share
    threshold: Annotated[float, Field(description="Below this confidence a customer stands on a border")]


class OutliersFact(_Record):
    """Where customers are set apart before clustering."""

    frequency_cap: float
    monetary_cap: float
    customers: Count


class ActionFact(_Record):
    """What to do about a segment."""

    what: str
    why: str
    channel: str
    measure: str


class SegmentFact(_Record):
    """A group of customers the business has a name for."""

    segment: str
    profile: Annotated[str, Field(description="The name's place on the grid of recency and value scores")]
    set_apart: Annotated[
        SetApart | None,
        Field(description="In what the customers stood out who were set apart before clustering"),
    ]
    jaccard: Annotated[
        float | None, Field(ge=0, le=1, description="How much of the cluster comes back when customers are drawn anew")
    ]
    border_customers: Annotated[int, Field(ge=0, description="Customers on a border")]
    recency_score: Annotated[int, Field(ge=1, le=5)]
    value_score: Annotated[int, Field(ge=1, le=5)]
    customers: Count
    customer_share: Share
    monetary: Money
    monetary_share: Share
    recency_days_median: float
    recency_days_lower: Annotated[float, Field(description="Lower quartile of days since the last purchase")]
    recency_days_upper: Annotated[float, Field(description="Upper quartile of days since the last purchase")]
    frequency_median: float
    frequency_lower: Annotated[float, Field(description="Lower quartile of orders in the window")]
    frequency_upper: Annotated[float, Field(description="Upper quartile of orders in the window")]
    monetary_median: Money
    monetary_lower: Annotated[Money, Field(description="Lower quartile of spend in the window")]
    monetary_upper: Annotated[Money, Field(description="Upper quartile of spend in the window")]
    center_recency_days: Annotated[float, Field(description="The cluster's centre, in the unit of recency_days")]
    center_frequency: Annotated[float, Field(description="The cluster's centre, in the unit of frequency")]
    center_monetary: Annotated[Money, Field(description="The cluster's centre, in the unit of monetary")]
    action: ActionFact


class BaseFact(_Record):
    """Medians over all customers, to which a segment is compared."""

    recency_days_median: float
    frequency_median: float
    monetary_median: Money


class ConcentrationPoint(_Record):
    """The best customers by spend, and what they bring in."""

    customer_share: Share
    monetary_share: Share


class ConcentrationFact(_Record):
    """How unevenly money is spread over customers."""

    top_tenth_share: Annotated[
        float, Field(ge=0, le=1, description="Share of the money from the best tenth of customers")
    ]
    top_hundredth_share: Annotated[float, Field(ge=0, le=1, description="Share of the money from the best hundredth")]
    top_customer_share: Annotated[float, Field(ge=0, le=1, description="Share of the money from the best customer")]
    customers_for_half: Annotated[int, Field(ge=0, description="Fewest customers who bring in half the money")]
    curve: tuple[ConcentrationPoint, ...]


class Facts(_Record):
    """Everything a report says."""

    schema_version: Literal["1.1"] = SCHEMA_VERSION
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    month_is_whole: Annotated[bool, Field(description="Whether the lines reach the month's last day")]
    month_start: datetime
    as_of: Annotated[
        datetime, Field(description="The instant looked back from: the month's end, exclusive, or the last purchase")
    ]
    as_of_month_end: Annotated[bool, Field(description="Whether that is the month's end")]
    returns_matched: Annotated[bool, Field(description="Whether returns undo purchases")]
    window_months: Annotated[int | None, Field(ge=1, description="None looks back over everything")]
    window_start: datetime
    history_months: Annotated[int, Field(ge=0, description="Months of the window that the data cover")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    notebook: Annotated[
        Literal["made", "missing", "not asked for"],
        Field(description="Whether the analyst's notebook stands beside the report; missing: it could not be made"),
    ] = "not asked for"
    source: SourceFact
    ledger: tuple[LedgerFact, ...]
    customers: Count
    monetary: Money
    revenue: Annotated[Money, Field(description="Money in the window, with a customer or without")]
    without_customer: Annotated[Money, Field(description="Money in the window on lines that carry no customer")]
    without_customer_share: Annotated[float, Field(description="Its share of that and the customers' together")]
    base: BaseFact
    n_clusters: ClustersFact
    border: BorderFact
    outliers: OutliersFact | None
    segments: tuple[SegmentFact, ...]
    concentration: ConcentrationFact


def write_facts(facts: Facts, path: Path) -> None:
    """Write ``facts.json``.

    Parameters
    ----------
    facts : Facts
        The record.
    path : Path
        The file to write.
    """
    path.write_text(facts.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_facts(path: Path) -> Facts:
    """Read ``facts.json`` back, and check it.

    Parameters
    ----------
    path : Path
        A file that `write_facts` wrote.

    Returns
    -------
    Facts

    Raises
    ------
    ReportError
        The file can't be read, or does not fit the schema.
    """
    try:
        return Facts.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"the facts can't be read from {path}: {error.strerror}"
        raise ReportError(msg) from None
    except ValidationError as error:
        first = error.errors()[0]
        msg = f"{path} does not fit the schema: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ReportError(msg) from None


def schema() -> dict[str, Any]:
    """Return the record's JSON Schema (draft 2020-12), as it travels in the package.

    Returns
    -------
    dict
    """
    text = resources.files("segmentation.report").joinpath("facts.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def make_schema() -> dict[str, Any]:
    """Derive the JSON Schema from the record itself; a test holds ``facts.schema.json`` to it.

    Returns
    -------
    dict
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Facts.model_json_schema(mode="serialization"),
    }
