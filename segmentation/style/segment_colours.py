"""The colours of segments: a hue for each profile, and seven steps of lightness that a report deals out.

Twelve colours that are told apart in greyscale do not exist: from black to white there is room for eight greys that
are 10 CIEDE2000 apart, and from the darkest to the lightest colour that still has a hue, for seven. So a profile keeps
its hue from month to month, and how dark it is the report's set of segments settles:

- Segments are put in the order of `PROFILES`, from those drawn darkest to those drawn lightest.
- Up to five of them get five steps that stand out from the ground, by 3:1 and more: on paper the five darkest, on a
  dark ground the five lightest. Up to seven get all seven steps. No two share a step, so that any two of them are at
  least 10 CIEDE2000 apart in greyscale too.
- Of eight to fourteen some share a step, at most two. Profiles are warm and cool by turns; where both who share a step
  are warm, or both cool, the second gets the hue beside its own. Any two are then still 10 apart to who sees all
  colours, and to deuteranopes, protanopes and tritanopes; on grey paper, names and marks must help.
- Beyond fourteen there is no colour left that could be told from the others; these are drawn alike.

Where two get a hue each, the redder comes first and so is darker, since to protanopes it is: this is what lets hues
as strong as these be told apart in every order of steps. The colours were found by a search over hue and chroma in
CIELAB; tests hold them to all of the above.

References
----------
CIEDE2000: Sharma, Wu, Dalal (2005), Color Research and Application 30, 21-30. Deuteranopia and protanopia: Viénot,
Brettel, Mollon (1999), Color Research and Application 24, 243-252. Tritanopia: Brettel, Viénot, Mollon (1997),
JOSA A 14, 2647-2655. Contrast 3:1: WCAG 2.2, 1.4.11.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from segmentation.profiles import (
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
    PROMISING,
    SLIPPING_AWAY,
)

_PAPER: Final = {
    BIG_AND_FREQUENT: ("#081858", "#323686", "#5151b5", "#6e6cd2", "#8e87f2", "#b5adfc", "#e0dcfe"),
    CANT_LOSE: ("#450603", "#692d28", "#884d44", "#996d66", "#b38a85", "#d7aca6", "#fed7cf"),
    CHAMPIONS: ("#051f42", "#193e79", "#3c5c9b", "#5b76b9", "#7891dd", "#9db4fa", "#d9defe"),
    AT_RISK: ("#3a1403", "#63321f", "#82513d", "#9d6c5b", "#cc8165", "#d9ac9d", "#ffd7ca"),
    LOYAL: ("#02213a", "#0e426a", "#2d6091", "#4f7aaf", "#6697cf", "#87b9fa", "#cee1fe"),
    SLIPPING_AWAY: ("#331903", "#5f3514", "#7f5334", "#9b6e50", "#c3865d", "#eba779", "#ffd8bf"),
    FREQUENT_BUYERS: ("#022234", "#13445d", "#2b6285", "#427ea3", "#559bc7", "#72bef1", "#c3e4fd"),
    BIG_SPENDERS: ("#2d1c04", "#583909", "#785728", "#937246", "#ba8b4d", "#dfad6e", "#ffd9b1"),
    POTENTIAL_LOYALISTS: ("#03232c", "#154554", "#2b6477", "#3a809a", "#499ebc", "#5ec2e7", "#b5e7fe"),
    NEEDS_ATTENTION: ("#291e03", "#4d3e05", "#705b11", "#8d7535", "#af9043", "#d2b35d", "#ffdc87"),
    PROMISING: ("#012427", "#15464b", "#23666d", "#3b828a", "#35a1b0", "#54c5d6", "#83f0fe"),
    HIBERNATING: ("#202103", "#3e4304", "#5e610a", "#787d0f", "#949a20", "#b9bc46", "#e4e66c"),
}
"""By profile its seven steps, the darkest first, as drawn on paper."""

_DARK: Final = {
    BIG_AND_FREQUENT: ("#20225c", "#424085", "#605bad", "#7973d3", "#9891ef", "#c2b7fc", "#ede8fd"),
    CANT_LOSE: ("#4c1814", "#6d3a34", "#8a5851", "#957872", "#b39591", "#d6b9b6", "#ffe5e2"),
    CHAMPIONS: ("#14284f", "#354774", "#536396", "#6b7db3", "#849adb", "#abbefa", "#e6eafe"),
    AT_RISK: ("#491b07", "#693d2c", "#875a4b", "#9f7565", "#d38a6e", "#d5baaf", "#fee6dc"),
    LOYAL: ("#052b48", "#2c4a6c", "#4b6789", "#6480a9", "#7e9eca", "#9cc2f7", "#dfecfe"),
    SLIPPING_AWAY: ("#432002", "#673f1e", "#845c42", "#9c775c", "#cd8e61", "#fcae78", "#ffe6d8"),
    FREQUENT_BUYERS: ("#062c41", "#244c67", "#446983", "#5e839d", "#74a1c3", "#95c5ec", "#dbedfe"),
    BIG_SPENDERS: ("#3a2502", "#624211", "#805f32", "#997951", "#c0945b", "#ebb673", "#ffe7cd"),
    POTENTIAL_LOYALISTS: ("#052d3b", "#254d5e", "#3a6b80", "#578597", "#6fa3bb", "#86c9e4", "#cff0ff"),
    NEEDS_ATTENTION: ("#332803", "#594608", "#78631b", "#947c3d", "#b5994e", "#ddbc6b", "#fee9ba"),
    PROMISING: ("#042e34", "#1c4f57", "#3f6c71", "#5a868b", "#71a4ad", "#91c9d0", "#b8f5ff"),
    HIBERNATING: ("#2a2b03", "#474c06", "#66690c", "#7f840f", "#9da229", "#c4c558", "#f0f178"),
}
"""The same on a dark ground."""

PROFILES: Final = tuple(_PAPER)
"""Every profile, from those drawn darkest to those drawn lightest; cool and warm by turns."""

STEPS: Final = 7
"""Steps of lightness."""

FEW: Final = 5
"""Up to this many segments have a contrast of 3:1 with either ground."""

MOST: Final = 2 * STEPS
"""Above this number, segments share colours."""


@dataclass(frozen=True)
class Shade:
    """A segment's colour on paper and on a dark ground; ``faint`` marks need an outline on one of them."""

    paper: str
    dark: str
    faint: bool = False


def deal(profiles: Sequence[str]) -> list[Shade | None]:
    """Give each segment of a report its colour."""
    ranks = [PROFILES.index(profile) for profile in profiles]
    order = sorted(range(len(ranks)), key=lambda place: (ranks[place], place))
    dealt: list[Shade | None] = [None] * len(ranks)
    places = _places([ranks[place] for place in order[:MOST]])
    for place, (rank, step) in zip(order, places, strict=False):
        dealt[place] = _shade(rank, step, few=len(ranks) <= FEW)
    return dealt


def faint(colours: Collection[str]) -> frozenset[str]:
    """Find the colours that need an outline, being near the ground on paper or in the dark."""
    if len(colours) <= FEW:
        return frozenset()
    near = {steps[step] for steps in _PAPER.values() for step in range(STEPS) if _is_faint(step)}
    return frozenset(near.intersection(colours))


def _is_faint(step: int) -> bool:
    return step < STEPS - FEW or step >= FEW


def _shade(rank: int, step: int, *, few: bool) -> Shade:
    profile = PROFILES[rank]
    if few:
        return Shade(_PAPER[profile][step], _DARK[profile][step + STEPS - FEW])
    return Shade(_PAPER[profile][step], _DARK[profile][step], faint=_is_faint(step))


def _places(ranks: Sequence[int]) -> list[tuple[int, int]]:
    """Choose a hue, as a profile's rank, and a step for each of some ordered ranks."""
    if len(ranks) > STEPS:
        return _shared(ranks)
    last = len(PROFILES) - 1
    # Few segments avoid the step that is nearly black, more of them the one that is nearly white.
    steps, wanted = (FEW, [1 + 3 * rank / last for rank in ranks]) if len(ranks) <= FEW else (
        STEPS, [5 * rank / last for rank in ranks])  # fmt: skip
    # Of all rising choices of steps, take the one nearest to each profile's rank among all.
    chosen = min(
        combinations(range(steps), len(ranks)),
        key=lambda way: sum((step - want) ** 2 for step, want in zip(way, wanted, strict=True)),
    )
    return list(zip(ranks, chosen, strict=True))


def _shared(ranks: Sequence[int]) -> list[tuple[int, int]]:
    """Spread more segments than steps evenly over the steps; those that share one differ by hue."""
    places: list[tuple[int, int]] = []
    for number, rank in enumerate(ranks):
        step = number * STEPS // len(ranks)
        above = places[-1] if places and places[-1][1] == step else None
        beside = above is not None and above[0] % 2 == rank % 2
        # An even rank pairs with the next rank, an odd one with the previous: cool with warm.
        places.append((rank ^ 1 if beside else rank, step))
    return places
