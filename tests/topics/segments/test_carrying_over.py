"""Names carried over from one model to the next."""

from __future__ import annotations

import numpy as np

from segmentation.profiles import AT_RISK, BIG_SPENDERS, CHAMPIONS, LOYAL, PROMISING
from segmentation.topics.segments.carrying_over import carry_over, match_clusters
from segmentation.topics.segments.naming import Name


def name(profile: str, medians: tuple[float, float, float] = (10, 3, 100), text: str = "") -> Name:
    """Make a name."""
    return Name(text or profile, profile, 5, 4, medians)


OLD = {0: name(CHAMPIONS), 1: name(AT_RISK)}
USED = {CHAMPIONS, AT_RISK}


def test_centres_that_moved_a_little_keep_their_partners():
    """Centres at 0, 10 and 20 that moved by 1, in another order, find themselves again."""
    assert match_clusters(np.array([[0.0], [10.0], [20.0]]), np.array([[21.0], [1.0], [9.0]])) == {0: 2, 1: 0, 2: 1}


def test_a_pair_must_be_one_by_the_old_model():
    """Of two new centres around an old one the nearer is its counterpart; the far old centre is nobody's."""
    assert match_clusters(np.array([[0.0], [100.0]]), np.array([[1.0], [-3.0]])) == {0: 0}


def test_the_pairs_are_as_many_as_can_be():
    """Three new centres, two of them at one old centre and one at another, make two pairs."""
    assert match_clusters(np.array([[0.0], [6.0], [50.0]]), np.array([[2.0], [7.0], [1.0]])) == {1: 1, 2: 0}


def test_the_name_goes_to_whom_it_still_suits():
    """Of two new centres around an old one, the farther has its name if only that one would be called so today."""
    old, new = np.array([[0.0], [100.0]]), np.array([[1.0], [-3.0]])
    assert match_clusters(old, new, np.array([[False, False], [True, False]])) == {1: 0}
    assert match_clusters(old, new, np.array([[False, True], [False, True]])) == {0: 0}


def test_more_and_fewer_clusters():
    """A new centre too many has no counterpart, and an old one too many has no heir."""
    old, new = np.array([[0.0], [10.0]]), np.array([[0.0], [10.0], [4.0]])
    assert match_clusters(old, new) == {0: 0, 1: 1}
    assert match_clusters(new, old) == {0: 0, 1: 1}


def test_a_counterpart_hands_on_its_name():
    """Whatever the new cluster would have been called, it bears its counterpart's name, profile and scores."""
    fresh = {0: name(LOYAL, (12, 2, 90)), 1: name(CHAMPIONS)}
    carried = carry_over(fresh, OLD, {0: 1, 1: 0}, USED)
    assert [carried[0].name, carried[0].profile, carried[0].medians] == [AT_RISK, AT_RISK, (12, 2, 90)]
    assert carried[1].name == CHAMPIONS


def test_a_cluster_without_a_counterpart_gets_its_own_name():
    """A new cluster's profile is its name where nobody ever bore it."""
    assert carry_over({0: name(CHAMPIONS), 1: name(PROMISING)}, OLD, {0: 0}, USED)[1].name == PROMISING


def test_a_used_name_is_never_given_again():
    """Where its profile is used, a new cluster is told apart by what differs; where that is used too, by a number."""
    poorer = name(CHAMPIONS, (10, 3, 40))
    assert carry_over({0: name(CHAMPIONS), 1: poorer}, OLD, {0: 0}, USED)[1].name == "Champions, lower spend"
    used = {*USED, "Champions, lower spend"}
    assert carry_over({0: name(CHAMPIONS), 1: poorer}, OLD, {0: 0}, used)[1].name == "Champions 2"
    assert carry_over({0: name(CHAMPIONS), 1: poorer}, OLD, {0: 0}, {*used, "Champions 2"})[1].name == "Champions 3"


def test_a_name_that_nobody_bears_any_more_stays_used():
    """An old segment without an heir takes its name with it."""
    used = {*USED, PROMISING}
    carried = carry_over({0: name(CHAMPIONS), 1: name(PROMISING)}, OLD, {0: 0}, used)
    assert carried[1].name == "Promising 2"


def test_two_new_clusters_of_one_profile_get_two_names():
    """Names are unique among the new clusters as well."""
    fresh = {0: name(LOYAL, (10, 3, 40)), 1: name(LOYAL, (10, 3, 90)), 2: name(LOYAL, (10, 5, 90))}
    names = [one.name for one in carry_over(fresh, OLD, {}, USED).values()]
    assert names[0] == LOYAL
    assert len(set(names)) == 3


def test_who_is_set_apart_keeps_the_name_of_that():
    """Who stands out in spend is called so under every model."""
    assert carry_over({"monetary": name(BIG_SPENDERS)}, OLD, {}, {BIG_SPENDERS})["monetary"].name == BIG_SPENDERS
