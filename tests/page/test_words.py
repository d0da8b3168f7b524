"""Facts become sentences."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from segmentation import columns as c
from segmentation.page.first_page import headline as say_headline
from segmentation.page.first_page import standfirst
from segmentation.page.parts import captions as say_captions
from segmentation.page.trust import trust
from segmentation.profiles import (
    ALL_PROFILES,
    BIG_AND_FREQUENT,
    BIG_SPENDERS,
    CHAMPIONS,
    FREQUENT_BUYERS,
    HIBERNATING,
    LOYAL,
    PROMISING,
)
from segmentation.style.segment_names import people
from segmentation.style.wording import customers
from segmentation.topics.cleaning.words import how_returns
from segmentation.topics.clustering.n_clusters import Choice
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.clustering.words import about_criteria, criteria_agree, how_clustered, how_stable, why_clusters
from segmentation.topics.features.words import what_an_order_is
from segmentation.topics.segments.words import how_firm, typical, why_named

from ..by_hand.facts import curve_point, four_groups, tell

if TYPE_CHECKING:
    from segmentation.facts import Facts

REASONS = {
    "elbow": Choice(4, "elbow", 4, (4,), (4,)),
    "elbow, others silhouette": Choice(3, "elbow", 3, (3,), (3,)),
    "tied, two": Choice(3, "silhouette among tied", 4, (3, 4), (3, 4)),
    "tied, three": Choice(3, "silhouette among tied", 4, (3, 4, 5), (3, 4, 5)),
    "tied, one unstable": Choice(3, "silhouette among tied", 4, (3, 4, 5), (3, 4)),
    "tied, two unstable": Choice(4, "stability among tied", 4, (3, 4, 5), (4,)),
    "tied, all unstable": Choice(3, "silhouette among tied", 4, (3, 4), ()),
    "tied, one large enough": Choice(3, "size among tied", 4, (3, 4), ()),
    "large enough": Choice(2, "large enough", 4, (4, 5), ()),
    "no elbow": Choice(2, "no elbow", None, (2, 3, 4, 5), (2, 3, 4, 5)),
    "no elbow, all unstable": Choice(2, "no elbow", None, (2, 3, 4, 5), ()),
    "asked for": Choice(5, "asked for", 4, (4,), (4,)),
    "asked for, no elbow": Choice(5, "asked for", None, (5,), (5,)),
    "only one tried": Choice(2, "only one tried", None, (2,), (2,)),
}


def _all_words(facts: Facts) -> list[str]:
    """Give everything that is said of the facts."""
    words = [standfirst(facts), why_clusters(facts), *trust(facts)]
    words += [about_criteria(facts), how_clustered(facts)]
    words += [how_returns(facts), how_stable(facts)]
    for segment in facts.segments:
        words += [typical(facts, segment), why_named(facts, segment)]
        words += [how_firm(segment)] if segment.jaccard is not None else []
    for caption in say_captions(facts).values():
        words += [f"{caption.title}.", f"{caption.measure}.", caption.alt]
    return [f"{say_headline(facts)}.", *words]


def _with_silhouette(facts: Facts, silhouette: float) -> Facts:
    return facts.model_copy(update={"n_clusters": facts.n_clusters.model_copy(update={"silhouette": silhouette})})


def _check(words: list[str]) -> None:
    for text in words:
        assert re.fullmatch(r"[A-Z0-9£−].*\.", text), text
        assert not re.search(r"  | [,.;:]|\.\.|\bNone\b|\bnan\b|\(\)|\b1 (customers|days|orders|segments)\b", text), (
            text
        )


def test_every_sentence_is_one():
    """Every text begins with a capital or a figure, ends with a full stop, and holds no hole."""
    _check(_all_words(tell(four_groups()).facts))


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_the_number_of_clusters_is_told(reason):
    """For each reason there is a sentence of its own, which names the number chosen and the elbow, if any."""
    choice = REASONS[reason]
    facts = tell(four_groups(), choice=choice).facts
    _check(_all_words(facts))
    told = why_clusters(facts)
    assert str(choice.n_clusters) in told
    assert choice.elbow is None or str(choice.elbow) in told
    others = {why_clusters(tell(four_groups(), choice=REASONS[other]).facts) for other in REASONS}
    assert len(others) == len(REASONS)


def test_tied_numbers_are_told_with_their_silhouettes():
    """Among tied numbers of clusters, the silhouettes that decided are given."""
    told = why_clusters(tell(four_groups(), choice=REASONS["tied, three"]).facts)
    assert all(silhouette in told for silhouette in ("0.350", "0.380", "0.300"))


@pytest.mark.parametrize(
    ("below", "at", "above"), [(0.24, 0.25, 0.49), (0.49, 0.50, 0.69), (0.69, 0.70, 1.0), (-1.0, -0.5, 0.24)]
)
def test_silhouette_is_put_into_the_words_of_its_band(below, at, above):
    """What a silhouette says changes at 0.25, 0.5 and 0.7, and nowhere between."""
    facts = tell(four_groups()).facts

    def words(silhouette: float) -> str:
        return re.sub(r"[−-]?\d\.\d\d", "…", trust(_with_silhouette(facts, silhouette))[-1])

    assert words(at) == words(above)
    assert (words(below) == words(at)) == (below == -1.0)


def test_what_shakes_trust_is_said_only_where_it_is_so():
    """A month that is not over, a short history, nameless sales and returns are each said, if there are any."""
    facts = tell(four_groups()).facts
    quiet = facts.model_copy(
        update={
            "without_customer": facts.without_customer * 0,
            "ledger": tuple(row for row in facts.ledger if row.rule != "purchase returned"),
        }
    )
    assert len(trust(quiet)) == 1
    assert len(trust(facts)) == 3
    unfinished = quiet.model_copy(update={"month_is_whole": False})
    assert trust(unfinished)[1:] == trust(quiet)
    assert "9 December 2011" in trust(unfinished)[0]
    short = quiet.model_copy(update={"history_months": 5})
    assert trust(short)[1:] == trust(quiet)
    assert "5 of the 12 months" in trust(short)[0]


def test_segments_that_do_not_come_back_are_told():
    """Where a cluster of the number chosen does not come back, the first page says so, and does not call it stable."""
    shaky = [curve_point(k, 100 / k, 0.4, 0.1 * k, jaccard=(0.9,) * (k - 1) + (0.62,)) for k in (2, 3, 4)]
    for reason in ("elbow", "asked for"):
        facts = tell(four_groups(), curve=shaky, choice=Choice(4, reason, 4, (4,), ())).facts
        _check(_all_words(facts))
        (told,) = [text for text in trust(facts) if "62%" in text]
        assert "75%" in told
        assert ("asked for" in told) == (reason == "asked for")
        assert not any("stable:" in text for text in trust(facts))
    assert any("stable:" in text for text in trust(tell(four_groups()).facts))


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (LeftOut(feature=c.FREQUENCY, value=1.0, customers=40), "83% of customers placed just 1 order."),
        (
            LeftOut(feature=c.RECENCY_DAYS, value=12.0, customers=48),
            "100% of customers last bought on the same day, 12 days before.",
        ),
        (LeftOut(feature=c.MONETARY, value=9.5, customers=40), "83% of customers spent the same £9.50."),
    ],
)
def test_a_feature_in_which_customers_are_alike_is_told(left_out, words):
    """What customers can't be told apart by is said on the first page, and that the segments do without it."""
    facts = tell(four_groups(), left_out=(left_out,)).facts
    _check(_all_words(facts))
    (told,) = [text for text in trust(facts) if text.startswith(words)]
    measure = {c.RECENCY_DAYS: "recency", c.FREQUENCY: "orders", c.MONETARY: "spend"}
    assert measure.pop(left_out.feature) in told
    assert " and ".join(measure.values()) in told


def test_two_features_left_out_are_told_together():
    """What two features share is one sentence, and the one that is left is named."""
    out = (LeftOut(feature=c.FREQUENCY, value=1.0, customers=48), LeftOut(feature=c.MONETARY, value=5.0, customers=40))
    told = next(text for text in trust(tell(four_groups(), left_out=out).facts) if "too many alike" in text)
    assert told == (
        "100% of customers placed just 1 order and 83% of customers spent the same £5.00. That is too many alike to "
        "tell customers apart by orders and spend, so the segments rest on recency alone."
    )


def test_one_customer_worth_more_than_the_rest_is_told():
    """Where half the revenue is one customer's, the first page says so; just below it does not."""
    for pounds, said in ((301.0, True), (299.0, False)):
        facts = tell({"Loyal": (LOYAL, [(5, 2, pounds), (5, 2, 100.0), (5, 2, 100.0), (5, 2, 100.0)])}).facts
        _check(_all_words(facts))
        assert any(text.startswith("One customer brings in 50%") for text in trust(facts)) == said


def test_segments_of_a_few_customers_are_named():
    """Segments smaller than is worth a word are named, with how many customers they have."""
    facts = tell({"Champions": (CHAMPIONS, [(5, 9, 900.0)] * 12), "Promising": (PROMISING, [(1, 1, 10.0)])}).facts
    assert not any("Too few" in text for text in trust(facts))
    facts = facts.model_copy(update={"n_clusters": facts.n_clusters.model_copy(update={"minimum_cluster": 10})})
    (told,) = [text for text in trust(facts) if "Too few" in text]
    assert "Promising (1 customer)" in told
    assert "Champions" not in told
    _check(_all_words(facts))


def test_who_was_set_apart_is_told():
    """Customers set apart before clustering are named for what they stand out in, and have no border."""
    groups = {
        "Big and frequent": (BIG_AND_FREQUENT, [(5, 40, 9000.0)] * 3),
        "Big spenders": (BIG_SPENDERS, [(50, 3, 8000.0)]),
        "Frequent buyers": (FREQUENT_BUYERS, [(9, 30, 2000.0)] * 2),
        **four_groups(),
    }
    facts = tell(groups, caps={c.FREQUENCY: 11.0, c.MONETARY: 3799.385}).facts
    _check(_all_words(facts))
    both, spenders, buyers = (next(x for x in facts.segments if x.segment == name) for name in list(groups)[:3])
    assert [x.jaccard for x in (both, spenders, buyers)] == [None] * 3
    assert "£3,799 and placed more than 11 orders" in why_named(facts, both)
    assert "orders" not in why_named(facts, spenders)
    assert "£" not in why_named(facts, buyers)
    assert "6 customers above" in how_clustered(facts)


def test_a_silhouette_over_a_sample_has_its_margin():
    """Where silhouette is taken over a sample, its margin is told wherever it is."""
    points = [curve_point(k, 100 / k, 0.4, 0.1 * k, silhouette_margin=0.0123) for k in (2, 3, 4)]
    facts = tell(four_groups(), curve=points).facts
    assert "0.400 ± 0.012" in say_captions(facts)["silhouette"].title
    assert "±" not in say_captions(tell(four_groups()).facts)["silhouette"].title


def test_criteria_are_compared_with_the_choice():
    """Criteria that agree are told as one; where they don't, those that would choose alike are named."""
    facts = tell(four_groups()).facts
    assert not criteria_agree(facts)
    assert about_criteria(facts).startswith("Elbow of inertia, Caliński-Harabasz and Gap statistic would also")
    k = facts.n_clusters

    def with_choices(n_clusters):
        criteria = tuple(x.model_copy(update={"n_clusters": n_clusters}) for x in k.criteria)
        return facts.model_copy(update={"n_clusters": k.model_copy(update={"criteria": criteria})})

    assert criteria_agree(with_choices(4))
    assert about_criteria(with_choices(4)) == "Every criterion would choose 4."
    assert about_criteria(with_choices(3)).startswith("No criterion by itself would choose 4.")
    assert any("evenly scattered" in text for text in trust(with_choices(1)))
    assert not any("evenly scattered" in text for text in trust(facts))


def test_everything_there_is_may_be_looked_back_over():
    """Without a window the period is told by its days, and recency counted from the last purchase is not a month's."""
    facts = tell(four_groups()).facts.model_copy(
        update={"window_months": None, "as_of_month_end": False, "month_is_whole": False, "returns_matched": False}
    )
    _check(_all_words(facts))
    assert standfirst(facts).startswith("From 1 December 2010 to 30 November 2011, ")
    assert "kept them" not in standfirst(facts)
    assert "in all that time" in typical(facts, facts.segments[0])
    assert not any("month is not over" in text for text in trust(facts))


def test_no_customerless_money_is_not_talked_of():
    """Where every line has a customer, or returns of nobody outweigh sales, no revenue is said to be missing."""
    for nobodys in (0, -1_000_000):
        facts = tell(four_groups(), nobodys=nobodys).facts
        assert not any("customer number" in text for text in _all_words(facts))
        assert "in all" not in standfirst(facts)


def test_one_segment_is_told_without_the_others():
    """With one segment there is no border to speak of, and no other segment to compare with."""
    facts = tell({"Loyal": (LOYAL, [(5, 2, 10.0 * n) for n in range(1, 8)])}).facts
    _check(_all_words(facts))
    assert "7 customers" in say_headline(facts)
    assert not any("silhouette" in text for text in trust(facts))


def test_one_customer_is_one():
    """A segment of one customer who bought once, yesterday, is told in the singular."""
    facts = tell({"Champions": (CHAMPIONS, [(5, 9, 900.0)] * 3), "Promising": (PROMISING, [(1, 1, 10.0)])}).facts
    _check(_all_words(facts))
    assert customers(1) == "1 customer"
    assert "1 day " in typical(facts, facts.segments[1])
    assert "1 order " in typical(facts, facts.segments[1])


def test_headline_names_the_segment_with_most_money():
    """The headline tells the share of customers and of money of the first segment."""
    groups = {"Champions": (CHAMPIONS, [(5, 9, 750.0)]), "Hibernating": (HIBERNATING, [(300, 1, 250.0 / 3)] * 3)}
    headline = say_headline(tell(groups).facts)
    assert "Champions" in headline
    assert "25%" in headline
    assert "75%" in headline


@pytest.mark.parametrize("profile", ALL_PROFILES)
def test_every_profile_can_be_the_subject_of_a_sentence(profile):
    """Every profile has a name for its people, and what tells two segments apart is kept."""
    facts = tell({profile: (profile, [(5, 9, 90.0)]), f"{profile}, more orders": (profile, [(5, 9, 80.0)])}).facts
    plain, compared = map(people, facts.segments)
    assert compared == f"{plain} (more orders)"


def test_data_that_end_with_the_month_are_no_news():
    """A whole month is not said to be unfinished, wherever the data end."""
    facts = tell(four_groups(), last_line=datetime(2011, 11, 30, 18)).facts  # noqa: DTZ001  (the shop's local time)
    assert trust(facts) == trust(tell(four_groups()).facts)


def test_every_picture_has_its_words(report):
    """There is a caption for each picture that is drawn, and none for another."""
    captions = say_captions(report.told.facts)
    assert {picture.name for picture in report.pictures} | {"shares"} == set(captions)
    assert all(caption.title and caption.measure and caption.alt for caption in captions.values())


@pytest.mark.parametrize(("amount", "said"), [("-500", True), ("500", True), ("1", False), ("0", False)])
def test_money_on_lines_of_no_product_is_said_where_it_is_much(amount, said):
    """Money set aside for its product's code is on the first page from a twentieth of revenue, whatever its sign."""
    facts = tell(four_groups()).facts
    ledger = tuple(
        row.model_copy(update={"amount": Decimal(amount) / 1000 * facts.revenue})
        if row.rule == "not a product"
        else row
        for row in facts.ledger
    )
    told = [text for text in trust(facts.model_copy(update={"ledger": ledger})) if "product_code" in text]
    assert len(told) == said


def test_a_source_that_says_all_needs_no_caveat():
    """Where the source has invoices, products and pieces, nothing is said of them but how they are used."""
    facts = tell(four_groups()).facts
    assert not any("The source" in sentence or "currency" in sentence for sentence in trust(facts))
    assert "of the same product, piece by piece" in how_returns(facts)
    assert what_an_order_is(facts) == "distinct invoices that were not sent back whole"


def test_days_for_invoices_are_told():
    """That a day is a purchase is said on the first page and in the method."""
    facts = tell(four_groups(), absent=(c.INVOICE,)).facts
    assert any("what a customer bought on one day counts as one order" in told for told in trust(facts))
    assert "days with a purchase" in what_an_order_is(facts)


def test_money_for_pieces_is_told():
    """That refunds are matched by money is said in the method."""
    told = how_returns(tell(four_groups(), absent=(c.QUANTITY, c.STOCK_CODE)).facts)
    assert "it is money that is matched" in told
    assert "product" not in told


@pytest.mark.parametrize(("lines", "words"), [(1, "1 line is in another"), (1234, "1,234 lines are in another")])
def test_other_currencies_are_told(lines, words):
    """That money in other currencies is in no figure is said on the first page."""
    facts = tell(four_groups()).facts
    rows = [row.model_copy(update={"lines": lines * (row.rule == c.OTHER_CURRENCY)}) for row in facts.ledger]
    told = trust(facts.model_copy(update={"ledger": tuple(rows)}))
    assert any(sentence.startswith(f"{words} currency than GBP and left out") for sentence in told)
