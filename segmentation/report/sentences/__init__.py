"""Facts become sentences, by rules: the same facts always give the same words, and none that they don't carry.

A file for each part of the report; ``parts.py`` has what several of them say.
"""

from segmentation.report.sentences.captions import Caption, captions
from segmentation.report.sentences.clusters import CRITERIA, about_criteria, criteria_agree, why_clusters
from segmentation.report.sentences.cohorts import cohort_name, come_back, where_data_begin
from segmentation.report.sentences.effects import effect_name, effect_words
from segmentation.report.sentences.first_page import headline, other_segments, standfirst, trust
from segmentation.report.sentences.gates import broken_gates
from segmentation.report.sentences.mail import (
    attached,
    changes_heading,
    key_figures,
    not_this_month,
    preheader,
    share_of,
    size,
)
from segmentation.report.sentences.method import how_clustered, how_returns, how_stable, what_an_order_is, where_traced
from segmentation.report.sentences.model import (
    DriftRow,
    drift_rows,
    drift_verdict,
    how_borders_hold,
    is_of_the_month,
    what_moves_with_the_season,
    what_refit_changed,
    when_chosen,
    which_model,
)
from segmentation.report.sentences.movement import (
    Moved,
    how_to_read_movement,
    in_parts,
    is_wide,
    movements,
    short_names,
    what_changed,
    what_rows_mean,
    what_sums_mean,
)
from segmentation.report.sentences.names import rule_name, rule_reason, segment_in_words, segment_name
from segmentation.report.sentences.parts import PEOPLE, Shares, customers, days, orders, people, shares, within
from segmentation.report.sentences.revenue import (
    how_attributed,
    prices_unknown,
    revenue_line,
    whose_month,
    why_revenue,
)
from segmentation.report.sentences.segments import how_firm, typical, why_named
from segmentation.report.sentences.trends import about_months, growth, how_firm_names_are, trend_of
from segmentation.report.sentences.uplift import lists_month, points, untold_lists, what_a_list_did

__all__ = [
    "CRITERIA",
    "PEOPLE",
    "Caption",
    "DriftRow",
    "Moved",
    "Shares",
    "about_criteria",
    "about_months",
    "attached",
    "broken_gates",
    "captions",
    "changes_heading",
    "cohort_name",
    "come_back",
    "criteria_agree",
    "customers",
    "days",
    "drift_rows",
    "drift_verdict",
    "effect_name",
    "effect_words",
    "growth",
    "headline",
    "how_attributed",
    "how_borders_hold",
    "how_clustered",
    "how_firm",
    "how_firm_names_are",
    "how_returns",
    "how_stable",
    "how_to_read_movement",
    "in_parts",
    "is_of_the_month",
    "is_wide",
    "key_figures",
    "lists_month",
    "movements",
    "not_this_month",
    "orders",
    "other_segments",
    "people",
    "points",
    "preheader",
    "prices_unknown",
    "revenue_line",
    "rule_name",
    "rule_reason",
    "segment_in_words",
    "segment_name",
    "share_of",
    "shares",
    "short_names",
    "size",
    "standfirst",
    "trend_of",
    "trust",
    "typical",
    "untold_lists",
    "what_a_list_did",
    "what_an_order_is",
    "what_changed",
    "what_moves_with_the_season",
    "what_refit_changed",
    "what_rows_mean",
    "what_sums_mean",
    "when_chosen",
    "where_data_begin",
    "where_traced",
    "which_model",
    "whose_month",
    "why_clusters",
    "why_named",
    "why_revenue",
    "within",
]
