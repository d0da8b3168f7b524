"""Customers as points to turn and to ask, in one file that opens offline. The only module that knows Plotly.

The file carries plotly.js, which is nine tenths of it: the package has the whole library and no smaller part of it.
"""

from __future__ import annotations

import json
import math
import random
import textwrap
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from html import escape, unescape
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from babel.numbers import get_currency_precision

from segmentation import __version__
from segmentation import columns as c
from segmentation.errors import ReportError
from segmentation.page import explorer_words as words
from segmentation.page.owner import Look
from segmentation.page.parts import WORDS
from segmentation.page.segment_shades import shades_of
from segmentation.page.template_folders import Folders
from segmentation.page.templating import as_markup, render_with_style
from segmentation.style import formats
from segmentation.style.colours import DARK_TOKENS, TOKENS
from segmentation.style.fonts import font_faces
from segmentation.style.language import gettext, ngettext, pgettext, spoken_locale, text_direction
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts

FILE_NAME: Final = "explore.html"
"""What the page is called in a month's folder."""

SHAPES: Final = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "diamond": "M0-6.5 6.5 0 0 6.5-6.5 0Z",
    "square": "M-4.8-4.8H4.8V4.8H-4.8Z",
    "cross": "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
    "x": "M-5.6-2.8-2.8-5.6 0-2.8 2.8-5.6 5.6-2.8 2.8 0 5.6 2.8 2.8 5.6 0 2.8-2.8 5.6-5.6 2.8-2.8 0Z",
    "circle-open": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z",
    "diamond-open": "M0-6 6 0 0 6-6 0Z",
    "square-open": "M-4.3-4.3H4.3V4.3H-4.3Z",
}
"""Plotly's shapes of points in space, and each as a path, ten units wide, for use beside its name."""

_SPREAD: Final = 0.03
"""How far, in powers of ten, points with equally many orders are spread to either side."""


def render_explore(
    facts: Facts, *, templates: Folders, look: Look | None = None, identities: pd.DataFrame | None = None
) -> str:
    """Render the page of points."""
    from plotly.offline import get_plotlyjs

    marks = _marks_of(facts)
    context = {
        "facts": facts,
        "look": look or Look(),
        "language": spoken_locale().replace("_", "-"),
        "direction": text_direction(),
        "_": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "words": WORDS,
        "marks": [(SHAPES[mark["symbol"]], mark["symbol"].endswith("-open"), mark["colour"]) for mark in marks],
        "named": identities is not None,
        "told": as_markup(_as_script(_told(facts, marks, identities))),
        "shades": tuple(shades_of(facts).values()),
        "tokens": TOKENS,
        "dark": DARK_TOKENS,
        "version": __version__,
    }
    page = render_with_style(templates, "explore.html.j2", "explore.css", currency=facts.currency, context=context)
    # The library goes in after the fonts; otherwise these would keep every character it contains.
    page = page.replace("/* fonts */", font_faces([unescape(page)]), 1)
    return page.replace("/* plotly.js */", get_plotlyjs().replace("</script", "<\\/script"), 1)


def _marks_of(facts: Facts) -> list[dict[str, str]]:
    """Give each segment its shape, and the custom property that has its colour.

    With more segments than shapes, shapes repeat; colours differ.
    """
    properties = {name: f"segment-{place}" for place, name in enumerate(shades_of(facts), start=1)}
    return [
        {"symbol": symbol, "colour": properties[segment.segment]}
        for segment, symbol in zip(facts.segments, cycle(SHAPES), strict=False)
    ]


def _as_script(told: dict[str, Any]) -> str:
    """Write data for a script: within it no sign begins markup."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def _told(facts: Facts, marks: Sequence[dict[str, str]], identities: pd.DataFrame | None) -> dict[str, Any]:
    """Say what the script draws: places on scales of powers, and what each point says."""
    points, coins = facts.points, 10 ** get_currency_precision(facts.currency)
    names = _names(facts, identities) if identities is not None else None
    chance = random.Random(0)  # noqa: S311  (spreads points, keeps no secret)
    write = _writer(facts.currency, coins)
    traces: list[dict[str, Any]] = [
        {
            "name": _label(segment_name(segment.segment, segment.profile)),
            **mark,
            **{axis: [] for axis in "xyz"},
            "says": [],
            "centre": _place(segment.center_recency_days, segment.center_frequency, float(segment.center_monetary)),
            "centre_says": _lines(
                words.centre_of(segment_name(segment.segment, segment.profile)),
                *words.did(
                    round(segment.center_recency_days),
                    round(segment.center_frequency, 1),
                    formats.money(segment.center_monetary, facts.currency),
                ),
            ),
        }
        for segment, mark in zip(facts.segments, marks, strict=True)
    ]
    called = [segment_name(segment.segment, segment.profile) for segment in facts.segments]
    rows = zip(points.segment, points.recency_days, points.frequency, points.monetary, strict=True)
    for row, (place, days, orders, spend) in enumerate(rows):
        trace = traces[place]
        x, y, z = _place(days, orders, spend / coins, least=1 / coins)
        trace["x"].append(x)
        trace["y"].append(round(y + chance.uniform(-_SPREAD, _SPREAD), 4))
        trace["z"].append(z)
        name = [words.customer(names[row])] if names else []
        trace["says"].append(_lines(*name, called[place], *write(days, orders, spend)))
    return {"segments": traces, "axes": _axes(facts, traces), "words": _phrases()}


def _phrases() -> dict[str, str]:
    return {
        "all": gettext("All are shown"),
        "some": gettext("{shown} of {all} are shown"),
    }


def _place(days: float, orders: float, spend: float, least: float = 0.01) -> list[float]:
    """Give a customer's place on scales of powers of ten, of which days begin at 0 and spend at the least coin."""
    return [round(math.log10(value), 4) for value in (days + 1, max(orders, 1), max(spend, least))]


def _writer(currency: str, coins: int) -> Callable[[int, int, int], tuple[str, str, str]]:
    """Give what writes down what a customer did; many did the same."""

    @cache
    def money(spend: int) -> str:
        return formats.exact_money(Decimal(spend) / coins, currency)

    @cache
    def did(days: int, orders: int) -> tuple[str, str, str]:
        return words.did(days, orders, "{}")

    def write(days: int, orders: int, spend: int) -> tuple[str, str, str]:
        last, often, much = did(days, orders)
        return last, often, much.replace("{}", money(spend))

    return write


def _lines(first: str, *others: str) -> str:
    """Write lines as Plotly takes them, the first bold; no sign in them is markup."""
    return "<br>".join([f"<b>{escape(first)}</b>", *map(escape, others)])


def _label(name: str) -> str:
    """Break a long name into two lines; the list of switches has it in full."""
    return "<br>".join(map(escape, textwrap.wrap(name, 22, max_lines=2, placeholder="…")))


def _axes(facts: Facts, traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each axis its name, ends and marks, which are named in real units."""
    writes: tuple[Callable[[float], str], ...] = (
        formats.number,
        formats.number,
        lambda value: formats.short_money(value, facts.currency) if value >= 1 else formats.number(value, 2),
    )
    axes = []
    for name, axis, place, write in zip(words.axes(facts), "xyz", range(3), writes, strict=True):
        values = [value for trace in traces for value in (*trace[axis], trace["centre"][place])] or [0.0]
        room = 0.05 * (max(values) - min(values)) or 0.5
        low, high = min(values) - room, max(values) + room
        added = 1 if axis == "x" else 0
        marks = _marks(10**low - added, 10**high - added, zero=bool(added), whole=axis != "z")
        axes.append(
            {
                "title": name,
                "range": [round(low, 4), round(high, 4)],
                "marks": [round(math.log10(mark + added), 4) for mark in marks],
                "labels": [write(mark) for mark in marks],
            }
        )
    return axes


def _marks(low: float, high: float, *, zero: bool, whole: bool) -> list[float]:
    """Choose round numbers to mark on a scale of powers: 1, 3, 10, 30, …, and more of them where few are in between.

    Examples
    --------
    >>> _marks(-0.1, 390, zero=True, whole=True), _marks(4.5, 9.5, zero=False, whole=True)
    ([0, 1, 3, 10, 30, 100, 300], [5, 6, 7, 8, 9])
    """
    marks: list[float] = []
    for steps in ((1, 3), (1, 2, 5), range(1, 10)):
        powers = range(0 if whole else -2, 13)
        marks = [step * 10**power for power in powers for step in steps if low <= step * 10**power <= high]
        if len(marks) > 2:
            break
    return [0, *marks] if zero and low <= 0 else marks


def _names(facts: Facts, identities: pd.DataFrame) -> list[str]:
    """Say which customer each point is: one who did just that; of several who did the same, each is named once."""
    coin = c.MONEY_SCALE // 10 ** get_currency_precision(facts.currency)
    places = {segment.segment: place for place, segment in enumerate(facts.segments)}
    who = defaultdict(list)
    table = identities.sort_index()
    rows = zip(
        table.index, table[c.SEGMENT], *(table[feature] for feature in (c.RECENCY_DAYS, c.FREQUENCY, c.MONETARY)),
        strict=True,
    )  # fmt: skip
    for name, segment, days, orders, spend in rows:
        # Rounded as in `facts.points`: half a coin rounds up.
        coins = (round(spend * c.MONEY_SCALE) * 2 + coin) // (2 * coin)
        who[places.get(segment), int(days), int(orders), coins].append(str(name))
    points, named = facts.points, []
    waiting = {key: iter(each) for key, each in who.items()}
    for did in zip(points.segment, points.recency_days, points.frequency, points.monetary, strict=True):
        name = next(waiting.get(did, iter(())), None)
        if name is None:
            msg = (
                f"the customers don't match facts.json: none of them is in segment "
                f"'{facts.segments[did[0]].segment}' with {did[1]} days, {did[2]} orders and {did[3]} of the smallest "
                "coin; make the month again"
            )
            raise ReportError(msg)
        named.append(name)
    return named
