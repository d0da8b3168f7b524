"""The bar that shows how far something is."""

from __future__ import annotations

import io
import sys

import pytest

from segmentation.progress import progress


class Terminal(io.StringIO):
    """A place to write to that says it is a terminal."""

    def isatty(self) -> bool:
        """Claim to be one."""
        return True


@pytest.mark.parametrize("total", [2, None])
def test_silent_without_a_terminal(capsys, total):
    """In a pipe nothing is written, and counting still works."""
    with progress("Reading", total=total) as advance:
        advance(1)
        advance(1)
    assert capsys.readouterr() == ("", "")


def test_silent_without_standard_error(monkeypatch):
    """A program without a standard error at all, as under pythonw, is no reason to fail."""
    monkeypatch.setattr(sys, "stderr", None)
    with progress("Reading", total=1) as advance:
        advance(1)


@pytest.mark.parametrize(
    ("unit", "total", "shown"),
    [
        ("steps", 4, "1/4"),
        ("steps", None, "1/?"),
        ("bytes", 2000, "0.0/2.0 kB"),
        ("bytes", None, "1/? bytes"),
    ],
)
def test_drawn_on_a_terminal(monkeypatch, capsys, unit, total, shown):
    """On a terminal the bar shows the description and the count, on standard error only."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("Reading", total=total, unit=unit) as advance:
        advance(1)
        sys.stdout.write("to standard output\n")
    drawn = sys.stderr.getvalue()
    assert "Reading" in drawn
    assert shown in drawn
    assert capsys.readouterr().out == "to standard output\n"


def test_error_inside_passes_through(monkeypatch):
    """An error in the work is not swallowed by the bar."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ZeroDivisionError), progress("Reading", total=1) as advance:
        advance(1 / 0)
