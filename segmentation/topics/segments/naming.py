"""Name clusters from what their customers do; the number k-means gave a cluster plays no part.

Two clusters in one cell of the grid get the same name plus how they differ, so that names are unique.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.messages import N_
from segmentation.profiles import SET_APART
from segmentation.topics.segments.grid import find_place, find_profile, value_ranks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

COMPARATIVES: Final = {
    c.RECENCY_DAYS: (N_("more recent"), N_("longer ago")),
    c.FREQUENCY: (N_("fewer orders"), N_("more orders")),
    c.MONETARY: (N_("lower spend"), N_("higher spend")),
}

DIFFERENCES: Final = tuple(word for words in COMPARATIVES.values() for word in words)
"""How two segments of a profile differ."""


@dataclass(frozen=True)
class Name:
    """What a cluster is called, for as long as its model is in force.

    The name is unique, its profile the place on the grid by which actions and colours are found. Scores are fifths of
    the median customer's ranks, 5 for the most recent and the most valuable, and medians those of days, orders and
    spend (ten-thousandths of the currency's unit), all when the name was given.
    """

    name: str
    profile: str
    recency_score: int
    value_score: int
    medians: tuple[float, float, float]


def name_clusters(features: pd.DataFrame, cluster: pd.Series) -> dict[int | str, Name]:
    """Name clusters, and customers set apart before: by cluster number, and then by key of `SET_APART`."""
    features = features[list(c.FEATURES)]
    ranks = value_ranks(features)
    keys = sorted(
        set(cluster), key=lambda key: (isinstance(key, str), [*SET_APART].index(key) if key in SET_APART else key)
    )
    members = [features[cluster == key] for key in keys]
    places = [find_place(ranks.loc[of.index]) for of in members]
    medians = [{name: float(of[name].median()) for name in c.FEATURES} for of in members]
    profiles = [
        SET_APART[key] if key in SET_APART else find_profile(place, m[c.RECENCY_DAYS], m[c.FREQUENCY])
        for key, place, m in zip(keys, places, medians, strict=True)
    ]
    names = tell_apart(profiles, medians, features)
    return {
        key: Name(name, profile, *place, (m[c.RECENCY_DAYS], m[c.FREQUENCY], m[c.MONETARY]))
        for key, name, profile, place, m in zip(keys, names, profiles, places, medians, strict=True)
    }


def tell_apart(profiles: Sequence[str], medians: Sequence[Mapping[str, float]], features: pd.DataFrame) -> list[str]:
    """Make names unique: clusters of one profile are told apart by what differs most between their medians.

    Of two, each gets a comparative ("Loyal, higher spend"); of more, a place ("Loyal, 2nd of 3 by spend").
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
    # A feature in which two of them are equal can't order them. Prefer money, then frequency, if two
    # features differ equally: they say more about a customer's value.
    widest = max(
        reversed(c.FEATURES),
        key=lambda name: (len({m[name] for m in medians}), max(ranks[name]) - min(ranks[name])),
    )
    order = np.lexsort([*([m[name] for m in medians] for name in c.FEATURES), [m[widest] for m in medians]])
    low, high = COMPARATIVES[widest]
    if len(medians) == 2:
        return [low if order[0] == number else high for number in range(2)]
    by = {c.RECENCY_DAYS: "recency", c.FREQUENCY: "orders", c.MONETARY: "spend"}[widest]
    best_first = order if widest == c.RECENCY_DAYS else order[::-1]
    places = {int(number): place for place, number in enumerate(best_first, start=1)}
    return [f"{_ordinal(places[number])} of {len(medians)} by {by}" for number in range(len(medians))]


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
