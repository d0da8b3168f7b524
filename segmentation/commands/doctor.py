"""Check this machine: what the report, its notebook and the services it uses find, and how to fix what is missing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from segmentation.errors import DatabaseError, MailError, NotebookError, ReportError
from segmentation.mail.server import PREFIX, read_server
from segmentation.mongo.address import VARIABLE, is_address, resolve
from segmentation.mongo.connection import connect

if TYPE_CHECKING:
    from segmentation.settings.config import Config

State = Literal["ok", "missing", "not set"]
"""Whether a thing is there, is missing though the settings ask for it, or isn't asked for."""

_SECONDS: Final = 2.0
"""How long a server may take to answer."""

_FONTS: Final = "pip install --force-reinstall font-source-sans-pro font-source-serif-pro"


@dataclass(frozen=True)
class Finding:
    """What was found of one thing, and how to fix it; no password."""

    what: str
    state: State
    detail: str


def examine(config: Config, environment: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Check everything a run may need."""
    said = dict(os.environ if environment is None else environment)
    looks: tuple[tuple[str, Callable[[], tuple[State, str]]], ...] = (
        ("notebook", lambda: _notebook(config)),
        ("notebook's page", _page),
        ("Pango", lambda: _pango(config)),
        ("fonts", _fonts),
        ("looks", lambda: _looks(config)),
        ("Java", _java),
        ("MongoDB", lambda: _mongodb(config, said)),
        ("mail", lambda: _mail(said)),
    )
    return tuple(Finding(what, *look()) for what, look in looks)


def _notebook(config: Config) -> tuple[State, str]:
    from segmentation.notebook.execution import require_notebook

    try:
        require_notebook(config.template_folders)
    except NotebookError as error:
        return ("missing" if config.notebook else "not set"), str(error)
    return "ok", "papermill, nbconvert and a kernel are installed" + ("" if config.notebook else "; not asked for")


def _page() -> tuple[State, str]:
    from segmentation.notebook.publishing import QUARTO, renderer

    name, reason = renderer()
    if name != QUARTO:
        return "ok", f"{name} will make it: {reason}"
    # Only that the command runs is checked, not that it renders.
    done = _ask(QUARTO, "--version")
    if done.returncode:
        return "missing", f"quarto should make it, but its command failed with exit code {done.returncode}: {reason}"
    return "ok", f"quarto {done.stdout.strip()} will make it: {reason}"


def _pango(config: Config) -> tuple[State, str]:
    from segmentation.page.pdf import require_renderer

    try:
        require_renderer()
    except ReportError as error:
        return ("missing" if config.pdf else "not set"), str(error)
    return "ok", "WeasyPrint can make the PDF"


def _fonts() -> tuple[State, str]:
    from segmentation.style.fonts import font_files

    try:
        files = font_files()
    except ImportError as error:
        return "missing", f"{error}: {_FONTS}"
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        return "missing", f"{', '.join(missing)}: {_FONTS}"
    return "ok", ", ".join(dict.fromkeys(family for family, _, _ in files))


def _looks(config: Config) -> tuple[State, str]:
    """Check what [report] and the user's templates bring: a logo, a catalogue, files that would never be used."""
    from segmentation.page.logo import read_logo
    from segmentation.page.template_folders import check_folders, overridden
    from segmentation.style.language import speaking

    said, folders = config.report, config.template_folders
    try:
        check_folders(folders)
        if said.logo is not None:
            read_logo(said.logo)
        with speaking(said.locale, folders):
            own = ", ".join(overridden(folders))
    except ReportError as error:
        return "missing", str(error)
    return "ok", f"{said.locale}, {said.page_size}" + (f"; your own templates: {own}" if own else "")


def _java() -> tuple[State, str]:
    command = shutil.which("java")
    home = os.environ.get("JAVA_HOME")
    if command is None and home is None:
        return "not set", "no java command; only Spark needs it"
    done = _ask(command or f"{home}/bin/java", "-version")
    said = (done.stderr or done.stdout).splitlines()
    if done.returncode:
        return "missing", f"{command} failed with exit code {done.returncode}: {said[-1] if said else 'no message'}"
    return "ok", said[0] if said else str(command)


def _mongodb(config: Config, environment: Mapping[str, str]) -> tuple[State, str]:
    source = config.source if is_address(config.source) else "mongodb"
    if source == "mongodb" and not environment.get(VARIABLE):
        return "not set", f"neither the source nor {VARIABLE} is a mongodb:// address"
    try:
        with connect(source, environment):
            return "ok", f"{resolve(source, environment).shown} answers"
    except DatabaseError as error:
        return "missing", str(error)


def _mail(environment: Mapping[str, str]) -> tuple[State, str]:
    try:
        server = read_server(environment)
    except MailError as error:
        return "missing", str(error)
    if server is None:
        return "not set", f"{PREFIX}HOST is not set; sending mail needs an SMTP server"
    if reason := _unreachable(server.host, server.port):
        return "missing", f"{server.shown} can't be reached ({reason})"
    return "ok", f"{server.shown} answers; " + (f"the user is {server.user}" if server.user else "no user is set")


def _ask(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that prints its version; one that can't be run returns 127, as in a shell."""
    try:
        return subprocess.run(  # noqa: S603  (found on the PATH by its name)
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def _unreachable(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=_SECONDS):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def print_table(findings: tuple[Finding, ...]) -> None:
    """Print the findings as a table on standard output."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "missing": "red", "not set": "dim"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "state", "what was found"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "state")
    for finding in findings:
        table.add_row(finding.what, Text(finding.state, style=colours[finding.state]), Text(finding.detail))
    Console(soft_wrap=False).print(table)
