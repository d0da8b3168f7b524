"""Everything the report says, as one frozen record: ``facts.json``, a public interface.

Stages compute, `segmentation.run` fills the record; charts, sentences and templates only place.
Every number in the report is in here. ``facts.schema.json``, beside this file, is the record's
JSON Schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from segmentation.errors import ReportError
from segmentation.topics.cleaning.record import LedgerRow, Source
from segmentation.topics.cleaning.rules import EVERY_LINE, EVERY_LINE_ONCE, INPUT, RULES
from segmentation.topics.clustering.record import Border, Clusters, Outliers, Points
from segmentation.topics.cohorts.record import Cohorts
from segmentation.topics.gates.record import Gate
from segmentation.topics.model.record import Drift, ModelInForce
from segmentation.topics.movement.record import Movement
from segmentation.topics.portraits.record import Portraits
from segmentation.topics.revenue.record import RevenueChange
from segmentation.topics.segments.record import Base, Concentration, Segment
from segmentation.topics.trends.record import Steadiness, Trends
from segmentation.topics.uplift.record import Uplift
from segmentation.values import Count, Money, Record

SCHEMA_VERSION: Final = "3.1"

_NUMBERS: Final = re.compile(r"\[[\s\d.,eE+-]+\]")
"""A list of nothing but numbers."""

FILE_NAME: Final = "facts.json"
"""What the record is called in a month's folder."""


class Facts(Record):
    """Everything a report says."""

    schema_version: Literal["3.1"] = SCHEMA_VERSION
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    month_is_whole: Annotated[bool, Field(description="Whether the lines reach the month's last day")]
    month_start: datetime
    as_of: Annotated[
        datetime,
        Field(description="The instant the report looks back from: the month's end, exclusive, or the last purchase"),
    ]
    as_of_month_end: Annotated[bool, Field(description="Whether that is the month's end")]
    returns_matched: Annotated[bool, Field(description="Whether returns undo purchases")]
    window_months: Annotated[int | None, Field(ge=1, description="None: all of the data")]
    window_start: datetime
    history_months: Annotated[int, Field(ge=0, description="Months of the window that the data cover")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    notebook: Annotated[
        Literal["made", "missing", "not asked for"],
        Field(description="Whether the analyst's notebook is beside the report; missing: it could not be made"),
    ] = "not asked for"
    source: Source
    ledger: tuple[LedgerRow, ...]
    customers: Count
    monetary: Money
    revenue: Annotated[Money, Field(description="Money in the window, with a customer or without")]
    without_customer: Annotated[Money, Field(description="Money in the window on lines without a customer")]
    without_customer_share: Annotated[float, Field(description="Its share of that and the customers' together")]
    base: Base
    model: ModelInForce
    drift: Drift
    n_clusters: Clusters
    border: Border
    outliers: Outliers | None
    segments: tuple[Segment, ...]
    concentration: Concentration
    points: Annotated[Points, Field(description="The points that charts of customers are drawn from")]
    portraits: Annotated[
        Portraits | None, Field(description="Every segment compared with the whole base; null if not asked for")
    ] = None
    movement: Annotated[
        Movement | None, Field(description="Last month's segments against this month's; null without a last month")
    ] = None
    trends: Annotated[Trends | None, Field(description="The segments over the last months")] = None
    steadiness: Annotated[Steadiness | None, Field(description="How stable the segments' names are")] = None
    revenue_change: Annotated[
        tuple[RevenueChange, ...],
        Field(description="This month's revenue against earlier months', the latest first; empty if none is known"),
    ] = ()
    cohorts: Annotated[Cohorts | None, Field(description="Whether new customers come back; None: not asked")] = None
    uplift: Annotated[
        Uplift | None, Field(description="What last month's lists did; null: none of them held anyone out")
    ] = None
    gates: Annotated[tuple[Gate, ...], Field(description="The gates that were asked for")] = ()


def write_facts(facts: Facts, path: Path) -> None:
    """Write ``facts.json``.

    Parameters
    ----------
    facts : Facts
        The record.
    path : Path
        The file to write.
    """
    # Numbers that belong together go on one line.
    text = _NUMBERS.sub(lambda found: " ".join(found[0].split()), facts.model_dump_json(indent=2))
    path.write_text(text + "\n", encoding="utf-8")


def read_facts(path: Path) -> Facts:
    """Read a month's ``facts.json`` back, and check it; one that an earlier version wrote is brought up to date.

    Parameters
    ----------
    path : Path
        The file, such as ``outputs/2011-11/facts.json``.

    Returns
    -------
    Facts
        Frozen: one attribute a topic.

    Raises
    ------
    ReportError
        The file can't be read, or does not fit the schema.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> facts = run.month("2011-11").facts  # `run` as in the example of `Run`
    >>> with TemporaryDirectory() as folder:
    ...     write_facts(facts, Path(folder, "facts.json"))
    ...     read_facts(Path(folder, "facts.json")) == facts
    True
    """
    try:
        content = json.loads(path.read_bytes())
        if isinstance(content, dict):
            content = _up_to_date(content)
        # As JSON: the record's types decide what JSON can't, such as whether a text is a date.
        return Facts.model_validate_json(json.dumps(content))
    except OSError as error:
        msg = f"the facts can't be read from {path}: {error.strerror}; give a month's folder"
        raise ReportError(msg) from None
    except ValidationError as error:
        first = next((each for each in error.errors() if each["loc"] == ("schema_version",)), error.errors()[0])
        found = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        if first["loc"] == ("schema_version",):
            found = f"it is version {first['input']}, and this program reads {', '.join([*_UPGRADES, SCHEMA_VERSION])}"
        msg = f"{path} does not fit the schema: {found}; make the report again"
        raise ReportError(msg) from None
    except ValueError as error:
        msg = f"{path} does not fit the schema: it is not JSON ({error}); make the report again"
        raise ReportError(msg) from None


def _up_to_date(content: dict[str, Any]) -> dict[str, Any]:
    while upgrade := _UPGRADES.get(str(content.get("schema_version"))):
        content = upgrade(content)
    return content


def _from_3_0(content: dict[str, Any]) -> dict[str, Any]:
    """Version 3.1 knows one reason more for the number of clusters, and explains some rules in other words."""
    explained = {INPUT: content["ledger"][0]["reason"], **RULES}
    explained[INPUT] = EVERY_LINE_ONCE if "two sheets" in explained[INPUT] else EVERY_LINE
    ledger = [{**row, "reason": explained.get(row["rule"], row["reason"])} for row in content["ledger"]]
    return {**content, "schema_version": "3.1", "ledger": ledger}


_UPGRADES: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {"3.0": _from_3_0}
"""By the version that a file was written in, what makes it one of the next."""


def schema() -> dict[str, Any]:
    """Return the record's JSON Schema (draft 2020-12), as it travels in the package.

    Returns
    -------
    dict
    """
    text = resources.files("segmentation").joinpath("facts.schema.json").read_text(encoding="utf-8")
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
