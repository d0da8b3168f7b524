"""Facts become sentences, by rules: the same facts always give the same words, and none that they don't carry.

A file for each part of the report; ``parts.py`` has what several of them say.
"""

from segmentation.report.sentences.captions import Caption, captions
from segmentation.report.sentences.clusters import CRITERIA, about_criteria, criteria_agree, why_clusters
from segmentation.report.sentences.cohorts import cohort_name, come_back, where_data_begin
from segmentation.report.sentences.first_page import headline, other_segments, standfirst, trust
from segmentation.report.sentences.method import how_clustered, how_returns, how_stable, what_an_order_is, where_traced
from segmentation.report.sentences.parts import Shares, customers, people, shares, within
from segmentation.report.sentences.revenue import (
    effect_name,
    effect_words,
    how_attributed,
    prices_unknown,
    revenue_line,
    whose_month,
    why_revenue,
)
from segmentation.report.sentences.segments import how_firm, typical, why_named

__all__ = [
    "CRITERIA",
    "Caption",
    "Shares",
    "about_criteria",
    "captions",
    "cohort_name",
    "come_back",
    "criteria_agree",
    "customers",
    "effect_name",
    "effect_words",
    "headline",
    "how_attributed",
    "how_clustered",
    "how_firm",
    "how_returns",
    "how_stable",
    "other_segments",
    "people",
    "prices_unknown",
    "revenue_line",
    "shares",
    "standfirst",
    "trust",
    "typical",
    "what_an_order_is",
    "where_data_begin",
    "where_traced",
    "whose_month",
    "why_clusters",
    "why_named",
    "why_revenue",
    "within",
]
