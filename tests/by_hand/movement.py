"""The month before, made by hand from a shop's customers: who was where, and how segments grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.profiles import AT_RISK, CHAMPIONS, HIBERNATING, PROMISING
from segmentation.topics.movement.work import count_movements
from segmentation.topics.trends.steadiness import steadiness
from segmentation.topics.trends.work import months_to, trends

from .facts import MONTH, four_groups, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from segmentation.facts import Facts
    from segmentation.topics.movement.record import Movement
    from segmentation.topics.trends.record import Trends

    from .facts import Groups

LAST_MONTH = "2011-10"
LEFT = 1_234_567
"""What each of the two who left had spent, in ten-thousandths."""
SCORES = {"Champions": (5, 5), "Loyal, higher spend": (4, 4), "At risk": (2, 4), "Hibernating": (1, 1)}


def odd_pence(seed):
    """Make four segments whose customers spent thirds of a penny."""
    rng = np.random.default_rng(seed)
    return {
        name: (name, [(int(rng.integers(300)), 3, int(rng.integers(1, 10**7)) / 10**4) for _ in range(13)])
        for name in (CHAMPIONS, AT_RISK, PROMISING, HIBERNATING)
    }


def now_of(groups: Groups) -> pd.DataFrame:
    """Put the customers in this month's table, numbered as `tell` does; every tenth is new."""
    rows = [(name, *customer) for name, (_, members) in groups.items() for customer in members]
    table = pd.DataFrame(rows, columns=[c.SEGMENT, *c.FEATURES])
    table.index = pd.Index([f"{10_000 + row}" for row in range(len(table))], name=c.CUSTOMER_ID)
    table[c.MONETARY] = (table[c.MONETARY] * c.MONEY_SCALE).round().astype("int64")
    new = np.arange(len(table)) % 10 == 0
    return table.assign(**{c.FIRST_EVER: pd.to_datetime(np.where(new, "2011-11-03", "2010-01-04"))})


def before_of(now: pd.DataFrame) -> pd.DataFrame:
    """Say where they were last month: every tenth and some others nowhere, every fifth one segment further down."""
    names = list(dict.fromkeys(now[c.SEGMENT]))
    row = np.arange(len(now))
    further = [names[(names.index(name) + 1) % len(names)] for name in now[c.SEGMENT]]
    before = now.assign(
        **{c.SEGMENT: np.where(row % 5 == 1, further, now[c.SEGMENT]), c.MONETARY: now[c.MONETARY] // 2 + 1}
    )[(row % 10 != 0) & (row % 15 != 7)]
    gone = before.tail(1).assign(**{c.MONETARY: LEFT, c.SEGMENT: names[-1]})
    return pd.concat([before, gone.rename(index=lambda _: "gone"), gone.rename(index=lambda _: "gone too")])


def year_of(now: pd.DataFrame) -> pd.DataFrame:
    """Let the base grow for a year, month by month."""
    months = months_to(str(MONTH), 12)
    parts = {month: now.iloc[:: 12 - place] for place, month in enumerate(months)}
    return pd.concat(parts, names=["month", c.CUSTOMER_ID])


def compared(
    groups: Groups,
    *,
    refit: bool = False,
    months: int = 12,
    data_from: str = "2009-12",
    scores: Mapping[str, tuple[int, int]] = SCORES,
) -> dict[str, Any]:
    """Compare November 2011 with October, and follow the segments; with a new model, who was at risk rises by it."""
    now = now_of(groups)
    earlier = now[c.SEGMENT].where(np.arange(len(now)) % 4 > 0, list(groups)[-1]) if refit else None

    def followed(facts: Facts) -> Trends:
        return trends(year_of(now), str(MONTH), months, data_from=data_from, **_rounding(facts))

    def moved(facts: Facts) -> Movement:
        full = all(followed(facts).full[-2:])
        return count_movements(
            before_of(now),
            now,
            str(MONTH),
            scores=scores,
            before_refit=earlier,
            windows_full=full,
            **_rounding(facts),
        )

    return {"movement": moved, "trends": followed, "steadiness": steadiness(year_of(now), str(MONTH))}


def _rounding(facts: Facts) -> dict[str, Any]:
    return {
        "digits": digits_of(facts.currency),
        "amounts": {segment.segment: segment.monetary for segment in facts.segments},
        "profiles": {segment.segment: segment.profile for segment in facts.segments},
    }


def told(groups: Groups | None = None, *, currency: str = "GBP", **months: Any) -> Facts:
    """Make the facts of four segments, or others, and of the months before."""
    groups = groups or four_groups()
    return tell(groups, currency=currency, compared=compared(groups, **months)).facts


def changed(facts: Facts, **movement: Any) -> Facts:
    """Change facts of the movement."""
    assert facts.movement is not None
    return facts.model_copy(update={"movement": facts.movement.model_copy(update=movement)})
