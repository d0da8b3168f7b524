"""Settings that are tables: lists to act on and gates."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from segmentation.errors import ConfigError
from segmentation.settings.gates import Gates
from segmentation.settings.lists import CampaignList
from segmentation.settings.loading import FILE_NAME, as_toml, load_settings
from segmentation.settings.table import Table

LISTS = """
currency = "EUR"

[gates]
maximum_dropped = 0.3

[[lists]]
name = "Win back"
where = "segment = 'At risk' and monetary > 500"
control_share = 0.1

[[lists]]
name = "Look-alikes"
where = "segment = 'Champions'"
hash_ids = "sha256"
columns = []
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in a folder without a settings file."""
    monkeypatch.chdir(tmp_path)


def _load(text="", environment=None):
    Path(FILE_NAME).write_text(text, encoding="utf-8")
    return load_settings({}, environment or {})


def _list(**values):
    lines = {"name": "'a'", "where": '"monetary > 500"', **values}
    return "[[lists]]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items() if value)


def test_tables_are_settings():
    """Lists and gates are in the settings file, each with its own defaults."""
    config = _load(LISTS).config
    assert config.gates == Gates(maximum_dropped=0.3)
    assert [each.name for each in config.lists] == ["Win back", "Look-alikes"]
    assert (config.lists[0].control_share, config.lists[0].columns, config.lists[0].hash_ids) == (0.1, None, None)
    assert (config.lists[1].hash_ids, config.lists[1].columns, config.lists[1].seed) == ("sha256", (), 0)


def test_tables_are_written_as_tables(tmp_path):
    """What `config` prints is a settings file with the same tables; without any, it says so and is one, too."""
    settings = _load(LISTS)
    written = tmp_path / "written.toml"
    written.write_text(as_toml(settings), encoding="utf-8")
    assert load_settings({}, {}, written).config == settings.config
    assert "[[lists]]  # segmentation.toml" in written.read_text(encoding="utf-8")
    assert "# gates =  # default" in as_toml(_load())
    assert "# lists =  # default" in as_toml(_load())
    assert "gates" not in tomllib.loads(as_toml(_load()))


def test_tables_in_the_environment():
    """A table may be in the environment, as TOML on one line."""
    environment = {
        "SEGMENTATION_GATES": "{minimum_customers = 7}",
        "SEGMENTATION_LISTS": "[{name = 'a', where = 'monetary > 1'}]",
    }
    config = _load("", environment).config
    assert (config.gates.minimum_customers, config.lists[0].where) == (7, "monetary > 1")


FAULTS = {
    "an unknown key": (
        _list(wher="'monetary > 1'", where=""),
        "lists[1] has an unknown key 'wher'; did you mean 'where'?",
    ),
    "a missing key": (_list(where=""), "lists[1] has no 'where'; each must have one"),
    "no condition": (
        _list(where='"monetry > 1"'),
        "lists[1].where is 'monetry > 1' (at character 1: no column 'monetry'; did you mean 'monetary'?); allowed is a",
    ),
    "the second": (
        _list() + "\n" + _list(name="'b'", seed="-1"),
        "lists[2].seed is -1; allowed is a whole number, 0 or more",
    ),
    "too large a share": (
        _list(control_share="1.0"),
        "lists[1].control_share is 1.0; allowed is a number from 0 to 0.9",
    ),
    "a truth for a share": (_list(control_share="true"), "lists[1].control_share is True"),
    "another hash": (_list(hash_ids="'md5'"), "lists[1].hash_ids is 'md5'; allowed is 'sha256'"),
    "no such column": (
        _list(columns="['segmet']"),
        "lists[1].columns is ['segmet'] (no column 'segmet'; did you mean 'segment'?)",
    ),
    "a column twice": (_list(columns="['segment', 'segment']"), "a column is listed twice"),
    "columns of numbers": (_list(columns="[5]"), "lists[1].columns[1] is 5; allowed is any of the columns"),
    "a name that is none": (_list(name="'...'"), "no file name can be made of it"),
    "two of one file": (_list() + "\n" + _list(name="'A:'"), "two lists would be written to 'a.csv'"),
    "a list that is none": ("lists = [5]", "lists[1] is 5; allowed is tables [[lists]]"),
    "an unknown gate": (
        "[gates]\nmax_dropped = 1",
        "gates has an unknown key 'max_dropped'; did you mean 'maximum_dropped'?",
    ),
    "a gate that is no number": (
        "[gates]\nmaximum_dropped = 'few'",
        "gates.maximum_dropped is 'few'; allowed is a number from 0 to 1",
    ),
    "a gate in percent": (
        "[gates]\nmaximum_dropped = 30",
        "gates.maximum_dropped is 30; allowed is a number from 0 to 1",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_wrong_table_is_explained(case):
    """A fault within a table is one line: which key of which list, what it is, and what is allowed."""
    text, told = FAULTS[case]
    with pytest.raises(ConfigError) as fault:
        _load(text)
    assert told in str(fault.value).replace(" (from segmentation.toml)", "", 1) != str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("table", [CampaignList, Gates])
def test_every_setting_of_a_table_is_described(table):
    """Every setting of a table says what it is and what is allowed, and can't be changed."""
    assert issubclass(table, Table)
    for name, field in table.model_fields.items():
        assert field.description.endswith("."), name
        assert field.json_schema_extra["allowed"], name
    with pytest.raises(ValidationError):
        Gates().maximum_drift = 1
