"""Loading: each line once, whatever happens, and nobody else's is touched."""

from __future__ import annotations

from datetime import datetime

import pytest
from bson import Decimal128

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.mongo.loading import SHOWN_REFUSALS, load_lines

from .small_shops import DEBT, NAMELESS, RETURN, A, change, open_file, write_parquet, write_two_years


def at(instant):
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


def _everything(database):
    return {name: list(database[name].find(sort=[("_id", 1)])) for name in sorted(database.list_collection_names())}


def _counts(loaded):
    return loaded.inserted, loaded.already_there, loaded.refused


def test_a_workbook_is_loaded_with_proper_types(tmp_path, address, database):
    """Dates are dates, numbers are numbers, a missing customer is absent; both sheets' copies are there."""
    loaded = load_lines(open_file(write_two_years(tmp_path / "shop.xlsx")), address)
    assert _counts(loaded) == (8, 0, 0)
    assert (loaded.address, loaded.lines) == (address, 8)
    documents = {document["_id"]: document for document in database["transactions"].find()}
    assert documents.keys() == {
        "2009/489434/1", "2009/489434/2", "2009/C489449/1",
        "2010/489434/1", "2010/C489449/1", "2010/C489449/2", "2010/A506401/1", "2010/489435/1",
    }  # fmt: skip
    assert documents["2009/489434/1"] == {
        "_id": "2009/489434/1",
        "Line": 1,
        "Sheet": "2009",
        "Invoice": "489434",
        "StockCode": "85048",
        "Description": "GLASS BALL, 20 LIGHTS",
        "Quantity": 12,
        "InvoiceDate": at("2009-12-01 07:45"),
        "Price": Decimal128("6.95"),
        "Customer ID": "13085",
        "Country": "United Kingdom",
    }
    assert documents["2009/489434/2"].keys().isdisjoint({"Customer ID", "Description", "Amount"})
    assert documents["2010/A506401/1"]["Price"] == Decimal128("-53594.36")


def test_the_collection_has_a_validator_and_indexes(tmp_path, address, database):
    """The server itself refuses what is no line, and finds lines by date and by customer."""
    load_lines(open_file(write_two_years(tmp_path / "shop.xlsx")), address)
    transactions = database["transactions"]
    keys = {key for index in transactions.index_information().values() for key, _ in index["key"]}
    assert {"InvoiceDate", "Customer ID"} <= keys
    for wrong in ({"Quantity": "3"}, {"InvoiceDate": "2011-01-01"}, {"Price": 6.95}, {"Customer ID": 13085}):
        with pytest.raises(Exception, match="failed validation"):
            transactions.insert_one(wrong)
    transactions.insert_one({"_id": "somebody's", "Quantity": 3, "colour": "red"})


def test_a_second_load_changes_nothing(tmp_path, address, database):
    """The same file once more: every line is there already, and every document as it was."""
    lines = open_file(write_two_years(tmp_path / "shop.xlsx"))
    load_lines(lines, address)
    before = _everything(database)
    assert _counts(load_lines(lines, address)) == (0, 8, 0)
    assert _everything(database) == before


def test_invoices_in_another_order_change_nothing(tmp_path, address, database):
    """A file with the same invoices in another order is the same lines, though not the same file."""
    one, two = change(A, invoice="1"), change(A, invoice="2")
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [one, one, two, NAMELESS])), address)
    before = _everything(database)
    again = open_file(write_parquet(tmp_path / "two.parquet", [NAMELESS, two, one, one]))
    assert _counts(load_lines(again, address)) == (0, 4, 0)
    assert _everything(database) == before


def test_a_file_that_goes_on_is_added(tmp_path, address, database):
    """The next month's file has what is there already, and more: only that is inserted."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A, NAMELESS])), address)
    assert _counts(load_lines(open_file(write_parquet(tmp_path / "two.parquet", [A, NAMELESS, RETURN])), address)) == (
        1,
        2,
        0,
    )
    assert database["loads"].count_documents({"finished": True}) == 2


def test_true_repeats_survive(tmp_path, address, database):
    """A line that is three times on its invoice is three documents."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A, A, A])), address)
    assert database["transactions"].count_documents({}) == 3


def test_somebody_else_s_document_is_never_overwritten(tmp_path, address, database):
    """Where another line has an _id of ours it stays as it is; ours is refused, with the reason and the line."""
    lines = open_file(write_parquet(tmp_path / "one.parquet", [A, RETURN, NAMELESS]))
    theirs = {"_id": "/C489449/1", "Line": 2, "Quantity": 5}
    database["transactions"].insert_one(theirs)
    for _ in range(2):
        loaded = load_lines(lines, address)
        assert loaded.refused == 1
        (refusal,) = loaded.refusals
        assert str(refusal).startswith("line 2, invoice C489449: the database has a line with this _id")
    assert database["transactions"].find_one({"_id": "/C489449/1"}) == theirs
    assert database["transactions"].count_documents({}) == 3


def test_a_changed_line_is_refused(tmp_path, address, database):
    """A corrected file does not silently change what is there: the line that differs is named."""
    load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A, RETURN])), address)
    corrected = open_file(write_parquet(tmp_path / "two.parquet", [change(A, price=7.95), RETURN]))
    loaded = load_lines(corrected, address)
    assert _counts(loaded) == (0, 1, 1)
    assert loaded.refusals[0].invoice == "489434"
    named = open_file(write_parquet(tmp_path / "three.parquet", [change(A, customer_id=None), RETURN]))
    assert _counts(load_lines(named, address)) == (0, 1, 1)
    assert database["transactions"].find_one({"Invoice": "489434"})["Price"] == Decimal128("6.95")


def test_somebody_else_s_rules_are_told_line_by_line(tmp_path, address, database):
    """A validator or a unique index that somebody made refuses lines; the rest is loaded."""
    database.create_collection(
        "transactions", validator={"$jsonSchema": {"properties": {"Quantity": {"bsonType": "int", "minimum": 0}}}}
    )
    database["transactions"].create_index("StockCode", unique=True)
    lines = open_file(write_parquet(tmp_path / "one.parquet", [A, RETURN, change(A, invoice="2"), DEBT]))
    loaded = load_lines(lines, address)
    assert _counts(loaded) == (2, 0, 2)
    by_validator, by_index = sorted(loaded.refusals, key=lambda refusal: refusal.line)
    assert str(by_validator).startswith("line 2, invoice C489449: the collection's validator refuses it")
    assert str(by_index) == "line 3, invoice 2: the collection's unique index on 'StockCode' already has this value"


def test_many_refusals_are_counted(tmp_path, address, database):
    """The first reasons are given, the rest are counted."""
    database.create_collection("transactions", validator={"StockCode": {"$eq": "nothing"}})
    lines = open_file(write_parquet(tmp_path / "one.parquet", [A] * (SHOWN_REFUSALS + 5)))
    loaded = load_lines(lines, address, batch=7)
    assert (loaded.refused, len(loaded.refusals)) == (SHOWN_REFUSALS + 5, SHOWN_REFUSALS)
    assert [refusal.line for refusal in loaded.refusals] == list(range(1, SHOWN_REFUSALS + 1))


def test_a_collection_of_something_else_is_not_loaded_into(tmp_path, address, database):
    """Where documents of another kind are, the first is named, and nothing is written."""
    database["transactions"].insert_one({"_id": 7, "Quantity": "three"})
    with pytest.raises(DatabaseError, match=r"document 7 .* has a field 'Quantity' that is string, where int or long"):
        load_lines(open_file(write_parquet(tmp_path / "one.parquet", [A])), address)
    assert database["transactions"].count_documents({}) == 1


@pytest.mark.parametrize(
    "text",
    ["$gt", '{"$ne": null}', "$where", "$$ROOT", "a.b", "{'$gt': ''}", "$literal", "/", "%2F", "\0x", "é😀"],
)
def test_nothing_in_the_data_is_an_operator(tmp_path, address, database, text):
    """Texts that look like operators are stored, compared and found as texts: no other line is touched."""
    hostile = change(A, invoice=text, stock_code=text, description=text, customer_id=text, country=text)
    lines = open_file(write_parquet(tmp_path / "one.parquet", [hostile, A], [text, text]))
    assert _counts(load_lines(lines, address)) == (2, 0, 0)
    before = _everything(database)
    assert _counts(load_lines(lines, address)) == (0, 2, 0)
    assert _everything(database) == before
    assert database["transactions"].find_one({"Line": 1})["Customer ID"] == text


def test_names_do_not_run_into_each_other(tmp_path, address, database):
    """Sheet and invoice can be told apart in an _id, whatever signs are in them."""
    rows = [change(A, invoice=invoice) for invoice in ("b/c", "c", "b", "b", None)]
    sheets = ["a", "a/b", "a%2Fb", "a", "a"]
    assert _counts(load_lines(open_file(write_parquet(tmp_path / "one.parquet", rows, sheets)), address)) == (5, 0, 0)


def test_lines_that_lack_something_are_loaded(tmp_path, address, database):
    """A line without invoice, code, quantity, date or price is one that the ledger counts, and so it is there."""
    lacking = [change(A, **{field: None}) for field in (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)]
    lines = open_file(write_parquet(tmp_path / "one.parquet", [A, *lacking]))
    assert _counts(load_lines(lines, address)) == (6, 0, 0)
    assert _counts(load_lines(lines, address)) == (0, 6, 0)


def test_progress_is_told_by_the_batch(tmp_path, address):
    """After each batch, as many lines as it had."""
    told = []
    lines = open_file(write_parquet(tmp_path / "one.parquet", [A] * 25))
    load_lines(lines, address, batch=10, on_lines=told.append)
    assert told == [10, 10, 5]
