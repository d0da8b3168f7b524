"""Reading: the frame that the workbook gives, of which the server keeps to itself what changes no figure."""

from __future__ import annotations

import uuid
from datetime import datetime

import narwhals as nw
import polars as pl
import pytest
from bson import Decimal128
from polars.testing import assert_frame_equal
from pymongo import MongoClient

from segmentation import columns as c
from segmentation.errors import DatabaseError, SourceError
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.source import open_lines
from segmentation.mongo.documents import FIELDS, read_money
from segmentation.mongo.loading import load_lines
from segmentation.mongo.reading import read_arrow, read_lines

from ..by_hand.lines import clean_alone
from .small_shops import (
    DEBT,
    NAMELESS,
    RETURN,
    A,
    change,
    open_file,
    write_parquet,
    write_shop,
    write_two_years,
)


def at(instant: str) -> datetime:
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Open a sample shop of a few thousand lines as a workbook."""
    return open_file(write_shop(tmp_path_factory.mktemp("shop") / "shop.xlsx"))


@pytest.fixture(scope="module")
def shop_address(mongodb, shop):
    """Give the address of a database with the sample shop's lines; nobody writes to it."""
    name = f"segmentation_test_{uuid.uuid4().hex}"
    with MongoClient(mongodb) as client:
        load_lines(shop, f"{mongodb}/{name}")
        yield f"{mongodb}/{name}"
        client.drop_database(name)


def _ledger_and_lines(lines, start, end):
    cleaned = clean_alone(lines.frame, as_of=end, window_start=start, counted=lines.counted)
    return cleaned.ledger, nw.to_native(cleaned.lines.collect("polars")).sort(c.LINE)


def test_the_frame_is_the_workbook_s(shop, shop_address):
    """All of it: every line, its number, its sheet, its money; and what there is to know of it."""
    lines = read_lines(shop_address)
    assert_frame_equal(lines.frame.collect(), shop.frame.collect())
    assert_frame_equal(lines.everything.collect(), shop.everything.collect())
    for known in ("lines_read", "lines", "sheets", "first", "last"):
        assert getattr(lines, known) == getattr(shop, known)
    assert lines.lines_read > lines.lines
    assert lines.uri == shop_address
    assert lines.counted is None


def test_open_lines_takes_an_address(shop_address, tmp_path):
    """An address is a source like any other."""
    assert open_lines(shop_address, snapshots=tmp_path).lines == read_lines(shop_address).lines


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2010-12-01", "2011-12-01"),
        ("2011-06-01", "2011-07-01"),
        ("2009-12-01", "2010-12-01"),
        ("2010-01-01", "2010-03-01"),
        (None, "2011-01-01"),
        ("2011-12-01", "2012-01-01"),
    ],
)
def test_what_stays_on_the_server_changes_no_figure(shop, shop_address, start, end):
    """The ledger, to the line and the penny, and the kept lines are those of the whole; and less was handed on."""
    start, end = start and at(start), at(end)
    lines = read_lines(shop_address, period=lambda _first, _last: (start, end))
    ledger, kept = _ledger_and_lines(lines, start, end)
    whole_ledger, whole_kept = _ledger_and_lines(shop, start, end)
    assert ledger.equals(whole_ledger)
    assert_frame_equal(kept, whole_kept)
    assert (lines.lines_read, lines.lines, lines.sheets) == (shop.lines_read, shop.lines, shop.sheets)
    handed_on = lines.everything.collect()
    assert handed_on.height + lines.counted["lines"].sum() == shop.lines_read
    assert_frame_equal(handed_on, shop.everything.collect().join(handed_on, on=c.LINE, how="semi"))


def test_little_is_handed_on(shop, shop_address):
    """Of a single month, the server hands on no line that comes later, but for the days that two sheets share."""
    lines = read_lines(shop_address, period=lambda _first, _last: (at("2010-03-01"), at("2010-04-01")))
    later = lines.everything.filter(pl.col(c.INVOICE_DATE) >= at("2010-04-01")).collect()
    assert 0 < later.height < shop.everything.filter(pl.col(c.INVOICE_DATE) >= at("2010-04-01")).collect().height / 3
    dates = later[c.INVOICE_DATE]
    assert (dates.min().year, dates.min().month, dates.max().year, dates.max().month) == (2010, 12, 2010, 12)
    assert lines.counted["after"].any()
    assert not lines.counted["after"].all()


def test_the_period_is_asked_for_with_the_first_and_the_last_instant(shop, shop_address):
    """What is asked knows from when to when there are lines."""
    told = []
    read_lines(shop_address, period=lambda *ends: told.append(ends) or (None, at("2010-01-01")))
    assert told == [(shop.first, shop.last)]


def test_pymongoarrow_reads_what_pymongo_reads(shop_address):
    """Arrow's columns hold what plain PyMongo reads document by document, absent fields included."""
    with MongoClient(shop_address) as client:
        transactions = client.get_default_database()["transactions"]
        query = {"Line": {"$lte": 3000}}
        table = read_arrow(transactions, query).to_pylist()
        plain = list(transactions.find(query, {"_id": 0}))
    assert [{name: value for name, value in row.items() if value is not None} for row in table] == plain
    assert {field for row in plain for field in row} == set(FIELDS.values()) - {"Amount", "Aside"}


@pytest.mark.parametrize("price", [0.0001, 6.95, 0.3333, -53594.36, 1e7, 0.1 + 0.2])
def test_a_price_comes_back_to_the_last_ten_thousandth(tmp_path, address, price):
    """What the file gives and what the database gives is one number."""
    file = open_file(write_parquet(tmp_path / "one.parquet", [change(A, price=price)]))
    load_lines(file, address)
    assert_frame_equal(read_lines(address).frame.collect(), file.frame.collect())


def test_an_instant_comes_back(tmp_path, address):
    """What is finer than a millisecond no file holds, and so no database can lose."""
    file = open_file(
        write_parquet(tmp_path / "one.parquet", [change(A, invoice_date=at("2011-11-05 10:00:00.123456"))])
    )
    load_lines(file, address)
    lines = read_lines(address)
    assert lines.first == file.first == at("2011-11-05 10:00:00.123")
    assert_frame_equal(lines.frame.collect(), file.frame.collect())


def test_lines_that_lack_something_come_back(tmp_path, address):
    """A line without invoice, code, quantity, date or price is handed on, wherever it is: the ledger has a rule."""
    old, late = change(A, invoice_date=at("2009-01-01")), change(A, invoice_date=at("2012-01-01"))
    lacking = [
        change(row, **{field: None})
        for row in (old, A, late)
        for field in (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE, c.CUSTOMER_ID)
    ]
    file = open_file(write_parquet(tmp_path / "one.parquet", [old, A, late, *lacking]))
    load_lines(file, address)
    start, end = at("2009-12-01"), at("2010-12-01")
    lines = read_lines(address, period=lambda _first, _last: (start, end))
    ledger, kept = _ledger_and_lines(lines, start, end)
    whole_ledger, whole_kept = _ledger_and_lines(file, start, end)
    assert ledger.equals(whole_ledger)
    assert_frame_equal(kept, whole_kept)
    assert ledger.loc["incomplete line", "lines"] == 15


def test_a_return_undoes_what_was_bought_before_the_window(tmp_path, address):
    """The purchase is handed on though it is old; another product of the customer's is not."""
    bought, other = change(RETURN, quantity=3, invoice="1"), change(RETURN, quantity=5, invoice="2", stock_code="1")
    rows = [
        change(bought, invoice_date=at("2009-01-05")),
        change(other, invoice_date=at("2009-01-06")),
        change(RETURN, invoice_date=at("2010-01-05")),
        change(A, invoice_date=at("2010-01-06")),
    ]
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", rows)), address)
    start, end = at("2010-01-01"), at("2010-02-01")
    lines = read_lines(address, period=lambda _first, _last: (start, end))
    assert lines.everything.collect()[c.LINE].to_list() == [1, 3, 4]
    rules = _ledger_and_lines(lines, start, end)[0]["lines"]
    assert (rules["before the window"], rules["return"], rules["return without purchase"]) == (2, 1, 0)


def test_two_files_are_one_shop_in_whatever_order_they_came(tmp_path, new_address):
    """Lines of two files may have the same number; they are renumbered, the same way each time."""
    one = open_file(write_parquet(tmp_path / "one.parquet", [A, NAMELESS], ["2009", "2009"]))
    two = open_file(write_parquet(tmp_path / "two.parquet", [A, RETURN, DEBT], ["2010", "2010", "2010"]))
    this, other = new_address(), new_address()
    for address, files in ((this, (one, two)), (other, (two, one))):
        for file in files:
            load_lines(file, address)
    lines, same = read_lines(this), read_lines(other)
    assert_frame_equal(lines.frame.collect(), same.frame.collect())
    assert lines.sha256 == same.sha256
    assert (lines.lines_read, lines.lines, lines.sheets) == (5, 4, (("2009", 2), ("2010", 3)))
    assert lines.everything.collect()[c.LINE].to_list() == [1, 2, 3, 4, 5]


def test_a_sheet_is_taken_alone(tmp_path, address):
    """--sheet takes a sheet of the database's as it takes one of a workbook's."""
    file = write_two_years(tmp_path / "shop.xlsx")
    load_lines(open_file(file), address)
    lines = read_lines(address, sheets=["2010"])
    assert lines.sheets == (("2010", 5),)
    alone = open_file(file, sheets=["2010"]).frame.drop(c.LINE).collect()
    assert_frame_equal(lines.frame.drop(c.LINE).collect(), alone)
    with pytest.raises(SourceError, match="has no sheet '2011'; it has '2009', '2010'"):
        read_lines(address, sheets=["2011"])
    with pytest.raises(SourceError, match="has no sheet"):
        read_lines(address, sheets=["$ne"])


def test_what_a_file_says_of_itself_is_remembered(tmp_path, address):
    """Lines that the file sets aside come back with the rule, and what the file does not have is known."""
    path = tmp_path / "shop.csv"
    header = "Invoice,Client,When,Total,State\n"
    orders = ["1,A,2011-11-05 10:00,2.50,paid", "2,A,2011-11-06 10:00,3.333,cancelled", "3,B,2011-11-07 10:00,9,paid"]
    path.write_text(header + "\n".join(orders) + "\n", encoding="utf-8")
    columns = {"customer_id": "Client", "invoice_date": "When", "amount": "Total", "status": "State"}
    columns |= {"stock_code": "", "quantity": ""}
    file = open_file(path, reading=ReadSettings(columns=columns, amount_of="line"))
    load_lines(file, address)
    lines = read_lines(address)
    assert_frame_equal(lines.frame.collect(), file.frame.collect())
    assert lines.frame.collect()[c.ASIDE].to_list() == [None, c.VOIDED, None]
    assert lines.absent == file.absent
    assert c.STOCK_CODE in lines.absent


def test_a_file_that_sets_nothing_aside_is_still_one_that_could(tmp_path, address):
    """Where a file has a status, the ledger has a row for it, even an empty one; the database's has one, too."""
    path = tmp_path / "shop.csv"
    path.write_text("Invoice,Client,When,Total,State\n1,A,2011-11-05 10:00,2.50,paid\n", encoding="utf-8")
    columns = {"customer_id": "Client", "invoice_date": "When", "amount": "Total", "status": "State"}
    columns |= {"stock_code": "", "quantity": ""}
    file = open_file(path, reading=ReadSettings(columns=columns, amount_of="line"))
    load_lines(file, address)
    assert_frame_equal(read_lines(address).frame.collect(), file.frame.collect())


def test_the_overlap_may_be_kept(shop, shop_address, tmp_path):
    """Who counts a line as often as it occurs gets all of them, as from the workbook."""
    lines = read_lines(shop_address, keep_overlap=True)
    assert lines.lines == lines.lines_read == shop.lines_read
    assert_frame_equal(lines.frame.collect(), shop.everything.collect())
    part = read_lines(shop_address, keep_overlap=True, period=lambda *_ends: (at("2011-01-01"), at("2011-02-01")))
    assert part.lines == shop.lines_read


def test_the_hash_changes_with_the_lines(tmp_path, address, database):
    """It stays while nothing changes, and is another as soon as a price does, inside the period or outside."""
    load_lines(open_file(write_two_years(tmp_path / "shop.xlsx")), address)

    def read():
        return read_lines(address, period=lambda _first, _last: (at("2009-12-01"), at("2010-01-01"))).sha256

    hashes = [read(), read()]
    for identity in ("2009/489434/1", "2010/489435/1"):
        database["transactions"].update_one({"_id": identity}, {"$set": {"Price": Decimal128("1.23")}})
        hashes.append(read())
    assert len(hashes) == 4
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_no_such_database(address):
    """Where there is none of that name, the server's others are named, and how to load lines."""
    with pytest.raises(DatabaseError, match=rf"there is no database at {address}: .*; correct the name, or load lines"):
        read_lines(address)


def test_a_database_without_lines(address, database):
    """Where there are other collections, they are named."""
    database["orders"].insert_one({"_id": 1})
    with pytest.raises(DatabaseError, match=f"{address} has no collection 'transactions'; it has orders; load lines"):
        read_lines(address)
    database.create_collection("transactions")
    with pytest.raises(DatabaseError, match="has no lines with a date"):
        read_lines(address)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("Quantity", "three", "'Quantity' that is string, where int or long should be"),
        ("Quantity", 2.5, "'Quantity' that is double"),
        ("Quantity", True, "'Quantity' that is bool"),
        ("Price", 6.95, "'Price' that is double, where decimal should be"),
        ("InvoiceDate", "2011-11-05", "'InvoiceDate' that is string, where date should be"),
        ("Customer ID", 13085, "'Customer ID' that is int, where string should be"),
        ("Customer ID", {"$ne": None}, "'Customer ID' that is object"),
        ("Invoice", None, "'Invoice' that is null"),
        ("StockCode", ["85048"], "'StockCode' that is array"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(tmp_path, address, database, field, value, says):
    """Somebody else's document is named with its _id and the field; no figure rests on a guess."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A])), address)
    wrong = {"_id": "theirs", "Line": 9, "Invoice": "9", field: value}
    database.get_collection("transactions").insert_one(wrong, bypass_document_validation=True)
    with pytest.raises(DatabaseError, match=f"document 'theirs' of 'transactions' in {address}") as fault:
        read_lines(address)
    assert says in str(fault.value)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+20"])
@pytest.mark.parametrize("start", [None, "2011-01-01"])
def test_a_price_that_is_no_number(tmp_path, address, database, text, start):
    """A decimal may be no number at all, or an absurd one: it is refused, whether handed on or counted."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A])), address)
    database["transactions"].update_one({}, {"$set": {"Price": Decimal128(text)}})
    with pytest.raises(DatabaseError, match=r"a 'Price' or an 'Amount' in .* is not a number, or far too large"):
        read_lines(address, period=lambda _first, _last: (start and at(start), at("2012-01-01")))


def test_a_total_of_its_own_comes_back(address, database):
    """A document with an Amount comes to that; one without, to quantity times price."""
    line = {"Invoice": "1", "StockCode": "10001", "Quantity": 3, "InvoiceDate": at("2011-01-01")}
    line["Price"] = Decimal128("1")
    database["transactions"].insert_many([{**line, "Amount": Decimal128("2.9999")}, line])
    assert read_lines(address).frame.collect()[c.AMOUNT].to_list() == [29_999, 30_000]
    counted = read_lines(address, period=lambda _first, _last: (at("2011-02-01"), at("2011-03-01"))).counted
    assert counted.row(0) == (None, False, 2, 59_999)
    assert read_money(Decimal128("5.9999")) == 59_999


def test_a_part_of_a_file_is_not_taken_for_all_of_it(tmp_path, address, database):
    """While a file is loaded in part only, no report is made of it, and the command that finishes it is named."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A])), address)
    database["loads"].update_one({}, {"$set": {"finished": False}})
    with pytest.raises(DatabaseError, match=r"holds only part of .*one\.parquet: .*'segmentation load .* again"):
        read_lines(address)


def test_lines_that_come_while_one_reads_are_noticed(tmp_path, address):
    """A file that is loaded between two looks is not half in the figures: the reader says so."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A])), address)
    more = open_file(write_parquet(tmp_path / "two.parquet", [change(A, invoice="2")]))

    def period(_first, _last):
        load_lines(more, address)
        return None, at("2012-01-01")

    with pytest.raises(DatabaseError, match=r"lines in .* were added or removed"):
        read_lines(address, period=period)
