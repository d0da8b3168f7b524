"""What people see in a browser: read aloud, by keyboard, in the dark, on a telephone, on paper.

The pages are looked at once, all of them, in every way; each test asks for one kind of fault of one page. They run
in ``nox -s pages``, which installs the browser, and are skipped elsewhere.
"""

from __future__ import annotations

import pytest

from ...by_hand.odd_reports import ODD_TO_SEE
from .conftest import OF_A_RUN

RULES = {
    "axe": "axe-core finds nothing",
    "overflow": "the page does not scroll sideways",
    "keyboard": "the Tab key leads everywhere",
    "focus": "the focus is seen",
    "picture-contrast": "words in pictures stand out",
    "spacing": "text set wider is not cut off",
    "print": "a browser prints it dark on light, whole",
    "request": "nothing is asked for",
    "console": "nothing is complained of",
    "explore": "the cloud does what its buttons say",
    "size": "it is small enough to be sent",
}
"""What a fault may be of, and what holds where there is none."""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("page", [*OF_A_RUN, *ODD_TO_SEE])
def test_a_browser_finds_nothing(page, rule, seen):
    """On no page, in no mode and at no width is there a fault of this kind."""
    if page not in seen.pages:
        pytest.skip(f"the program makes no {page}")
    found = [str(fault) for fault in seen.faults if fault.page == page and fault.rule.partition(":")[0] == rule]
    if found:
        pytest.fail("\n".join([f"not so: {RULES[rule]}", *found]), pytrace=False)


def test_every_fault_is_of_a_known_kind(seen):
    """No fault is told that none of these tests asks for."""
    assert {fault.rule.partition(":")[0] for fault in seen.faults} <= set(RULES)
