"""Figures that others have published on Online Retail II, reproduced by the presets to the last digit given."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.commands.report import make_report
from segmentation.facts import Facts, read_facts
from segmentation.settings.loading import load_settings
from segmentation.topics.clustering.work import cluster_customers

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "Year 2009-2010"
NAMES = {"monetary": "PAMPER", "frequency": "UPSELL", "both": "DELIGHT"}
"""What the notebook calls who stands out in spend, in orders, or in both."""


def _report(workbook: Path, folder: Path, **options: Any) -> tuple[Facts, pd.DataFrame]:
    """Make a report without a PDF and a notebook; read the facts and the customers it wrote."""
    options |= {"source": str(workbook), "output": folder, "snapshots": folder / "snapshots"}
    options |= {"pdf": False, "notebook": False}
    made = make_report(load_settings(options, {}).config)
    return read_facts(made / "facts.json"), pd.read_csv(made / "customers.csv", dtype={c.CUSTOMER_ID: str})


@pytest.fixture(scope="module")
def figures(published) -> dict[str, Any]:
    """Read the notebook's figures."""
    return tomllib.loads((published / "classic_2009_2010.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def classic(real_workbook, tmp_path_factory) -> tuple[Facts, pd.DataFrame]:
    """Make the report that the notebook would have made, once."""
    folder = tmp_path_factory.mktemp("classic")
    return _report(real_workbook, folder, preset="classic", sheet=(SHEET,), clusters="4", draws="5")


def _left_after_each(facts: Facts) -> list[int]:
    """Give the lines left after each rule that set any aside, in the ledger's order."""
    first, *rules, last = facts.ledger
    left = first.lines - np.cumsum([row.lines for row in rules if row.lines])
    assert left[-1] == last.lines
    return left.tolist()


def test_lines_left_after_each_rule(classic, figures):
    """The ledger's rules come in the published order, and leave the published lines."""
    facts, _ = classic
    assert facts.ledger[0].lines == figures["input"]["lines"]
    assert _left_after_each(facts) == [rule["lines_after"] for rule in figures["rule"]]
    assert [row.rule for row in facts.ledger[1:-1] if row.lines] == [
        "not an invoice", "not a product", "no customer", "no price",
    ]  # fmt: skip


def test_what_was_kept(classic, figures):
    """Customers, invoices, and revenue to the penny."""
    facts, customers = classic
    kept = figures["kept"]
    assert facts.customers == len(customers) == kept["customers"]
    assert facts.monetary == Decimal(str(kept["revenue_gbp"]))
    assert customers[c.FREQUENCY].sum() == kept["invoices"]
    assert facts.as_of == facts.source.last_line
    assert customers[c.RECENCY_DAYS].min() == 0


def _group_means(customers: pd.DataFrame, names: list[str]) -> dict[str, list[float]]:
    means = customers.groupby(c.SEGMENT)[list(c.FEATURES)].mean()
    return {name: [round(float(value), 2) for value in means.loc[name]] for name in names}


def test_outliers_are_segments_like_the_others(classic, figures):
    """Seven segments hold every customer; three are who stands out, as many and with the means as published."""
    facts, customers = classic
    published = figures["outliers"]
    assert len(facts.segments) == 7
    assert sum(segment.customers for segment in facts.segments) == facts.customers
    assert facts.outliers.monetary_cap == pytest.approx(published["monetary_cap"], abs=1e-9)
    assert facts.outliers.frequency_cap == published["frequency_cap"]
    assert facts.outliers.customers == published["union"]
    apart = {segment.set_apart: segment for segment in facts.segments if segment.set_apart}
    sizes = {"monetary": "monetary_only", "frequency": "frequency_only", "both": "both"}
    assert {key: segment.customers for key, segment in apart.items()} == {
        key: published[name] for key, name in sizes.items()
    }
    means = _group_means(customers, [segment.segment for segment in apart.values()])
    for group in figures["k4"]["outliers"]:
        segment = next(segment for key, segment in apart.items() if NAMES[key] == group["name_in_the_notebook"])
        assert segment.customers == group["customers"]
        assert means[segment.segment] == group["means"]


def test_who_was_clustered(classic, figures):
    """The customers left to cluster, and their means."""
    facts, customers = classic
    apart = {segment.segment for segment in facts.segments if segment.set_apart}
    left = customers[~customers[c.SEGMENT].isin(apart)]
    published = figures["outliers"]
    assert len(left) == published["customers_clustered"]
    assert left[list(c.FEATURES)].mean().round(2).to_list() == [
        published["mean_recency_days"], published["mean_frequency"], published["mean_monetary_gbp"],
    ]  # fmt: skip


def test_four_clusters(classic, figures):
    """The four clusters' sizes and means."""
    facts, customers = classic
    clusters = [segment for segment in facts.segments if not segment.set_apart]
    assert sorted(segment.customers for segment in clusters) == figures["k4"]["sizes"]
    means = _group_means(customers, [segment.segment for segment in clusters])
    by_size = {segment.customers: means[segment.segment] for segment in clusters}
    assert by_size == {cluster["customers"]: cluster["means"] for cluster in figures["k4"]["cluster"]}


def test_the_curve(classic, figures):
    """Inertia and silhouette for two to twelve clusters, to the last digit given."""
    facts, _ = classic
    curve, published = facts.n_clusters.curve, figures["curve"]
    assert [point.n_clusters for point in curve] == published["k"]
    assert [round(point.inertia, 2) for point in curve] == published["inertia"]
    assert [round(point.silhouette, 4) for point in curve] == published["silhouette"]
    four = curve[published["k"].index(4)]
    assert round(four.inertia, 2) == figures["k4"]["inertia"]
    assert round(four.silhouette, 4) == figures["k4"]["silhouette"]


def test_our_own_search_finds_the_best_inertia(classic, figures):
    """With the settings a report has unasked, no number of clusters is more than 1e-4 above the best of 100 starts."""
    facts, customers = classic
    apart = {segment.segment for segment in facts.segments if segment.set_apart}
    left = customers[~customers[c.SEGMENT].isin(apart)].set_index(c.CUSTOMER_ID)[list(c.FEATURES)]
    left[c.MONETARY] = (left[c.MONETARY] * c.MONEY_SCALE).round().astype("int64")
    result = cluster_customers(left, candidates=figures["curve"]["k"], transform="none", draws=2)
    found = np.array([point.inertia for point in result.fit.curve])
    assert (found <= np.array(figures["curve"]["best_inertia"]) * (1 + 1e-4)).all()


def test_both_sheets(published, real_workbook, tmp_path):
    """Both sheets put together, cleaned in the published order."""
    figures = tomllib.loads((published / "both_sheets.toml").read_text(encoding="utf-8"))
    facts, customers = _report(real_workbook, tmp_path, preset="classic-both-sheets", clusters="4", draws="2")
    assert facts.ledger[0].lines == figures["lines_input"]
    left = _left_after_each(facts)
    assert left[:2] == [figures["lines_with_customer"], figures["lines_after_repeats_dropped"]]
    assert left[-1] == figures["lines_kept"]
    assert len(customers) == facts.customers == figures["customers"]
    assert customers[c.FREQUENCY].sum() == figures["invoices"]
    assert facts.monetary == Decimal(str(figures["revenue_gbp"]))
