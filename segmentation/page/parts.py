"""The report's parts in reading order: the one list that says what a page is made of.

To add a topic, name its record in `segmentation.facts.Facts` and its part here; its template is
``sections/<name>.html.j2``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Final

from segmentation.page import explorer_words, first_page, first_page_fit, trust
from segmentation.style import money_unit, segment_names, wording
from segmentation.style.caption import Caption
from segmentation.topics.actions import words as actions
from segmentation.topics.cleaning import picture as cleaning_picture
from segmentation.topics.cleaning import words as cleaning
from segmentation.topics.clustering import captions as clustering_captions
from segmentation.topics.clustering import picture as clustering_picture
from segmentation.topics.clustering import words as clustering
from segmentation.topics.cohorts import picture as cohorts_picture
from segmentation.topics.cohorts import words as cohorts
from segmentation.topics.features import words as features
from segmentation.topics.model import words as model
from segmentation.topics.movement import picture as movement_picture
from segmentation.topics.movement import table_words as movement_tables
from segmentation.topics.movement import words as movement
from segmentation.topics.portraits import country_words as countries
from segmentation.topics.portraits import picture as portraits_picture
from segmentation.topics.portraits import preference_words as preferences
from segmentation.topics.portraits import words as portraits
from segmentation.topics.revenue import effect_words as effects
from segmentation.topics.revenue import picture as revenue_picture
from segmentation.topics.revenue import words as revenue
from segmentation.topics.segments import picture as segments_picture
from segmentation.topics.segments import words as segments
from segmentation.topics.trends import picture as trends_picture
from segmentation.topics.trends import words as trends
from segmentation.topics.uplift import words as uplift

if TYPE_CHECKING:
    from functools import partial

    from matplotlib.figure import Figure

    from segmentation.facts import Facts


def _always(_facts: Facts) -> bool:
    return True


def _no_captions(_facts: Facts) -> Mapping[str, Caption]:
    return {}


def _no_drawings(_facts: Facts, _colours: Mapping[str, str]) -> Mapping[str, partial[Figure]]:
    return {}


@dataclass(frozen=True)
class Part:
    """A part of the report: its template's name, words around its pictures, how they are drawn, when it is shown."""

    name: str
    captions: Callable[[Facts], Mapping[str, Caption]] = _no_captions
    drawings: Callable[[Facts, Mapping[str, str]], Mapping[str, partial[Figure]]] = _no_drawings
    is_shown: Callable[[Facts], bool] = _always


PARTS: Final = (
    Part("first_page"),
    Part("contents"),
    Part("movement", movement.captions, movement_picture.drawings, lambda facts: facts.movement is not None),
    Part("revenue", revenue.captions, revenue_picture.drawings, lambda facts: bool(facts.revenue_change)),
    Part("trends", trends.captions, trends_picture.drawings, lambda facts: "trends" in trends.captions(facts)),
    Part("cohorts", cohorts.captions, cohorts_picture.drawings, lambda facts: facts.cohorts is not None),
    Part("segments", portraits.captions, portraits_picture.drawings),
    Part("uplift", is_shown=lambda facts: facts.uplift is not None),
    Part("evidence"),
    Part("remarks", is_shown=lambda facts: bool(first_page_fit.more_remarks(facts))),
    Part("figures", segments.captions, segments_picture.drawings),
    Part("model"),
    Part("clustering", clustering_captions.captions, clustering_picture.drawings),
    Part("method"),
    Part("cleaning", cleaning.captions, cleaning_picture.drawings),
)

WORDS: Final[Mapping[str, ModuleType]] = {
    "actions": actions,
    "cleaning": cleaning,
    "clustering": clustering,
    "cohorts": cohorts,
    "countries": countries,
    "effects": effects,
    "explorer": explorer_words,
    "features": features,
    "first_page": first_page,
    "first_page_fit": first_page_fit,
    "model": model,
    "money_unit": money_unit,
    "movement": movement,
    "movement_tables": movement_tables,
    "names": segment_names,
    "portraits": portraits,
    "preferences": preferences,
    "revenue": revenue,
    "segments": segments,
    "trends": trends,
    "trust": trust,
    "uplift": uplift,
    "wording": wording,
}
"""What templates know as ``words``: ``words.movement.what_changed(facts)``."""


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture, by the picture's name."""
    return {name: caption for part in PARTS for name, caption in part.captions(facts).items()}


def drawings(facts: Facts, colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how every picture is drawn, by its name."""
    return {name: drawing for part in PARTS for name, drawing in part.drawings(facts, colours).items()}
