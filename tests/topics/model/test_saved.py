"""A model as a record."""

from __future__ import annotations

import hashlib
import json

from segmentation.topics.model.saved import Model, canonical


def test_a_model_comes_back_from_json_to_the_last_bit(model):
    """What is written is read back equal, every float in it to the last bit, and has the same hash."""
    again = Model.model_validate_json(model.model_dump_json())
    assert again == model
    assert again.sha256 == model.sha256
    assert again.fit.centers == model.fit.centers


def test_the_hash_is_that_of_the_content(model):
    """Anybody can work the hash out again: SHA-256 of the record, but for its source, with keys in order, no spaces."""
    record = model.model_dump(mode="json")
    del record["source"], record["made_with"]
    content = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert model.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert model.identifier == f"2011-11-{model.sha256[:8]}"


def test_the_same_lines_from_elsewhere_give_the_same_model(model):
    """Whether a file or a database held the lines is written down, and makes no other model."""
    elsewhere = {"uri": "mongodb://localhost/retail", "sha256": "1" * 64}
    assert Model.model_validate({**model.model_dump(), "source": elsewhere}).sha256 == model.sha256


def test_whatever_changes_changes_the_hash(model):
    """Another name, another month, another meaning of spend: another model."""
    others = [
        model.model_copy(update={"fitted_on": "2011-10"}),
        model.model_copy(update={"names": model.names[::-1]}),
        model.model_copy(update={"settings": {"window": 6}}),
    ]
    assert len({model.sha256, *(Model.model_validate(other.model_dump()).sha256 for other in others)}) == 4


def test_order_is_no_content():
    """Two records that differ in the order of their keys are equal texts."""
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'
