"""Turn clusters into segments: what to call them, what their customers are like, what to do about them.

``grid.py`` has the names, ``naming.py`` gives them, ``carrying_over.py`` hands them from one model to the next;
``description.py`` says what a segment is like, ``actions.py`` what is recommended.
"""

from segmentation.analysis.segments.actions import Action, read_actions
from segmentation.analysis.segments.carrying_over import carry_over, match_clusters
from segmentation.analysis.segments.description import Segment, Spread, describe_segments
from segmentation.analysis.segments.grid import (
    ALL_PROFILES,
    AT_RISK,
    BIG_AND_FREQUENT,
    BIG_SPENDERS,
    CANT_LOSE,
    CHAMPIONS,
    FREQUENT_BUYERS,
    HIBERNATING,
    LOYAL,
    NEEDS_ATTENTION,
    POTENTIAL_LOYALISTS,
    PROFILES,
    PROMISING,
    SET_APART,
    SLIPPING_AWAY,
    SetApart,
)
from segmentation.analysis.segments.naming import DIFFERENCES, Name, name_clusters, tell_apart

__all__ = [
    "ALL_PROFILES",
    "AT_RISK",
    "BIG_AND_FREQUENT",
    "BIG_SPENDERS",
    "CANT_LOSE",
    "CHAMPIONS",
    "DIFFERENCES",
    "FREQUENT_BUYERS",
    "HIBERNATING",
    "LOYAL",
    "NEEDS_ATTENTION",
    "POTENTIAL_LOYALISTS",
    "PROFILES",
    "PROMISING",
    "SET_APART",
    "SLIPPING_AWAY",
    "Action",
    "Name",
    "Segment",
    "SetApart",
    "Spread",
    "carry_over",
    "describe_segments",
    "match_clusters",
    "name_clusters",
    "read_actions",
    "tell_apart",
]
