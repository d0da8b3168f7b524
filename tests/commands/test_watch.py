"""Whoever edits a template sees what becomes of it: the program runs, files are saved, and lines are waited for."""

from __future__ import annotations

import queue
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from segmentation.settings.config import Config

PATIENCE = 120
"""Seconds that a line may take to come before the test fails; none of them is waited for in vain."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has not this signal")


class Watcher:
    """The program, watching a month."""

    def __init__(self, process):
        self.process = process
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def line(self):
        """Wait for the next line."""
        return self.lines.get(timeout=PATIENCE)

    def end(self):
        """Press Ctrl-C, and tell what the program said and exited with."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.reader.join()
        return self.process.returncode, self.process.stderr.read(), list(self.lines.queue)


@contextmanager
def _watching(*arguments, cwd):
    command = [sys.executable, "-W", "error", "-m", "segmentation", "render", "--watch", "--no-pdf", *arguments]
    with subprocess.Popen(
        command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        watcher = Watcher(process)
        try:
            yield watcher
        finally:
            process.kill()
            watcher.reader.join()


def _save(path, text):
    """Save as an editor does that leaves a whole file at any time: half of one would be a change of its own."""
    new = path.with_name(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def test_what_is_saved_is_rendered(month, tmp_path):
    """A template, the settings and the facts, each saved once, give a line each; so does a fault, and it goes on."""
    mine = tmp_path / "mine" / "sections"
    mine.mkdir(parents=True)
    page = month / "report.html"
    with _watching(str(month), "--templates", "mine", cwd=tmp_path) as watcher:
        first = watcher.line()
        assert first.startswith(f"{month}: explore.html, report.html in ")
        assert first.endswith(" s")

        ledger = mine / "cleaning.html.j2"
        ledger.write_text("<p>Ours.</p>", encoding="utf-8")
        assert watcher.line().endswith(" s (mine/sections/cleaning.html.j2)")
        assert "<p>Ours.</p>" in page.read_text(encoding="utf-8")

        _save(ledger, "<p>{{ nobodys }}</p>")
        assert watcher.line().startswith("segmentation: sections/cleaning.html.j2, line 1 in mine can't be rendered:")
        assert "<p>Ours.</p>" in page.read_text(encoding="utf-8")

        ledger.unlink()
        assert watcher.line().endswith(" s (mine/sections/cleaning.html.j2)")
        assert "<p>Ours.</p>" not in page.read_text(encoding="utf-8")

        _save(tmp_path / "segmentation.toml", "[report]\norganisation = 'Gift Ware Ltd'\n")
        assert watcher.line().endswith(" s (segmentation.toml)")
        assert "Gift Ware Ltd" in page.read_text(encoding="utf-8")

        _save(tmp_path / "segmentation.toml", "[report]\nlocale = 'nowhere'\n")
        assert watcher.line().startswith("segmentation: report.locale is 'nowhere' (from segmentation.toml)")
        _save(tmp_path / "segmentation.toml", "")
        assert watcher.line().endswith(" s (segmentation.toml)")

        facts = month / "facts.json"
        facts.write_text(facts.read_text(encoding="utf-8").replace("Call them.", "Write to them."), encoding="utf-8")
        assert watcher.line().endswith(f" s ({facts})")
        assert "Write to them." in page.read_text(encoding="utf-8")

        shutil.copy(Config().templates / "actions.toml", mine.parent)
        assert "actions.toml; its actions are kept in the facts: make the report again)" in watcher.line()
        assert watcher.end() == (0, "", [])


def test_what_is_wrong_from_the_start(tmp_path):
    """A fault of the command line ends it as ever: there is nothing to wait for."""
    with _watching("nowhere", "--locale", "nowhere", cwd=tmp_path) as watcher:
        watcher.process.wait(PATIENCE)
        assert watcher.process.returncode == 2
        assert watcher.process.stderr.read().startswith("segmentation: report.locale is 'nowhere' (from --locale)")
