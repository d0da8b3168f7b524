"""Every segment beside the whole base: the words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from segmentation.page.parts import captions
from segmentation.style.wording import times
from segmentation.topics.actions.words import on_list, where_names_stand, who_is_new
from segmentation.topics.portraits.country_words import country_rows, where_they_are
from segmentation.topics.portraits.preference_words import how_preferred, product_rows, what_they_prefer
from segmentation.topics.portraits.record import Arrival, Country, OnList, Preferences, Product
from segmentation.topics.portraits.words import (
    as_ratio,
    compared,
    how_countries_are_drawn,
    how_spreads_are_drawn,
    is_of_a_new_model,
    key_figures_of,
    rank,
    went,
    what_they_are_like,
)
from segmentation.topics.segments.words import how_firm, why_named
from segmentation.topics.trends.words import how_segment_is_drawn

from ...by_hand import movement as movement_by_hand
from ...by_hand import portraits as portraits_by_hand
from ...by_hand.facts import four_groups, tell


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and of last month's."""
    return portraits_by_hand.told()


def _changed(facts, place=0, base=None, portrait=None, **segment):
    """Change facts of a segment, of all customers, and of its portrait."""
    segments, portraits = [*facts.segments], [*facts.portraits.segments]
    segments[place] = segments[place].model_copy(update=segment)
    portraits[place] = portraits[place].model_copy(update=portrait or {})
    return facts.model_copy(
        update={
            "segments": tuple(segments),
            "base": facts.base.model_copy(update=base or {}),
            "portraits": facts.portraits.model_copy(update={"segments": tuple(portraits)}),
        }
    )


def _like(facts, ratio=None, **medians):
    own = {f"{name}_median": value for name, (value, _) in medians.items()}
    base = {f"{name}_median": value for name, (_, value) in medians.items()}
    changed = _changed(facts, base=base, portrait={"monetary_ratio": ratio}, **own)
    return what_they_are_like(changed, changed.segments[0])


def test_what_they_are_like(facts):
    """Medians are beside those of all, with words for one and two, and plain words for ratios."""
    assert _like(facts, 4.2, recency_days=(11, 51.5), frequency=(7, 2), monetary=(Decimal(2386), Decimal(566))) == [
        "They typically ordered 7 times in 12 months, against twice overall.",
        "They spent £2,386, 4.2 times the £566 overall.",
        "Their last order was 11 days old, against 51.5 overall.",
    ]
    assert _like(facts, 0.5, recency_days=(1, 1), frequency=(1, 1), monetary=(Decimal(50), Decimal(100))) == [
        "They typically ordered once in 12 months, as customers do overall.",
        "They spent £50, half the £100 overall.",
        "Their last order was 1 day old, as it is overall.",
    ]
    alike = _like(facts, 1.04, recency_days=(3, 1), frequency=(1, 2.5), monetary=(Decimal(104), Decimal(100)))
    assert alike[0] == "They typically ordered once in 12 months, against 2.5 times overall."
    assert alike[1] == "They spent £104, much the same as the £100 overall."
    nothing = _like(facts, None, recency_days=(3, 1), frequency=(1, 2), monetary=(Decimal(104), Decimal(0)))
    assert nothing[1] == "They spent £104, against £0 overall."


def test_without_portraits_nothing_is_compared():
    """Without portraits nothing is held against the whole base; the page says what a typical customer does."""
    facts = tell(four_groups()).facts
    assert what_they_are_like(facts, facts.segments[0]) == []
    assert [row.base_half for row in compared(facts, facts.segments[0])] == ["", "", ""]
    assert len(key_figures_of(facts, facts.segments[0], "", "")) == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, "once"), (2, "twice"), (2.5, "2.5 times"), (1.5, "1.5 times"), (3, "3 times"), (1200, "1,200 times")],
)
def test_how_often(value, said):
    """English has words for once and twice."""
    assert times(value) == said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        *((1.2, "1.2 times"), (1.96, "twice"), (2.04, "twice"), (2.06, "2.1 times"), (9.96, "10 times")),
        *((14.6, "15 times"), (0.49, "half"), (0.333, "a third of"), (0.7, "70% of"), (0.004, "0.4% of")),
    ],
)
def test_ratios(ratio, said):
    """A ratio is said as one says it, before what it is compared with."""
    assert as_ratio(ratio) == said


def test_key_figures(facts):
    """Customers, money and who stayed are compared with last month's: more, fewer or as many."""
    last = facts.portraits.segments[0].last_month

    def beside(**changes):
        changed = _changed(facts, portrait={"last_month": last.model_copy(update=changes)})
        return [(figure.value, figure.beside) for figure in key_figures_of(changed, changed.segments[0], "", "")]

    customers, money, stayed = beside(
        customers=10,
        customers_change=2,
        monetary_change=Decimal(41_210),
        stayed=7,
        rose=1,
        slipped=0,
        aside=0,
        left=2,
    )
    assert customers == ("12", "2 more than in October")
    assert money[1] == "£41k more than in October"
    assert stayed == ("7 of 10", "1 rose and 2 left")
    fewer = beside(customers_change=-1, monetary_change=Decimal(-3), stayed=10, rose=0, slipped=0, aside=0, left=0)
    assert [written for _, written in fewer] == ["1 fewer than in October", "£3 less than in October", ""]
    alike = beside(customers_change=0, monetary_change=Decimal("0.20"))
    assert [written for _, written in alike][:2] == ["as many as in October", "as much as in October"]
    assert beside(customers=0) == [("12", "nobody was here in October"), (money[0], "")]


def test_who_went_is_listed_in_order(facts):
    """Of last month's members those who rose, slipped, moved aside and left are counted, and nobody else."""
    last = facts.portraits.segments[0].last_month
    counts = {"rose": 293, "slipped": 136, "aside": 56, "left": 11}
    assert went(last.model_copy(update=counts)) == "293 rose, 136 slipped, 56 moved aside and 11 left"
    assert went(last.model_copy(update=dict.fromkeys(counts, 0))) == ""


def test_a_new_model_s_part_is_told():
    """In a month with a new model who came and went is in part its doing, and that is said."""
    groups = four_groups()
    shop = tell(groups, compared=movement_by_hand.compared(groups, refit=True))
    facts = portraits_by_hand.with_portraits(shop)
    assert is_of_a_new_model(facts, facts.segments[0]).startswith("A new model names the segments")
    usual = portraits_by_hand.told()
    assert is_of_a_new_model(usual, usual.segments[0]) == ""


def _country(name="France", share=0.9, base=0.9, **changes):
    fields = {
        "kind": "country",
        "country": name,
        "countries": 1,
        "customers": 9,
        "customer_share": share,
        "monetary": Decimal(9),
        "base_share": base,
    }
    return Country(**fields | changes)


@pytest.mark.parametrize(
    ("name", "share", "base", "said"),
    [
        ("United Kingdom", 0.91, 0.905, "Nine in ten live in the United Kingdom"),
        ("France", 1.0, 1.0, "All live in France"),
        ("France", 0.98, 0.97, "Nearly all live in France"),
        ("France", 0.5, 0.2, "Half live in France, against 20% of all customers"),
        ("EIRE", 0.452, 0.5, "45% live in EIRE"),
        ("USA", 0.078, 0.2, "7.8% live in the USA, against 20% of all customers"),
    ],
)
def test_where_they_are(facts, name, share, base, said):
    """The sentence names the largest country, and all customers' share where it differs by much."""
    portrait = facts.portraits.segments[0].model_copy(update={"countries": (_country(name, share, base),)})
    assert where_they_are(portrait) == said


def test_rows_of_countries(facts):
    """Shares add up as they are written; others are counted, and whoever's country is not known has a row."""
    rows = (
        _country("France", 1 / 3, 0.3),
        _country(None, 1 / 3, 0.3, kind="others", countries=1),
        _country(None, 1 / 3, 0.4, kind="unknown", countries=0),
    )
    portrait = facts.portraits.segments[0].model_copy(update={"countries": rows})
    written = country_rows(portrait)
    assert [row.name for row in written] == ["France", "1 other", "Not known"]
    assert sorted(row.share for row in written) == ["33.3%", "33.3%", "33.4%"]
    assert [(row.width, row.mark) for row in written] == [(1 / 3, 0.3), (1 / 3, 0.3), (1 / 3, 0.4)]
    nobody = _country(None, 0, 0.1, kind="others", countries=0, customers=0)
    assert country_rows(portrait.model_copy(update={"countries": (nobody,)}))[0].name == "Anywhere else"
    unknown = portrait.model_copy(update={"countries": rows[2:]})
    assert where_they_are(unknown) == "Where they live is not known"


def _product(description="PARTY BUNTING", ratio=2.0, **changes):
    fields = {
        "code": "47566",
        "description": description,
        "customers": 102,
        "customer_share": 0.1,
        "other_customers": 600,
        "other_customer_share": 0.2,
        "per_thousand": 5.08,
        "other_per_thousand": 2.54,
        "ratio": ratio,
        "lower": 1.4,
        "lift": 1.8,
    }
    return Product(**fields | changes)


def _preferences(*products, looked_at=170, clear=34):
    return Preferences(minimum=22, looked_at=looked_at, clear=clear, level=0.95, products=products)


def test_what_they_prefer():
    """The finding is the product first in order; names in capitals are calmed, long ones cut."""
    assert what_they_prefer(_preferences(_product())) == (
        "“Party bunting” is twice as common in their shopping as in others’"
    )
    assert what_they_prefer(_preferences(_product("Tee mug", None))) == "Only they buy “Tee mug”"
    assert what_they_prefer(_preferences(_product(None, 3.14))).startswith("“47566” is 3.1 times as common")
    long = what_they_prefer(_preferences(_product("ש" * 60)))
    assert re.match(r"“ש{47}…” is twice", long)
    assert what_they_prefer(_preferences()) == "Nothing they buy stands out against what others buy"
    assert what_they_prefer(_preferences(looked_at=0)) == "No product was bought by as many as 22 of them"


def test_how_preferences_were_found():
    """The text says how many products were looked at and how many stand out, with the right plurals."""
    assert how_preferred(_preferences(_product())) == (
        "Of the 170 products that at least 22 of them bought, 34 clearly take up more of their shopping than of "
        "others’. The 1 of which that is surest is shown. Shopping is counted in products, each once for every "
        "customer."
    )
    assert "1 clearly takes up more" in how_preferred(_preferences(_product(), clear=1))
    assert how_preferred(_preferences(_product(), looked_at=1, clear=1)).startswith("It is the only product")
    assert how_preferred(_preferences()).startswith("None of the 170 products")
    assert how_preferred(_preferences(looked_at=1)).startswith("The 1 product that")
    assert how_preferred(_preferences(looked_at=0)).startswith("With fewer customers")


def test_rows_of_products():
    """A row has counts per thousand choices, and how many times as many; none where nobody else bought it."""
    first, second = product_rows(_preferences(_product(), _product("iPad sleeve", None)))
    assert (first.name, first.code, first.customers, first.own, first.others, first.times) == (
        *("Party bunting", "47566", "102", "5.08", "2.54", "2.0×"),
    )
    assert (second.name, second.times) == ("iPad sleeve", "only they")


def test_who_is_new(facts):
    """Who came is said by origin, in one sentence each, four at most."""
    portrait = facts.portraits.segments[0]

    def said(**changes):
        fields = {"origin": "Loyal, longer ago", "kind": "segment", "direction": "up", "customers": 3, "worth": 1234}
        came = Arrival(**fields | changes)
        (sentence,) = who_is_new(facts, portrait.model_copy(update={"arrivals": (came,)}))
        return sentence

    assert said() == "3 rose from Loyal (longer ago), worth £1,234"
    assert said(direction="down", customers=1) == "1 slipped in from Loyal (longer ago), worth £1,234"
    assert said(direction="aside") == "3 moved here from Loyal (longer ago), worth £1,234"
    assert said(origin="new", kind="new", direction="in") == "3 bought for the first time, for £1,234"
    assert said(origin="returned", kind="returned", direction="in") == "3 came back and spent £1,234"
    many = portrait.model_copy(update={"arrivals": portrait.arrivals[:1] * 9})
    assert (len(who_is_new(facts, many)), who_is_new(facts, many)[-1]) == (4, "12 others")


def test_lists_and_sheets(facts):
    """A list has the segment's customers on it, those held out, and the others; sheets have their names."""
    fields = {"name": "Win back", "file": "lists/Win-back.csv", "customers": 5, "monetary": Decimal(1000)}
    assert on_list(facts, OnList(**fields, held_out=0, others=0)) == "5 customers, who spent £1,000"
    assert on_list(facts, OnList(**fields, held_out=1, others=1)) == (
        "5 customers, who spent £1,000; 1 of them held out; beside 1 of another segment"
    )
    assert on_list(facts, OnList(**fields, held_out=2, others=7)).endswith(
        "; 2 of them held out; beside 7 of other segments"
    )
    assert where_names_stand(facts, facts.portraits.segments[0]) == (
        "All 12 by name, those who spent most first: segments.xlsx, sheet “Champions”"
    )
    several = facts.portraits.segments[0].model_copy(update={"sheets": ("A", "A (2)")})
    assert where_names_stand(facts, several).endswith("sheets “A”, “A (2)”")


def _title(facts, what, **medians):
    changed = _changed(
        facts,
        base={f"{name}_median": value for name, (_, value) in medians.items()},
        **{f"{name}_median": value for name, (value, _) in medians.items()},
    )
    return captions(changed)[f"segment-1-{what}"].title


@pytest.mark.parametrize(
    ("what", "medians", "said"),
    [
        ("days", {"recency_days": (229.5, 49)}, "Half have been away for 229 days or longer"),
        ("days", {"recency_days": (10.5, 49)}, "Half bought in the last 11 days"),
        ("days", {"recency_days": (1, 49)}, "Half bought in the last day"),
        ("days", {"recency_days": (0, 0)}, "Half bought on the last day"),
        ("orders", {"frequency": (1, 1)}, "Half or more ordered just once"),
        ("orders", {"frequency": (1.5, 2)}, "Half or more ordered just once"),
        ("orders", {"frequency": (2.5, 4)}, "Half ordered twice or less"),
        ("orders", {"frequency": (2.5, 2)}, "Half ordered 3 times or more"),
        ("spend", {"monetary": (Decimal(330), Decimal(641))}, "Half spent £330 or less"),
        ("spend", {"monetary": (Decimal(641), Decimal(641))}, "Half spent £641 or more"),
    ],
)
def test_titles_say_on_which_side_the_middle_lies(facts, what, medians, said):
    """A spread's title says what half of the segment do, turned towards where they differ from all."""
    assert _title(facts, what, **medians) == said


def test_every_sentence_is_whole(facts):
    """Of every segment of peculiar shops, too, all words begin and end as they should, and hold no hole."""
    one = {"Loyal": ("Loyal", [(3, 2, 10.0)])}
    single = portraits_by_hand.with_portraits(tell(one))
    pence = portraits_by_hand.told({**four_groups(1), "Promising": ("Promising", [(3, 1, 0.01)])})
    for told in (facts, single, pence):
        for segment, portrait in zip(told.segments, told.portraits.segments, strict=True):
            words = [*what_they_are_like(told, segment), how_spreads_are_drawn(told)]
            words += filter(None, [how_segment_is_drawn(told, segment), how_countries_are_drawn(told, segment)])
            words += [why_named(told, segment), how_firm(segment)]
            words += [f"{rank(told, segment)}.", f"{where_they_are(portrait)}."]
            words += [f"{caption.title}. {caption.measure}. {caption.alt}" for caption in captions(told).values()]
            for text in words:
                assert re.fullmatch(r"[A-Z0-9£−“].*\.", text), text
                assert not re.search(r"  | [,.;:]|\.\.|\bNone\b|\bnan\b|\(\)|\b1 (customers|days|orders)\b", text), text
