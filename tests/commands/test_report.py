"""The whole way: lines in, a month's report out."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pytest
from jsonschema import Draft202012Validator

from segmentation import columns as c
from segmentation.commands.notebook import make_notebook_alone
from segmentation.commands.render import render_month
from segmentation.commands.report import make_report
from segmentation.conditions.parsing import parse
from segmentation.delivery.lists import ListOrder, write_lists
from segmentation.errors import GateError, NotebookError
from segmentation.facts import make_schema, read_facts
from segmentation.lines.sample_shop.shop import make_lines
from segmentation.lines.sample_shop.writing import write_sample
from segmentation.page.trust import trust
from segmentation.settings.config import Config
from segmentation.style.formats import exact_money

NOTEBOOK = {"analysis.ipynb", "analysis.html"}
FILES = {
    *("report.html", "report.pdf", "explore.html", "facts.json", "customers.csv", "customers.parquet", "segments.xlsx"),
    *("manifest.json", *NOTEBOOK),
}

REQUIRED = {
    "": "schema_version as_of window_months currency source ledger customers n_clusters segments",
    "source": "uri lines",
    "ledger.*": "rule lines amount",
    "n_clusters": "chosen reason curve",
    "n_clusters.curve.*": "n_clusters inertia silhouette",
    "segments.*": "segment customers customer_share monetary monetary_share recency_days_median frequency_median "
    "monetary_median action",
}
"""What whoever reads ``facts.json`` may count on, whatever else is in it."""


@dataclass(frozen=True)
class Month:
    """What a run left: its files, the record in them, and its customers."""

    folder: Path

    @property
    def facts(self) -> dict[str, Any]:
        """Read the record, with its amounts as they are written."""
        return json.loads((self.folder / "facts.json").read_text(encoding="utf-8"), parse_float=Decimal)

    @property
    def manifest(self) -> dict[str, Any]:
        """Read the manifest."""
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    @property
    def customers(self) -> pd.DataFrame:
        """Read the customers, with their amounts as they are written."""
        customers = pd.read_csv(self.folder / "customers.csv", dtype={c.CUSTOMER_ID: str, c.MONETARY: str})
        return customers.assign(monetary=customers[c.MONETARY].map(Decimal)).set_index(c.CUSTOMER_ID)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_shop(path: Path) -> None:
    write_sample(path, customers=120)


@pytest.fixture(scope="module")
def twins(tmp_path_factory) -> tuple[Month, Month]:
    """Make the same report in two processes, whose sets and dicts stand in other orders; no warning is let pass."""
    runs = []
    for seed in ("1", "2"):
        home = tmp_path_factory.mktemp("home")
        if runs:
            shutil.copy(runs[0][0] / "shop.parquet", home)
        else:
            _write_shop(home / "shop.parquet")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTATION_")}
        environment |= {"PYTHONHASHSEED": seed, "SEGMENTATION_SNAPSHOTS": "snapshots"}
        command = [sys.executable, "-W", "error", "-m", "segmentation", "report", "--source", "shop.parquet"]
        process = subprocess.Popen(
            command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        runs.append((home, process))
    for _, process in runs:
        output, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
        assert {Path(line).name for line in output.splitlines()} == FILES
    first, second = (Month(home / "outputs" / "2011-11") for home, _ in runs)
    return first, second


@pytest.fixture(scope="module")
def month(twins) -> Month:
    """Give the small shop's report."""
    return twins[0]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """Write the same shop as CSV."""
    path = tmp_path_factory.mktemp("shop") / "shop.csv"
    _write_shop(path)
    return path


def _make(shop: Path, tmp_path: Path, **settings: Any) -> Month:
    settings = {"pdf": False, "notebook": False, **settings}
    return Month(
        make_report(Config(source=str(shop), output=tmp_path, snapshots=shop.parent / "snapshots", **settings))
    )


def _check_sums(month: Month) -> None:
    """Hold a report to the sums that every report keeps."""
    facts, customers = month.facts, month.customers
    first, *rows, kept = facts["ledger"]
    assert (first["rule"], kept["rule"]) == ("input", "kept")
    for measure in ("lines", "customers", "amount"):
        assert first[measure] == sum(row[measure] for row in [*rows, kept])
    assert first["lines"] == facts["source"]["lines"]
    assert kept["customers"] == facts["customers"] == len(customers)
    assert kept["amount"] == facts["monetary"]
    segments = facts["segments"]
    assert sum(x["customers"] for x in segments) == facts["customers"]
    assert sum(x["monetary"] for x in segments) == facts["monetary"]
    for share in ("customer_share", "monetary_share"):
        assert float(sum(x[share] for x in segments)) == pytest.approx(1, abs=1e-12)
    # A segment of the model may have nobody in it this month.
    assert len(segments) <= facts["n_clusters"]["chosen"]
    assert [x["monetary"] for x in segments] == sorted((x["monetary"] for x in segments), reverse=True)


def _check_customers(month: Month) -> None:
    """Work the segments' figures out again from the list of customers."""
    facts, customers = month.facts, month.customers
    assert set(customers[c.SEGMENT]) == {x["segment"] for x in facts["segments"]}
    assert customers.index.is_unique
    assert customers.notna().all(axis=None)
    penny = Decimal("0.01")
    for fact in facts["segments"]:
        of = customers[customers[c.SEGMENT] == fact["segment"]]
        assert fact["customers"] == len(of)
        assert abs(fact["monetary"] - of[c.MONETARY].sum()) < penny
        assert float(fact["customer_share"]) == pytest.approx(len(of) / len(customers))
        assert float(fact["monetary_share"]) == pytest.approx(float(of[c.MONETARY].sum() / customers[c.MONETARY].sum()))
        for feature in (c.RECENCY_DAYS, c.FREQUENCY, c.MONETARY):
            for name, part in (("median", 0.5), ("lower", 0.25), ("upper", 0.75)):
                exact = of[feature].astype(float).quantile(part)
                assert float(fact[f"{feature}_{name}"]) == pytest.approx(exact, abs=0.00501)
    assert abs(facts["monetary"] - customers[c.MONETARY].sum()) < penny
    assert float(facts["base"]["monetary_median"]) == pytest.approx(
        customers[c.MONETARY].astype(float).median(), abs=0.00501
    )


def _at(record: Any, path: str) -> list[Any]:
    """Give every part of a record that a path leads to."""
    found = [record]
    for key in filter(None, path.split(".")):
        found = [part for whole in found for part in (whole if key == "*" else [whole[key]])]
    return found


def test_all_files_are_there(month):
    """A report is ten files, each with something in it."""
    assert {path.name for path in month.folder.iterdir()} == FILES
    assert all(path.stat().st_size > 500 for path in month.folder.iterdir())
    assert (month.folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (month.folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_customers_are_named_only_where_that_is_asked_for(month, tmp_path):
    """explore.html names nobody; rendered with identities it names everybody, and the manifest says so meanwhile."""
    folder = shutil.copytree(month.folder, tmp_path / "2011-11")
    made, page = Month(folder), folder / "explore.html"
    unnamed = page.read_bytes()
    assert _named_in(page, made) == set()
    assert "with_identities" not in made.manifest
    config = Config(pdf=False)
    render_month(config, folder, with_identities=True)
    assert _named_in(page, made) == set(made.customers.index)
    assert made.manifest["with_identities"] is True
    render_month(config, folder)
    assert page.read_bytes() == unnamed
    assert "with_identities" not in made.manifest


def _named_in(page: Path, month: Month) -> set[str]:
    """Find customers' numbers in a page, its longest script aside, which is a library's."""
    html = page.read_text(encoding="utf-8")
    html = html.replace(max(re.findall(r"<script>.*?</script>", html, re.DOTALL), key=len), "")
    # Signs of markup are written by their numbers in the page's data.
    return set(re.findall(r"\w+", re.sub(r"\\u00..", " ", html))) & set(month.customers.index)


def test_nothing_is_left_beside_the_month(month):
    """Beside the month's folder there are only the lock that guards it, and the model."""
    assert {path.name for path in month.folder.parent.iterdir()} <= {"2011-11", ".2011-11.lock", "models"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_same_input_gives_the_same_bytes(twins, name):
    """Two runs of the same input and settings differ in no byte of any file."""
    first, second = ((twin.folder / name).read_bytes() for twin in twins)
    assert first == second


def test_facts_fit_their_schema(month):
    """What is written fits the schema that is published, and is read back."""
    record = json.loads((month.folder / "facts.json").read_text(encoding="utf-8"))
    Draft202012Validator(make_schema()).validate(record)
    assert read_facts(month.folder / "facts.json").customers == record["customers"]


@pytest.mark.parametrize("path", REQUIRED)
def test_facts_have_what_can_be_counted_on(month, path):
    """Every key that readers of the record rely on is there, and the schema requires it."""
    parts = _at(month.facts, path)
    assert parts
    assert all(set(REQUIRED[path].split()) <= part.keys() for part in parts)
    broken = json.loads((month.folder / "facts.json").read_text(encoding="utf-8"))
    del _at(broken, path)[0][REQUIRED[path].split()[0]]
    assert not Draft202012Validator(make_schema()).is_valid(broken)


def test_sums(month):
    """The ledger sums to the input, to the penny; segments sum to all customers and their money."""
    _check_sums(month)


def test_lines_of_two_sheets_are_counted_once(month):
    """The ledger's input is every line of the shop, those that stand in both sheets counted once."""
    older, newer = make_lines(customers=120).values()
    shared = newer.filter(pl.col("InvoiceDate") <= older["InvoiceDate"].max())
    source = month.facts["source"]
    assert len(shared) > 0
    assert source["lines_read"] == len(older) + len(newer)
    assert source["lines"] == len(older) + len(newer) - len(shared)


def test_customers_agree_with_the_facts(month):
    """Counts, sums, shares, medians and quartiles of each segment are those of its customers in the list."""
    _check_customers(month)


def test_portraits_agree_with_the_customers(month):
    """Countries add up to their segment, sheets are the workbook's, and of no product are there too many customers."""
    facts = month.facts
    sheets = openpyxl.load_workbook(month.folder / "segments.xlsx", read_only=True).sheetnames
    assert ["Summary", *(name for x in facts["portraits"]["segments"] for name in x["sheets"])] == sheets
    for segment, portrait in zip(facts["segments"], facts["portraits"]["segments"], strict=True):
        assert portrait["segment"] == segment["segment"]
        for measure in ("customers", "monetary"):
            assert sum(row[measure] for row in portrait["countries"]) == segment[measure]
        for product in portrait["preferences"]["products"]:
            assert portrait["preferences"]["minimum"] <= product["customers"] <= segment["customers"]
            assert product["customers"] + product["other_customers"] <= facts["customers"]


def test_the_report_tells_its_facts(month):
    """The page names every segment with its size, and the settings the facts name."""
    html = (month.folder / "report.html").read_text(encoding="utf-8")
    facts = month.facts
    for segment in facts["segments"]:
        assert segment["segment"] in html
        assert f"{segment['customers']:,}" in html
    assert f"{facts['ledger'][0]['lines']:,}" in html
    assert facts["source"]["sha256"] in html


def test_rendering_from_the_facts_gives_the_same_bytes(month, tmp_path):
    """The report's pages once more, from facts.json alone, are the same to the byte: nothing of the month changes."""
    copied = Path(shutil.copytree(month.folder, tmp_path / "outputs" / "2011-11"))
    pages = render_month(Config(), copied)
    assert {path.name for path in pages} == {"report.html", "explore.html", "report.pdf"}
    assert {path.name: _sha256(path) for path in copied.iterdir()} == {
        path.name: _sha256(path) for path in month.folder.iterdir()
    }


def test_manifest_traces_everything(month):
    """The manifest has the hash of the input and of every other file, and every setting."""
    manifest = month.manifest
    source = month.folder.parents[1] / "shop.parquet"
    assert manifest["source"] == {"uri": "shop.parquet", "sha256": _sha256(source)}
    assert month.facts["source"]["sha256"] == _sha256(source)
    assert manifest["files"].keys() == FILES - {"manifest.json"}
    for name, described in manifest["files"].items():
        assert described == {
            "bytes": (month.folder / name).stat().st_size,
            "sha256": _sha256(month.folder / name),
        }
    assert manifest["config"].keys() == {name for name, field in Config.model_fields.items() if not field.exclude}
    assert manifest["config"]["source"] == "shop.parquet"


def _shown(month: Month) -> dict[str, str]:
    """Give what each cell of the executed notebook shows, as HTML."""
    notebook = json.loads((month.folder / "analysis.ipynb").read_text(encoding="utf-8"))
    return {
        cell["id"]: "".join(cell["outputs"][0]["data"]["text/html"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["outputs"]
    }


def _rows(html: str) -> list[list[str]]:
    """Give the cells of a table's rows."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)[1:]
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_the_notebook_ran_from_the_first_cell_to_the_last(month):
    """Every cell of code ran once, in order, without an error or a word of warning, within the month's folder alone."""
    notebook = json.loads((month.folder / "analysis.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert {output["output_type"] for cell in code for output in cell["outputs"]} == {"execute_result"}
    assert month.facts["notebook"] == "made"
    assert "analysis.html" in (month.folder / "report.html").read_text(encoding="utf-8")


def test_the_notebook_s_numbers_are_the_report_s(month):
    """Ledger, segments and choice of k, and the sums over months and countries, agree with facts.json."""
    shown, facts = _shown(month), month.facts
    assert [row[:4] for row in _rows(shown["ledger"])] == [
        [row["rule"], f"{row['lines']:,}", f"{row['customers']:,}", exact_money(row["amount"], "GBP")]
        for row in facts["ledger"]
    ]
    assert [(row[0], row[1], row[3]) for row in _rows(shown["segments"])] == [
        (row["segment"], f"{row['customers']:,}", exact_money(row["monetary"], "GBP")) for row in facts["segments"]
    ]
    assert [(row[0], row[2]) for row in _rows(shown["facts"])] == [
        (str(row["n_clusters"]), f"{float(row['silhouette']):.3f}") for row in facts["n_clusters"]["curve"]
    ]
    for cell in ("months-table", "missing"):
        assert sum(int(row[1].replace(",", "")) for row in _rows(shown[cell])) == facts["source"]["lines"]
    money = [int(re.sub("[£,]", "", row[4]).replace("−", "-")) for row in _rows(shown["months-table"])]
    assert sum(money) == pytest.approx(float(facts["ledger"][0]["amount"]), abs=len(money))
    columns = {row[0]: row for row in _rows(shown["columns"])}
    lost = facts["source"]["lines_read"] - facts["source"]["lines"]
    assert _rows(shown["repeats"])[1][1] == f"{lost:,}"
    assert int(columns["customer_id"][4].replace(",", "")) == facts["ledger"][0]["customers"]
    kept = f"of {facts['ledger'][0]['lines']:,} lines are kept, of {facts['customers']:,} customers"
    assert kept in shown["cleaning"]


def test_a_failing_cell_leaves_the_report(shop, tmp_path):
    """The report comes out and says that the notebook is missing; what ran of it is kept; the error is one line."""
    templates = tmp_path / "templates"
    shutil.copytree(Config().templates, templates)
    path = templates / "analysis.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][:4]
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "setup")
    cell["source"] = "1 / 0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(NotebookError) as fault:
        _make(shop, tmp_path / "out", notebook=True, templates=templates)
    folder = tmp_path / "out" / "2011-11"
    assert str(fault.value) == (
        "the notebook's cell 'setup' failed: ZeroDivisionError: division by zero; the cells that ran are kept in "
        f"{folder / 'analysis.failed.ipynb'}"
    )
    assert (fault.value.exit_code, fault.value.folder) == (3, folder)
    month = Month(folder)
    kept = {"analysis.failed.ipynb"}
    assert {path.name for path in folder.iterdir()} == (FILES - {"report.pdf", *NOTEBOOK}) | kept
    assert month.facts["notebook"] == "missing"
    assert "notebook is missing" in (folder / "report.html").read_text(encoding="utf-8")
    assert kept < month.manifest["files"].keys()
    # The next run tidies up what this one kept.
    _make(shop, tmp_path / "out")
    assert not (folder / "analysis.failed.ipynb").exists()


def test_a_notebook_by_itself_stands_beside_the_report(shop, tmp_path):
    """The report stays as it is; the notebook compares itself with it, and the manifest tells of both."""
    month = _make(shop, tmp_path)
    assert month.facts["notebook"] == "not asked for"
    before = {path.name: path.read_bytes() for path in month.folder.iterdir() if path.name != "manifest.json"}
    config = Config(source=str(shop), output=tmp_path, snapshots=shop.parent / "snapshots")
    assert make_notebook_alone(config) == month.folder
    after = {path.name: path.read_bytes() for path in month.folder.iterdir() if path.name != "manifest.json"}
    assert after.keys() - before.keys() == NOTEBOOK
    assert all(after[name] == content for name, content in before.items())
    assert re.search(r"<p>All [\d,]+ figures agree with ", _shown(month)["agreement"])
    manifest = month.manifest
    assert manifest["files"].keys() == before.keys() | NOTEBOOK
    assert manifest["files"]["analysis.html"]["sha256"] == _sha256(month.folder / "analysis.html")
    assert manifest["config"]["notebook"] is False
    assert manifest["notebook"]["config"]["notebook"] is True


def test_a_number_of_clusters_that_is_asked_for(shop, tmp_path):
    """With three clusters asked for there are three segments; without a PDF there is none, in no file."""
    month = _make(shop, tmp_path, clusters=3)
    assert month.folder == tmp_path / "2011-11"
    assert {path.name for path in month.folder.iterdir()} == FILES - {"report.pdf", *NOTEBOOK}
    assert "report.pdf" not in month.manifest["files"]
    assert (month.facts["n_clusters"]["chosen"], month.facts["n_clusters"]["reason"]) == (3, "asked for")
    assert len(month.facts["segments"]) == 3
    _check_sums(month)
    _check_customers(month)


def test_a_month_that_is_not_over_says_so(shop, tmp_path):
    """A month that the lines do not reach the end of is reported if asked for, and says first that it is not over."""
    month = _make(shop, tmp_path, month="2011-12")
    assert month.folder.name == "2011-12"
    facts = read_facts(month.folder / "facts.json")
    assert not facts.month_is_whole
    assert "9 December 2011" in trust(facts)[0]
    assert trust(facts)[0] in (month.folder / "report.html").read_text(encoding="utf-8")


def test_a_short_history_in_another_currency(shop, tmp_path):
    """An early month looks back over less than its window and says so; amounts are in the currency asked for."""
    month = _make(shop, tmp_path, month="2010-03", currency="EUR")
    assert (month.facts["history_months"], month.facts["window_months"]) == (4, 12)
    html = (month.folder / "report.html").read_text(encoding="utf-8")
    assert "only 4 of the 12 months" in html
    assert "€" in html
    assert "£" not in html
    _check_sums(month)


ODD_SHOPS = {
    "all bought once": ({"orders": 1}, "100% of customers placed just 1 order"),
    "nine in ten bought once": ({"orders": 1, "more": 9}, "90% of customers placed just 1 order"),
    "one giant": ({"orders": 3, "giant": 1}, "One customer brings in over 99% of the revenue"),
    "all on one of two days": ({"orders": 2, "days": (1, 60)}, "last bought on the same day, 0 days before"),
    "all for the same price": ({"orders": 1, "price": 5}, "spent the same £5.00"),
}


def _odd_shop(path: Path, *, orders: int, more: int = 0, giant: int = 0, days: Any = (), price: float = 0) -> None:
    """Write a shop of eighty customers and some who are unlike them."""
    rng = np.random.default_rng(4)
    lines = []
    for customer in range(80 + more + giant):
        much = 40 if customer >= 80 else orders
        for order in range(much):
            day = days[order % len(days)] if days else int(rng.integers(1, 330))
            lines.append(
                {
                    "Invoice": f"{customer:04d}{order:02d}",
                    "StockCode": f"{10000 + order}",
                    "Description": "CUP",
                    "Quantity": 5000 if customer >= 80 + more else 1,
                    "InvoiceDate": datetime(2011, 12, 1) - timedelta(days=day, hours=-9),  # noqa: DTZ001
                    "Price": 900.0 if customer >= 80 + more else price or round(rng.lognormal(2, 1), 2),
                    "Customer ID": f"{customer}",
                    "Country": "France",
                }
            )
    pl.DataFrame(lines).write_parquet(path)


@pytest.mark.parametrize("kind", ODD_SHOPS)
def test_odd_shops_are_told_as_what_they_are(tmp_path, kind):
    """However lopsided a shop is, its report adds up, and its first page says what is odd."""
    shape, words = ODD_SHOPS[kind]
    _odd_shop(tmp_path / "shop.parquet", **shape)
    month = _make(tmp_path / "shop.parquet", tmp_path / "outputs", month="2011-11", n_init=5, draws=10)
    _check_sums(month)
    facts = read_facts(month.folder / "facts.json")
    told = trust(facts)
    assert any(words in text for text in told)
    page = html.unescape((month.folder / "report.html").read_text(encoding="utf-8"))
    assert all(text in page for text in told)
    assert words in page.split('id="contents"')[0]


def test_later_lines_change_nothing(shop, tmp_path):
    """By one model, a month's customers are the same whether or not the lines after it are there yet."""
    lines = pl.read_csv(shop, infer_schema=False)
    early = tmp_path / "early.csv"
    lines.filter(pl.col("InvoiceDate") < "2011-07-01").write_csv(early)
    then, now = (
        _make(source, tmp_path / name, month="2011-05", models=tmp_path / "models")
        for name, source in (("then", early), ("now", shop))
    )
    pd.testing.assert_frame_equal(then.customers, now.customers)
    ledgers = [
        [row for row in month.facts["ledger"] if row["rule"] not in ("input", "after the month")]
        for month in (then, now)
    ]
    assert ledgers[0] == ledgers[1]


def test_lists_to_act_on_and_what_last_month_s_did(shop, tmp_path):
    """Lists are made and hold customers out; last month's are told of; a broken gate is told once all is there."""
    # Last month somebody was put on the second list by hand: what it did can't be told any more.
    last = tmp_path / "2011-10"
    last.mkdir()
    ids = sorted({*pl.read_csv(shop, infer_schema=False)["Customer ID"].drop_nulls()})
    past = pd.DataFrame({"monetary": 1.0}, index=pd.Index(ids, name="customer_id"))
    everyone = {"where": "monetary > 0", "condition": parse("monetary > 0"), "columns": (), "control_share": 0.3}
    write_lists([ListOrder(name, name, **everyone) for name in ("Everyone", "Changed")], past, last, month="2011-10")
    with (last / "lists" / "Changed.csv").open("a", encoding="utf-8") as file:
        file.write("somebody\n")

    lists = [
        {"name": "Loyal ones", "where": "frequency > 1 and country != ''", "control_share": 0.5, "hash_ids": "sha256"},
        {"name": "New", "where": "previous_segment in ('new', 'returned')", "columns": ["segment_since", "product_1"]},
    ]
    settings = {"lists": lists, "gates": {"minimum_customers": 5000}, "max_clusters": 3, "n_init": 2, "draws": 2}
    with pytest.raises(GateError, match="at least 5,000 are asked for") as fault:
        _make(shop, tmp_path, month="2011-11", **settings)
    month = Month(tmp_path / "2011-11")
    assert (fault.value.exit_code, fault.value.folder) == (4, month.folder)
    assert [gate["is_broken"] for gate in month.facts["gates"]] == [True]

    made = {"lists.json", *(f"lists/{name}.csv" for name in ("Loyal-ones", "Loyal-ones.control", "New"))}
    assert made < month.manifest["files"].keys()
    counts = [len(pd.read_csv(month.folder / "lists" / f"Loyal-ones{end}.csv")) for end in ("", ".control")]
    assert abs(counts[0] - counts[1]) <= 1 < sum(counts)

    uplift = month.facts["uplift"]
    assert uplift["untold"] == [{"name": "Changed", "reason": "changed"}]
    (told,) = uplift["lists"]
    assert told["contacted"]["customers"] + told["control"]["customers"] == len(ids)
    # Who bought in November bought last in November.
    bought = month.customers.index[month.customers["last_purchase"] >= "2011-11"]
    control = pd.read_csv(last / "lists" / "Everyone.control.csv", dtype=str)["customer_id"]
    assert told["control"]["buyers"] == control.isin(bought).sum()
    assert told["contacted"]["buyers"] == len(bought) - told["control"]["buyers"]
    assert "What the lists of October 2011 did" in (month.folder / "report.html").read_text(encoding="utf-8")
    assert "last_lists_sha256" in month.manifest["source"]


def test_the_real_data(real_workbook, tmp_path):
    """The public data set: November 2011, four segments of 4,284 customers, and no crown for what was sent back."""
    source, settings = real_workbook, {"output": tmp_path / "out", "snapshots": tmp_path / "snapshots"}
    settings |= {"pdf": False, "notebook": False}
    month = Month(make_report(Config(source=str(source), **settings)))
    facts, customers = month.facts, month.customers
    assert month.folder.name == "2011-11"
    assert facts["month_is_whole"]
    assert (facts["source"]["lines_read"], facts["source"]["lines"]) == (1_067_371, 1_044_848)
    assert facts["customers"] == 4_284
    assert len(facts["segments"]) == 4
    _check_sums(month)
    _check_customers(month)
    # In January 2011 customer 12346 bought 74,215 pieces, sent all of them back, and bought nothing else all year.
    assert "12346" not in customers.index
    # In December 2011, when 16446 did the same with 80,995 pieces, all that was kept was worth £2.90.
    december = Month(make_report(Config(source=str(source), month="2011-12", **settings)))
    assert "12346" not in december.customers.index
    assert december.customers.loc["16446", c.MONETARY] == Decimal("2.9")
    assert max(december.customers[c.MONETARY]) > 100_000
