"""Settings: where each value comes from, what is allowed, and how they are written down."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import click
import pytest
from pydantic import ValidationError

from segmentation.cli.program import program
from segmentation.errors import ConfigError
from segmentation.settings.config import Config, is_table
from segmentation.settings.loading import FILE_NAME, PREFIX, as_toml, load_settings
from segmentation.settings.presets import PRESETS
from segmentation.settings.report import ReportConfig
from segmentation.topics.cleaning.rules import DEFAULT_RULES, LINE_RULES, LineRule, Patterns
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.features.work import Minimum

OPTIONS = {
    **{name: field for name, field in Config.model_fields.items() if not is_table(field)},
    # The one table whose values have options, too.
    **{f"report_{name}": field for name, field in ReportConfig.model_fields.items() if name != "currency"},
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in a folder without a settings file."""
    monkeypatch.chdir(tmp_path)


def _load(text="", environment=None, **options):
    if text:
        Path(FILE_NAME).write_text(text, encoding="utf-8")
    return load_settings(options, environment or {})


def _fault(*arguments, **options):
    with pytest.raises(ConfigError) as fault:
        _load(*arguments, **options)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_defaults():
    """Without a file, a variable or an option, every value is the default, and says so."""
    settings = _load()
    assert settings.config == Config()
    assert set(settings.origins.values()) == {"default"}
    assert settings.origins.keys() == Config.model_fields.keys()
    assert settings.config.templates.joinpath("report.html.j2").is_file()


def test_later_wins_value_by_value():
    """The command line beats the environment, that beats the file, and that the defaults: each value by itself."""
    settings = _load(
        'source = "file.csv"\nwindow = 6\nclusters = 3\nmonth = "2011-01"\n',
        {"SEGMENTATION_WINDOW": "7", "SEGMENTATION_CLUSTERS": "4", "HOME": "not ours"},
        clusters="5",
        pdf=None,
        sheet=(),
        columns={},
    )
    config, origins = settings.config, settings.origins
    assert (config.source, origins["source"]) == ("file.csv", FILE_NAME)
    assert (config.window, origins["window"]) == (7, "SEGMENTATION_WINDOW")
    assert (config.clusters, origins["clusters"]) == (5, "--clusters")
    assert (config.currency, origins["currency"]) == ("GBP", "default")
    assert (config.pdf, origins["pdf"]) == (True, "default")
    assert (config.sheet, config.columns) == ((), {})


def test_false_on_the_command_line_counts():
    """`--no-pdf` beats a file that wants one, and `--pdf` one that doesn't."""
    for wanted in (True, False):
        settings = _load(f"pdf = {str(not wanted).lower()}", pdf=wanted)
        assert (settings.config.pdf, settings.origins["pdf"]) == (wanted, "--pdf")


def test_a_named_file_takes_the_place_of_the_usual_one():
    """A file named with --config is read instead of segmentation.toml, and is where its values come from."""
    Path(FILE_NAME).write_text("window = 3", encoding="utf-8")
    Path("other.toml").write_text("clusters = 6", encoding="utf-8")
    settings = load_settings({}, {}, Path("other.toml"))
    assert (settings.config.window, settings.config.clusters) == (12, 6)
    assert settings.origins["clusters"] == "other.toml"


def test_unknown_key_in_the_file():
    """A key that is none is named with the nearest that is one; where none is near, all are listed."""
    assert "'widnow'; did you mean 'window'?" in _fault("widnow = 6")
    fault = _fault("xyzzy = 1")
    assert all(name in fault for name in Config.model_fields)


def test_unknown_variable_in_the_environment():
    """A variable with the program's prefix that is no setting is named with the nearest that is one."""
    fault = _fault("", {"SEGMENTATION_CLUSTER": "4"})
    assert "SEGMENTATION_CLUSTER; did you mean 'SEGMENTATION_CLUSTERS'?" in fault


def test_variables_of_the_tests_are_let_pass():
    """The place of the public data and whatever tests need are no settings, and no faults."""
    assert _load("", {"SEGMENTATION_DATA": "x", "SEGMENTATION_TEST_ANYTHING": "1"}).config == Config()


WRONG = {
    "preset": (["modern", "", 5], "'classic'"),
    "source": (["", 5], "path"),
    "month": (["2011-13", "11-2011", "2011-1", "", 2011, "2011-11-01"], "2011-11"),
    "output": ([5, ["a"]], "folder"),
    "window": ([0, 121, "many", 1.5, "", True], "from 1 to 120, or 'all'"),
    "as_of": (["today", "", 5], "'month end' or 'last purchase'"),
    "clusters": ([1, 51, "four", False], "from 2 to 50"),
    "sheet": ([5, [5], {"a": "b"}], "sheet names"),
    "columns": (
        ["price", {"price": 5}, {"cost": "Cost"}, ["price=Cost"], {"customer_id": ""}, {"amount": " "}],
        "column=name in the file",
    ),
    "header": (["maybe", 2, "", []], "true or false"),
    "separator": (["\t", ",;", "", 5], "one of , ; | tab spaces"),
    "decimal": (["", ";", 5, "point"], "'.' or ','"),
    "time_zone": (["Europe/Londn", "", "../etc", 5], "Europe/London"),
    "date_zone": (["UTC", "Nowhere"], "together with time_zone"),
    "amount_of": (["order", "", 5], "'line' or 'invoice'"),
    "fractions": (["maybe", 2, "", []], "true or false"),
    "void": (["(", 5, r"(?=\d)"], "regular expression"),
    "date_format": ([5, "dd/mm/yyyy"], "strftime"),
    "product_code": (
        ["(", "[", 5, r"(?=\d)", r"(?<!\d)A", r"(\d)\1", r"\d\Z", r"(?P<a>.)(?P=a)"],
        "regular expression",
    ),
    "trim": (["maybe", 2, "", []], "true or false"),
    "overlap": (["twice", "", True], "'once' or 'keep'"),
    "rules": (
        ["no taste", ["no price", "no taste"], ["no price", "no price"], 5, {"a": "b"}],
        "no price, cancellation",
    ),
    "invoice_number": (["(", 5, r"(?=\d)"], "regular expression"),
    "cancellation": (["(", 5, r"(?=\d)"], "regular expression"),
    "adjustment": (["(", 5, r"(?=\d)"], "regular expression"),
    "repeats": (["maybe", True, ""], "'keep' or 'drop'"),
    "returns": (["maybe", True, ""], "'match' (it does) or 'ignore'"),
    "currency": (["pounds", "POUND", "XQZ", "£", 826], "ISO 4217"),
    "outliers": (["drop", "", 5], "'keep' or 'iqr'"),
    "transform": (["log", "", 5], "'yeo-johnson' or 'none'"),
    "max_clusters": ([1, 51, "four", False], "from 2 to 50"),
    "n_init": ([0, 10_001, "x", True], "from 1 to 10000"),
    "max_iter": ([0, 100_001, "x", True], "from 1 to 100000"),
    "tol": ([-0.1, 1.1, "x", True], "from 0 to 1"),
    "random_state": ([-1, 2**32, "x", True], "4294967295"),
    "draws": ([1, 10_001, "x", True], "from 2 to 10000"),
    "minimum_customers": ([2, "x", True], "3 or more"),
    "minimum_invoices": ([2, "x", True], "3 or more"),
    "minimum_days": ([-1, "x", True], "0 or more"),
    "minimum_cluster": ([0, "x", True], "1 or more"),
    "hold_borders": (["maybe", 2], "true or false"),
    "models": ([5], "a folder"),
    "actions": ([5], "TOML"),
    "templates": ([5], "report_templates"),
    "snapshots": ([5], "folder"),
    "pdf": (["maybe", 2, "", []], "true or false"),
    "notebook": (["maybe", 2, "", []], "true or false"),
    "write_back": (["maybe", 2, True], "true needs a MongoDB as source"),
    "gates": ([5, "strict", [0.5]], "[gates]"),
    "lists": ([5, "everyone", {"name": "a"}], "[[lists]]"),
    "report": ([5, "ours", [{}]], "[report]"),
    "send": (["maybe", 2], "true or false"),
    "mail": (["board@example.com", 5, ["sender"]], "a table"),
}


def test_every_setting_has_wrong_values_here():
    """Whoever adds a setting says below what it refuses."""
    assert WRONG.keys() == Config.model_fields.keys()


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (values, _) in WRONG.items() for value in values])
def test_a_wrong_value_is_named_with_what_is_allowed_and_where_it_comes_from(name, value):
    """Whatever does not fit a setting is shown, with its origin and what is allowed instead."""
    fault = _fault("", {}, **{name: value})
    assert fault.startswith(f"{name} is {value!r} (from --{name.replace('_', '-')})")
    assert WRONG[name][1] in fault.partition("allowed is")[2]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_an_ordinary_set_of_values(name):
    """A preset's values are those of settings, with the preset for their origin; the rest stays as it was."""
    settings, plain = _load("", {}, preset=name), _load("", {})
    for key in Config.model_fields:
        if key in PRESETS[name]:
            assert getattr(settings.config, key) == PRESETS[name][key]
            assert settings.origins[key] == f"preset {name}"
        elif key != "preset":
            assert getattr(settings.config, key) == getattr(plain.config, key)
            assert settings.origins[key] == "default"


def test_what_is_said_otherwise_overrides_a_preset():
    """A file, the environment and the command line all come after the preset, wherever that is chosen."""
    settings = _load('preset = "classic"\nwindow = 6', {"SEGMENTATION_N_INIT": "5"}, max_clusters="4")
    config = settings.config
    assert (config.window, config.n_init, config.max_clusters, config.outliers) == (6, 5, 4, "iqr")
    assert settings.origins["window"] == FILE_NAME
    assert _load('preset = "classic"', {}, preset="classic-both-sheets").config.overlap == "keep"
    assert tomllib.loads(as_toml(settings))["rules"] == list(PRESETS["classic"]["rules"])


def test_rules_are_those_the_cleaning_knows():
    """The rules that may be asked for, and those that are tried unasked, are the cleaning's own."""
    assert get_args(LineRule) == tuple(LINE_RULES)
    assert _load("", {}).config.rules == DEFAULT_RULES


def test_rules_are_given_one_after_another():
    """On the command line, in a file and in the environment rules are a list; one alone needs no brackets."""
    assert _load("", {}, rules=("no price", "no customer")).config.rules == ("no price", "no customer")
    assert _load('rules = "no price"', {}).config.rules == ("no price",)
    assert _load("rules = []", {}).config.rules == ()
    assert _load("", {"SEGMENTATION_RULES": '["no price", "no customer"]'}).config.rules == ("no price", "no customer")


def test_defaults_are_those_of_the_stages():
    """What a stage does unasked is what a report does unasked."""
    config = _load("", {}).config
    assert Search() == Search(config.n_init, config.max_iter, config.tol, config.random_state)
    assert Minimum() == Minimum(config.minimum_customers, config.minimum_invoices, config.minimum_days)
    assert Patterns() == Patterns(config.product_code, config.invoice_number, config.cancellation, config.adjustment)


def test_a_currency_may_be_written_small():
    """The code of a currency is one, however it is written."""
    assert _load("", {}, currency="eur").config.currency == "EUR"


def test_a_setting_below_the_columns_is_told_where_it_belongs():
    """A setting written after [columns] is a column to TOML; the fault says how to mend that."""
    assert "'currency' is a setting, not a column: in a file, put it above [columns]" in _fault(
        '[columns]\ncurrency = "EUR"\n', {}
    )


def test_the_origin_of_a_wrong_value_is_told():
    """A wrong value is shown with the file or the variable it comes from."""
    assert "window is 0 (from segmentation.toml)" in _fault("window = 0")
    assert "window is 'x' (from SEGMENTATION_WINDOW)" in _fault("window = 5", {"SEGMENTATION_WINDOW": "x"})


def test_a_wrong_value_that_is_overruled_does_not_matter():
    """Only the value that wins is looked at."""
    assert _load("window = 0", {"SEGMENTATION_WINDOW": "x"}, window="6").config.window == 6


@pytest.mark.parametrize("code", [r"^\d{5}$", r"PADS|\\1", r"(?:A|B)+?", r"(?i)[a-z]+\b", r"\(\?=", r"(?P<x>\d)"])
def test_expressions_that_every_engine_knows_are_taken(code):
    """What only looks like Python's own is let pass: groups with names or flags, and escaped signs."""
    assert _load(product_code=code).config.product_code == code


@pytest.mark.parametrize("text", ["window 6", "window = ", 'source = "a', "month = 2011-11", "window = 1\nwindow = 2"])
def test_a_file_that_is_not_toml(text):
    """A file that can't be parsed is an error with the line of the fault."""
    fault = _fault(text)
    assert fault.startswith(f"{FILE_NAME} is not valid TOML: ")
    assert "line" in fault or "end of document" in fault


def test_a_file_that_can_t_be_read():
    """A missing file, a folder and bytes that are no text get other errors than a file that is wrong."""
    with pytest.raises(ConfigError, match="no such settings file: nowhere"):
        load_settings({}, {}, Path("nowhere.toml"))
    with pytest.raises(ConfigError, match="can't be read from"):
        load_settings({}, {}, Path())
    Path(FILE_NAME).write_bytes(b"source = '\xff'")
    with pytest.raises(ConfigError, match=r"can't be read from segmentation\.toml"):
        load_settings({}, {})


def test_columns_as_a_table():
    """The file's own names of columns are a table, in the file and in the environment."""
    wanted = {"price": "Cost", "customer_id": "Client no. #7"}
    assert _load('[columns]\nprice = "Cost"\ncustomer_id = "Client no. #7"\n').config.columns == wanted
    variable = '{price = "Cost", customer_id = "Client no. #7"}'
    assert _load("", {"SEGMENTATION_COLUMNS": variable}).config.columns == wanted


def test_unknown_column():
    """A column that is none is named with the nearest that is one."""
    fault = _fault('[columns]\nprise = "Cost"\n')
    assert "no column 'prise'; did you mean 'price'?" in fault
    assert "segmentation.toml" in fault


@pytest.mark.parametrize("text", ["price=Cost", "price = Cost", "{price}"])
def test_columns_in_the_environment_that_are_no_table(text):
    """A variable that is no table is shown with an example of one."""
    assert '{price = "Cost"}' in _fault("", {"SEGMENTATION_COLUMNS": text})


@pytest.mark.parametrize(
    ("text", "sheets"),
    [
        ("Year 2009-2010", ("Year 2009-2010",)),
        ('["Year 2009-2010", "Year 2010-2011"]', ("Year 2009-2010", "Year 2010-2011")),
        ("[]", ()),
        ("a, b", ("a, b",)),
    ],
)
def test_sheets_in_the_environment(text, sheets):
    """A plain text is one sheet; several are a list as in TOML."""
    assert _load("", {"SEGMENTATION_SHEET": text}).config.sheet == sheets


def test_sheets_in_the_file():
    """A file names one sheet or a list of them."""
    assert _load('sheet = "Sheet1"').config.sheet == ("Sheet1",)
    assert _load('sheet = ["Sheet1", "Sheet2"]').config.sheet == ("Sheet1", "Sheet2")


def test_a_list_in_the_environment_that_does_not_end():
    """A list that is not TOML is shown with an example of one that is."""
    assert '["Year 2009-2010"]' in _fault("", {"SEGMENTATION_SHEET": '["Year 2009-2010"'})


ODD = "quotes \" and ', a backslash \\, # no comment, = and [brackets], tab\t, line\nbreak, \x7f, \x01, é, 日本, 🧾"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"pdf": False, "month": "2011-11", "clusters": 4, "window": 24},
        {"source": ODD, "output": ODD, "date_format": f"%d{ODD}", "sheet": (ODD, "", "]"), "columns": {"price": ODD}},
        {"product_code": r'^\d{5}"[A-Z]*\.\\$', "actions": "C:\\shop\\actions.toml"},
        {"columns": {"price": "Cost", "customer_id": "Client"}, "random_state": 2**32 - 1, "repeats": "drop"},
    ],
)
def test_settings_as_toml_are_a_settings_file(tmp_path, options):
    """What is written is read as the same settings again, whatever signs are in them."""
    settings = _load("window = 3\n", {"SEGMENTATION_CURRENCY": "EUR"}, **options)
    path = tmp_path / "written.toml"
    path.write_text(as_toml(settings), encoding="utf-8", newline="")
    again = load_settings({}, {}, path)
    assert again.config == settings.config
    tomllib.loads(as_toml(again))


def test_settings_as_toml_tell_where_each_comes_from():
    """Every setting has a line with its origin, even those without a value."""
    settings = _load("window = 3\n", {"SEGMENTATION_CURRENCY": "EUR"}, columns={"price": "Cost"})
    lines = as_toml(settings).splitlines()
    assert "window = 3  # segmentation.toml" in lines
    assert 'currency = "EUR"  # SEGMENTATION_CURRENCY' in lines
    assert "[columns]  # --columns" in lines
    assert "# month =  # default" in lines
    named = {re.match(r"(?:# )?\[?(\w+)", line)[1] for line in lines if line and not line.startswith("price")}
    assert named == set(Config.model_fields)


@pytest.mark.parametrize("command", ["report", "config"])
def test_options_have_no_default_of_their_own(command):
    """What is not given on the command line is left to the settings."""
    parent = program.make_context("segmentation", [command])
    given = program.commands[command].make_context(command, [], parent=parent).params
    assert given.pop("refit", False) is False
    assert given.pop("with_identities", False) is False
    assert given.keys() == {"file", *OPTIONS}
    assert set(given.values()) == {None, ()}


@pytest.mark.parametrize("command", ["report", "config"])
def test_options_are_the_settings(command):
    """Every setting but a table, and every value of [report], has an option of its name; hardly any other is there."""
    options = {
        parameter.opts[0].removeprefix("--").replace("-", "_"): parameter
        for parameter in program.commands[command].params
        if isinstance(parameter, click.Option)
    }
    # What a run does once is an option, and no setting.
    assert options.keys() - {"config", "refit", "with_identities"} == {name.removeprefix("report_") for name in OPTIONS}
    for name, field in OPTIONS.items():
        option = options[name.removeprefix("report_")]
        assert option.help == field.description
        assert option.name == name


def test_config_can_t_be_changed():
    """Settings are frozen: whoever wants others makes others."""
    with pytest.raises(ValidationError):
        Config().window = 6


def test_every_setting_is_described():
    """Every setting says what it is and what is allowed, and can be set in the environment."""
    for name, field in Config.model_fields.items():
        assert field.description.endswith("."), name
        assert field.json_schema_extra["allowed"], name
        assert re.fullmatch("[A-Z_]+", PREFIX + name.upper()), name


ADDRESS = "mongodb://ann:s3cr3t@localhost:27017/retail?tls=true&password=s3cr3t"


def test_a_mongodb_is_printed_without_its_secrets():
    """Of an address, `config` prints where it is; the pipeline gets all of it, and nothing else that is printed."""
    settings = _load(f'source = "{ADDRESS}"\nwrite_back = true\n')
    assert settings.config.source == ADDRESS
    assert 'source = "mongodb://localhost:27017/retail"  # segmentation.toml' in as_toml(settings)
    assert "s3cr3t" not in as_toml(settings)
    assert "s3cr3t" not in json.dumps(settings.config.model_dump(mode="json"))


def test_the_variable_with_the_secrets_is_no_setting():
    """SEGMENTATION_MONGODB_URI is neither a setting nor an unknown variable, and is not printed."""
    settings = _load("", {"SEGMENTATION_MONGODB_URI": ADDRESS}, source="mongodb")
    assert settings.config.source == "mongodb"
    assert "s3cr3t" not in as_toml(settings)


def test_a_variable_that_is_nearly_that_is_told():
    """A misspelt name is not taken for it."""
    assert "did you mean" in _fault("", {"SEGMENTATION_MONGO_DB": ADDRESS}) or "known are" in _fault(
        "", {"SEGMENTATION_MONGO_DB": ADDRESS}
    )


def test_the_previous_month_is_the_one_before_today_s():
    """'previous' becomes a month at once, so that a manifest says which."""
    before = (datetime.now().astimezone().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert _load("", {}, month="previous").config.month == before
