"""A month's folder: its files appear together, or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from segmentation.delivery import month_folder as module
from segmentation.delivery.month_folder import MANIFEST, month_folder, write_manifest
from segmentation.errors import DeliveryError, ReportError

MONTH = "2011-11"

CHILD = """
import sys
from pathlib import Path
from segmentation.delivery.month_folder import month_folder
with month_folder(Path(sys.argv[1]), sys.argv[2]) as folder:
    (folder / "report.html").write_text("half a rep")
    print("inside", flush=True)
    sys.stdin.read()
"""
"""A run that stays inside its block until its standard input ends."""


def _write(output, *names, text="new"):
    with month_folder(output, MONTH) as folder:
        for name in names:
            (folder / name).write_text(text)
        write_manifest(folder, source={}, config={}, models=[], templates={})


def _files(output):
    """Give every file of the month but the manifest, with its content."""
    return {path.name: path.read_text() for path in (output / MONTH).iterdir() if path.name != MANIFEST}


def _left_behind(output):
    """Give whatever there is beside the month's folder, but for the lock that guards it."""
    return sorted({path.name for path in output.iterdir()} - {MONTH, f".{MONTH}.lock"})


@contextmanager
def _another_run(output):
    """Run another program that is inside its block; it is ended, at the latest, with ours."""
    command = [sys.executable, "-c", CHILD, str(output), MONTH]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "inside\n"
            yield process
        finally:
            process.kill()


def test_files_appear_together(tmp_path):
    """Until the block ends there is no month; then all its files are there, and nothing else."""
    output = tmp_path / "not" / "yet"
    with month_folder(output, MONTH) as folder:
        assert list(folder.iterdir()) == []
        (folder / "report.html").write_text("page")
        (folder / "facts.json").write_text("{}")
        assert not (output / MONTH).exists()
    assert _files(output) == {"report.html": "page", "facts.json": "{}"}
    assert _left_behind(output) == []


def test_a_second_run_replaces_the_first(tmp_path):
    """A month made again has the files of the second run only; other months are left alone."""
    with month_folder(tmp_path, "2011-10") as folder:
        (folder / "report.html").write_text("october")
    _write(tmp_path, "report.html", "report.pdf", text="first")
    _write(tmp_path, "report.html", text="second")
    assert _files(tmp_path) == {"report.html": "second"}
    assert (tmp_path / "2011-10" / "report.html").read_text() == "october"


def test_what_somebody_else_put_there_is_kept(tmp_path):
    """Files and folders that the last run did not make outlive the next; one of the program's own names does not."""
    _write(tmp_path, "report.html", "report.pdf", text="first")
    (tmp_path / MONTH / "notes.txt").write_text("call Mrs Smith")
    (tmp_path / MONTH / "letters").mkdir()
    (tmp_path / MONTH / "letters" / "one.txt").write_text("Dear")
    (tmp_path / MONTH / "facts.json").write_text("not the program's")
    _write(tmp_path, "report.html", "facts.json", text="second")
    assert (tmp_path / MONTH / "letters" / "one.txt").read_text() == "Dear"
    (tmp_path / MONTH / "letters" / "one.txt").unlink()
    (tmp_path / MONTH / "letters").rmdir()
    assert _files(tmp_path) == {"report.html": "second", "facts.json": "second", "notes.txt": "call Mrs Smith"}


def test_a_folder_within_is_replaced_file_by_file(tmp_path):
    """Of a folder within the month's, what the last run made goes, and what somebody put there stays."""

    def make(*names):
        with month_folder(tmp_path, MONTH) as folder:
            for name in names:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text("ours")
            write_manifest(folder, source={}, config={}, models=[], templates={})

    make("report.html", "lists/one.csv", "lists/two.csv")
    manifest = json.loads((tmp_path / MONTH / MANIFEST).read_text(encoding="utf-8"))
    assert [*manifest["files"]] == ["lists/one.csv", "lists/two.csv", "report.html"]
    (tmp_path / MONTH / "lists" / "notes.txt").write_text("theirs")
    make("report.html", "lists/one.csv")
    assert {path.name: path.read_text() for path in (tmp_path / MONTH / "lists").iterdir()} == {
        "one.csv": "ours",
        "notes.txt": "theirs",
    }
    (tmp_path / MONTH / "lists" / "notes.txt").unlink()
    make("report.html")
    assert not (tmp_path / MONTH / "lists").exists()


@pytest.mark.parametrize("fault", [ReportError("no"), ZeroDivisionError(), KeyboardInterrupt(), SystemExit(1)])
@pytest.mark.parametrize("before", [True, False])
def test_a_block_that_raises_changes_nothing(tmp_path, fault, before):
    """Whatever a block raises is passed on; the month is as it was, and nothing is left behind."""
    if before:
        _write(tmp_path, "report.html", text="last run's")

    def fail():
        with month_folder(tmp_path, MONTH) as folder:
            (folder / "report.html").write_text("half")
            raise fault

    with pytest.raises(type(fault)) as raised:
        fail()
    assert raised.value is fault
    assert (tmp_path / MONTH).exists() == before
    assert not before or _files(tmp_path) == {"report.html": "last run's"}
    assert _left_behind(tmp_path) == []


def test_a_killed_run_leaves_the_month_as_it_was(tmp_path):
    """A run that is killed half-way changes nothing of the month; the next one tidies up and goes on."""
    _write(tmp_path, "report.html", "facts.json", text="last run's")
    with _another_run(tmp_path) as process:
        process.kill()
        process.wait()
    assert _files(tmp_path) == {"report.html": "last run's", "facts.json": "last run's"}
    assert _left_behind(tmp_path) != []
    _write(tmp_path, "report.html", text="next run's")
    assert _files(tmp_path) == {"report.html": "next run's"}
    assert _left_behind(tmp_path) == []


def test_two_runs_of_one_month_do_not_mix(tmp_path):
    """While a run makes a month, another is told so in one line; the first goes on undisturbed."""
    with _another_run(tmp_path) as process:
        with pytest.raises(DeliveryError, match="another run is making") as fault, month_folder(tmp_path, MONTH):
            pytest.fail("two runs are in the month's folder")
        assert "\n" not in str(fault.value)
        process.communicate("")
        assert process.returncode == 0
    assert _files(tmp_path) == {"report.html": "half a rep"}
    _write(tmp_path, "report.html", text="next run's")
    assert _files(tmp_path) == {"report.html": "next run's"}


def test_two_months_may_be_made_at_once(tmp_path):
    """The lock is the month's, not the folder's."""
    with _another_run(tmp_path), month_folder(tmp_path, "2011-10") as folder:
        (folder / "report.html").write_text("october")
    assert (tmp_path / "2011-10" / "report.html").read_text() == "october"


def test_a_run_that_died_between_two_renames_is_mended(tmp_path):
    """Where folders can't be swapped, a month may be left under its old name; it is brought back."""
    _write(tmp_path, "report.html", text="last run's")
    (tmp_path / MONTH).rename(tmp_path / f".{MONTH}.old")
    (tmp_path / f".{MONTH}.new").mkdir()

    def fail():
        with month_folder(tmp_path, MONTH):
            assert _files(tmp_path) == {"report.html": "last run's"}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _files(tmp_path) == {"report.html": "last run's"}
    assert _left_behind(tmp_path) == []


def test_a_run_that_died_before_it_tidied_is_tidied(tmp_path):
    """Where both the new month and the old are there, the new one counts."""
    _write(tmp_path, "report.html", text="last run's")
    for left in (".old", ".new"):
        (tmp_path / f".{MONTH}{left}").mkdir()
        (tmp_path / f".{MONTH}{left}" / "report.html").write_text("stale")
    with month_folder(tmp_path, MONTH) as folder:
        assert list(folder.iterdir()) == []
        assert _files(tmp_path) == {"report.html": "last run's"}
        assert _left_behind(tmp_path) == [f".{MONTH}.new"]
    assert _left_behind(tmp_path) == []


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="this system can't swap two folders in one step")
def test_folders_are_swapped_in_one_step(tmp_path):
    """Two folders change places, with all they hold; if one is missing, nothing happens."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    (one / "a").write_text("was in one")
    if not module._exchange(one, other):
        pytest.skip("the file system of the temporary folder can't swap two folders in one step")
    assert (other / "a").read_text() == "was in one"
    assert list(one.iterdir()) == []
    assert not module._exchange(one, tmp_path / "nowhere")
    assert one.is_dir()


def test_a_system_that_cannot_swap_replaces_all_the_same(tmp_path, monkeypatch):
    """Where folders can't be swapped (made up here), a month is replaced by renames, and none is left behind."""
    monkeypatch.setattr(module, "_exchange", lambda one, other: False)
    _write(tmp_path, "report.html", "report.pdf", text="first")
    _write(tmp_path, "report.html", text="second")
    assert _files(tmp_path) == {"report.html": "second"}
    assert _left_behind(tmp_path) == []


def test_a_folder_that_vanishes_does_not_take_the_month_along(tmp_path):
    """Should someone remove the new folder under way, the month stays, and the run says so."""
    _write(tmp_path, "report.html", text="last run's")
    with pytest.raises(DeliveryError, match="can't be written"), month_folder(tmp_path, MONTH) as folder:
        folder.rmdir()
    assert _files(tmp_path) == {"report.html": "last run's"}
    assert _left_behind(tmp_path) == []


@pytest.mark.parametrize("place", ["output", "output/2011-11", "output/2011-11/below"])
def test_a_file_where_a_folder_should_be_is_named(tmp_path, place):
    """A file in the place of a folder is named, and left alone."""
    output = tmp_path / "output"
    name = tmp_path / place.removesuffix("/below")
    name.parent.mkdir(exist_ok=True)
    name.write_text("mine")
    if place.endswith("below"):
        output = name / "below"
    with pytest.raises(DeliveryError, match="--output") as fault, month_folder(output, MONTH):
        pytest.fail("there is no folder")
    assert str(name) in str(fault.value)
    assert "\n" not in str(fault.value)
    assert name.read_text() == "mine"


def test_a_month_that_is_a_link_is_replaced_and_its_target_left_alone(tmp_path):
    """A month's folder that is a link to another becomes a folder; what it led to stays, run after run."""
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "mine").write_text("mine")
    output = tmp_path / "output"
    output.mkdir()
    (output / MONTH).symlink_to(target, target_is_directory=True)
    for text in ("first", "second"):
        _write(output, "report.html", text=text)
        assert _files(output) == {"report.html": text, "mine": "mine"}
        assert _left_behind(output) == []
    assert not (output / MONTH).is_symlink()
    assert (target / "mine").read_text() == "mine"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write to a folder that is read-only"
)
def test_a_folder_that_is_read_only_is_named(tmp_path):
    """A folder that may not be written to is named before any work is done."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DeliveryError, match="Permission denied") as fault, month_folder(tmp_path / "out", MONTH):
            pytest.fail("the folder can be written")
        assert str(tmp_path / "out") in str(fault.value)
    finally:
        tmp_path.chmod(0o700)


def test_a_fault_elsewhere_is_not_the_output_folder_s(tmp_path):
    """A file that is missing elsewhere is no fault of the output folder, and passed on as it is."""
    with pytest.raises(FileNotFoundError, match="nowhere"), month_folder(tmp_path / "out", MONTH):
        (tmp_path / "nowhere" / "font.ttf").read_bytes()
    with pytest.raises(TimeoutError, match="slow"), month_folder(tmp_path / "out", MONTH):
        raise TimeoutError(errno.ETIMEDOUT, "a slow server")
    assert _left_behind(tmp_path / "out") == []


def test_a_fault_of_a_file_in_the_folder_is_the_folder_s(tmp_path):
    """A file that can't be written in the month's folder is a fault of the output folder."""
    with (
        pytest.raises(DeliveryError, match="can't be written: Is a directory"),
        month_folder(tmp_path, MONTH) as folder,
    ):
        (folder / "report.html").mkdir()
        (folder / "report.html").write_text("page")
    assert _left_behind(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_the_folder_s(tmp_path):
    """A disk that is full names no file; it is told as a fault of the output folder."""
    with pytest.raises(DeliveryError, match="No space left"), month_folder(tmp_path, MONTH):
        Path("/dev/full").write_text("page")


def test_manifest_has_the_hash_of_every_file(tmp_path):
    """The manifest names every other file with its size and hash, the source, the settings and the versions."""
    (tmp_path / "report.html").write_bytes(b"page")
    (tmp_path / "facts.json").write_bytes(b"")
    template = tmp_path.with_name("report.css")
    template.write_bytes(b"page")
    write_manifest(
        tmp_path,
        source={"uri": "café.xlsx", "sha256": "0"},
        config={"window": 12},
        models=[{"since": None, "model": "2011-11-00000000"}],
        templates={"report.css": template},
    )
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["files"] == {
        "facts.json": {"bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()},
        "report.html": {"bytes": 4, "sha256": hashlib.sha256(b"page").hexdigest()},
    }
    assert manifest["source"] == {"uri": "café.xlsx", "sha256": "0"}
    assert manifest["config"] == {"window": 12}
    assert manifest["templates"] == {"report.css": {"bytes": 4, "sha256": hashlib.sha256(b"page").hexdigest()}}
    assert {"segmentation", "python", "polars", "weasyprint"} <= manifest["versions"].keys()
    assert "café" in text
