"""The whole way through a MongoDB, as its user walks it: load, report, write back; and nothing secret is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.cli.line_commands import READING
from segmentation.cli.program import main
from segmentation.lines.read_settings import ReadSettings

from .server import HOST, free_port

SECRET = "s3cr3t"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in an empty folder, with settings that suit a small shop and make clustering fast."""
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("SEGMENTATION_")]:
        monkeypatch.delenv(variable)
    settings = {"snapshots": "snapshots", "max_clusters": 4, "n_init": 5, "draws": 5}
    settings |= {"minimum_customers": 3, "minimum_invoices": 3}
    for name, value in settings.items():
        monkeypatch.setenv(f"SEGMENTATION_{name.upper()}", str(value))
    monkeypatch.setenv("SEGMENTATION_NOTEBOOK", "false")


@pytest.fixture
def run(capsys):
    """Run the program in this process; return its exit code, output and errors."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return (end.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def whole():
    """Check whether there is a real MongoDB, to which a million lines are nothing."""
    return "SEGMENTATION_TEST_MONGODB_URI" in os.environ


def _facts(folder, month="2011-11"):
    facts = json.loads((Path(folder) / month / "facts.json").read_text(encoding="utf-8"))
    return facts, {key: facts["source"].pop(key) for key in ("uri", "sha256")}


def _customers(folder, month="2011-11"):
    return (Path(folder) / month / "customers.csv").read_text(encoding="utf-8")


@pytest.fixture
def shop(run):
    """Write a sample shop as a workbook with two sheets that overlap."""
    run("sample", "--customers", "20", "--output", "shop.xlsx")
    return "shop.xlsx"


def test_load_report_and_write_back(run, shop, address, database):
    """The three commands of the README: the facts are those of the workbook, and the CRM finds them."""
    code, out, err = run("load", shop, "--to", address)
    assert (code, err) == (0, "")
    lines = database["transactions"].count_documents({})
    assert out.splitlines() == [
        f"{address}: {lines:,} lines of shop.xlsx",
        f"{lines:>13,} inserted",
        "            0 already there",
        "            0 refused",
    ]
    assert run("report", "--source", shop, "--no-pdf", "--output", "file")[0] == 0
    code, _, err = run("report", "--source", address, "--no-pdf", "--output", "mongodb", "--write-back")
    assert (code, err) == (0, "")

    facts, source = _facts("mongodb")
    assert facts == _facts("file")[0]
    assert source["uri"] == address
    assert _customers("mongodb") == _customers("file")
    month = database["runs"].find_one({"_id": "2011-11"})
    assert month["facts"] == json.loads(Path("mongodb/2011-11/facts.json").read_text(encoding="utf-8"))
    manifest = json.loads(Path("mongodb/2011-11/manifest.json").read_text(encoding="utf-8"))
    assert {each["name"]: each["sha256"] for each in month["manifest"]["files"]} == {
        name: each["sha256"] for name, each in manifest["files"].items()
    }
    written = pl.DataFrame(
        [
            (each["Customer ID"], each["recency_days"], each["frequency"], float(each["monetary"].to_decimal()))
            for each in database["customers"].find({"run": month["run"]}, sort=[("Customer ID", 1)])
        ],
        schema=[c.CUSTOMER_ID, *c.FEATURES],
        orient="row",
    )
    csv = pl.read_csv("mongodb/2011-11/customers.csv", schema_overrides={c.CUSTOMER_ID: pl.String})
    assert written.equals(csv.select(c.CUSTOMER_ID, *c.FEATURES))
    kept = [each["Amount"].to_decimal() for each in database["clean_transactions"].find({"run": month["run"]})]
    assert float(sum(kept)) == pytest.approx(csv[c.MONETARY].sum())
    assert len(kept) == next(row["lines"] for row in facts["ledger"] if row["rule"] == "kept")


def test_the_months_follow_each_other(run, shop, address, database):
    """Two months in a row: the second knows the segments of the first."""
    run("load", shop, "--to", address)
    for month in ("2011-10", "2011-11"):
        code = run("report", "--source", address, "--month", month, "--no-pdf", "--output", "out", "--write-back")[0]
        assert code == 0
    before = {each["Customer ID"]: each["segment"] for each in database["customers"].find({"month": "2011-10"})}
    now = list(database["customers"].find({"month": "2011-11"}))
    there = [each for each in now if each["Customer ID"] in before]
    assert all(each["previous_segment"] == before[each["Customer ID"]] for each in there)
    assert {each["previous_segment"] for each in now if each["Customer ID"] not in before} <= {"new", "returned"}
    stayed = [each["segment_since"] < "2011-11" for each in there if each["segment"] == each["previous_segment"]]
    assert stayed
    assert all(stayed)


def test_the_real_lines_give_the_real_facts(run, real_lines, address, whole):
    """Lines of Online Retail II, two sheets with their overlap: every figure is the file's.

    Against a MongoDB of one's own it is all of them, otherwise those of a customer in 150.
    """
    lines = real_lines.everything.collect()
    if not whole:
        whose = pl.coalesce(c.CUSTOMER_ID, c.INVOICE).str.extract(r"(\d+)").cast(pl.Int64)
        lines = lines.filter(whose % 150 == 7)
    lines.drop(c.LINE, c.AMOUNT).with_columns(pl.col(c.PRICE) / c.MONEY_SCALE).write_parquet("real.parquet")
    assert run("load", "real.parquet", "--to", address)[0] == 0
    for source, folder in ((address, "mongodb"), ("real.parquet", "file")):
        assert run("report", "--source", source, "--month", "2011-11", "--no-pdf", "--output", folder)[0] == 0
    facts = _facts("mongodb")[0]
    assert facts == _facts("file")[0]
    assert _customers("mongodb") == _customers("file")
    assert facts["source"]["lines_read"] == lines.height > facts["source"]["lines"]


def test_refused_lines_are_listed(run, address, database):
    """The summary names each line that was refused, with the reason, and the program says it did not all go well."""
    header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
    line = "{},85048,LIGHTS,1,2011-11-05 10:00,2.50,1,France\n"
    Path("shop.csv").write_text(header + line.format(1) + line.format(2), encoding="utf-8")
    database["transactions"].insert_one({"_id": "/2/1", "Quantity": 7})
    code, out, err = run("load", "shop.csv", "--to", address)
    assert code == 2
    assert "  refused: line 2, invoice 2: the database has a line with this _id" in out
    assert err.startswith("segmentation: 1 of 2 lines were refused")


def _content(path):
    """Give all that a file holds, a workbook's parts among it, as text to be looked through."""
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("latin-1")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def test_no_secret_is_printed_by_a_run(run, shop, mongodb, address, database, monkeypatch):
    """Neither the page nor the facts, the manifest, the output or the database hold what lets one in."""
    monkeypatch.setenv("SEGMENTATION_MONGODB_URI", f"{address}?appName={SECRET}")
    assert run("load", shop, "--to", "mongodb")[0] == 0
    code, out, err = run("report", "--source", "mongodb", "--no-pdf", "--output", "out", "--write-back")
    assert (code, err) == (0, "")
    code, settings, _ = run("config", "--source", f"mongodb://ann:{SECRET}@localhost/retail?tls=true")
    assert 'source = "mongodb://localhost/retail"' in settings
    written = out + settings + "".join(map(_content, sorted(Path("out/2011-11").iterdir())))
    stored = "".join(str(list(database[name].find())) for name in database.list_collection_names())
    assert SECRET not in written + stored
    assert _facts("out")[1]["uri"] == address


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "--source", "ADDRESS", "--no-pdf"],
        ["load", "sample", "--to", "ADDRESS"],
        ["report", "--source", "ADDRESS", "--month", "2011"],
        ["report", "ADDRESS"],
        ["load", "ADDRESS"],
        ["load", "sample", "--to", "ADDRESS", "ADDRESS"],
        ["report", "--output", "x", "--soruce", "ADDRESS"],
        ["report", "--source", "file-ADDRESS", "--no-pdf"],
        ["report", "--source", "mongdb://ann:s3cr3t@localhost/retail", "--no-pdf"],
    ],
)
@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_no_secret_is_printed_by_a_fault(run, arguments, debug):
    """Whatever goes wrong, and with the traceback too, a password that was on the command line is not repeated."""
    address = f"mongodb://ann:{SECRET}@{HOST}:{free_port()}/retail?serverSelectionTimeoutMS=100&appName={SECRET}"
    code, out, err = run(*debug, *(each.replace("ADDRESS", address) for each in arguments))
    assert code == 2
    assert SECRET not in out + err
    assert len(err.splitlines()) == 1 or debug


def test_load_has_every_option_of_reading():
    """Whatever says how a file is to be understood can be said to `load`, too."""
    assert set(READING) == {field.name for field in fields(ReadSettings)} | {"sheet", "snapshots"}


def test_write_back_needs_a_database(run):
    """From a file there is nothing to write back to: it is said before anything is read."""
    code, _, err = run("report", "--source", "shop.csv", "--write-back")
    assert code == 2
    assert "the source is not a MongoDB" in err


def test_load_wants_an_address(run):
    """A sink that is no address is an error that says what one looks like."""
    code, _, err = run("load", "sample", "--to", "shop.csv")
    assert code == 2
    assert "allowed is mongodb://host/database" in err


def test_a_write_back_that_fails_leaves_the_month_as_it_was(run, shop, server):
    """If the results can't be written, the month's folder is not replaced either: the two never disagree."""
    address = f"{server.uri}/retail?serverSelectionTimeoutMS=500"
    run("load", shop, "--to", address)
    run("report", "--source", address, "--no-pdf", "--output", "out")
    before = {path.name: path.read_bytes() for path in Path("out/2011-11").iterdir()}
    with server.client() as client:
        client.retail.create_collection("runs", validator={"month": {"$eq": "never"}})
    settings = ["--no-pdf", "--output", "out", "--write-back", "--minimum-cluster", "6"]
    code, _, err = run("report", "--source", address, *settings)
    assert code == 2
    assert "refuses the request" in err
    assert {path.name: path.read_bytes() for path in Path("out/2011-11").iterdir()} == before


def test_no_warning_is_let_pass(shop, address):
    """In a process of its own, with warnings as errors, nothing is printed that is not for the user."""
    for arguments in (["load", shop, "--to", address], ["report", "--source", address, "--no-pdf", "--write-back"]):
        command = [sys.executable, "-W", "error", "-m", "segmentation", *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
