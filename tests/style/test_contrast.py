"""Contrast: WCAG's own figures, and the nearest shade that can be read."""

from __future__ import annotations

import pytest

from segmentation.style.contrast import ENOUGH, contrast, readable

WHITE, NIGHT = "#ffffff", "#14191f"
COLOURS = ("#ff6600", "#ffff00", "#00ff00", "#808080", "#777777", "#ff0000", "#123456", "#ffffff", "#000000")


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#777777", 4.48), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_ratios_are_those_of_the_guidelines(colour, ratio):
    """Grey #767676 is the lightest that can be read on white, as everybody's table has it; red is at four."""
    assert contrast(colour, WHITE) == pytest.approx(ratio, abs=0.005)
    assert contrast(WHITE, colour) == contrast(colour, WHITE)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("ground", "towards"), [(WHITE, "black"), (NIGHT, "white")])
def test_a_shade_that_is_proposed_can_be_read(colour, ground, towards):
    """What is proposed passes as it is written, and is the colour itself where that passes already."""
    shade = readable(colour, ground, towards)
    assert contrast(shade, ground) >= ENOUGH
    assert (shade == colour) == (contrast(colour, ground) >= ENOUGH)


def test_the_nearest_shade_is_found():
    """No more is taken from a colour than must be: what is proposed hardly passes, and is of its hue."""
    shade = readable("#ff6600", WHITE, "black")
    assert ENOUGH <= contrast(shade, WHITE) < ENOUGH + 0.05
    red, green, blue = (int(shade[place : place + 2], 16) for place in (1, 3, 5))
    assert red > green > blue
