"""What is said of last month's lists: whether acting on them did anything."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers, join

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, ListUpliftFact, UntoldListFact

_UNTOLD = {
    "changed": "since it was made, customers were put on it or taken off it",
    "one group": "nobody was left to contact, or nobody to compare with",
}


def lists_month(facts: Facts) -> str:
    """Name the month whose lists these are."""
    return f.month(datetime.strptime(facts.uplift.month, "%Y-%m")) if facts.uplift else ""  # noqa: DTZ007  (a month)


def what_a_list_did(facts: Facts, uplift: ListUpliftFact) -> str:
    """Say what acting on a list did, and how sure that is."""
    one, other = uplift.contacted, uplift.control
    did = (
        f"Of {customers(one.customers)} on the list “{uplift.name}”, {f.percent(one.rate)} bought in "
        f"{f.month(facts.month_start)}; of the {f.count(other.customers)} held out, {f.percent(other.rate)} did."
    )
    return f"{did} {_rates(uplift)} {_money(uplift, facts.currency)}"


def _rates(uplift: ListUpliftFact) -> str:
    between = f"{points(uplift.rate_lower)} to {points(uplift.rate_upper)}"
    if uplift.rate_is_clear:
        way = "More" if uplift.rate_difference > 0 else "Fewer"
        return f"{way} of them bought than chance explains: a difference of {between} percentage points."
    return f"That could be chance: the difference lies between {between.replace(' to ', ' and ')} percentage points."


def _money(uplift: ListUpliftFact, currency: str) -> str:
    spent, left = (f.exact_money(group.spend, currency) for group in (uplift.contacted, uplift.control))
    said = f"They spent {spent} each, those held out {left}"
    if uplift.spend_lower is None or uplift.spend_upper is None:
        return f"{said}."
    between = f"{f.exact_money(uplift.spend_lower, currency)} and {f.exact_money(uplift.spend_upper, currency)}"
    sure = "more than chance explains" if uplift.spend_is_clear else "which could be chance, too"
    return f"{said}; the difference lies between {between}, {sure}."


def points(difference: float) -> str:
    """Write a difference of shares in percentage points.

    Examples
    --------
    >>> points(0.0414), points(-0.05)
    ('4.1', '−5.0')
    """
    return f.exact_number(Decimal(str(difference)) * 100, 1).replace("-", "−")


def untold_lists(untold: tuple[UntoldListFact, ...]) -> str:
    """Name the lists of which it can't be told what they did, each with the reason."""
    names = join([f"“{each.name}” ({_UNTOLD[each.reason]})" for each in untold])
    return f"What acting on {names} did can’t be told."
