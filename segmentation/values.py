"""The kinds of values in the record of facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Money = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""An amount in the currency's unit, to its smallest coin."""
Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, from 0 to 1."""
Count = Annotated[int, Field(ge=0)]
MonthName = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
"""A calendar month, such as ``2011-11``."""


class Record(BaseModel):
    """A part of the record: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)
