"""The house style: colours and fonts."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from segmentation.page.segment_shades import colours_of
from segmentation.profiles import LOYAL
from segmentation.style.fonts import ALWAYS, FALLBACK, font_faces, font_files

from ..by_hand.facts import tell

COLOUR = re.compile(r"#[0-9a-f]{6}")


def _fonts(css):
    return [b64decode(data) for data in re.findall(r"base64,([^)]+)\)", css)]


def test_segments_of_one_profile_get_shades():
    """Segments of one profile have colours of their own, lighter in turn."""
    groups = {f"Loyal, {place} of 4 by spend": (LOYAL, [(5, 2, 10.0)]) for place in ("1st", "2nd", "3rd", "4th")}
    shades = list(colours_of(tell(groups).facts).values())
    lightness = [sum(int(shade[i : i + 2], 16) for i in (1, 3, 5)) for shade in shades]
    assert lightness == sorted(set(lightness))
    assert all(COLOUR.fullmatch(shade) for shade in shades)


def test_fonts_are_there():
    """Every font comes in a package and is found on this machine."""
    assert all(path.is_file() for path in font_files().values())


def test_font_faces_are_the_same_every_time():
    """The same text gives the same bytes, in whatever order its characters come."""
    faces = font_faces(["Customers: £1,234"])
    assert font_faces(["4321,£ :sremotsuC", "CC"]) == faces


def test_font_faces_carry_the_characters_in_use_and_the_usual_ones():
    """Each font has every character of the text and those any page has, no others, and is far smaller than whole."""
    text = "Ménage à £9–12 “now”"
    fonts = _fonts(font_faces([text]))
    assert len(fonts) == len(font_files())
    for data, path in zip(fonts, font_files().values(), strict=True):
        with TTFont(BytesIO(data)) as font:
            characters = font.getBestCmap()
        assert set(map(ord, text)) <= set(characters)
        assert set(map(ord, ALWAYS)) <= set(characters) | {ord("\xa0"), ord("\n")}
        assert ord("Ω") not in characters
        assert len(data) < path.stat().st_size / 10


@pytest.mark.parametrize("text", [[""], ["\N{CJK UNIFIED IDEOGRAPH-4E2D}"]])
def test_font_faces_do_without(text):
    """A character that the fonts don't have, or no text at all, is no reason to fail."""
    assert font_faces(text).count("@font-face") == len(font_files())


def test_letters_that_the_fonts_lack_come_from_the_fallback():
    """A Hebrew letter and a space come in both weights of the fallback, and nothing that the fonts have."""
    text = font_faces(["aא"])
    fallbacks = re.findall(rf"font-family:'{FALLBACK}';font-weight:(\d+).*?base64,([^)]*)\)", text)
    assert [weight for weight, _ in fallbacks] == ["400", "600"]
    for _, data in fallbacks:
        with TTFont(BytesIO(b64decode(data))) as font:
            assert set(map(chr, font.getBestCmap())) == {"א", " ", "\xa0"}
