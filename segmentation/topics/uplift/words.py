"""Whether acting on last month's lists did anything, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation.messages import N_
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.wording import join

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.uplift.record import ListUplift, UnmeasuredList

_REASONS: Final = {
    "changed": N_("since it was made, customers were put on it or taken off it"),
    "one group": N_("nobody was left to contact, or nobody to compare with"),
}
"""Why the effect of a list can't be measured."""


def lists_month(facts: Facts) -> str:
    """Name the month whose lists these are."""
    return f.month_name(facts.uplift.month) if facts.uplift else ""


def what_a_list_did(facts: Facts, uplift: ListUplift) -> str:
    """Say what acting on a list did, and how sure that is."""
    one, other = uplift.contacted, uplift.control
    did = ngettext(
        "Of {n} customer on the list “{name}”, {rate} bought in {month}; of the {others} held out, {other_rate} did.",
        "Of {n} customers on the list “{name}”, {rate} bought in {month}; of the {others} held out, {other_rate} did.",
        one.customers,
    ).format(
        n=f.count(one.customers),
        name=uplift.name,
        rate=f.percent(one.rate),
        month=f.month(facts.month_start),
        others=f.count(other.customers),
        other_rate=f.percent(other.rate),
    )
    return f"{did} {_rates(uplift)} {_money(uplift, facts.currency)}"


def _rates(uplift: ListUplift) -> str:
    if not uplift.rate_is_clear:
        text = _("That could be chance: the difference lies between {lower} and {upper} percentage points.")
    elif uplift.rate_difference > 0:
        text = _("More of them bought than chance explains: a difference of {lower} to {upper} percentage points.")
    else:
        text = _("Fewer of them bought than chance explains: a difference of {lower} to {upper} percentage points.")
    return text.format(lower=points(uplift.rate_lower), upper=points(uplift.rate_upper))


def _money(uplift: ListUplift, currency: str) -> str:
    spent, left = (f.exact_money(group.spend, currency) for group in (uplift.contacted, uplift.control))
    if uplift.spend_lower is None or uplift.spend_upper is None:
        return _("They spent {spent} each, those held out {left}.").format(spent=spent, left=left)
    text = (
        _(
            "They spent {spent} each, those held out {left}; the difference lies between {lower} and {upper}, more "
            "than chance explains."
        )
        if uplift.spend_is_clear
        else _(
            "They spent {spent} each, those held out {left}; the difference lies between {lower} and {upper}, which "
            "could be chance, too."
        )
    )
    lower, upper = (f.exact_money(bound, currency) for bound in (uplift.spend_lower, uplift.spend_upper))
    return text.format(spent=spent, left=left, lower=lower, upper=upper)


def points(difference: float) -> str:
    """Write a difference of shares in percentage points.

    Examples
    --------
    >>> points(0.0414), points(-0.05)
    ('4.1', '−5.0')
    """
    return f.exact_number(Decimal(str(difference)) * 100, 1)


def untold_lists(untold: tuple[UnmeasuredList, ...]) -> str:
    """Name the lists whose effect can't be measured, each with the reason."""
    names = [_("“{name}” ({reason})").format(name=each.name, reason=_(_REASONS[each.reason])) for each in untold]
    return _("What acting on {lists} did can’t be measured.").format(lists=join(names))
