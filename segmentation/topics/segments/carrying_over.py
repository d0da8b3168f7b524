"""Carry names over from one model to the next, so that a name goes on meaning the same customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.profiles import SET_APART
from segmentation.topics.segments.naming import COMPARATIVES, Name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

_ONE: Final = np.array([1, 1, c.MONEY_SCALE])
"""A day, an order, and the currency's unit."""


def match_clusters(
    old: NDArray[np.float64], new: NDArray[np.float64], alike: NDArray[np.bool_] | None = None
) -> dict[int, int]:
    """Find the old counterpart of each new cluster, from their centres in the old model's space.

    Two centres may be a pair only if the old one is the nearest of all to the new one: the old model itself would have
    put the new centre there. Of such pairs there are as many as can be, and their distances add up to least (the
    Hungarian method). Of two new centres that could have an old name, the one has it whose customers still do what it
    says: ``alike``, of shape (n_new, n_old).

    References
    ----------
    Kuhn, H. W. (1955), The Hungarian method for the assignment problem, Naval Research Logistics Quarterly 2, 83-97.

    Examples
    --------
    >>> match_clusters(np.array([[0.0], [10.0]]), np.array([[9.0], [1.0], [14.0]]))
    {0: 1, 1: 0}
    """
    from scipy.optimize import linear_sum_assignment

    apart = np.linalg.norm(new[:, None, :] - old[None, :, :], axis=2)
    may_be = apart == apart.min(axis=1, keepdims=True)
    # Each worse kind of pair costs more than all of the better kinds together.
    worse = apart.sum() + 1
    cost = apart if alike is None else np.where(alike, apart, apart + worse)
    pairs = zip(*linear_sum_assignment(np.where(may_be, cost, worse * (2 + sum(apart.shape)))), strict=True)
    return {int(one): int(other) for one, other in pairs if may_be[one, other]}


def carry_over(
    fresh: Mapping[int | str, Name],
    old: Mapping[int | str, Name],
    counterparts: Mapping[int, int],
    used: Collection[str],
) -> dict[int | str, Name]:
    """Give new clusters the names of their counterparts, and those without one a name that no model ever used.

    A counterpart hands on its name, profile and scores; the medians are the new cluster's own.
    """
    names: dict[int | str, Name] = {}
    for key, own in fresh.items():
        if key in SET_APART:
            names[key] = own
        elif key in counterparts:
            kept = old[counterparts[int(key)]]
            names[key] = replace(kept, medians=own.medians)
    for key, own in fresh.items():
        if key not in names:
            taken = {*used, *(name.name for name in names.values())}
            alike = [name for name in [*names.values(), *old.values()] if name.profile == own.profile]
            free = next(name for name in _names(own, alike) if name not in taken)
            names[key] = replace(own, name=free)
    return {key: names[key] for key in fresh}


def _names(own: Name, alike: list[Name]) -> Iterator[str]:
    """Propose names, the plainest first: the profile, how it differs from others of its profile, a number."""
    yield own.profile
    if alike:
        medians = np.array(own.medians)
        others = np.mean([name.medians for name in alike], axis=0)
        # The largest factor says most; adding one day or order avoids dividing by zero.
        factors = np.log((medians / _ONE + 1) / (others / _ONE + 1))
        for place in np.argsort(-np.abs(factors), kind="stable"):
            if medians[place] != others[place]:
                yield f"{own.profile}, {COMPARATIVES[c.FEATURES[place]][int(factors[place] > 0)]}"
    number = 2
    while True:
        yield f"{own.profile} {number}"
        number += 1
