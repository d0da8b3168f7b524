"""Why revenue changed: amounts in coins, sentences, and the bridge."""

from __future__ import annotations

import random
import re
from datetime import datetime
from decimal import Decimal
from functools import cache
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from segmentation import columns as c
from segmentation.facts import read_facts, write_facts
from segmentation.page.parts import captions
from segmentation.style.chart_style import drawn
from segmentation.style.colours import ACCENT, ADDED, TAKEN
from segmentation.topics.revenue.effect_words import effect_name, effect_words
from segmentation.topics.revenue.picture import bridge
from segmentation.topics.revenue.words import (
    how_attributed,
    prices_unknown,
    revenue_line,
    who_bought,
    whose_month,
    why_revenue,
)

from ...by_hand.facts import four_groups, tell
from ...by_hand.months import NOVEMBER, OCTOBER, change, compared, told

ANN = ("Ann", "1", "pot", 2, 10.0)


def _told(then=OCTOBER, now=NOVEMBER, **others):
    return told(revenue_change=(change(then, now, **others),))


def _all_words(facts):
    words = [revenue_line(facts), how_attributed(facts), *whose_month(facts)]
    words += [prices_unknown(facts)] if prices_unknown(facts) else []
    for of in facts.revenue_change:
        words += why_revenue(facts, of)
        words += [effect_words(facts, of, part.effect) for part in of.effects]
        caption = captions(facts)[f"bridge-{of.months_before}"]
        words += [f"{caption.title}.", f"{caption.measure}.", caption.alt]
    return words


def _check(words):
    for text in words:
        assert re.fullmatch(r"[A-Z0-9£−].*\.", text), text
        assert not re.search(r"  | [,.;:]|\.\.|\bNone\b|\bnan\b|\(\)|\b1 (customers|days|orders|months)\b", text), text


CASES = {
    "a rise": lambda: _told(earlier={"Ann", "Bob"}),
    "a fall": lambda: _told(NOVEMBER, OCTOBER),
    "the same month again": lambda: _told(OCTOBER, OCTOBER),
    "a penny more": lambda: _told([ANN], [("Ann", "2", "pot", 2, 10.01)]),
    "as much, other customers": lambda: _told([ANN], [("Bob", "2", "pot", 2, 10)]),
    "as much, moved within": lambda: _told([ANN], [("Ann", "2", "pot", 1, 4), ("Bob", "3", "pot", 1, 6)]),
    "nothing then": lambda: _told(then=[]),
    "nothing now": lambda: _told(now=[]),
    "nothing in either": lambda: _told([], []),
    "only lost": lambda: _told(OCTOBER, [ANN]),
    "only gained": lambda: _told([ANN], OCTOBER),
    "all gained are back": lambda: _told([ANN], NOVEMBER, earlier={"Ann", "Bob", "Dot"}),
    "all gained are new": lambda: _told([ANN], NOVEMBER, earlier={"Ann"}),
    "no products": lambda: _told(has_products=False),
    "dearer": lambda: _told([ANN], [("Ann", "2", "pot", 2, 12)]),
    "cheaper": lambda: _told([ANN], [("Ann", "2", "pot", 2, 8)]),
    "more orders": lambda: _told([ANN], [ANN, ("Ann", "2", "pot", 2, 10)]),
    "fewer orders": lambda: _told([ANN, ("Ann", "2", "pot", 2, 10)], [ANN]),
    "larger orders without products": lambda: _told([ANN], [("Ann", "2", "any", 1, 25)], has_products=False),
    "against a year before": lambda: _told(month_then="2010-11"),
    "against both": lambda: told(**compared()),
    "billions": lambda: _told(
        [("Ann", "1", "pot", 1, 4e9)], [("Ann", "2", "pot", 1, 5e9), ("Bob", "3", "pan", 1, 3e9)]
    ),
}


@cache
def _case(name):
    return CASES[name]()


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_whole_sentences(case):
    """Whatever lies between two months, every sentence is one, and every picture has words of its own."""
    _check(_all_words(_case(case)))


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (
            "a rise",
            "Revenue of known customers was £62 in November 2011: £17 (38%) more than in October 2011. What moved "
            "it most: more orders, +£17.",
        ),
        (
            "a fall",
            "Revenue of known customers was £45 in November 2011: £17 (27%) less than in October 2011. What moved "
            "it most: fewer orders, −£17.",
        ),
        (
            "all gained are back",
            "Revenue of known customers was £62 in November 2011: £52 (520%) more than in October 2011. What moved "
            "it most: customers who bought in one month only, +£34.",
        ),
        ("the same month again", "Revenue of known customers was £45 in November 2011: as much as in October 2011."),
        ("a penny more", "Revenue of known customers was £10 in November 2011: as much as in October 2011."),
        ("nothing then", "Revenue of known customers was £62 in November 2011: nothing was bought in October 2011."),
        ("nothing now", "Known customers bought nothing in November 2011, after £45 in October 2011."),
        ("nothing in either", "Known customers bought nothing in November 2011, as in October 2011."),
        (
            "dearer",
            "Revenue of known customers was £12 in November 2011: £2 (20%) more than in October 2011. What moved "
            "it most: higher prices, +£2.",
        ),
        (
            "fewer orders",
            "Revenue of known customers was £10 in November 2011: £10 (50%) less than in October 2011. What moved "
            "it most: fewer orders, −£10.",
        ),
        (
            "larger orders without products",
            "Revenue of known customers was £25 in November 2011: £15 (150%) more than in October 2011. What moved "
            "it most: larger orders, +£15.",
        ),
        (
            "against both",
            "Revenue of known customers was £62 in November 2011: £17 (38%) more than in October 2011, and £28 (31%) "
            "less than in November 2010. What moved it most since October 2011: more orders, +£17.",
        ),
    ],
)
def test_a_line_for_the_first_page(case, line):
    """One line says how revenue changed, and what the largest part of that is."""
    assert revenue_line(_case(case)) == line


def test_without_an_earlier_month_there_is_nothing_to_compare_with():
    """In the first month there is, the line says so; there is neither a section nor a picture."""
    facts = told()
    assert revenue_line(facts) == ("The data hold no earlier month with which to compare November 2011.")
    assert not [name for name in captions(facts) if name.startswith("bridge")]


def test_effects_are_explained():
    """Beside every amount is what it comes from, in numbers of customers, orders and money."""
    facts = _case("a rise")
    (of,) = facts.revenue_change
    assert [effect_words(facts, of, part.effect) for part in of.effects] == [
        "1 of 3 customers did not buy in November 2011.",
        "1 customer had not bought in October 2011, and is new in the data.",
        "The 2 who bought in both months placed 3 orders instead of 2.",
        "Their average order held, at equal prices, £14 instead of £20.",
        "The same products cost them more on average.",
    ]
    assert why_revenue(facts, of) == [
        "Revenue of known customers was £62 in November 2011, £17 (38%) more than in October 2011.",
        "Customers who bought in one month only account for +£9; the 2 who bought in both months spent £8 more.",
        "Prices can be compared for 78% of what they spent in November 2011; the rest is on products that they bought "
        "in that month alone, and counts as basket size.",
    ]


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        (None, "2 customers had not bought in October 2011."),
        ({"Bob", "Dot"}, "2 customers had not bought in October 2011, but earlier."),
        ({"Bob"}, "2 customers had not bought in October 2011, 1 of whom is new in the data."),
        (set(), "2 customers had not bought in October 2011; all are new in the data."),
    ],
)
def test_customers_gained_are_not_all_new(earlier, said):
    """Not buying in the month before is one thing, never having bought another."""
    facts = _told([ANN], NOVEMBER, earlier=earlier)
    assert effect_words(facts, facts.revenue_change[0], "gained") == said


def test_months_that_are_not_whole_are_named():
    """A month that is not over, and one in whose midst the data begin, are named."""
    facts = _case("a rise")
    assert whose_month(facts) == []
    begun = facts.source.model_copy(update={"first_line": datetime(2011, 10, 9)})  # noqa: DTZ001
    short = facts.model_copy(update={"month_is_whole": False, "source": begun})
    not_over, begins = whose_month(short)
    assert "November 2011 is not over" in not_over
    assert begins == "The data begin on 9 October 2011, so that October 2011 may not be whole."
    assert "in November 2011 so far:" in revenue_line(short)
    (of,) = short.revenue_change
    assert "in November 2011 so far, £17 (38%) more" in why_revenue(short, of)[0]
    assert effect_words(short, of, "lost") == "1 of 3 customers did not buy in November 2011 so far."


@pytest.mark.parametrize(("absent", "lacks"), [((c.STOCK_CODE,), "names no products"), ((c.QUANTITY,), "counts no")])
def test_unknown_prices_are_explained(absent, lacks):
    """Without products, or without pieces, the page says why the effect of prices is not known."""
    facts = tell(
        four_groups(),
        compared={"revenue_change": (change(has_products=False),)},
        absent=absent,
    )
    assert lacks in prices_unknown(facts.facts)
    assert prices_unknown(_case("a rise")) == ""
    (of,) = facts.facts.revenue_change
    assert [effect_name(of, part.effect) for part in of.effects][-1] == "Basket size and prices"
    assert of.retained_pieces is None


@pytest.mark.parametrize("currency", ["GBP", "JPY", "KWD"])
@pytest.mark.parametrize("seed", range(10))
def test_what_is_shown_adds_up_to_the_coin(seed, currency):
    """Then and all effects make now as they are written, each within a coin of what it is; what is nothing is 0."""
    rng = random.Random(seed)
    then, now = (
        [
            (f"c{rng.randint(1, 4)}", f"{of}{rng.randint(1, 6)}", rng.choice("AB"), rng.randint(1, 5), rng.random() * 9)
            for _ in range(rng.randint(0, 9))
        ]
        for of in "tn"
    )
    digits = {"GBP": 2, "JPY": 0, "KWD": 3}[currency]
    exact, of = (change(then, now, earlier={"c1"}, digits=each) for each in (4, digits))
    shown = {part.effect: part.amount for part in of.effects}
    assert of.revenue_then + sum(shown.values()) == of.revenue
    assert of.change == of.revenue - of.revenue_then == of.coming_and_going + of.of_retained
    assert 0 <= (of.first_time_revenue or 0) <= shown["gained"]
    for part in exact.effects:
        assert shown[part.effect] == round(shown[part.effect], digits)
        assert abs(shown[part.effect] - part.amount) < Decimal(1).scaleb(-digits)
        assert part.amount or not shown[part.effect]


def test_facts_of_months_come_back_from_their_file(report, tmp_path):
    """What compares months is written and read as the same record."""
    write_facts(report.told.facts, tmp_path / "facts.json")
    again = read_facts(tmp_path / "facts.json")
    assert len(again.revenue_change) == 2
    assert again.cohorts is not None
    assert again == report.told.facts


def test_each_month_compared_has_its_bridge_and_table(report):
    """On the page, each month compared has its words, and a table of what makes up the change."""
    # A sign is held to its amount.
    facts, page = report.told.facts, re.sub(r"<span style=[^>]*>([+−][^<]*)</span>", r"\1", unescape(report.html))
    section = page[page.index('<section class="revenue"') : page.index('<section class="trends"')]
    assert section.count("<table>") == section.count('role="img"') == len(facts.revenue_change) == 2
    for of in facts.revenue_change:
        # A sign and its amount have an element of their own.
        words = re.sub(r"<[^>]+>", "", section)
        assert all(sentence in words for sentence in why_revenue(facts, of))
        assert who_bought(facts, of) in section
        for part in of.effects:
            assert effect_words(facts, of, part.effect) in section
    for amount in ("−7.00", "+16.00", "+17.42", "−15.42", "+6.00", "+17.00", "−28"):
        assert section.count(f">{amount}</td>") == 1, amount
    assert section.count('<th scope="col" class="n">£</th>') == 2


@pytest.mark.parametrize("case", ["nothing in either", "nothing now", "billions", "the same month again"])
def test_bridges_of_every_kind_are_drawn(case):
    """Bars of no length and amounts of thirteen figures are drawn as wide as any, without a complaint."""
    facts = _case(case)
    root = ET.fromstring(drawn(bridge, facts, facts.revenue_change[0]))
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(6.7 * 72)


def test_bridge_shows_what_adds_and_what_takes():
    """What adds and what takes are in colours of their own, and the months in a third."""
    facts = _case("a rise")
    picture = drawn(bridge, facts, facts.revenue_change[0]).decode()
    colours = [ACCENT, TAKEN, ADDED, ADDED, TAKEN, ADDED, ACCENT]
    filled = re.findall(r"fill: (#[0-9a-f]{6})", picture)
    assert [colour for colour in filled if colour in colours] == colours
