"""Everything the report says, as one record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from segmentation.errors import ReportError
from segmentation.facts import SCHEMA_VERSION, make_schema, read_facts, schema, write_facts
from segmentation.topics.cleaning.rules import EVERY_LINE_ONCE, RULES

from .by_hand.facts import four_groups, tell


def test_schema_in_the_package_is_the_record_s():
    """The JSON Schema that travels in the package is the one the record has."""
    assert schema() == make_schema()


def test_schema_is_a_schema_and_holds():
    """The schema is valid itself, takes a record, and refuses one with a key too many or too few."""
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema())
    record = json.loads(tell(four_groups()).facts.model_dump_json())
    assert validator.is_valid(record)
    assert not validator.is_valid({**record, "surprise": 1})
    assert not validator.is_valid({key: value for key, value in record.items() if key != "as_of"})


def test_facts_come_back_from_their_file(tmp_path):
    """What is written is read as the same record; writing it again gives the same bytes."""
    facts = tell(four_groups()).facts
    write_facts(facts, tmp_path / "facts.json")
    again = read_facts(tmp_path / "facts.json")
    assert again == facts
    write_facts(again, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "facts.json").read_bytes()
    assert (tmp_path / "facts.json").read_text(encoding="utf-8").endswith("}\n")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"currency": "pounds"}, "currency: "),
        ({"schema_version": "1.1"}, "it is version 1.1, and this program reads 3.0, 3.1; make the report again"),
        ({"customers": -1}, "customers: "),
        ({"surprise": 1}, "surprise: "),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_what_does_not(tmp_path, change, named):
    """A file that does not fit the schema is refused in one line that says where."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({**json.loads(tell(four_groups()).facts.model_dump_json()), **change}))
    with pytest.raises(ReportError) as fault:
        read_facts(path)
    assert str(path) in str(fault.value)
    assert f" {named}" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_facts_of_an_earlier_version_are_read(tmp_path):
    """A month's facts as version 3.0 wrote them are read, and say what they said."""
    kept = Path(__file__).with_name("facts_3.0.json")
    facts = read_facts(kept)
    write_facts(facts, tmp_path / "facts.json")
    said, now = (json.loads(path.read_bytes()) for path in (kept, tmp_path / "facts.json"))
    assert said.pop("schema_version") == "3.0"
    assert now.pop("schema_version") == SCHEMA_VERSION
    explained = {row["rule"]: row.pop("reason") for row in now["ledger"]}
    assert explained["no customer"] == RULES["no customer"]
    assert explained["input"] == EVERY_LINE_ONCE
    assert [row.pop("reason") for row in said["ledger"]]
    assert now == said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"month": 1}'])
def test_a_file_that_is_no_record_is_refused(tmp_path, text):
    """An empty file, half a file and something else are refused alike."""
    path = tmp_path / "facts.json"
    path.write_text(text)
    with pytest.raises(ReportError, match="does not fit the schema"):
        read_facts(path)


def test_no_file_is_said_to_be_none(tmp_path):
    """Where there is no file, the message says so and names it."""
    with pytest.raises(ReportError, match=r"nowhere\.json: No such file"):
        read_facts(tmp_path / "nowhere.json")


def test_facts_can_t_be_changed():
    """A record is frozen: whoever wants another makes another."""
    facts = tell(four_groups()).facts
    with pytest.raises(ValidationError):
        facts.customers = 0
