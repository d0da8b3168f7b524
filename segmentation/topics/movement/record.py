"""Who moved from which of last month's segments to which of this month's."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from segmentation.values import Count, Money, Record

LAPSED: Final = "lapsed"
"""The column of customers in last month's base but not in this month's."""

Direction = Literal["up", "down", "aside", "in", "out"]
"""Where a movement leads: by the scores of its two segments, or into the base and out of it."""


class Flow(Record):
    """How many customers, and what they spent: of a part, negative where the new model took it from the whole."""

    customers: int
    money_before: Annotated[Money, Field(description="What they spent in the window to last month's end")]
    money_after: Annotated[Money, Field(description="What they spent in the window to this month's end")]


class SplitFlow(Flow):
    """All who moved, and in a month with a new model what is behaviour and what the model changed."""

    customers: Count
    behaviour: Annotated[
        Flow | None,
        Field(description="By the earlier model's names alone; null where there is no new model, and all is behaviour"),
    ]
    model_change: Annotated[Flow | None, Field(description="The rest; null where there is no new model")]


class Cell(SplitFlow):
    """Customers who went from one segment to another."""

    target: Annotated[str, Field(description="This month's segment, or lapsed")]


class Origin(SplitFlow):
    """A row of the table: one of last month's segments, or those who came."""

    origin: Annotated[str, Field(description="Last month's segment, new or returned")]
    kind: Literal["segment", "new", "returned"]
    profile: Annotated[str | None, Field(description="Of the segment; null for those who came, and if unknown")]
    cells: Annotated[tuple[Cell, ...], Field(description="One for each column, in the order of the columns")]


class Target(SplitFlow):
    """A column of the table: one of this month's segments, or those who left."""

    target: Annotated[str, Field(description="This month's segment, or lapsed")]
    kind: Literal["segment", "lapsed"]
    profile: Annotated[str | None, Field(description="Of the segment; null for those who left, and if unknown")]


class Move(Record):
    """A cell of customers who did not stay where they were."""

    origin: str
    target: str
    direction: Annotated[
        Direction,
        Field(
            description="By recency and value scores of both segments; in for those who came, out for those who left"
        ),
    ]
    customers: Annotated[int, Field(ge=1)]
    worth: Annotated[
        Money, Field(description="What they spent in last month's window; for those who came, in this month's")
    ]
    behaviour_customers: Annotated[
        int | None, Field(ge=0, description="How many it would have been by the earlier model; null without a new one")
    ]
    model_change_customers: Annotated[
        int | None, Field(description="How many of them the new model accounts for; null without a new one")
    ]


class Movement(Record):
    """Last month's segments against this month's, adding up to both months."""

    last_month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    windows_full: Annotated[bool, Field(description="Whether the data cover the windows of both months")]
    new_model: Annotated[bool, Field(description="Whether this month's model differs from last month's")]
    customers_before: Annotated[int, Field(ge=0, description="Last month's customers: all rows but new and returned")]
    customers_after: Annotated[int, Field(ge=0, description="This month's customers: all columns but lapsed")]
    customers: Annotated[int, Field(ge=0, description="Customers of either month: the sum of all cells")]
    money_before: Annotated[Money, Field(description="What last month's customers spent in the window that ended then")]
    money_after: Annotated[Money, Field(description="What this month's customers spent in the window that ends now")]
    stayed: Annotated[int, Field(ge=0, description="Customers who kept their segment's name")]
    stayed_by_earlier: Annotated[
        int | None, Field(ge=0, description="Who would have kept it by the earlier model; null without a new one")
    ]
    moved: Annotated[int, Field(ge=0, description="Customers of both months whose segment's name changed")]
    rose: Annotated[int, Field(ge=0, description="Those of them who moved up")]
    slipped: Annotated[int, Field(ge=0, description="Those of them who moved down")]
    aside: Annotated[int, Field(ge=0, description="Those of them who moved aside")]
    rose_by_earlier: Annotated[
        int | None, Field(ge=0, description="Who would have moved up by the earlier model; null without a new one")
    ]
    slipped_by_earlier: Annotated[int | None, Field(ge=0, description="Who would have moved down by it")]
    new: Annotated[int, Field(ge=0, description="Customers whose first purchase ever is in this month")]
    returned: Annotated[int, Field(ge=0, description="Customers who were not there last month but had bought before")]
    lapsed: Annotated[int, Field(ge=0, description="Customers who were there last month and are not now")]
    origins: tuple[Origin, ...]
    targets: tuple[Target, ...]
    notable: Annotated[tuple[Move, ...], Field(description="All movements, those worth most first")]
