"""Tables and pictures as the notebook shows them."""

from __future__ import annotations

import json
from decimal import Decimal

import pandas as pd

from segmentation import columns as c
from segmentation.facts import write_facts
from segmentation.notebook import show
from segmentation.topics.exploration import picture as charts

from ..by_hand.facts import four_groups, tell


def test_a_table_is_written_as_people_write():
    """Amounts in either form, counts, shares and decimals; what is missing is a dash; text is escaped."""
    frame = pd.DataFrame(
        {
            "what": ["<b>", "b"],
            "lines": [1234, 5],
            "line_share": [0.25, 1.0],
            c.AMOUNT: pd.array([12_500_000, None], dtype="Int64"),
            "skew": [-0.5, 12.0],
        }
    )
    shown = show.table(frame, "A <table>", currency="EUR")
    html = shown._repr_html_()
    assert '<th scope="row">&lt;b&gt;</th><td class="n">1,234</td><td class="n">25%</td>' in html
    assert '<td class="n">€1,250</td><td class="n">−0.50</td>' in html
    assert '<td class="n">–</td><td class="n">12.00</td>' in html
    assert "A &lt;table&gt;" in html
    assert repr(shown) == "A <table>: a table of 2 rows"
    exact = show.table(pd.DataFrame({"what": ["a"], c.AMOUNT: [Decimal("1250.5")]}), "Exact")
    assert "£1,250.50" in exact.html


def test_a_chart_has_words_for_who_cannot_see_it():
    """A picture carries its description, and is the same every time."""
    values = pd.DataFrame({c.QUANTITY: [-2, 0, 1, 100], "lines": [1, 2, 3, 4]})
    first, again = (show.chart(charts.spread, values, c.QUANTITY, "Pieces", alt='Bars & "more"') for _ in range(2))
    assert 'alt="Bars &amp; &quot;more&quot;"' in first.html
    assert first == again


def test_the_reports_own_words_and_figures():
    """The ledger, the curve, the segments and the figures are those of the facts."""
    told = tell(four_groups())
    facts = told.facts
    ledger = show.ledger(facts).html
    assert all(f">{row.rule}<" in ledger for row in facts.ledger)
    segments, actions = show.segments(facts).html, show.actions(facts).html
    assert all(row.segment in segments and row.action.what in actions for row in facts.segments)
    assert show.curve(facts).html.count("<tr>") == len(facts.n_clusters.curve) + 1
    assert "<li>" in show.trust(facts).html
    figures = show.report_figures(facts)
    assert {"elbow", "silhouette", "waterfall", "clusters"} <= figures.keys()
    pair = show.beside(figures["elbow"], figures["silhouette"])
    assert pair.html.count("<img ") == 2


def test_agreement_with_a_report(tmp_path):
    """Figures that agree are counted; those that differ are listed; who asks for nothing is told so."""
    facts = tell(four_groups()).facts
    assert "together with the report" in show.agreement(facts, "").text
    assert "There is no report" in show.agreement(facts, str(tmp_path)).text
    (tmp_path / facts.month).mkdir()
    path = tmp_path / facts.month / "facts.json"
    write_facts(facts.model_copy(update={"notebook": "made"}), path)
    assert show.agreement(facts, str(tmp_path)).text.startswith("All ")
    record = json.loads(path.read_text())
    record["customers"] += 1
    path.write_text(json.dumps(record))
    told = show.agreement(facts, str(tmp_path)).html
    assert "1 figure differs" in told
    assert f"<td>{facts.customers}</td><td>{facts.customers + 1}</td>" in told
