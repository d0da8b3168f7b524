"""What is found on this machine, and on others (made up here)."""

from __future__ import annotations

import socket
import stat
import sys
from contextlib import contextmanager

import pytest

from segmentation.commands.doctor import examine
from segmentation.notebook import execution
from segmentation.settings.config import Config

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the stub is a script with a shebang")


def _find(what, config=None, **environment):
    return next(one for one in examine(config or Config(), environment) if one.what == what)


@contextmanager
def _server():
    """Listen on some port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def _closed_port():
    with _server() as port:
        return str(port)


def test_everything_the_report_needs_is_here():
    """On the machine of these tests nothing is missing that a report with its notebook needs."""
    states = {one.what: one.state for one in examine(Config(), {})}
    assert {states[what] for what in ("notebook", "notebook's page", "Pango", "fonts")} == {"ok"}


def test_the_page_s_maker_is_named(monkeypatch, tmp_path):
    """Without Quarto nbconvert makes the page, and why; what brings Quarto is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _find("notebook's page").detail == (
        "nbconvert will make it: no quarto command on the PATH: pip install 'customer-segmentation[quarto]' brings one"
    )


@POSIX
@pytest.mark.parametrize(("code", "state"), [(0, "ok"), (3, "missing")])
def test_quarto_is_asked_for_its_version(monkeypatch, tmp_path, code, state):
    """A quarto command on the PATH (a stub here) makes the page, if it answers."""
    command = tmp_path / "quarto"
    command.write_text(f"#!/bin/sh\necho 1.6.42\nexit {code}\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = _find("notebook's page")
    assert found.state == state
    assert str(command) in found.detail
    assert ("quarto 1.6.42 will make it" in found.detail) == (state == "ok")


def test_without_java(monkeypatch, tmp_path):
    """A machine without Java is no worse for it: only Spark needs one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert _find("Java").state == "not set"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert _find("Java").state == "missing"


def test_looks(tmp_path):
    """The settings of [report] are fine, or the logo, the catalogue or the file at fault is named."""
    assert _find("looks", Config()).detail == "en_GB, A4"
    (tmp_path / "report.css").write_text("p { color: red }", encoding="utf-8")
    found = _find("looks", Config(templates=tmp_path, report={"page_size": "Letter"}))
    assert (found.state, found.detail) == ("ok", "en_GB, Letter; your own templates: report.css")
    for report in ({"logo": tmp_path / "nowhere.svg"}, {"locale": "is_IS"}):
        assert _find("looks", Config(report=report)).state == "missing"
    (tmp_path / "reprot.css").write_text("", encoding="utf-8")
    assert "did you mean 'report.css'?" in _find("looks", Config(templates=tmp_path)).detail


def test_what_nobody_asks_for_is_not_missing(monkeypatch):
    """A notebook that can't be made is missing only where one is asked for."""
    monkeypatch.setattr(execution, "_NEEDED", ("a_package_of_no_such_name",))
    assert _find("notebook", Config()).state == "missing"
    assert _find("notebook", Config(notebook=False)).state == "not set"


def test_mongodb_that_is_not_there():
    """Nobody's server is not set; one that doesn't answer is missing; passwords are in nothing that is said."""
    assert _find("MongoDB").state == "not set"
    address = f"mongodb://me:secret@127.0.0.1:{_closed_port()}/shop?serverSelectionTimeoutMS=200"
    lost = _find("MongoDB", SEGMENTATION_MONGODB_URI=address)
    assert lost.state == "missing"
    assert "127.0.0.1" in lost.detail
    assert "secret" not in lost.detail


def test_mail():
    """A server for mail answers or doesn't; a user without a password is half a setting."""
    host = {"SEGMENTATION_SMTP_HOST": "127.0.0.1"}
    assert _find("mail").state == "not set"
    with _server() as port:
        found = _find("mail", **host, SEGMENTATION_SMTP_PORT=str(port))
        assert (found.state, found.detail) == ("ok", f"127.0.0.1:{port} answers; no user is set")
        half = _find("mail", **host, SEGMENTATION_SMTP_PORT=str(port), SEGMENTATION_SMTP_USER="me")
        assert (half.state, "set both, or neither" in half.detail) == ("missing", True)
    lost = _find("mail", **host, SEGMENTATION_SMTP_PORT=_closed_port())
    assert (lost.state, "can't be reached" in lost.detail) == ("missing", True)
