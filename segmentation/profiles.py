"""The names that segments can have."""

from __future__ import annotations

from typing import Final, Literal

from segmentation.messages import N_

CHAMPIONS: Final = N_("Champions")
LOYAL: Final = N_("Loyal")
POTENTIAL_LOYALISTS: Final = N_("Potential loyalists")
PROMISING: Final = N_("Promising")
NEEDS_ATTENTION: Final = N_("Needs attention")
SLIPPING_AWAY: Final = N_("Slipping away")
CANT_LOSE: Final = N_("Can't lose")
AT_RISK: Final = N_("At risk")
HIBERNATING: Final = N_("Hibernating")

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


BIG_SPENDERS: Final = N_("Big spenders")
FREQUENT_BUYERS: Final = N_("Frequent buyers")
BIG_AND_FREQUENT: Final = N_("Big and frequent")

SetApart = Literal["monetary", "frequency", "both"]
"""How the customers set apart before clustering stand out."""

SET_APART: Final[dict[SetApart, str]] = {
    "monetary": BIG_SPENDERS,
    "frequency": FREQUENT_BUYERS,
    "both": BIG_AND_FREQUENT,
}
"""The names of those customers."""

ALL_PROFILES: Final = (*dict.fromkeys(name for row in PROFILES for name in row), *SET_APART.values())
"""Every name there is an action and a colour for."""
