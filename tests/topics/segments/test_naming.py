"""Naming clusters from what their customers do, and recommending what to do about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.errors import SegmentsError
from segmentation.profiles import ALL_PROFILES, PROFILES
from segmentation.topics.actions.record import Action
from segmentation.topics.actions.work import read_actions
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.work import cluster_customers
from segmentation.topics.segments.grid import value_ranks
from segmentation.topics.segments.naming import name_clusters, tell_apart
from segmentation.topics.segments.work import describe_segments

from ...by_hand.customers import customers, shop

SHIPPED = Path(__file__).parents[3] / "report_templates" / "actions.toml"
ACTIONS = {name: Action(what=f"what {name}", why="why", channel="channel", measure="measure") for name in ALL_PROFILES}

TEN = customers([*range(10, 110, 10)], [*range(1, 11)], [*range(10, 110, 10)])
"""Ten customers: the nth bought 10 n days ago, n times, for 10 n pounds."""


def profile_segments(features, labels, centers, actions, *, set_apart=None):
    """Name clusters and describe them, as a month does to which a model is fitted."""
    cluster = pd.Series(index=features.index, dtype="object") if set_apart is None else set_apart.copy()
    cluster[cluster.isna()] = labels
    names = name_clusters(features, cluster)
    segments = describe_segments(
        features.assign(cluster=cluster),
        names,
        [tuple(center) for center in centers],
        actions,
        jaccard=[0.9] * len(centers),
        on_border=features[c.RECENCY_DAYS] == 40,
        total=c.money(int(features[c.MONETARY].sum())),
        digits=4,
    )
    return segments, cluster.map({key: name.name for key, name in names.items()}).rename(c.SEGMENT)


def center(segment):
    """Take a segment's centre."""
    return segment.center_recency_days, segment.center_frequency, segment.center_monetary


def median(recency_days: float, frequency: float, pounds: float) -> dict[str, float]:
    """Write down a cluster's medians."""
    return {c.RECENCY_DAYS: recency_days, c.FREQUENCY: frequency, c.MONETARY: pounds * c.MONEY_SCALE}


def clustered(seed: int, n_clusters: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Cluster a shop's customers: features, labels and centres."""
    features = shop(seed)
    result = cluster_customers(features, candidates=(2,), n_clusters=n_clusters, search=Search(n_init=10), draws=2)
    return features, result.labels, np.array(result.fit.centers_in_units)


def test_two_segments_by_hand():
    """Of ten customers in a row the better five are loyal and the others hibernate, with figures to match."""
    features = customers([*range(10, 110, 10)], [*range(10, 0, -1)], [*range(100, 0, -10)])
    labels = np.array([1] * 5 + [0] * 5)
    centers = np.array([[80.0, 3.0, 30.0], [30.0, 8.0, 80.0]])
    segments, segment = profile_segments(features, labels, centers, ACTIONS)
    assert segment.to_list() == ["Loyal"] * 5 + ["Hibernating"] * 5
    assert segment.index.equals(features.index)
    assert segment.name == c.SEGMENT
    loyal, hibernating = segments
    # The median customer of the better half is third of ten: a rank of 0.75, in the fourth fifth.
    assert loyal.model_dump() == {
        "segment": "Loyal",
        "profile": "Loyal",
        "set_apart": None,
        "jaccard": 0.9,
        "border_customers": 1,
        "recency_score": 4,
        "value_score": 4,
        "customers": 5,
        "customer_share": 0.5,
        "monetary": 400,
        "monetary_share": 400 / 550,
        "recency_days_median": 30,
        "recency_days_lower": 20,
        "recency_days_upper": 40,
        "frequency_median": 8,
        "frequency_lower": 7,
        "frequency_upper": 9,
        "monetary_median": 80,
        "monetary_lower": 70,
        "monetary_upper": 90,
        "center_recency_days": 30.0,
        "center_frequency": 8.0,
        "center_monetary": 80,
        "action": ACTIONS["Loyal"].model_dump(),
    }
    assert (hibernating.recency_score, hibernating.value_score) == (2, 2)
    assert center(hibernating) == (80.0, 3.0, 30.0)
    assert hibernating.action == ACTIONS["Hibernating"]


def test_who_was_set_apart_is_a_segment():
    """Customers set apart have a segment of their own, named for what they stand out in; the others are clustered."""
    apart = pd.Series([None] * 10, index=TEN.index, dtype="object")
    apart.iloc[[8, 9]] = "monetary", "both"
    labels = np.array([0] * 4 + [1] * 4)
    segments, segment = profile_segments(TEN, labels, np.zeros((2, 3)), ACTIONS, set_apart=apart)
    assert segment.to_list()[8:] == ["Big spenders", "Big and frequent"]
    assert segment.iloc[:4].nunique() == segment.iloc[4:8].nunique() == 1
    by_name = {one.segment: one for one in segments}
    spender = by_name["Big spenders"]
    assert (spender.set_apart, spender.jaccard, spender.customers) == ("monetary", None, 1)
    assert center(spender) == (90.0, 9.0, 90.0)
    assert sum(one.customers for one in segments) == 10
    assert spender.action == ACTIONS["Big spenders"]


def test_every_place_on_the_grid_gives_its_name():
    """Each of 25 customers in a cluster of their own has the name of their fifths of recency and of value."""
    places = [(recency, value) for recency in range(5) for value in range(5)]
    features = customers(
        [100 - 10 * recency for recency, _ in places],
        [1 + value for _, value in places],
        [50 + value for _, value in places],
    )
    segments, segment = profile_segments(features, np.arange(25), np.zeros((25, 3)), ACTIONS)
    by_name = {one.segment: one for one in segments}
    assert len(by_name) == 25
    for (recency, value), name in zip(places, segment, strict=True):
        one = by_name[name]
        assert (one.recency_score, one.value_score) == (recency + 1, value + 1)
        assert one.profile == PROFILES[recency][value]
        assert name == one.profile or name.startswith(f"{one.profile}, ")


def test_ranks_share_their_places_among_equals():
    """Equals share their mean rank; value is frequency and money, half each; the best rank highest."""
    ranks = value_ranks(customers([1, 1, 5, 9], [1, 1, 1, 4], [10, 20, 30, 40]))
    assert ranks["recency"].to_list() == [0.75, 0.75, 0.375, 0.125]
    assert ranks["value"].to_list() == [0.25, 0.375, 0.5, 0.875]


@pytest.mark.parametrize("seed", range(3))
def test_ranks_are_centred(seed):
    """Whatever the ties, ranks lie between 0 and 1 and their mean is a half."""
    ranks = value_ranks(shop(seed))
    assert ((ranks > 0) & (ranks < 1)).all(axis=None)
    assert ranks.mean().to_list() == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n_clusters", [2, 4, 9])
def test_the_number_of_a_cluster_plays_no_part(seed, n_clusters):
    """With the clusters numbered otherwise, every customer's segment and every segment's figures are the same."""
    features, labels, centers = clustered(seed, n_clusters)
    renumbered = np.random.default_rng(seed).permutation(n_clusters)
    segments, segment = profile_segments(features, labels, centers, ACTIONS)
    others, other = profile_segments(features, renumbered[labels], centers[np.argsort(renumbered)], ACTIONS)
    assert other.equals(segment)
    assert others == segments


def test_the_order_of_customers_plays_no_part():
    """With the customers in another order, every customer is in the same segment."""
    features, labels, centers = clustered(0, 6)
    mixed = np.random.default_rng(0).permutation(len(features))
    segments, segment = profile_segments(features, labels, centers, ACTIONS)
    others, other = profile_segments(features.iloc[mixed], labels[mixed], centers, ACTIONS)
    assert other.sort_index().equals(segment.sort_index())
    assert others == segments


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("n_clusters", range(1, 13))
def test_segments_are_unique_and_whole(seed, n_clusters):
    """However many there are, names are unique, customers and money sum to all, and most money comes first."""
    features, labels, centers = clustered(seed, n_clusters)
    segments, segment = profile_segments(features, labels, centers, ACTIONS)
    assert len({one.segment for one in segments}) == n_clusters
    assert {one.segment: one.customers for one in segments} == segment.value_counts().to_dict()
    assert sum(one.customers for one in segments) == len(features)
    assert sum(one.monetary for one in segments) == c.money(features[c.MONETARY].sum())
    for one in segments:
        assert one.monetary == c.money(features.loc[segment == one.segment, c.MONETARY].sum())
        assert one.monetary_lower <= one.monetary_median <= one.monetary_upper
        assert one.profile in {*ALL_PROFILES}
        assert one.action == ACTIONS[one.profile]
    money = [one.monetary for one in segments]
    assert money == sorted(money, reverse=True)


def test_segments_of_equal_money_are_in_the_order_of_their_names():
    """Where two segments spent alike, their names decide which comes first."""
    features = customers([1, 2, 90, 91], [3, 4, 1, 1], [25, 25, 25, 25])
    labels = np.array([0, 0, 1, 1])
    for renumbered in (labels, 1 - labels):
        segments, _ = profile_segments(features, renumbered, np.zeros((2, 3)), ACTIONS)
        names = [one.segment for one in segments]
        assert names == sorted(names)
        assert len(set(names)) == 2


def test_a_cluster_without_customers_is_no_segment():
    """A centre that nobody is near is passed over."""
    segments, _ = profile_segments(TEN, np.array([0] * 5 + [2] * 5), np.zeros((3, 3)), ACTIONS)
    assert [one.customers for one in segments] == [5, 5]


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        pytest.param(median(50, 5, 20), median(60, 6, 90), ["Loyal, lower spend", "Loyal, higher spend"], id="spend"),
        pytest.param(median(50, 9, 20), median(60, 2, 30), ["Loyal, more orders", "Loyal, fewer orders"], id="orders"),
        pytest.param(median(20, 3, 20), median(90, 2, 30), ["Loyal, more recent", "Loyal, longer ago"], id="recency"),
        pytest.param(
            median(20, 2, 20), median(50, 5, 50), ["Loyal, lower spend", "Loyal, higher spend"], id="all alike"
        ),
        pytest.param(
            median(20, 2, 20), median(50, 5, 20), ["Loyal, fewer orders", "Loyal, more orders"], id="two alike"
        ),
    ],
)
def test_two_of_one_profile_are_told_apart_by_what_differs_most(one, other, names):
    """Two clusters of one profile get a comparative each, of the feature in which they lie farthest apart."""
    assert tell_apart(["Loyal", "Loyal"], [one, other], TEN) == names
    assert tell_apart(["Loyal", "Loyal"], [other, one], TEN) == names[::-1]


@pytest.mark.parametrize(
    ("medians", "names"),
    [
        pytest.param(
            [median(50, 5, 40), median(50, 5, 90), median(50, 6, 20)],
            ["2nd of 3 by spend", "1st of 3 by spend", "3rd of 3 by spend"],
            id="most spend first",
        ),
        pytest.param(
            [median(50, 4, 40), median(50, 9, 40), median(50, 1, 50)],
            ["2nd of 3 by orders", "1st of 3 by orders", "3rd of 3 by orders"],
            id="most orders first",
        ),
        pytest.param(
            [median(50, 4, 40), median(90, 4, 40), median(10, 4, 50)],
            ["2nd of 3 by recency", "3rd of 3 by recency", "1st of 3 by recency"],
            id="most recent first",
        ),
        pytest.param(
            [median(10, 9, 70), median(90, 5, 50), median(10, 6, 60)],
            ["1st of 3 by orders", "3rd of 3 by orders", "2nd of 3 by orders"],
            id="never by what two of them share",
        ),
    ],
)
def test_three_of_one_profile_are_numbered_by_what_differs_most(medians, names):
    """Of three or more each gets its place; a feature in which two are equal can give none."""
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        told = tell_apart(["At risk"] * 3, [medians[number] for number in order], TEN)
        assert told == [f"At risk, {names[number]}" for number in order]


def test_only_clusters_that_share_a_profile_get_more_than_its_name():
    """A profile that stands alone keeps its plain name, and pairs are told apart each on its own."""
    profiles = ["Loyal", "Champions", "Promising", "Loyal", "Promising"]
    medians = [median(50, 5, 20), median(10, 9, 90), median(20, 1, 10), median(50, 5, 60), median(90, 1, 10)]
    assert tell_apart(profiles, medians, TEN) == [
        "Loyal, lower spend",
        "Champions",
        "Promising, more recent",
        "Loyal, higher spend",
        "Promising, longer ago",
    ]


def test_nobody_who_bought_within_the_month_is_called_silent():
    """The same ten customers in ten days: the worse half bought eight days ago, and is promising, not asleep."""
    features = customers([*range(1, 11)], [*range(10, 0, -1)], [*range(100, 0, -10)])
    _, segment = profile_segments(features, np.array([1] * 5 + [0] * 5), np.zeros((2, 3)), ACTIONS)
    assert segment.to_list() == ["Loyal"] * 5 + ["Promising"] * 5


def test_nobody_who_bought_once_is_called_loyal():
    """Where the better half bought once, as the others did, spend alone makes nobody loyal."""
    features = customers([*range(10, 110, 10)], [1] * 10, [*range(100, 0, -10)])
    _, segment = profile_segments(features, np.array([1] * 5 + [0] * 5), np.zeros((2, 3)), ACTIONS)
    assert segment.to_list() == ["Potential loyalists"] * 5 + ["Hibernating"] * 5


def test_a_segment_without_an_action_is_an_error():
    """The error names the segment, the actions there are, and the table to add."""
    features = customers([*range(10, 110, 10)], [*range(10, 0, -1)], [*range(100, 0, -10)])
    only = {"Loyal": ACTIONS["Loyal"]}
    with pytest.raises(SegmentsError) as raised:
        profile_segments(features, np.array([0] * 5 + [1] * 5), np.zeros((2, 3)), only)
    assert str(raised.value) == (
        'there is no action for "Hibernating", only for "Loyal"; add a table ["Hibernating"] to actions.toml'
    )


def test_the_shipped_actions_cover_every_segment():
    """Whatever the customers do, there is a recommendation for them."""
    assert set(read_actions(SHIPPED)) == {*ALL_PROFILES}


def test_actions_are_read_as_they_stand(tmp_path):
    """The marketer's words come through, accents and all; a file need not name every segment."""
    path = tmp_path / "actions.toml"
    path.write_text(
        '["Can\'t lose"]\nwhat = "Café"\nwhy = "because"\nchannel = "call"\nmeasure = "£"\n', encoding="utf-8"
    )
    assert read_actions(path) == {"Can't lose": Action(what="Café", why="because", channel="call", measure="£")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("[Loyal\n", "{path} is not valid TOML: ", id="bad TOML"),
        pytest.param(
            '[Whales]\nwhat = "x"\n',
            '{path} has an action for "Whales", which is not a segment; allowed are: Hibernating, At risk, ',
            id="unknown segment",
        ),
        pytest.param(
            '[Loyal]\nwhat = "x"\nwhy = "x"\nchannel = "x"\n',
            '["Loyal"] in {path} has what, why, channel; it needs exactly what, why, channel, measure',
            id="missing key",
        ),
        pytest.param(
            '[Loyal]\nwhat = "x"\nwhy = "x"\nchannel = "x"\nmeasure = "x"\nwho = "x"\n',
            '["Loyal"] in {path} has what, why, channel, measure, who; it needs exactly what, why, channel, measure',
            id="extra key",
        ),
        pytest.param(
            'Loyal = "call them"\n',
            "[\"Loyal\"] in {path} has 'call them'; it needs exactly what, why, channel, measure",
            id="no table",
        ),
        pytest.param(
            '[Loyal]\nwhat = "x"\nwhy = " "\nchannel = "x"\nmeasure = "x"\n',
            '["Loyal"] in {path} needs a text for each of what, why, channel, measure',
            id="empty text",
        ),
        pytest.param(
            '[Loyal]\nwhat = "x"\nwhy = 7\nchannel = "x"\nmeasure = "x"\n',
            '["Loyal"] in {path} needs a text for each of what, why, channel, measure',
            id="a number",
        ),
    ],
)
def test_actions_that_can_not_be_used(tmp_path, content, message):
    """The error names the file, what was found in it, and what should be there."""
    path = tmp_path / "actions.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SegmentsError) as raised:
        read_actions(path)
    assert str(raised.value).startswith(message.format(path=path))
    assert "\n" not in str(raised.value)


def test_actions_that_are_not_there(tmp_path):
    """A file that is missing, or a folder in its place, is named with the reason."""
    with pytest.raises(SegmentsError, match=r"the actions can't be read from .*nowhere\.toml: No such file"):
        read_actions(tmp_path / "nowhere.toml")
    with pytest.raises(SegmentsError, match="the actions can't be read from "):
        read_actions(tmp_path)


def test_actions_in_another_encoding(tmp_path):
    """Text that is not UTF-8 is refused and not guessed at."""
    path = tmp_path / "actions.toml"
    path.write_bytes('[Loyal]\nwhat = "Café"\n'.encode("latin-1"))
    with pytest.raises(SegmentsError, match="is not valid TOML: 'utf-8' codec"):
        read_actions(path)
