"""Lists to act on: who is on them, who is held out, and what is read back a month later."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from segmentation.conditions.parsing import parse
from segmentation.delivery.lists import (
    ListOrder,
    control_group,
    digest_of_lists,
    draw_list,
    hash_id,
    read_past_lists,
    write_lists,
)
from segmentation.errors import ConditionError

SIZE = 200
CUSTOMERS = pd.DataFrame(
    {
        "recency_days": range(SIZE),
        "frequency": [1 + number % 7 for number in range(SIZE)],
        "monetary": [float(number * 37 % 1009) for number in range(SIZE)],
        "segment": [("At risk", "Loyal")[number % 2] for number in range(SIZE)],
        "country": ["@France" if number % 3 else None for number in range(SIZE)],
    },
    index=pd.Index([f"-Ann{number:03d}@x.org " for number in range(SIZE)], name="customer_id"),
)
MONTH = "2011-11"


def _order(where="segment = 'At risk'", **changes):
    order = {"name": "Win back", "file": "Win-back", "columns": ("monetary", "country"), **changes}
    return ListOrder(where=where, condition=parse(where), **order)


def _rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _record(folder):
    return json.loads((folder / "lists.json").read_text(encoding="utf-8"))


def test_no_lists_no_files(tmp_path):
    """Where no list is asked for there is neither a folder nor a record."""
    write_lists([], CUSTOMERS, tmp_path, month=MONTH)
    assert list(tmp_path.iterdir()) == []


def test_a_list_has_whom_it_asks_for(tmp_path):
    """A list has those of whom its condition holds, most money first, its columns after the id, and safe cells."""
    write_lists([_order("segment = 'At risk' and monetary > 500")], CUSTOMERS, tmp_path, month=MONTH)
    assert [path.name for path in (tmp_path / "lists").iterdir()] == ["Win-back.csv"]
    rows = _rows(tmp_path / "lists" / "Win-back.csv")
    wanted = CUSTOMERS[(CUSTOMERS["segment"] == "At risk") & (CUSTOMERS["monetary"] > 500)]
    assert {row["customer_id"] for row in rows} == {f"'{each}" for each in wanted.index}
    assert [*rows[0]] == ["customer_id", "monetary", "country"]
    money = [float(row["monetary"]) for row in rows]
    assert money == sorted(wanted["monetary"], reverse=True)
    assert {row["country"] for row in rows} == {"'@France", ""}
    (told,) = _record(tmp_path)["lists"]
    assert (told["customers"], told["contacted"]["customers"], told["control"]) == (len(wanted), len(wanted), None)


@pytest.mark.parametrize(("share", "held_out"), [(0.1, 10), (0.25, 25), (0.005, 1), (0.004, 0), (0.9, 90)])
def test_the_share_held_out_is_honoured(tmp_path, share, held_out):
    """Of a hundred customers just the share asked for is held out, marked as such, and nobody is in both files."""
    write_lists([_order(control_share=share)], CUSTOMERS, tmp_path, month=MONTH)
    contacted, control = (_rows(tmp_path / "lists" / f"Win-back{end}.csv") for end in ("", ".control"))
    assert (len(contacted), len(control)) == (100 - held_out, held_out)
    assert {row["group"] for row in control} <= {"control"}
    assert not any("group" in row for row in contacted)
    names = [row["customer_id"] for row in [*contacted, *control]]
    assert len({*names}) == 100
    (told,) = _record(tmp_path)["lists"]
    assert (told["contacted"]["customers"], told["control"]["customers"]) == (100 - held_out, held_out)


@pytest.mark.parametrize("hash_ids", [False, True])
def test_who_is_on_a_list_can_be_told_before_it_is_written(tmp_path, hash_ids):
    """Those drawn, and those of them held out, are those whom the files have."""
    order = _order(control_share=0.2, hash_ids=hash_ids)
    chosen, held_out = draw_list(order, CUSTOMERS, month=MONTH)
    write_lists([order], CUSTOMERS, tmp_path, month=MONTH)
    (record,) = _record(tmp_path)["lists"]
    assert (len(chosen), len(held_out)) == (record["customers"], record["control"]["customers"])
    past = read_past_lists(tmp_path, CUSTOMERS.index)
    assert {each.strip() for each in past[0].control} == {each.strip() for each in held_out}
    assert {each.strip() for each in past[0].contacted} == {each.strip() for each in chosen - held_out}


def test_chance_is_the_same_whenever_asked_and_heeds_no_order():
    """The same list of the same month holds the same out, whatever order they come in; any other holds out others."""
    ids = [f"{number}" for number in range(1000)]
    usual = {"share": 0.2, "name": "a", "month": MONTH, "seed": 0}
    first = control_group(ids, **usual)
    assert control_group(ids[::-1], **usual) == first
    for other in ({"name": "b"}, {"month": "2011-12"}, {"seed": 1}):
        # By chance two groups of 200 of 1,000 share about 40.
        assert 15 < len(first & control_group(ids, **{**usual, **other})) < 70
    # Who comes or goes moves hardly anyone else across.
    fewer = control_group(ids[5:], **usual)
    assert len(first - fewer - {*ids[:5]}) <= 5


def test_chance_is_fair():
    """Over a thousand lists every customer of ten is held out about as often as another."""
    counts = dict.fromkeys("abcdefghij", 0)
    for seed in range(1000):
        for each in control_group([*counts], share=0.3, name="a", month=MONTH, seed=seed):
            counts[each] += 1
    # 300 are expected; three standard deviations are 43.
    assert all(250 < count < 350 for count in counts.values())


def test_hashed_ids(tmp_path):
    """With hashes there is no id in any file, and rows stand in the hashes' order, which tells nothing."""
    write_lists([_order(hash_ids=True, columns=(), control_share=0.1)], CUSTOMERS, tmp_path, month=MONTH)
    rows = _rows(tmp_path / "lists" / "Win-back.csv")
    hashes = [row["customer_id_sha256"] for row in rows]
    assert hashes == sorted(hashes)
    control = [row["customer_id_sha256"] for row in _rows(tmp_path / "lists" / "Win-back.control.csv")]
    wanted = CUSTOMERS.index[CUSTOMERS["segment"] == "At risk"]
    assert {*hashes, *control} == {hashlib.sha256(each.strip().lower().encode()).hexdigest() for each in wanted}
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert not re.search("ann[0-9]{3}", text, re.IGNORECASE)


def test_the_record_names_nobody(tmp_path):
    """lists.json says what lists were made by and how many are on them, and holds no customer's id."""
    write_lists([_order(control_share=0.1)], CUSTOMERS, tmp_path, month=MONTH)
    assert not re.search("ann[0-9]{3}", (tmp_path / "lists.json").read_text(encoding="utf-8"), re.IGNORECASE)
    assert _record(tmp_path)["month"] == MONTH


@pytest.mark.parametrize("hash_ids", [False, True])
def test_lists_are_read_back(tmp_path, hash_ids):
    """A month later it is known who was on a list and who was held out, hashed or not."""
    orders = [_order(control_share=0.2, hash_ids=hash_ids), _order(name="all", file="all")]
    write_lists(orders, CUSTOMERS, tmp_path, month=MONTH)
    (past,) = read_past_lists(tmp_path, CUSTOMERS.index)
    wanted = CUSTOMERS.index[CUSTOMERS["segment"] == "At risk"]
    control = control_group(list(wanted), share=0.2, name="Win back", month=MONTH, seed=0)
    assert (past.name, past.is_unchanged) == ("Win back", True)
    assert {*past.control} == control
    assert {*past.contacted} == {*wanted} - control


def test_who_is_not_known_any_more_keeps_a_hash(tmp_path):
    """Whoever left the shop is still counted among those who were on the list."""
    write_lists([_order(control_share=0.2, hash_ids=True)], CUSTOMERS, tmp_path, month=MONTH)
    (past,) = read_past_lists(tmp_path, CUSTOMERS.index[:10])
    assert len(past.contacted) + len(past.control) == 100


@pytest.mark.parametrize("change", ["a row taken out", "a row put in", "a file gone", "ids spoiled", "not a table"])
def test_a_list_that_was_changed_says_so(tmp_path, change):
    """Whoever is put on a list by hand, or taken off it, makes chance no chance: that is seen."""
    write_lists([_order(control_share=0.2)], CUSTOMERS, tmp_path, month=MONTH)
    path = tmp_path / "lists" / "Win-back.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if change == "a file gone":
        path.unlink()
    else:
        kept = {
            "a row taken out": lines[:-1],
            "a row put in": [*lines, "somebody,1,\n"],
            "ids spoiled": [line.replace("Ann00", "Ann") for line in lines],
            "not a table": ["\0"],
        }[change]
        path.write_text("".join(kept), encoding="utf-8")
    (past,) = read_past_lists(tmp_path, CUSTOMERS.index)
    assert not past.is_unchanged


def test_rows_may_be_sorted(tmp_path):
    """A list that was only sorted or saved by a spreadsheet is the same list."""
    write_lists([_order(control_share=0.2)], CUSTOMERS, tmp_path, month=MONTH)
    path = tmp_path / "lists" / "Win-back.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\ufeff" + "\r\n".join([head, *sorted(rows)]), encoding="utf-8", newline="")
    assert read_past_lists(tmp_path, CUSTOMERS.index)[0].is_unchanged


@pytest.mark.parametrize("text", [None, "{}", "no JSON", '{"lists": [5]}', "[]"])
def test_a_month_without_lists(tmp_path, text):
    """Where there is no record of lists, there are none."""
    if text is not None:
        (tmp_path / "lists.json").write_text(text, encoding="utf-8")
    assert read_past_lists(tmp_path, []) == ()


def test_the_digest_of_lists_changes_with_them(tmp_path):
    """Whatever a later month says of the lists rests on a digest, which is empty where it can say nothing."""
    write_lists([_order()], CUSTOMERS, tmp_path, month=MONTH)
    assert digest_of_lists(tmp_path) == digest_of_lists(tmp_path / "nowhere") == ""
    (tmp_path / "b").mkdir()
    write_lists([_order(control_share=0.2)], CUSTOMERS, tmp_path / "b", month=MONTH)
    first = digest_of_lists(tmp_path / "b")
    (tmp_path / "b" / "lists" / "Win-back.control.csv").unlink()
    assert len(first) == 64
    assert digest_of_lists(tmp_path / "b") not in ("", first)


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (_order("previous_segment = 'new'"), "this month's customers have no column 'previous_segment'"),
        (_order(columns=("segment_since",)), "this month's customers have no column 'segment_since'"),
    ],
)
def test_what_is_not_known_can_not_be_asked_for(tmp_path, order, fault):
    """A list that asks for what a first month does not know is explained by its name."""
    with pytest.raises(ConditionError, match="the list 'Win back' can't be made") as raised:
        write_lists([order], CUSTOMERS, tmp_path, month=MONTH)
    assert fault in str(raised.value)


def test_the_same_lists_are_the_same_bytes(tmp_path):
    """Customers in another order give the same files."""
    for name, customers in (("a", CUSTOMERS), ("b", CUSTOMERS[::-1])):
        (tmp_path / name).mkdir()
        write_lists([_order(control_share=0.3)], customers, tmp_path / name, month=MONTH)
    files = [{p.name: p.read_bytes() for p in (tmp_path / x).rglob("*") if p.is_file()} for x in "ab"]
    assert files[0] == files[1]


def test_hashes_are_those_that_platforms_make():
    """The hash is of the id without spaces around it, in small letters."""
    assert hash_id(" Test@Example.org") == hashlib.sha256(b"test@example.org").hexdigest()
