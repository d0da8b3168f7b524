"""Results in MongoDB: a run is seen whole or not at all, a month is replaced, and dead runs leave nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from bson import Decimal128
from pymongo import MongoClient

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.mongo import results as mongo_results
from segmentation.mongo.results import write_results

from .server import HOST, Line

COLLECTIONS = ("clean_transactions", "customers", "runs", "unfinished_runs")
SHORT = "serverSelectionTimeoutMS=1000"


def at(instant):
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


def make_lines(count=3):
    """Make kept lines of as many customers as lines; of the second, a part of the money was given back."""
    return nw.from_native(
        pl.LazyFrame(
            [
                {
                    c.LINE: number,
                    c.SHEET: "",
                    c.INVOICE: f"{500_000 + number}",
                    c.STOCK_CODE: "10001",
                    c.DESCRIPTION: "TEAPOT" if number % 2 else None,
                    c.QUANTITY: number,
                    c.INVOICE_DATE: at("2011-11-05 10:00"),
                    c.PRICE: 10_000,
                    c.CUSTOMER_ID: f"{number}",
                    c.COUNTRY: "France",
                    c.AMOUNT: number * 10_000 - (number == 2),
                }
                for number in range(1, count + 1)
            ],
            schema_overrides={c.DESCRIPTION: pl.String},
        )
    )


def make_customers(segments):
    """Make customers with the given segments."""
    return pd.DataFrame(
        {
            c.RECENCY_DAYS: 26,
            c.FREQUENCY: 2,
            c.MONETARY: 12.3456,
            c.SEGMENT: list(segments.values()),
            c.PREVIOUS_SEGMENT: list(segments.values()),
            c.SEGMENT_SINCE: "2011-08",
        },
        index=pd.Index(list(segments), name=c.CUSTOMER_ID),
    )


def write(address, month="2011-11", segments=None, lines=3, facts="one", **settings):
    """Write a month's results, small ones by default."""
    year, number = map(int, month.split("-"))
    return write_results(
        address,
        month=month,
        as_of=at(f"{year + number // 12}-{number % 12 + 1:02}-01"),
        lines=make_lines(lines),
        customers=make_customers(segments or {"1": "Loyal", "2": "Champions", "3": "Lost"}),
        facts={"month": month, "what": facts},
        manifest={"source": {"uri": "x"}, "config": {"window": 12}, "files": {"$x.a/b": {"bytes": 1, "sha256": "f"}}},
        **settings,
    )


def seen(database, month="2011-11"):
    """Read as a reader should: first the month in `runs`, then what has its run."""
    run = database["runs"].find_one({"_id": month})
    if run is None:
        return None
    customers = {each["Customer ID"]: each for each in database["customers"].find({"run": run["run"]})}
    lines = list(database["clean_transactions"].find({"run": run["run"]}, sort=[("Line", 1)]))
    assert (len(customers), len(lines)) == (run["customers"], run["lines"])
    return run, customers, lines


def everything(database):
    """Read all that is there, but for the time of day."""
    return {name: list(database[name].find({}, {"touched": 0}, sort=[("_id", 1)])) for name in COLLECTIONS}


def test_a_run_is_written(address, database):
    """Kept lines, customers and the run, with proper types; names of files are no names of fields."""
    written = write(address)
    run, customers, lines = seen(database)
    assert (written.run, written.customers, written.lines) == (run["run"], 3, 3)
    assert run["_id"] == run["month"] == "2011-11"
    assert run["as_of"] == at("2011-12-01")
    assert run["facts"] == {"month": "2011-11", "what": "one"}
    assert run["manifest"]["files"] == [{"name": "$x.a/b", "bytes": 1, "sha256": "f"}]
    assert run["manifest"]["config"] == {"window": 12}
    assert customers["2"] == {
        "_id": f"{run['run']}/2",
        "run": run["run"],
        "month": "2011-11",
        "as_of": at("2011-12-01"),
        "Customer ID": "2",
        "recency_days": 26,
        "frequency": 2,
        "monetary": Decimal128("12.3456"),
        "segment": "Champions",
        "previous_segment": "Champions",
        "segment_since": "2011-08",
    }
    assert lines[1]["Amount"] == Decimal128("1.9999")
    assert lines[0]["Amount"] == Decimal128("1.00")
    assert lines[0]["InvoiceDate"] == at("2011-11-05 10:00")
    assert "Description" not in lines[1]
    assert database["unfinished_runs"].count_documents({}) == 0


def test_the_same_results_again_are_the_same_run(address, database):
    """Nothing changes, not even the run's name."""
    first = write(address)
    before = everything(database)
    assert write(address) == first
    assert everything(database) == before


def test_a_month_is_replaced(address, database):
    """Another run of the month takes its place, and nothing of the earlier one is left; other months stay."""
    write(address, "2011-10")
    other = seen(database, "2011-10")
    first = write(address)
    second = write(address, segments={"1": "Lost", "7": "Loyal"}, lines=2, facts="two")
    run, customers, lines = seen(database)
    assert run["run"] == second.run != first.run
    assert ({name: each["segment"] for name, each in customers.items()}, len(lines)) == ({"1": "Lost", "7": "Loyal"}, 2)
    for name in ("customers", "clean_transactions"):
        assert database[name].count_documents({"run": first.run}) == 0
    assert seen(database, "2011-10") == other
    assert database["customers"].count_documents({"as_of": at("2011-12-01"), "Customer ID": "1"}) == 1


@pytest.mark.parametrize("text", ["$gt", '{"$ne": null}', "$where", "a.b", "$$ROOT", "\0x", "/", "é😀"])
def test_no_customer_is_an_operator(address, database, text):
    """A customer or a segment named like an operator is one, month after month."""
    write(address, "2011-10", {text: text})
    write(address, segments={text: text})
    _, customers, _ = seen(database)
    assert customers.keys() == {text}
    assert customers[text]["segment"] == customers[text]["previous_segment"] == text


def test_a_tampered_run_is_put_right(address, database):
    """What somebody changed within a run, the same run puts back."""
    write(address)
    before = everything(database)
    database["customers"].update_one({"Customer ID": "1"}, {"$set": {"segment": "Best friend"}})
    database["clean_transactions"].delete_one({"Line": 2})
    write(address)
    assert everything(database) == before


def test_what_dead_runs_left_is_swept(address, database):
    """A dead run of the month goes at once, one of another month when it has long been silent; a live one stays."""
    write(address, "2011-10")
    left = {"2011-11": "dead", "2011-10": "dead-too", "2011-09": "old", "2011-08": "at-work"}
    now = database.client.admin.command("hello")["localTime"]
    for month, run in left.items():
        for name in ("customers", "clean_transactions"):
            database[name].insert_one({"_id": f"{run}/1", "run": run, "month": month})
        age = timedelta(minutes=1) if run == "at-work" else timedelta(hours=2)
        database["unfinished_runs"].insert_one({"_id": run, "month": month, "touched": now - age})
    write(address)
    for name in ("customers", "clean_transactions"):
        months = set(database[name].distinct("month", {"run": {"$in": list(left.values())}}))
        assert months == {"2011-08"}
    assert [each["_id"] for each in database["unfinished_runs"].find()] == ["at-work"]
    assert seen(database, "2011-10") is not None


def test_two_runs_of_a_month_at_once_are_noticed(address, database):
    """Who was swept away by another run of the same month says so, and readers see the other one."""

    def another(_documents):
        if not told:
            told.append(write(address, facts="other"))

    told = []
    with pytest.raises(DatabaseError, match="was changed while 2011-11 was written to it; run the command again"):
        write(address, on_documents=another)
    assert seen(database)[0]["run"] == told[0].run


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from tests.mongo.test_results import write
from segmentation.mongo import results as mongo_results

mongo_results.BATCH = 10
left = int(sys.argv[3])

def die(_documents):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

write(sys.argv[2], lines=40, facts="two", on_documents=die)
"""


@pytest.fixture
def undisturbed(address, database, monkeypatch):
    """Give all that is there after two runs of a month which nothing disturbs."""
    monkeypatch.setattr(mongo_results, "BATCH", 10)
    write(address)
    write(address, lines=40, facts="two")
    return everything(database)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("after", [1, 4, 5])
def test_the_program_dies(server, undisturbed, after, request):
    """Killed after some batches, the month is what it was; run again, it is as if nothing had happened."""
    address = f"{server.uri}/retail"
    first = write(address)
    command = [sys.executable, "-c", KILLED, str(request.config.rootpath), address, str(after)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with server.client() as client:
        assert seen(client.retail)[0]["run"] == first.run
        write(address, lines=40, facts="two")
        assert everything(client.retail) == undisturbed


@pytest.mark.parametrize(
    ("after", "deadly"), [(4_000, True), (9_000, True), (14_000, True), (20_000, True), (12_000, False)]
)
def test_the_line_breaks(server, undisturbed, after, deadly):
    """Wherever the connection breaks, and the server dies with it or not, a month is seen whole; then it is mended."""
    address = f"{server.uri}/retail"
    first = write(address)
    line = Line(server.port, after, server.kill if deadly else lambda: None)
    with pytest.raises(DatabaseError, match=r"was lost|no MongoDB answers"):
        write(f"mongodb://{HOST}:{line.port}/retail?directConnection=true&{SHORT}", lines=40, facts="two")
    line.close()
    assert line.broken
    if deadly:
        server.start()
    with MongoClient(address) as client:
        database = client.get_default_database()
        assert seen(database)[0]["run"] == first.run
        write(address, lines=40, facts="two")
        assert everything(database) == undisturbed
