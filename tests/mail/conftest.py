"""A month's folder made by hand, an authority for certificates, and an environment with no mail server in it."""

from __future__ import annotations

import json
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from segmentation.delivery.customer_tables import write_customers
from segmentation.delivery.month_folder import MANIFEST, describe_files
from segmentation.facts import write_facts
from segmentation.mail.address import parse_mailbox
from segmentation.mail.recipients import Mailing, Recipient

from ..by_hand.facts import Told, four_groups, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEMPLATES = Path(__file__).parents[2] / "report_templates"


@pytest.fixture(autouse=True)
def _nobodys_environment(monkeypatch, tmp_path):
    """Leave no server and no password in the environment, nor in a netrc."""
    for name in [name for name in os.environ if name.startswith("SEGMENTATION_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def told() -> Told:
    """Tell the facts of four small segments."""
    return tell(four_groups())


def close(folder: Path) -> None:
    """Write what the mail reads of a month's manifest: which files there are, and their hashes."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files.pop(MANIFEST, None)
    (folder / MANIFEST).write_text(json.dumps({"files": describe_files(files)}), encoding="utf-8")


@pytest.fixture
def folder(told: Told, tmp_path: Path) -> Path:
    """Make a whole month's folder, with something in place of the report's pages."""
    made = tmp_path / "outputs" / "2011-11"
    made.mkdir(parents=True)
    write_facts(told.facts, made / "facts.json")
    write_customers(told.customers, made)
    (made / "report.pdf").write_bytes(b"%PDF-1.7 all of it")
    (made / "report.html").write_text("<!doctype html><title>all of it</title>", encoding="utf-8")
    close(made)
    return made


@pytest.fixture
def mailing() -> Callable[..., Mailing]:
    """Make mailings: from the shop, to those named."""

    def make(*recipients: str | Recipient, **changes: object) -> Mailing:
        people = tuple(each if isinstance(each, Recipient) else Recipient(parse_mailbox(each)) for each in recipients)
        return Mailing(**{"sender": parse_mailbox("Reports <reports@shop.example>"), "recipients": people, **changes})

    return make


@dataclass(frozen=True)
class Certificates:
    """Server contexts with certificates: of an authority that is trusted here, and of one that nobody knows."""

    trusted: ssl.SSLContext
    foreign: ssl.SSLContext
    other_name: ssl.SSLContext


@pytest.fixture(scope="session")
def _authority(tmp_path_factory) -> tuple[Path, Certificates]:
    authority, stranger = trustme.CA(), trustme.CA()
    contexts = []
    for issuer, name in ((authority, "localhost"), (stranger, "localhost"), (authority, "elsewhere.example")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(name).configure_cert(context)
        contexts.append(context)
    path = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path, Certificates(*contexts)


@pytest.fixture
def certificates(_authority, monkeypatch) -> Iterator[Certificates]:
    """Trust one authority, as the user does who names its file."""
    path, contexts = _authority
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    yield contexts
