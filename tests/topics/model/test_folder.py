"""The folder of models, and which of them is in force."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from segmentation.commands.models import describe_models
from segmentation.errors import ModelError
from segmentation.topics.model.folder import Models, find_model, keep_models, read_models
from segmentation.topics.model.saved import Model


def other(model: Model, month: str, **changes: object) -> Model:
    """Make another model of one, as though it were fitted on another month."""
    return Model.model_validate({**model.model_dump(), "fitted_on": month, **changes})


@pytest.fixture
def three(model) -> tuple[Model, Model, Model]:
    """Give three models."""
    return model, other(model, "2012-02", replaces=model.identifier), other(model, "2012-05", replaces="x")


def test_a_model_kept_by_version_0_1_is_read(tmp_path):
    """It keeps its identifier, the hash of its content, and nothing in its file changes when it is written again."""
    kept = Path(__file__).with_name("kept")
    models = read_models(kept)
    assert models.entries == ((None, "2011-11-5da7b552"),)
    keep_models(tmp_path, models)
    for name in ("2011-11-5da7b552.json", "in_force.json"):
        again, before = (json.loads((folder / name).read_text(encoding="utf-8")) for folder in (tmp_path, kept))
        assert again == before


def test_no_folder_has_no_models(tmp_path):
    """Where nobody has fitted a model there is none, and nothing is made."""
    assert read_models(tmp_path / "models") == Models()
    assert Models().in_force("2011-11") is None
    assert not (tmp_path / "models").exists()


def test_the_first_model_scores_every_month(model, tmp_path):
    """The first model is in force in any month, those before it was fitted among them."""
    keep_models(tmp_path, Models().with_model(model, None))
    models = read_models(tmp_path)
    assert models.in_force("1999-01") == models.in_force("2011-11") == models.in_force("2099-12") == model
    assert models.since_when("2011-11") is None
    assert models.replaced_in("2011-11") is None
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "in_force.json", f"{model.identifier}.json"}


def test_each_scores_from_its_month_on(three):
    """A model is in force from its month up to the next one's, in whatever order they were made."""
    first, second, third = three
    for order in ((first, second, third), (first, third, second)):
        models = Models().with_model(order[0], None)
        for made in order[1:]:
            models = models.with_model(made, made.fitted_on)
        found = [models.in_force(month) for month in ("2012-01", "2012-02", "2012-04", "2012-05", "2013-01")]
        assert found == [first, second, second, third, third]
        assert models.replaced_in("2012-05") == second
        assert models.replaced_in("2012-02") == first
        assert models.replaced_in("2012-03") is None
        assert models.since_when("2012-04") == "2012-02"


def test_one_takes_the_place_of_another_of_the_same_month(three, tmp_path):
    """Fitted again for the same month, a model is replaced; its file stays, and its names stay used."""
    first, second, _ = three
    again = other(second, "2012-02", settings={"window": 6})
    models = Models().with_model(first, None).with_model(second, "2012-02")
    keep_models(tmp_path, models)
    keep_models(tmp_path, models.with_model(again, "2012-02"))
    kept = read_models(tmp_path)
    assert [of for _, of in kept.since] == [first, again]
    assert kept.retired == (second,)
    assert find_model(tmp_path, second.identifier) == second


def test_names_in_use_are_those_of_other_months(model, three):
    """Every name counts as used but those of a model that is being made again for its month."""
    _, second, _ = three
    new = tuple(
        named.model_copy(update={"name": type(named.name)(**{**vars(named.name), "name": f"{named.name.name} 2"})})
        for named in second.names
    )
    second = other(second, "2012-02", names=[named.model_dump() for named in new])
    models = Models().with_model(model, None).with_model(second, "2012-02")
    old = {named.name.name for named in model.names}
    assert models.names_used("2012-02") == old
    assert models.names_used("2012-03") == old | {named.name.name for named in new}


def test_keeping_what_is_kept_changes_nothing(model, tmp_path):
    """A model that is there already is not written again."""
    models = Models().with_model(model, None)
    keep_models(tmp_path, models)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.json")}
    keep_models(tmp_path, models)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.json")} == before


def test_two_runs_do_not_lose_each_other_s_model(three, tmp_path):
    """Each keeps what the other has put in force meanwhile."""
    first, second, third = three
    start = Models().with_model(first, None)
    keep_models(tmp_path, start.with_model(second, "2012-02"))
    keep_models(tmp_path, start.with_model(third, "2012-05"))
    assert [since for since, _ in read_models(tmp_path).since] == [None, "2012-02", "2012-05"]


def test_a_model_changed_by_hand_is_refused(model, tmp_path):
    """A file whose content no longer has its hash is named, and what to do."""
    keep_models(tmp_path, Models().with_model(model, None))
    path = tmp_path / f"{model.identifier}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["names"][0]["name"]["name"] = "Best"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match=r"has changed since it was written: it holds 2011-11-\w{8}; restore it"):
        read_models(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda index, of: of.unlink(), "the model can't be read from"),
        (lambda index, of: of.write_text("{"), "this version can't read the model"),
        (lambda index, of: index.write_text("[]"), "in_force.json is damaged"),
        (lambda index, of: index.write_text('{"in_force": [{"since": 5, "model": "x"}]}'), "in_force.json is damaged"),
    ],
)
def test_a_spoilt_folder_is_reported_in_one_line(model, tmp_path, spoil, words):
    """Whatever is missing or broken is named, and nothing is fitted over it."""
    keep_models(tmp_path, Models().with_model(model, None))
    spoil(tmp_path / "in_force.json", tmp_path / f"{model.identifier}.json")
    with pytest.raises(ModelError) as fault:
        read_models(tmp_path)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_folder_that_is_a_file_is_refused(model, tmp_path):
    """Where a file is in the way, it is named with the setting that names another folder."""
    (tmp_path / "models").write_text("taken")
    with pytest.raises(ModelError, match=r"can't be written: .*; choose another with --models"):
        keep_models(tmp_path / "models", Models().with_model(model, None))


def test_a_killed_run_leaves_the_models_whole(model, tmp_path):
    """Killed between the model's file and the list of those in force, the list is as it was."""
    keep_models(tmp_path, Models().with_model(model, None))
    later = other(model, "2012-02")
    code = """
import os, sys
from pathlib import Path
from segmentation.topics.model import folder
from segmentation.topics.model.folder import Models, keep_models, read_models
from segmentation.topics.model.saved import Model
write = folder._write
def die(path, text):
    write(path, text) if path.name != "in_force.json" else os._exit(9)
folder._write = die
place = Path(sys.argv[1])
keep_models(place, read_models(place).with_model(Model.model_validate_json(sys.stdin.read()), "2012-02"))
"""
    process = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        input=later.model_dump_json(), text=True, capture_output=True, env=os.environ, check=False,
    )  # fmt: skip
    assert process.returncode == 9, process.stderr
    assert [of for _, of in read_models(tmp_path).since] == [model]
    keep_models(tmp_path, read_models(tmp_path).with_model(later, "2012-02"))
    assert read_models(tmp_path).in_force("2012-02") == later


def test_the_description_says_what_scores_when(three, tmp_path):
    """`model show` names the model of the month asked for, its clusters, and all that are in force."""
    first, second, _ = three
    keep_models(tmp_path, Models().with_model(first, None).with_model(second, "2012-02"))
    text = describe_models(tmp_path, "2012-01", "GBP")
    assert text.startswith(f"model      {first.identifier}\n")
    assert all(named.name.name in text for named in first.names)
    assert f"  before 2012-02: {first.identifier}  (this one)\n  from 2012-02 on: {second.identifier}\n" in text
    assert describe_models(tmp_path, None, "GBP").startswith(f"model      {second.identifier}\n")
    with pytest.raises(ModelError, match=r"there is no model in .*'segmentation report' fits one"):
        describe_models(tmp_path / "elsewhere", None, "GBP")


def test_a_model_that_is_not_there_is_named_with_those_that_are(model, tmp_path):
    """Whoever asks for a model by a wrong name sees the right ones."""
    keep_models(tmp_path, Models().with_model(model, None))
    with pytest.raises(ModelError, match=rf"there is no model 2010-01-0 in .*; it has {model.identifier}"):
        find_model(tmp_path, "2010-01-0")
