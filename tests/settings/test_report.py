"""The table [report]: whose report it is, in which colour, language and currency, on which paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentation.cli.program import main
from segmentation.errors import ConfigError
from segmentation.notebook.parameters import from_parameters, to_parameters
from segmentation.page.owner import Look
from segmentation.settings.config import Config
from segmentation.settings.loading import FILE_NAME, as_toml, load_settings
from segmentation.settings.report import GROUND, ReportConfig
from segmentation.style.colours import ACCENT, WASH
from segmentation.style.language import ENGLISH

WHOLE = """
[report]
organisation = "Gift Ware Ltd"
logo = "logo.svg"
accent = "#0A6B70"
currency = "eur"
locale = "de-DE"
page_size = "letter"
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in a folder without a settings file."""
    monkeypatch.chdir(tmp_path)


def _load(text="", environment=None, **options):
    Path(FILE_NAME).write_text(text, encoding="utf-8")
    return load_settings(options, environment or {})


def _fault(text="", environment=None, **options):
    with pytest.raises(ConfigError) as fault:
        _load(text, environment, **options)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_nothing_need_be_said():
    """Without the table a report is in British English, on A4, in the house's colour, and nobody's in particular."""
    report = _load().config.report
    assert (report.organisation, report.logo, report.accent, report.currency) == ("", None, None, None)
    assert (report.locale, report.page_size) == (ENGLISH, Look().page_size)


def test_a_whole_table():
    """Each value is taken as it is meant, whichever way people write it."""
    config = _load(WHOLE).config
    assert config.report == ReportConfig(
        organisation="Gift Ware Ltd", logo=Path("logo.svg"), accent="#0a6b70", locale="de_DE", page_size="Letter"
    )
    assert config.currency == "EUR"


def test_it_is_written_as_a_table(tmp_path):
    """What `config` prints is a settings file that says the same; without the table, it says so."""
    settings = _load(WHOLE)
    written = tmp_path / "written.toml"
    written.write_text(as_toml(settings), encoding="utf-8")
    assert load_settings({}, {}, written).config == settings.config
    assert "[report]  # segmentation.toml" in written.read_text(encoding="utf-8")
    assert "# report =  # default" in as_toml(_load())


def test_later_wins_value_by_value():
    """The command line beats the environment, and that the file, each value by itself."""
    report = _load(
        WHOLE,
        {"SEGMENTATION_REPORT": "{organisation = 'Other', page_size = 'A4'}"},
        report={"organisation": "Third"},
    ).config.report
    assert (report.organisation, report.page_size, report.locale) == ("Third", "A4", "de_DE")


def test_options_say_where_a_wrong_value_comes_from():
    """A value has an option of its own name, which is named where it is wrong."""
    assert "report.locale is 'dee' (from --locale) (no such locale" in _fault(report={"locale": "dee"})


def test_a_notebook_takes_the_currency_and_heeds_nothing_else():
    """What is the owner's has no say in a notebook's figures; the currency comes along."""
    parameters = to_parameters(_load(WHOLE).config, month="2011-11", output="")
    assert "report" not in parameters["settings"]
    assert from_parameters(**{name: value for name, value in parameters.items() if name != "model"}).currency == "EUR"


FAULTS = {
    "an unknown key": (
        "organization = 'a'",
        "report (from segmentation.toml) has an unknown key 'organization'; did you",
    ),
    "two lines": ('organisation = "a\\nb"', "report.organisation is 'a\\nb'"),
    "too long a name": (f"organisation = '{'a' * 81}'", "allowed is one line of text, at most 80 characters"),
    "no colour": ("accent = 'teal'", "(write it as #rrggbb); allowed is a colour such as '#0f5257'"),
    "a number": ("accent = 5", "report.accent is 5"),
    "an orange": (
        "accent = '#ff6600'",
        "(its contrast is only 2.68:1; the nearest darker shade that passes is '#cb3f00'); allowed is a colour such as",
    ),
    "no locale": ("locale = 'not one'", "(no such locale); allowed is a locale such as en_GB or de_DE"),
    "nearly a locale": ("locale = 'de_D'", "no such locale; did you mean 'de_DE'?"),
    "another paper": (
        "page_size = 'A3'",
        "report.page_size is 'A3' (from segmentation.toml); allowed is 'A4' or 'Letter'",
    ),
    "no currency": ("currency = 'pounds'", "currency is 'pounds' (from segmentation.toml)"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_says_what_is_allowed(case):
    """What was found, what is allowed, and what to do, in one line."""
    text, what = FAULTS[case]
    assert what in _fault(f"[report]\n{text}")


def test_currency_is_one_setting():
    """Said in both places it must be the same; whichever comes later in the order of settings wins, as ever."""
    both = "currency = '{}'\n[report]\ncurrency = 'EUR'"
    assert _load(both.format("eur")).config.currency == "EUR"
    fault = _fault(both.format("GBP"))
    assert "currency is 'GBP' (from segmentation.toml), but report.currency is 'EUR' (from segmentation.toml)" in fault
    assert _load("[report]\ncurrency = 'EUR'", {"SEGMENTATION_CURRENCY": "USD"}).config.currency == "USD"
    assert _load("currency = 'EUR'", {"SEGMENTATION_REPORT": "{currency = 'USD'}"}).config.currency == "USD"
    with pytest.raises(ValueError, match="its currency is 'EUR', but the setting currency is 'GBP'"):
        Config(report={"currency": "EUR"})


def test_the_ground_is_the_page_s():
    """An accent is held against the darkest light ground of the page; the house's own passes."""
    assert WASH == GROUND
    assert ReportConfig(accent=ACCENT).accent == ACCENT


def test_options_are_printed_as_settings(capsys):
    """The options of the command line become the table."""
    with pytest.raises(SystemExit) as end:
        main(["config", "--organisation", "Müller & Söhne", "--locale", "de_DE", "--page-size", "Letter"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    assert '[report]  # --report\norganisation = "Müller & Söhne"\n' in printed
    assert 'locale = "de_DE"\npage_size = "Letter"' in printed
