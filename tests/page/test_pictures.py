"""Facts and customers become pictures."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from segmentation.page.html import render_html
from segmentation.page.owner import Look
from segmentation.page.pictures import draw_pictures
from segmentation.page.segment_shades import colours_of
from segmentation.profiles import ALL_PROFILES, CHAMPIONS, HIBERNATING, LOYAL, PROMISING
from segmentation.style import segment_colours as palette
from segmentation.style.colours import ACCENT, TOKENS
from segmentation.style.point_clouds import as_masks, cover, layers
from segmentation.topics.clustering.n_clusters import Choice
from segmentation.topics.clustering.picture import curve

from ..by_hand.facts import four_groups, tell
from ..conftest import TEMPLATES

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["concentration", "violins", "clusters", "elbow", "silhouette", "stability", "waterfall"]
OF_MONTHS = ["bridge-1", "bridge-12", "cohorts", "movement", "trends"]
"""Drawn where the facts compare months."""
OF_SEGMENTS = [f"segment-{n}-{what}" for n in range(1, 5) for what in ("days", "orders", "spend", "customers", "money")]
"""Drawn for each segment."""
LONG = "Loyal, of whom the 1st of 12 by spend is sixty letters long!"


def _draw(told):
    return {picture.name: ET.fromstring(picture.svg) for picture in draw_pictures(told.facts)}


def _count(root, tag):
    return sum(1 for _ in root.iter(f"{SVG}{tag}"))


def test_pictures_are_the_same_every_time(report):
    """The same facts give the same bytes, ids included."""
    assert draw_pictures(report.told.facts) == report.pictures


def test_only_the_points_are_pixels(report):
    """Each segment's points are a raster in each of four views; everything else is drawn in vectors."""
    drawn = {picture.name: ET.fromstring(picture.svg) for picture in report.pictures}
    assert set(drawn) == {*NAMES, *OF_MONTHS, *OF_SEGMENTS}
    assert {name: _count(root, "image") for name, root in drawn.items()} == {
        **dict.fromkeys(drawn, 0),
        "clusters": 4 * 4,
    }
    assert all(_count(root, "path") > 5 for root in drawn.values())


def test_letters_are_text_where_a_page_has_the_fonts(report):
    """Words in pictures can be read and copied; where there are no fonts for them they are drawn as outlines."""
    assert all(_count(ET.fromstring(picture.svg), "text") for picture in report.pictures)
    drawn = draw_pictures(report.told.facts, letters="paths")
    assert not any(_count(ET.fromstring(picture.svg), "text") for picture in drawn)


def test_pictures_refer_to_nothing_outside(report):
    """Every reference in a picture is to a part of itself, or carries what it refers to."""
    for picture in report.pictures:
        for element in ET.fromstring(picture.svg).iter():
            for name, value in element.attrib.items():
                if name.endswith("href"):
                    assert value.startswith(("#", "data:image/png;base64,"))
                assert "url(" not in value or "url(#" in value


def test_pictures_bear_neither_date_nor_maker(report):
    """Nothing in a picture tells when or by which version it was drawn."""
    for picture in report.pictures:
        root = ET.fromstring(picture.svg)
        assert "dc#date" not in str(picture.svg)
        assert not [e for e in root.iter() if e.tag.endswith(("}date", "}creator"))]


def test_every_segment_has_its_colour_in_every_picture_of_segments(report):
    """A segment has the same colour in the violins and the centres of the clusters."""
    facts = report.told.facts
    colours = colours_of(facts)
    by_name = {picture.name: picture.svg.decode() for picture in report.pictures}
    for name in ("violins", "clusters"):
        assert all(colour in by_name[name] for colour in colours.values()), name


def test_house_style_ends_with_the_drawing(report):
    """Drawing leaves matplotlib's settings as they were."""
    before = dict(mpl.rcParams)
    draw_pictures(report.told.facts)
    assert dict(mpl.rcParams) == before


PECULIAR = {
    "a segment of one customer": {
        **four_groups(6),
        "Promising": (PROMISING, [(3, 1, 25.0)]),
    },
    "segments of two customers, all alike within each": {
        "Loyal": (LOYAL, [(10, 5, 500.0)] * 2),
        "Hibernating": (HIBERNATING, [(300, 1, 5.0)] * 2),
    },
    "every customer alike": {
        "Loyal": (LOYAL, [(10, 5, 500.0)] * 3),
        "Loyal, longer ago": (LOYAL, [(10, 5, 500.0)] * 3),
    },
    "one segment": {"Loyal": (LOYAL, [(day, day + 1, 7.5 * day + 1) for day in range(9)])},
    "twelve segments": {
        f"Loyal, {place} of 12 by spend": (LOYAL, [(day, place, 1000.0 / place + day) for day in range(5)])
        for place in range(1, 13)
    },
    "names of sixty letters": {
        LONG: (LOYAL, [(day, 9, 100.0 + day) for day in range(5)]),
        LONG.replace("1st", "2nd"): (LOYAL, [(day, 4, 50.0 + day) for day in range(5)]),
    },
    "pennies and fortunes, today and years ago": {
        "Champions": (CHAMPIONS, [(0, 2000, 9e8), (0, 1500, 7e8), (1, 900, 1e7)]),
        "Hibernating": (HIBERNATING, [(3600, 1, 0.01), (3000, 1, 0.0001), (2000, 2, 0.02)]),
    },
}


@pytest.mark.parametrize("case", PECULIAR)
def test_peculiar_customers_are_drawn(case):
    """Customers who are few, alike or far apart are drawn like any others, and without a warning."""
    drawn = _draw(tell(PECULIAR[case]))
    assert list(drawn) == NAMES
    for root in drawn.values():
        assert float(root.attrib["width"].removesuffix("pt")) > 150
        assert float(root.attrib["height"].removesuffix("pt")) > 50


def test_elbow_is_marked_where_it_was_not_chosen():
    """An elbow that was not followed has a mark of its own; one that was, or is not there, has none."""
    followed, ignored, none = (
        len(curve(tell(four_groups(3), choice=choice).facts, "inertia").axes[0].lines)
        for choice in (Choice(3, "asked for", elbow, (3,), (3,)) for elbow in (3, 4, None))
    )
    assert followed == none
    assert ignored == followed + 1


def test_every_colour_has_a_name(report):
    """A picture has no colour but the house's and the segments', so that a page can exchange every one of them."""
    known = {*TOKENS.values(), *colours_of(report.told.facts).values()}
    for picture in report.pictures:
        assert set(re.findall(r"#[0-9a-fA-F]{6}\b", picture.svg.decode())) <= known, picture.name


def test_on_a_screen_pictures_have_the_page_s_colours(report):
    """In the page every colour of a picture is a custom property; on paper it is a colour, the owner's accent too."""
    look = Look(accent="#123456")
    for medium in ("screen", "print"):
        page = render_html(report.told.facts, report.pictures, templates=(TEMPLATES,), medium=medium, look=look)
        body = page[page.index("<body>") :]
        if medium == "screen":
            assert not re.findall(r"#[0-9a-fA-F]{6}\b", "".join(re.findall(r"<svg.*?</svg>", body, flags=re.DOTALL)))
            assert set(re.findall(r"var\((--[\w-]+)\)", body)) <= set(re.findall(r"(--[\w-]+):", page))
        else:
            images = [b64decode(data).decode() for data in re.findall(r"svg\+xml;base64,([^\"]+)", body)]
            assert any("#123456" in image for image in images)
            assert not any(ACCENT in image or "var(" in image for image in images)


def test_layers_of_points_show_what_points_show():
    """Layers of one colour each, the later over the earlier, cover pixels as points do that are laid one by one."""
    colours = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    rng = np.random.default_rng(5)
    x, y, segment = rng.uniform(2, 28, 60), rng.uniform(2, 18, 60), rng.integers(0, 3, 60)
    covered = cover((20, 30), x, y, segment, 3, 2.5)
    assert covered.sum(axis=0).max() <= 1
    seen = np.ones((20, 30, 3))
    for colour, alpha in zip(colours, layers(covered), strict=True):
        seen = seen * (1 - alpha[..., None] / 255) + colour * alpha[..., None] / 255
    painted = (1 - covered.sum(axis=0))[..., None] + np.einsum("shw,sc->hwc", covered, colours)
    # A sixteenth is the finest degree of covering, and each layer is rounded by itself.
    assert np.abs(seen - painted).max() < 0.1


def test_layers_are_small_and_take_a_page_s_colours(report):
    """A layer is written in half a byte to a pixel; on a screen it is a mask through which a segment's colour shows."""
    picture = next(picture for picture in report.pictures if picture.name == "clusters").svg.decode()
    layers_of = re.findall(r"base64,([^\"]+)", picture)
    for data in layers_of:
        with Image.open(BytesIO(b64decode(data))) as image:
            assert image.mode == "P"
            assert len(np.unique(np.asarray(image))) <= 16
    masked = as_masks(picture)
    assert masked.count("<mask") == len(layers_of)
    for colour in colours_of(report.told.facts).values():
        assert masked.count(f'style="fill: {colour}"/>') == 4
    ET.fromstring(masked)


def test_who_is_near_the_ground_has_an_outline():
    """With more than five segments those near either ground are drawn with ink around them; with fewer none is."""
    assert not palette.faint([shade.paper for shade in palette.deal(ALL_PROFILES[:5])])
    dealt = palette.deal(ALL_PROFILES)
    assert palette.faint([shade.paper for shade in dealt]) == {shade.paper for shade in dealt if shade.faint}
