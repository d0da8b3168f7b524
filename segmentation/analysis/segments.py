"""Turn clusters into segments: what their customers are like, what to call them, what to do about them.

A segment is named from what its customers do. Every customer has a rank among all customers for recency, and
one for frequency and money together; the ranks of a segment's median customer, in fifths, give its place on
the grid of `PROFILES`. Two clusters on one place get the same name with what tells them apart, so that names
are unique. The number k-means gave a cluster plays no part.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from segmentation import columns as c
from segmentation.errors import SegmentsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

CHAMPIONS: Final = "Champions"
LOYAL: Final = "Loyal"
POTENTIAL_LOYALISTS: Final = "Potential loyalists"
PROMISING: Final = "Promising"
NEEDS_ATTENTION: Final = "Needs attention"
SLIPPING_AWAY: Final = "Slipping away"
CANT_LOSE: Final = "Can't lose"
AT_RISK: Final = "At risk"
HIBERNATING: Final = "Hibernating"

PROFILES: Final = (
    # value score:  1              2              3                    4        5
    (HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANT_LOSE),  # recency score 1: bought longest ago
    (HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANT_LOSE),
    (SLIPPING_AWAY, SLIPPING_AWAY, NEEDS_ATTENTION, LOYAL, LOYAL),
    (PROMISING, PROMISING, POTENTIAL_LOYALISTS, LOYAL, CHAMPIONS),
    (PROMISING, PROMISING, POTENTIAL_LOYALISTS, LOYAL, CHAMPIONS),  # recency score 5: bought most recently
)
"""The name of each place, by recency score (row) and value score (column), both from 1 to 5.

The grid is the one in common use for RFM scores (such as https://www.putler.com/rfm-analysis/), without
overlaps and without names that claim what R, F and M don't show ("new", "lost").
"""

BIG_SPENDERS: Final = "Big spenders"
FREQUENT_BUYERS: Final = "Frequent buyers"
BIG_AND_FREQUENT: Final = "Big and frequent"

SetApart = Literal["monetary", "frequency", "both"]
"""In what customers stand out who are set apart before clustering."""

SET_APART: Final[dict[SetApart, str]] = {
    "monetary": BIG_SPENDERS,
    "frequency": FREQUENT_BUYERS,
    "both": BIG_AND_FREQUENT,
}
"""The name of who was set apart before clustering, by the feature in which they stand out."""

ALL_PROFILES: Final = (*dict.fromkeys(name for row in PROFILES for name in row), *SET_APART.values())
"""Every name there is an action and a colour for."""

_COMPARATIVES: Final = {
    c.RECENCY_DAYS: ("more recent", "longer ago"),
    c.FREQUENCY: ("fewer orders", "more orders"),
    c.MONETARY: ("lower spend", "higher spend"),
}

_ACTION_FIELDS: Final = ("what", "why", "channel", "measure")


@dataclass(frozen=True)
class Action:
    """What to do about a segment.

    Attributes
    ----------
    what, why, channel, measure : str
        The action, its reason, through which channel, and what to measure afterwards.
    """

    what: str
    why: str
    channel: str
    measure: str


@dataclass(frozen=True)
class Spread:
    """Median and quartiles of a feature over a segment's customers.

    Attributes
    ----------
    median, lower, upper : float
        The 50th, 25th and 75th percentile, in the feature's unit (money in the currency's unit).
    """

    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Segment:
    """A group of customers the business has a name for.

    Attributes
    ----------
    name : str
        Unique among the segments.
    profile : str
        The name's place on the grid, by which actions and colours are found.
    set_apart : {"monetary", "frequency", "both"} or None
        For who was set apart before clustering, the feature in which they stand out: a key of `SET_APART`.
    recency_score, value_score : int
        Fifths of the median customer's ranks, 5 for the most recent and the most valuable.
    customers : int
        How many customers.
    monetary : int
        What they spent, in ten-thousandths of the currency's unit.
    recency_days, frequency, spend : Spread
        Of a customer's features.
    center : tuple of float
        The cluster's centre in days, invoices and the currency's unit; of who was set apart, the mean.
    cluster : int or None
        The cluster's number, by which its figures are found; it means nothing.
    action : Action
        What to do.
    """

    name: str
    profile: str
    set_apart: SetApart | None
    recency_score: int
    value_score: int
    customers: int
    monetary: int
    recency_days: Spread
    frequency: Spread
    spend: Spread
    center: tuple[float, float, float]
    cluster: int | None
    action: Action


def profile_segments(
    features: pd.DataFrame,
    labels: NDArray[np.int64],
    centers: NDArray[np.float64],
    actions: Mapping[str, Action],
    *,
    set_apart: pd.Series[str] | None = None,
) -> tuple[tuple[Segment, ...], pd.Series[str]]:
    """Describe and name the clusters, and who was set apart before.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit).
    labels : ndarray of shape (n_clustered,)
        Cluster of each customer who was clustered, in the order of ``features``.
    centers : ndarray of shape (n_clusters, 3)
        Centres in days, invoices and the currency's unit.
    actions : mapping of str to Action
        By profile.
    set_apart : Series of shape (n_customers,), optional
        A key of `SET_APART` for each customer who was not clustered, missing for the others.

    Returns
    -------
    segments : tuple of Segment
        Those with most money first.
    segment : Series of shape (n_customers,)
        Each customer's segment by name, indexed as the features.

    Raises
    ------
    SegmentsError
        There is no action for a profile.
    """
    import pandas as pd

    features = features[list(c.FEATURES)]
    ranks = value_ranks(features)
    groups = pd.Series(index=features.index, dtype="object") if set_apart is None else set_apart.copy()
    groups[groups.isna()] = labels
    keys = [*(k for k in range(len(centers)) if (labels == k).any()), *(k for k in SET_APART if (groups == k).any())]
    members = [features[groups == key] for key in keys]
    places = [_place(ranks.loc[of.index]) for of in members]
    profiles = [
        SET_APART[key] if isinstance(key, str) else PROFILES[recency - 1][value - 1]
        for key, (recency, value) in zip(keys, places, strict=True)
    ]
    names = tell_apart(profiles, [{name: float(of[name].median()) for name in c.FEATURES} for of in members], features)
    segments = [
        _segment(of, key, name, profile, place, _mean(of) if isinstance(key, str) else centers[key], actions)
        for key, of, name, profile, place in zip(keys, members, names, profiles, places, strict=True)
    ]
    segment = groups.map(dict(zip(keys, names, strict=True))).rename(c.SEGMENT)
    return tuple(sorted(segments, key=lambda s: (-s.monetary, s.name))), segment


def _mean(of: pd.DataFrame) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = of.mean().to_numpy() / (1, 1, c.MONEY_SCALE)
    return mean


def value_ranks(features: pd.DataFrame) -> pd.DataFrame:
    """Rank every customer among all.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3)
        ``recency_days``, ``frequency`` and ``monetary``.

    Returns
    -------
    DataFrame of shape (n_customers, 2)
        ``recency`` and ``value`` (frequency and money, half each), from 0 to 1, best highest. Equals share
        their mean rank, so that the many who bought once stand together.
    """
    share = (features.rank(method="average") - 0.5) / len(features)
    return share.assign(recency=1 - share[c.RECENCY_DAYS], value=(share[c.FREQUENCY] + share[c.MONETARY]) / 2)[
        ["recency", "value"]
    ]


def _place(ranks: pd.DataFrame) -> tuple[int, int]:
    recency, value = (min(int(rank * 5), 4) + 1 for rank in ranks.median())
    return recency, value


def tell_apart(profiles: Sequence[str], medians: Sequence[Mapping[str, float]], features: pd.DataFrame) -> list[str]:
    """Make names unique: clusters of one profile are told apart by what differs most between them.

    Parameters
    ----------
    profiles : sequence of str
        Profile of each cluster.
    medians : sequence of mapping of str to float
        Median of each feature, for each cluster.
    features : DataFrame of shape (n_customers, 3)
        All customers, to whose ranks the medians are held.

    Returns
    -------
    list of str
        A unique name for each cluster: the profile, and if need be a comparative ("Loyal, higher spend"); of
        three or more, a place ("Loyal, 2nd of 3 by spend").
    """
    names = list(profiles)
    for profile in set(profiles):
        alike = [number for number, name in enumerate(profiles) if name == profile]
        if len(alike) > 1:
            names_of = _compare([medians[number] for number in alike], features)
            for number, difference in zip(alike, names_of, strict=True):
                names[number] = f"{profile}, {difference}"
    return names


def _compare(medians: Sequence[Mapping[str, float]], features: pd.DataFrame) -> list[str]:
    ranks = {name: [float((features[name] < m[name]).mean()) for m in medians] for name in c.FEATURES}
    # A feature in which two of them are equal can't order them. Prefer money, then frequency, where two
    # features differ alike: they say more of a customer's worth.
    widest = max(
        reversed(c.FEATURES),
        key=lambda name: (len({m[name] for m in medians}), max(ranks[name]) - min(ranks[name])),
    )
    order = np.lexsort([*([m[name] for m in medians] for name in c.FEATURES), [m[widest] for m in medians]])
    low, high = _COMPARATIVES[widest]
    if len(medians) == 2:
        return [low if order[0] == number else high for number in range(2)]
    by = {c.RECENCY_DAYS: "recency", c.FREQUENCY: "orders", c.MONETARY: "spend"}[widest]
    best_first = order if widest == c.RECENCY_DAYS else order[::-1]
    places = {int(number): place for place, number in enumerate(best_first, start=1)}
    return [f"{_ordinal(places[number])} of {len(medians)} by {by}" for number in range(len(medians))]


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _segment(
    of: pd.DataFrame,
    key: int | SetApart,
    name: str,
    profile: str,
    place: tuple[int, int],
    center: Iterable[float],
    actions: Mapping[str, Action],
) -> Segment:
    quartiles = of.quantile([0.5, 0.25, 0.75])
    quartiles[c.MONETARY] /= c.MONEY_SCALE
    spreads = {feature: Spread(*(float(value) for value in quartiles[feature])) for feature in c.FEATURES}
    recency_days, frequency, monetary = (float(value) for value in center)
    return Segment(
        name=name,
        profile=profile,
        set_apart=key if isinstance(key, str) else None,
        recency_score=place[0],
        value_score=place[1],
        customers=len(of),
        monetary=int(of[c.MONETARY].sum()),
        recency_days=spreads[c.RECENCY_DAYS],
        frequency=spreads[c.FREQUENCY],
        spend=spreads[c.MONETARY],
        center=(recency_days, frequency, monetary),
        cluster=None if isinstance(key, str) else key,
        action=_action(actions, profile),
    )


def _action(actions: Mapping[str, Action], profile: str) -> Action:
    try:
        return actions[profile]
    except KeyError:
        known = ", ".join(f'"{name}"' for name in actions)
        msg = f'there is no action for "{profile}", only for {known}; add a table ["{profile}"] to actions.toml'
        raise SegmentsError(msg) from None


def read_actions(path: Path) -> dict[str, Action]:
    """Read the recommended actions a marketer keeps.

    Parameters
    ----------
    path : Path
        A TOML file with a table for each profile, of the keys what, why, channel and measure.

    Returns
    -------
    dict of str to Action
        By profile.

    Raises
    ------
    SegmentsError
        The file can't be read, or a table lacks a key, has one too many, or holds something but text.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"the actions can't be read from {path}: {error.strerror}"
        raise SegmentsError(msg) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is not valid TOML: {error}"
        raise SegmentsError(msg) from None
    for name, table in tables.items():
        if name not in ALL_PROFILES:
            msg = f'{path} has an action for "{name}", which is no segment; these are: {", ".join(ALL_PROFILES)}'
            raise SegmentsError(msg)
        if not isinstance(table, dict) or set(table) != set(_ACTION_FIELDS):
            has = ", ".join(table) if isinstance(table, dict) else repr(table)
            msg = f'["{name}"] in {path} has {has}; it needs {", ".join(_ACTION_FIELDS)}, no more and no less'
            raise SegmentsError(msg)
        if not all(isinstance(value, str) and value.strip() for value in table.values()):
            msg = f'["{name}"] in {path} needs a text for each of {", ".join(_ACTION_FIELDS)}'
            raise SegmentsError(msg)
    return {name: Action(**table) for name, table in tables.items()}
