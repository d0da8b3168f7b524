"""The colours of segments are told apart by whoever sees them, on whatever they are shown."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement

import pytest
from coloraide import Color

from segmentation.page.segment_shades import colours_of
from segmentation.profiles import ALL_PROFILES, LOYAL
from segmentation.style import segment_colours as palette
from segmentation.style.colours import DARK_TOKENS, MUTED, PAPER, TOKENS
from segmentation.topics.movement.picture import COLOURS

from ..by_hand.facts import tell

APART = 10
"""CIEDE2000 between any two colours, at least."""
CHROMATIC = ("normal", "deutan", "protan", "tritan")
VISIONS = (*CHROMATIC, "grey")


def _seen(colour, vision):
    if vision == "normal":
        return Color(colour)
    if vision == "grey":
        # Grey of the same luminance: what is left of a colour on a printer that has one ink.
        return Color("lab-d65", [Color(colour).convert("lab-d65")["lightness"], 0, 0])
    return Color(colour).filter(vision)


class Distances:
    """CIEDE2000 between two colours as they are seen, each worked out once."""

    def __init__(self):
        self.known = {}

    def __call__(self, one, other, vision):
        """Say how far apart they are."""
        key = (*sorted((one, other)), vision)
        if key not in self.known:
            self.known[key] = _seen(one, vision).delta_e(_seen(other, vision), method="2000")
        return self.known[key]


DISTANCES = Distances()


def _nearest(colours, visions=VISIONS):
    return min(
        (DISTANCES(one, other, vision), vision, one, other)
        for one, other in combinations(colours, 2)
        for vision in visions
    )


def _contrast(colour, ground):
    return Color(colour).contrast(ground, method="wcag21")


def _grounds(dealt):
    return [shade.paper for shade in dealt], [shade.dark for shade in dealt]


@pytest.mark.parametrize("many", range(2, palette.STEPS + 1))
def test_any_set_of_up_to_seven_profiles_is_told_apart_in_every_way_of_seeing(many):
    """Any two colours of a report of up to seven segments, on either ground, are 10 apart, in greyscale too."""
    for profiles in combinations(ALL_PROFILES, many):
        for colours in _grounds(palette.deal(profiles)):
            assert _nearest(colours)[0] >= APART, profiles


@pytest.mark.parametrize("many", [2, 3, 4, 5])
def test_segments_that_share_a_profile_are_told_apart_as_well(many):
    """So are those of reports in which several segments share a profile, whichever it is."""
    for profiles in combinations_with_replacement(ALL_PROFILES, many):
        for colours in _grounds(palette.deal(profiles)):
            assert _nearest(colours)[0] >= APART, profiles


@pytest.mark.parametrize("many", [6, 7])
@pytest.mark.parametrize("profile", ALL_PROFILES)
def test_of_one_profile_there_are_seven_shades(profile, many):
    """Even seven segments of one profile, or those and its neighbours, are told apart in greyscale."""
    for others in combinations(ALL_PROFILES, 2):
        for colours in _grounds(palette.deal([profile] * (many - 2) + list(others))):
            assert _nearest(colours)[0] >= APART


@pytest.mark.parametrize("many", range(palette.STEPS + 1, len(ALL_PROFILES) + 1))
def test_any_set_of_more_is_told_apart_in_colour(many):
    """Any two colours of a report of eight to twelve profiles are 10 apart to who sees colours, or fewer of them."""
    for profiles in combinations(ALL_PROFILES, many):
        for colours in _grounds(palette.deal(profiles)):
            assert _nearest(colours, CHROMATIC)[0] >= APART, profiles


@pytest.mark.parametrize("profile", ALL_PROFILES)
def test_fourteen_of_one_profile_are_told_apart_in_colour(profile):
    """The longest report there are colours for may be of one profile, or of two, or of all and two more."""
    for other in ALL_PROFILES:
        for profiles in ([profile] * 14, [profile] * 8 + [other] * 6, [*ALL_PROFILES, profile, other]):
            for colours in _grounds(palette.deal(profiles)):
                assert _nearest(colours, CHROMATIC)[0] >= APART


def test_beyond_fourteen_segments_are_drawn_alike():
    """The fifteenth has no colour of its own, and a report of fifteen is drawn all the same."""
    groups = {f"Loyal, {place}": (LOYAL, [(5, 2, 100.0 - place)]) for place in range(15)}
    colours = colours_of(tell(groups).facts)
    assert list(colours) == list(groups)
    assert colours["Loyal, 14"] == MUTED
    assert len(set(colours.values())) == 15


@pytest.mark.parametrize("many", range(1, palette.FEW + 1))
def test_few_segments_stand_out_from_either_ground(many):
    """Up to five segments have 3:1 to paper and to a dark ground, as WCAG asks of marks; more may need an outline."""
    for profiles in combinations(ALL_PROFILES, many):
        for shade in palette.deal(profiles):
            assert _contrast(shade.paper, PAPER) >= 3
            assert _contrast(shade.dark, DARK_TOKENS["paper"]) >= 3
            assert not shade.faint


def test_who_does_not_stand_out_has_an_outline():
    """Of more than five, those below 3:1 to either ground are called faint, and nobody else is."""
    for shade in palette.deal(ALL_PROFILES):
        on_both = min(_contrast(shade.paper, PAPER), _contrast(shade.dark, DARK_TOKENS["paper"]))
        assert shade.faint == (on_both < 3)


def test_a_profile_keeps_its_hue():
    """Whichever segments a report has, a profile is cool or warm as ever, and its hue hardly turns."""
    for profile in ALL_PROFILES:
        hues = [
            Color(shade.paper).convert("lch-d65")["hue"]
            for many in range(palette.STEPS)
            for shade in palette.deal([profile, *ALL_PROFILES[:many]])[:1]
        ]
        assert max(hues) - min(hues) < 15, (profile, hues)


def test_the_order_of_segments_changes_no_colour():
    """How dark a segment is depends on the set of segments, not on which of them brings most money."""
    profiles = ALL_PROFILES[:6]
    there, back = palette.deal(profiles), palette.deal(profiles[::-1])
    assert there == back[::-1]


@pytest.mark.parametrize("tokens", [TOKENS, DARK_TOKENS], ids=["paper", "dark"])
def test_colours_that_mean_something_are_told_apart(tokens):
    """Where customers went, what adds and what takes, and what does not hold: told apart in every way of seeing."""
    named = {colour: name for name, colour in TOKENS.items()}
    directions = [tokens[named[colour]] for colour in COLOURS.values()]
    assert _nearest(directions)[0] >= APART
    assert _nearest([tokens[name] for name in ("accent", "added", "taken")])[0] >= APART
    assert _nearest([tokens["accent"], tokens["warning"]])[0] >= APART


@pytest.mark.parametrize("tokens", [TOKENS, DARK_TOKENS], ids=["paper", "dark"])
def test_words_stand_out(tokens):
    """Words have the contrast that WCAG asks of text (4.5:1) on either ground, and on what moves across it."""
    for words in ("ink", "muted", "accent", "warning"):
        assert _contrast(tokens[words], tokens["paper"]) >= 4.5
        assert _contrast(tokens[words], tokens["wash"]) >= 4.5


def test_every_colour_has_one_name():
    """No two tokens are equal, and none is a segment's colour: from a colour in a picture its name is known."""
    of_segments = [colour for steps in palette._PAPER.values() for colour in steps]
    everything = [*TOKENS.values(), *of_segments]
    assert len(set(everything)) == len(everything)
