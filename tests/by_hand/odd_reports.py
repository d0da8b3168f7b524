"""Reports as odd as a shop may ask for: many segments and few, an empty month, long names, much money and little.

Each is told from customers made by hand. What they have in common is that nobody designed the page for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from segmentation import columns as c
from segmentation.page.owner import Look
from segmentation.profiles import AT_RISK, CHAMPIONS, HIBERNATING, LOYAL, NEEDS_ATTENTION
from segmentation.topics.cleaning.record import Sheet
from segmentation.topics.clustering.n_clusters import Choice
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.gates.work import judge_gates

from . import months as months_by_hand
from . import movement as movement_by_hand
from . import portraits as portraits_by_hand
from .facts import curve_point, four_groups, tell
from .uplift import FEW, LESS, MANY, uplift

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from segmentation.facts import Facts

    from .facts import Groups

LONG: Final = "Wholesale customers who order gift ware for the whole season"
"""Sixty letters, as the names of twelve are."""
UNBROKEN: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"
"""Sixty letters and nowhere to break a line."""
HEBREW, ARABIC = "לקוחות נאמנים במיוחד", "عملاء معرضون للخطر"
ACCENTED, CZECH = "Größere Körbe, häufige Käufe", "Příliš žluťoučký kůň, dřímající"


@dataclass(frozen=True)
class Odd:
    """An odd report.

    Attributes
    ----------
    facts : Facts
        What it says.
    look : Look
        What is the owner's of its looks.
    """

    facts: Facts
    look: Look = field(default_factory=Look)


def told(groups: Groups, **changes: Any) -> Facts:
    """Tell of groups, and what each is like beside all."""
    return portraits_by_hand.with_portraits(tell(groups, **changes))


def groups_named(*names: str, size: int = 12, times: float = 1.0) -> Groups:
    """Name the four groups anew, and multiply what they spent."""
    return {
        name: (profile, [(days, orders, round(pounds * times, 2)) for days, orders, pounds in members])
        for name, (profile, members) in zip(names, four_groups(size).values(), strict=True)
    }


def compared(groups: Groups) -> dict[str, Any]:
    """Compare a month with all that a month is compared with."""
    scores = {name: (5, 5) if profile == CHAMPIONS else (2, 2) for name, (profile, _) in groups.items()}
    return {**months_by_hand.compared(), **movement_by_hand.compared(groups, scores=scores)}


def chosen(number: int) -> dict[str, Any]:
    """Say that so many clusters were chosen, of up to so many and one more."""
    curve = tuple(
        curve_point(k, 100.0 / k, 0.4 - 0.01 * k, 0.35 if k == number else 0.1, jaccard=(0.9,) * k)
        for k in range(2, number + 2)
    )
    return {"curve": curve, "choice": Choice(number, "elbow", number, (number,), (number,))}


def twelve() -> Odd:
    """Tell of twelve segments, five profiles of two or three segments each."""
    kinds = {
        CHAMPIONS: (5, 20, 5000, ("more recent", "longer ago", "more often")),
        LOYAL: (40, 8, 1500, ("higher spend", "lower spend", "more often")),
        NEEDS_ATTENTION: (90, 5, 700, ("more recent", "longer ago")),
        AT_RISK: (200, 4, 900, ("higher spend", "lower spend")),
        HIBERNATING: (290, 1, 120, ("more recent", "longer ago")),
    }
    rng = np.random.default_rng(12)
    groups = {
        f"{profile}, {difference}": (
            profile,
            [
                (
                    days + int(rng.integers(0, 25)),
                    orders + int(rng.integers(0, 3)),
                    round(pounds * rng.uniform(1, 2), 2),
                )
                for _ in range(9)
            ],
        )
        for profile, (days, orders, pounds, differences) in kinds.items()
        for difference in differences
    }
    return Odd(told(groups, compared=compared(groups), **chosen(12)))


def two() -> Odd:
    """Tell of two segments, and of no other month."""
    groups = dict(list(four_groups().items())[::3])
    return Odd(told(groups, **chosen(2)))


def empty_month() -> Odd:
    """Tell of a month in which nobody bought anything, though there are customers in the window."""
    groups: Groups = {
        name: (profile, [(days + 31, orders, pounds) for days, orders, pounds in members])
        for name, (profile, members) in four_groups().items()
    }
    months = {
        **compared(groups),
        "revenue_change": (
            months_by_hand.change(now=(), earlier={"Ann", "Bob"}),
            months_by_hand.change((), (), month_then="2010-11", earlier=set()),
        ),
        "cohorts": months_by_hand.followed(last=22),
    }
    return Odd(told(groups, compared=months))


def long_names() -> Odd:
    """Tell of names with sixty letters: segments, lists, sheets, the file, and whose report it is."""
    names = (LONG, UNBROKEN, f"{LONG[:-6]}autumn", f"{LONG[:-6]}winter")
    groups = groups_named(*names)
    sheets = tuple(Sheet(sheet=name, lines=lines) for name, lines in ((LONG, 2), (UNBROKEN, 50)))
    facts = told(groups, compared=compared(groups), uri=f"/shops/{UNBROKEN}/{UNBROKEN}.xlsx", sheets=sheets)
    lists = [each.model_copy(update={"name": name}) for each, name in ((FEW, LONG), (MANY, UNBROKEN), (LESS, names[2]))]
    measured = uplift(*lists, **{names[3]: "changed", "Tiny": "one group"})
    return Odd(facts.model_copy(update={"uplift": measured}), Look(organisation=LONG))


def billions() -> Odd:
    """Tell of customers who spend billions, in a currency that counts in millions."""
    groups = groups_named(*four_groups(), times=1e6)
    return Odd(told(groups, currency="IDR", compared=compared(groups), nobodys=9 * 10**17))


def pennies() -> Odd:
    """Tell of customers who spend pennies."""
    groups = groups_named(*four_groups(), times=1e-4)
    return Odd(told(groups, compared=compared(groups), nobodys=300))


def other_scripts() -> Odd:
    """Tell of names that run from right to left, and of names with accents."""
    groups = groups_named(HEBREW, ARABIC, ACCENTED, CZECH)
    sheets = (Sheet(sheet="גיליון ראשון", lines=2), Sheet(sheet="الورقة الثانية", lines=50))
    facts = told(groups, compared=compared(groups), uri="חנות/متجر/Größe.xlsx", sheets=sheets)
    lists = [each.model_copy(update={"name": name}) for each, name in ((MANY, "رسالة شكر"), (FEW, "Ünïcödé"))]
    measured = uplift(*lists, ריק="changed")
    return Odd(facts.model_copy(update={"uplift": measured}), Look(organisation="חברת המתנות בע״מ"))


def all_warnings() -> Odd:
    """Tell of a report that there is everything to be said against."""
    groups = dict(four_groups())
    name, (profile, members) = next(iter(groups.items()))
    # One customer is worth more than all others together.
    groups[name] = (profile, [(3, 30, 900_000.0), *members[1:]])
    alike = LeftOut(feature=c.FREQUENCY, value=1.0, customers=47)
    facts = told(
        groups,
        compared=compared(groups),
        left_out=(alike,),
        choice=Choice(4, "asked for", 4, (4,), ()),
        absent=(c.INVOICE,),
    )
    lines = {c.OTHER_CURRENCY: {"lines": 1200}, "not a product": {"lines": 80, "amount": Decimal(200_000)}}
    rows = tuple(row.model_copy(update=lines.get(row.rule, {})) for row in facts.ledger)
    reasons = ("recency_days", "frequency", "monetary", "segment", "distance", "silhouette")
    drift = {
        "reasons": reasons,
        "is_judged": True,
        "refit_recommended": True,
        "distance_ratio": 1.6,
        "silhouette_fresh": 0.6,
        "psi": tuple(each.model_copy(update={"psi": 0.41, "is_past": True}) for each in facts.drift.psi),
    }
    gap = tuple(
        each.model_copy(update={"n_clusters": 1 if each.criterion == "gap" else each.n_clusters})
        for each in facts.n_clusters.criteria
    )
    clusters = {"is_stable": False, "jaccard_weakest": 0.43, "minimum_cluster": 20, "criteria": gap, "silhouette": 0.2}
    odd = facts.model_copy(
        update={
            "month_is_whole": False,
            "notebook": "missing",
            "history_months": 7,
            "ledger": rows,
            "drift": facts.drift.model_copy(update=drift),
            "n_clusters": facts.n_clusters.model_copy(update=clusters),
        }
    )
    asked = {"minimum_customers": 5000, "maximum_dropped": 0.001, "maximum_drift": 0.1}
    gates = judge_gates(odd.ledger, odd.customers, odd.drift, **asked)
    return Odd(odd.model_copy(update={"gates": gates}))


ODD_TO_SEE: Final = ("twelve segments", "names of sixty letters", "billions", "other scripts", "all warnings")
"""Those in which more or other things stand on the screen than in any report."""

ODD_REPORTS: Final[Mapping[str, Callable[[], Odd]]] = {
    "twelve segments": twelve,
    "two segments": two,
    "an empty month": empty_month,
    "names of sixty letters": long_names,
    "billions": billions,
    "pennies": pennies,
    "other scripts": other_scripts,
    "all warnings": all_warnings,
}
"""By name, what makes each."""
