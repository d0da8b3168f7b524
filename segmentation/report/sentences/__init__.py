"""Facts become sentences, by rules: the same facts always give the same words, and none that they don't carry.

A file for each part of the report; ``parts.py`` has what several of them say.
"""

from segmentation.report.sentences.captions import Caption, captions
from segmentation.report.sentences.clusters import CRITERIA, about_criteria, criteria_agree, why_clusters
from segmentation.report.sentences.first_page import headline, other_segments, standfirst, trust
from segmentation.report.sentences.gates import broken_gates
from segmentation.report.sentences.method import how_clustered, how_returns, how_stable, what_an_order_is, where_traced
from segmentation.report.sentences.parts import Shares, customers, people, shares, within
from segmentation.report.sentences.segments import how_firm, typical, why_named
from segmentation.report.sentences.uplift import lists_month, points, untold_lists, what_a_list_did

__all__ = [
    "CRITERIA",
    "Caption",
    "Shares",
    "about_criteria",
    "broken_gates",
    "captions",
    "criteria_agree",
    "customers",
    "headline",
    "how_clustered",
    "how_firm",
    "how_returns",
    "how_stable",
    "lists_month",
    "other_segments",
    "people",
    "points",
    "shares",
    "standfirst",
    "trust",
    "typical",
    "untold_lists",
    "what_a_list_did",
    "what_an_order_is",
    "where_traced",
    "why_clusters",
    "why_named",
    "within",
]
