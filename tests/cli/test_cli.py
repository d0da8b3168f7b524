"""The command line: what it prints, where to, and what it exits with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import segmentation
from segmentation.cli.program import main
from segmentation.commands import report
from segmentation.lines.sample_shop.shop import make_lines
from segmentation.settings.config import Config, is_table
from segmentation.settings.loading import FILE_NAME

MONTH = "2011-11"
HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
LINE = "{number},85048,LIGHTS,{quantity},2011-{month:02}-15 10:00:00,{price},{customer},France"

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither named pipes nor this signal")


def _shop(customers=3, *, price="2.50", customer="{}"):
    """Write a small shop's lines: each customer buys in October and November."""
    lines = [
        LINE.format(number=1000 + row, quantity=row, month=month, price=price, customer=customer.format(row))
        for row in range(1, customers + 1)
        for month in (10, 11)
    ]
    # A line in December makes November whole.
    lines.append(LINE.format(number=2000, quantity=1, month=12, price=price, customer=customer.format(1)))
    Path("shop.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in an empty folder, with no settings but that everything is kept in it."""
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("SEGMENTATION_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SEGMENTATION_SNAPSHOTS", "snapshots")
    # A kernel takes seconds to start; where a notebook is what a test is about, it asks for one.
    monkeypatch.setenv("SEGMENTATION_NOTEBOOK", "false")


@pytest.fixture
def run(capsys):
    """Run the program in this process; return its exit code, output and errors."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return (end.value.code, *capsys.readouterr())

    return run


def _start(*arguments, **options):
    command = [sys.executable, "-m", "segmentation", *arguments]
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **options
    )


def _run_apart(*arguments, **options):
    """Run the program in a process of its own."""
    with _start(*arguments, **options) as process:
        output, errors = process.communicate()
    return process.returncode, output, errors


def _last_month():
    """Put last run's report in place."""
    folder = Path("outputs", MONTH)
    folder.mkdir(parents=True)
    for name in ("report.html", "facts.json"):
        (folder / name).write_text(f"last run's {name}")


def _outputs():
    """Give every file in the output folder with its content, but for the locks."""
    return {
        path.relative_to("outputs").as_posix(): path.read_text()
        for path in Path("outputs").rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def _without(column):
    def change():
        _shop()
        text = Path("shop.csv").read_text()
        Path("shop.csv").write_text(text.replace(column, "Something", 1))

    return change


def _taken():
    _shop()
    Path("taken").write_text("mine")


def _settings_file(text):
    def write():
        _shop()
        Path(FILE_NAME).write_text(text)

    return write


def _templates(text):
    def write():
        _shop(36)
        Path("mine").mkdir()
        Path("mine", "actions.toml").write_bytes((Config().templates / "actions.toml").read_bytes())
        Path("mine", "report.css").write_text("")
        Path("mine", "report.html.j2").write_text(text)

    return write


SHOP = ("--source", "shop.csv")
FAULTS = {
    "no such file": (None, ("--source", "nowhere.csv"), "no such file: nowhere.csv"),
    "a kind that can't be read": (None, ("--source", "shop.pdf"), "shop.pdf"),
    "a name of two lines": (None, ("--source", "two\nlines.csv"), "two lines.csv"),
    "missing column": (_without("Price"), SHOP, "no column 'Price'"),
    "text for a number": (lambda: _shop(price="cheap"), SHOP, "holds 'cheap'"),
    "nothing left": (lambda: _shop(customer=""), SHOP, "none of 7 lines is left after cleaning"),
    "too few customers": (lambda: _shop(36), (*SHOP, "--clusters", "40"), "36 different values can't make 40 clusters"),
    "too few customers for any": (lambda: _shop(2), SHOP, "2 customers are too few for a report"),
    "month outside": (_shop, (*SHOP, "--month", "2012-02"), "from 2011-10 to 2011-12"),
    "month before": (_shop, (*SHOP, "--month", "2011-09"), "from 2011-10 to 2011-12"),
    "no month": (_shop, (*SHOP, "--month", "November"), "allowed is a month such as 2011-11"),
    "output is a file": (_taken, (*SHOP, "--output", "taken"), "taken is a file"),
    "output is below a file": (_taken, (*SHOP, "--output", "taken/below"), "taken"),
    "unknown key": (_settings_file("widow = 6"), SHOP, "did you mean 'window'?"),
    "a list of no segment": (
        _settings_file("[[lists]]\nname = 'a'\nwhere = \"segment = 'At rsk'\""),
        SHOP,
        "the list 'a' can't be made with where = segment = 'At rsk': at character 11: no segment 'At rsk'; did you",
    ),
    "a list of no column": (
        _settings_file("[[lists]]\nname = 'a'\nwhere = 'monetry > 1'"),
        SHOP,
        "lists[1].where is 'monetry > 1' (from segmentation.toml) (at character 1: no column 'monetry'; did you mean",
    ),
    "settings that are no TOML": (_settings_file("window 6"), SHOP, "not valid TOML"),
    "no such settings": (_shop, (*SHOP, "--config", "mine.toml"), "no such settings file: mine.toml"),
    "unknown option": (_shop, (*SHOP, "--sorce", "x"), "--sorce"),
    "option without a value": (_shop, ("--source",), "--source"),
    "an argument too many": (_shop, (*SHOP, "more"), "more"),
    "no pair": (_shop, (*SHOP, "--columns", "price"), "allowed is column=name in the file"),
    "unknown column": (_shop, (*SHOP, "--columns", "prise=Cost"), "did you mean 'price'?"),
    "Python's own expression": (_shop, (*SHOP, "--product-code", r"(?=\d)"), "look-around"),
    "no actions": (_shop, (*SHOP, "--actions", "mine.toml"), "mine.toml"),
    "no templates": (_shop, (*SHOP, "--templates", "nowhere"), "nowhere"),
    "a faulty template": (_templates("\n{{ fact }}"), (*SHOP, "--templates", "mine"), "report.html.j2, line 2 in mine"),
    "a missing template": (_templates("{% include 'a.j2' %}"), (*SHOP, "--templates", "mine"), "a.j2 is not in mine"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_one_line_and_changes_nothing(run, case):
    """What the user can mend is one line on standard error; last run's report stays."""
    prepare, arguments, what = FAULTS[case]
    if prepare:
        prepare()
    _last_month()
    before = _outputs()
    code, output, errors = run("report", "--no-pdf", *arguments)
    assert code == 2
    assert output == ""
    assert errors.startswith("segmentation: ")
    assert errors.count("\n") == 1
    assert errors.endswith("\n")
    assert what in errors
    assert _outputs() == before


def test_a_fault_leaves_no_month_behind(run):
    """A run that fails makes no folder for its month."""
    _shop()
    code, _, _ = run("report", "--no-pdf", *SHOP, "--clusters", "4")
    assert code == 2
    assert not Path("outputs", MONTH).exists()
    assert _outputs() == {}


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["repport"], "No such command 'repport'"),
        (["--sorce"], "--sorce"),
        (["config", "--clusters", "1"], "clusters is '1' (from --clusters)"),
        (["sample", "--customers", "0"], "--customers"),
        (["sample", "--customers", "many"], "--customers"),
        (["sample", "--output", "shop.pdf"], "shop.pdf"),
        (["sample", "--output", "no/such/folder/shop.csv"], "can't be written"),
    ],
)
def test_faults_of_other_commands_are_one_line(run, arguments, what):
    """Unknown commands and the faults of the other commands are one line, too."""
    code, output, errors = run(*arguments)
    assert (code, output) == (2, "")
    assert errors.startswith("segmentation: ")
    assert errors.count("\n") == 1
    assert what in errors


def test_a_fault_is_told_without_a_traceback():
    """The real program says one line, and nothing of Python."""
    code, output, errors = _run_apart("report", "--source", "nowhere.csv", "--no-pdf")
    assert (code, output) == (2, "")
    assert errors == (
        "segmentation: no such file: nowhere.csv; give a path with --source, or run 'segmentation download' first\n"
    )


@pytest.mark.skipif(ROOT, reason="root may write to a folder that is read-only")
def test_a_folder_that_is_read_only_is_named(run):
    """An output folder that may not be written to is named in one line."""
    _shop()
    Path("locked").mkdir(mode=0o500)
    code, _, errors = run("report", "--no-pdf", *SHOP, "--output", "locked")
    Path("locked").chmod(0o700)
    assert code == 2
    assert errors.startswith("segmentation: the output folder locked can't be written: Permission denied")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--debug", "report"], ["report", "--debug"]])
def test_debug_shows_where(run, arguments):
    """With --debug, in any place, a traceback comes before the line."""
    code, _, errors = run(*arguments, "--no-pdf", "--source", "nowhere.csv")
    assert code == 2
    assert errors.startswith("Traceback (most recent call last):")
    assert "content_hash" in errors
    assert errors.splitlines()[-1].startswith("segmentation: no such file")


def test_a_broken_gate_is_one_line_and_exit_code_four(run):
    """A report that breaks a gate is there, its files are listed, and the line says which gate; so does a summary."""
    _shop(36)
    Path(FILE_NAME).write_text("[gates]\nminimum_customers = 37\n")
    code, output, errors = run("report", *SHOP, "--no-pdf", "--n-init", "2", "--draws", "2", "--month", MONTH)
    assert (code, errors.count("\n")) == (4, 1)
    assert "it is about 36 customers, where at least 37 are asked for" in errors
    folder = Path("outputs", MONTH)
    assert {*output.splitlines()} == {str(path) for path in folder.iterdir()}
    code, output, errors = run("summary", str(folder))
    assert (code, errors) == (0, "")
    assert "\n- This report breaks a gate: it is about 36 customers" in output


def test_a_summary_of_nothing(run):
    """Where there is no report there is nothing to sum up."""
    code, output, errors = run("summary", "outputs/2011-11")
    assert (code, output) == (2, "")
    assert errors.startswith("segmentation: the facts can't be read from outputs/2011-11/facts.json")


def test_our_own_fault_asks_to_be_reported(run, monkeypatch):
    """A fault that nobody thought of (made up here) is one line that asks to be reported, and another exit code."""

    def fail(config, **_options):
        msg = "two\nlines"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr(report, "make_report", fail)
    code, output, errors = run("report")
    assert (code, output) == (1, "")
    assert errors.count("\n") == 1
    assert "ZeroDivisionError: two lines" in errors
    assert "report it" in errors
    code, _, errors = run("report", "--debug")
    assert code == 1
    assert errors.startswith("Traceback")


def test_version(run):
    """--version prints the program's name and version."""
    assert run("--version") == (0, f"segmentation, version {segmentation.__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(run, option):
    """Help goes to standard output; it names every command, and every setting of a report that is no table."""
    code, output, errors = run(option)
    assert (code, errors) == (0, "")
    assert all(f"\n  {command} " in output for command in ("config", "download", "report", "sample", "send", "summary"))
    code, output, errors = run("report", option)
    assert (code, errors) == (0, "")
    settings = [name for name, field in Config.model_fields.items() if not is_table(field)]
    assert all(f"--{name.replace('_', '-')}" in output for name in settings)


def test_no_command_at_all_is_answered_with_help(run):
    """Who gives no command is shown which there are."""
    code, output, errors = run()
    assert (code, output) == (2, "")
    assert errors.startswith("Usage: segmentation ")
    assert "\n  report " in errors


def test_config_prints_a_settings_file(run):
    """What `config` prints is taken as the settings file of the next run."""
    code, output, errors = run("config", "--window", "6", "--columns", "price=Cost = £", "--no-pdf")
    assert (code, errors) == (0, "")
    assert "window = 6  # --window" in output
    Path(FILE_NAME).write_text(output, encoding="utf-8")
    code, again, errors = run("config")
    assert (code, errors) == (0, "")
    assert "window = 6  # segmentation.toml" in again
    assert 'price = "Cost = £"' in again
    assert "pdf = false  # segmentation.toml" in again


def test_sample_and_report(run):
    """The sample shop's workbook makes a report: its files are named, and nothing else is said."""
    assert run("sample", "--customers", "50", "--output", "shop.xlsx") == (0, "shop.xlsx\n", "")
    code, output, errors = run("report", "--source", "shop.xlsx", "--no-pdf", "--output", "out")
    assert (code, errors) == (0, "")
    names = (
        *("customers.csv", "customers.parquet", "explore.html", "facts.json", "manifest.json", "report.html"),
        "segments.xlsx",
    )
    assert output.splitlines() == [str(Path("out", MONTH, name)) for name in names]
    assert all(Path(line).stat().st_size for line in output.splitlines())


def test_columns_and_sheets_reach_the_source(run):
    """A column of another name is found under the name given."""
    _shop(36)
    text = Path("shop.csv").read_text()
    Path("shop.csv").write_text(text.replace("Price", "Cost = ours", 1))
    code, _, errors = run("report", "--no-pdf", *SHOP)
    assert code == 2
    assert "no column 'Price'" in errors
    code, _, errors = run("report", "--no-pdf", *SHOP, "--columns", "price=Cost = ours")
    assert (code, errors) == (0, "")


INTERRUPTIBLE = """
import signal, sys
from segmentation.cli.program import main

# A shell may have told its background jobs to ignore the signal; the usual handler is put back.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(lambda event, args: event == "open" and str(args[0]) == "pipe.csv" and print("opening", flush=True))
main(sys.argv[1:])
"""
"""The program as it is, but it says so when it is about to open its source."""


@POSIX
def test_interrupted():
    """Ctrl-C ends a run in one line and with the shell's code for it; the month is as it was.

    The source is a named pipe: once it is open for writing, the program is reading it. The signal comes before
    the pipe's end, so that should it miss the reading, it is minded right after.
    """
    _last_month()
    before = _outputs()
    os.mkfifo("pipe.csv")
    command = [sys.executable, "-c", INTERRUPTIBLE, "report", "--no-pdf", "--source", "pipe.csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "opening\n"
        with Path("pipe.csv").open("wb"):
            process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, output) == (130, "")
    # Before it, click ends the line on which the terminal shows ^C.
    assert errors == "\nsegmentation: interrupted; every month's folder is complete or unchanged\n"
    assert _outputs() == before


@POSIX
def test_a_reader_who_leaves_is_no_fault():
    """Whoever reads the output may go before its end, as `head` does, and hears no complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "segmentation", "config"]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE, text=True) as process:
        os.close(writing)
        _, errors = process.communicate()
    assert errors == ""


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["-p", "cluster", "5"], "the notebook has no parameter 'cluster'; it has source (str), month (str)"),
        (["-p", "clusters", "five"], "the parameter clusters is 'five'; allowed is a whole number"),
        (["-p", "clusters", "1"], "clusters is 1 (from --clusters); allowed is a whole number from 2 to 50"),
        (["-p", "settings", "{'sorce': 1}"], "settings has an unknown key 'sorce'; did you mean 'source'?"),
        (["-p", "clusters"], "-p"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_runs(run, arguments, what):
    """Names, types and values of parameters are checked first; the source is not even looked for."""
    code, output, errors = run("notebook", "--source", "nowhere.csv", *arguments)
    assert (code, output) == (2, "")
    assert what in errors
    assert errors.count("\n") == 1


def test_a_notebook_by_itself(run):
    """`notebook` makes the two files, with the parameters given, and names them."""
    assert run("sample", "--customers", "50", "--output", "shop.parquet")[0] == 0
    code, output, errors = run("notebook", "--source", "shop.parquet", "-p", "clusters", "3", "-p", "month", MONTH)
    assert (code, errors) == (0, "")
    names = ("analysis.html", "analysis.ipynb", "manifest.json")
    assert output.splitlines() == [str(Path("outputs", MONTH, name)) for name in names]
    notebook = json.loads(Path("outputs", MONTH, "analysis.ipynb").read_text(encoding="utf-8"))
    given = next(cell for cell in notebook["cells"] if cell["id"] == "injected-parameters")
    assert "clusters = 3\n" in given["source"]
    assert "There is no report of 2011-11 in outputs" in str(notebook["cells"][-1]["outputs"])


@pytest.fixture
def broken_notebook():
    """Make templates whose notebook fails in its first cell of code after the parameters."""
    shutil.copytree(Config().templates, "mine")
    path = Path("mine", "analysis.ipynb")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["id"] == "setup")["source"] = "open('nowhere')"
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize("command", [("report", "--no-pdf", "--notebook"), ("notebook",)])
def test_a_failing_cell_is_one_line_and_exit_code_three(run, broken_notebook, command):
    """What is there is listed, the partly executed notebook with it; the error names the cell."""
    _shop(36)
    code, output, errors = run(*command, *SHOP, "--templates", "mine")
    assert code == 3
    assert errors.startswith("segmentation: the notebook's cell 'setup' failed: FileNotFoundError: ")
    assert errors.count("\n") == 1
    names = {Path(line).name for line in output.splitlines()}
    assert "analysis.failed.ipynb" in names
    assert ("report.html" in names) == (command[0] == "report")


def test_without_papermill_the_report_comes_out(tmp_path):
    """Where papermill was taken away all but the notebook is there, and one line says which command mends that."""
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "sitecustomize.py").write_text(WITHOUT_PAPERMILL)
    _shop(36)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "stub"), "SEGMENTATION_NOTEBOOK": "true"}
    code, output, errors = _run_apart("report", "--no-pdf", *SHOP, env=environment)
    assert code == 3
    assert errors == (
        "segmentation: the notebook needs papermill, which is not installed: "
        "pip install papermill; or make the report without it: --no-notebook\n"
    )
    assert {Path(line).name for line in output.splitlines()} == {
        "customers.csv",
        "customers.parquet",
        "segments.xlsx",
        "facts.json",
        "manifest.json",
        "explore.html",
        "report.html",
    }
    assert _run_apart("notebook", *SHOP, env=environment)[0] == 3


WITHOUT_PAPERMILL = """\
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "papermill":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
"""
"""What makes a Python not find papermill, which is here, or there were no tests of the notebook."""


def test_doctor(run, monkeypatch, tmp_path):
    """A table of what is there; exit code 0 unless something is missing that the settings ask for."""
    monkeypatch.setenv("COLUMNS", "200")
    code, output, errors = run("doctor")
    assert (code, errors) == (0, "")
    told = {line.split("  ")[0]: line for line in output.splitlines()[1:]}
    assert list(told) == ["notebook", "notebook's page", "Pango", "fonts", "looks", "Java", "MongoDB", "mail"]
    monkeypatch.setenv("SEGMENTATION_SMTP_HOST", "localhost")
    monkeypatch.setenv("SEGMENTATION_SMTP_PORT", "many")
    code, output, errors = run("doctor")
    assert code == 2
    assert "SEGMENTATION_SMTP_PORT is 'many'" in output
    assert errors == ("segmentation: missing, though the settings ask for it: mail; the table says how to fix it\n")


WITHOUT_PANGO = """\
raise OSError(
    "cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open shared object file: No such file or directory.  "
    "Additionally, ctypes.util.find_library() did not manage to locate a library called 'libpango-1.0-0'"
)
"""
"""What importing WeasyPrint comes to without Pango. This machine has it, or there were no tests of the PDF."""


@pytest.fixture
def without_pango(tmp_path):
    """Make the environment of a machine without Pango: a WeasyPrint that fails comes before the real one."""
    (tmp_path / "stub" / "weasyprint").mkdir(parents=True)
    (tmp_path / "stub" / "weasyprint" / "__init__.py").write_text(WITHOUT_PANGO)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "stub")}


def test_without_pango_the_run_ends_before_it_begins(without_pango):
    """Without Pango the message names the system's command for it, before the source is even looked for."""
    code, output, errors = _run_apart("report", "--source", "nowhere.csv", env=without_pango)
    assert (code, output) == (2, "")
    assert errors.startswith("segmentation: the PDF needs Pango")
    assert "install" in errors or "pacman -S" in errors or "apk add" in errors
    assert "--no-pdf" in errors
    assert errors.count("\n") == 1
    assert not Path("outputs").exists()


def test_without_pango_a_run_without_pdf_goes_on(without_pango):
    """Without Pango, everything but the PDF is made with --no-pdf."""
    _shop(36)
    code, output, errors = _run_apart("report", *SHOP, "--no-pdf", env=without_pango)
    assert (code, errors) == (0, "")
    assert {Path(line).name for line in output.splitlines()} == {
        "customers.csv",
        "customers.parquet",
        "segments.xlsx",
        "facts.json",
        "manifest.json",
        "explore.html",
        "report.html",
    }


def _disguised(sheets):
    """Write the sample shop's lines as a German shop would: other names, decimal commas, days first."""
    lines = pl.concat(sheets.values()).unique(maintain_order=True).rename(dict(zip(FIELDS, GERMAN, strict=True)))
    comma = pl.col("Preis").cast(pl.String).str.replace(".", ",", literal=True) + " €"
    written = lines.with_columns(comma.alias("Preis"), pl.col("Belegdatum").dt.to_string("%d.%m.%Y %H:%M:%S"))
    written.write_csv("laden.csv", separator=";")
    usual = lines.rename(dict(zip(GERMAN, FIELDS, strict=True)))
    usual.write_csv("shop.csv", datetime_format="%Y-%m-%d %H:%M:%S")


FIELDS = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
GERMAN = ("Belegnr", "Artikelnr", "Bezeichnung", "Menge", "Belegdatum", "Preis", "Kundennr", "Land")


def test_a_shop_never_seen_before(run):
    """`inspect FILE > shop.toml` and `report --config shop.toml` find in a disguised shop what there is."""
    _disguised(make_lines())
    code, settings, errors = run("inspect", "laden.csv")
    assert (code, errors) == (0, "")
    Path("laden.toml").write_text(settings, encoding="utf-8")
    assert run("report", "--source", "laden.csv", "--config", "laden.toml", "--no-pdf", "--output", "a")[0] == 0
    assert run("report", "--source", "shop.csv", "--currency", "EUR", "--no-pdf", "--output", "b")[0] == 0
    one, other = (next(Path(folder).iterdir()) for folder in "ab")
    assert (one / "customers.csv").read_bytes() == (other / "customers.csv").read_bytes()
    assert json.loads((one / "facts.json").read_text())["currency"] == "EUR"


def test_inspect_refuses_what_it_can_not_tell(run):
    """What is missing is one line on standard error, and nothing that could pass for settings on standard output."""
    Path("shop.csv").write_text("order,customer,date\n1,2,2011-12-01\n3,2,2011-12-02\n")
    code, output, errors = run("inspect", "shop.csv")
    assert (code, output) == (2, "")
    assert errors.startswith("segmentation: shop.csv has no column that is clearly a unit price or a total: ")
    assert errors.count("\n") == 1
    assert "there is no currency" not in run("inspect", "shop.csv", "--currency", "pounds")[2]


def test_inspect_heeds_no_other_shops_settings(run):
    """A settings file in the folder, and the environment, are of some other file; options are of this one."""
    Path(FILE_NAME).write_text('date_format = "%d/%m/%Y"\n[columns]\nprice = "Cost"\n')
    Path("shop.csv").write_text("order,customer,date,total\n1,2,2011-12-01,5.50\n3,2,2011-12-02,6.50\n")
    code, output, _ = run("inspect", "shop.csv", "--currency", "usd")
    assert code == 0
    assert 'currency = "USD"' in output
    assert "date_format" not in output
    assert "Cost" not in output


def test_a_days_purchases_are_one_order(run):
    """A source without invoice numbers has days for orders, and the report says so on its first page."""
    # Each customer comes twice a day, on one day of one, two or three months.
    days = [
        f"{customer},2011-{month:02}-15 {hour}:00,{customer % 7 + 1}"
        for customer in range(60)
        for month in (9, 10, 11)[: 1 + customer % 3]
        for hour in (10, 11)
    ]
    Path("shop.csv").write_text("\n".join(["client,at,paid", *days, "1,2011-12-01 09:00,5"]) + "\n")
    columns = ("customer_id=client", "invoice_date=at", "amount=paid", "invoice=", "stock_code=", "quantity=")
    options = [part for column in columns for part in ("--columns", column)]
    code, _, errors = run("report", "--source", "shop.csv", *options, "--no-pdf")
    assert (code, errors) == (0, "")
    folder = Path("outputs", MONTH)
    facts = json.loads((folder / "facts.json").read_text())
    assert facts["source"]["absent"] == ["invoice", "quantity", "stock_code"]
    assert facts["base"]["frequency_median"] == 2
    assert "what a customer bought on one day counts as one order" in (folder / "report.html").read_text()
