"""Which server, and how one gets in: the environment and the netrc."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from segmentation.errors import MailError
from segmentation.mail.server import PREFIX, Server, read_server


def _read(**said):
    others = {name: said.pop(name) for name in list(said) if name == "NETRC"}
    return read_server({**{f"{PREFIX}{name}": value for name, value in said.items()}, **others})


def test_no_server():
    """Nobody's server is none."""
    assert read_server({}) is None
    assert _read(HOST="", PORT="25") is None


@pytest.mark.parametrize(
    ("said", "server"),
    [
        ({}, Server("smtp.example.com", 587)),
        ({"PORT": "465"}, Server("smtp.example.com", 465, "implicit")),
        ({"TLS": "implicit"}, Server("smtp.example.com", 465, "implicit")),
        ({"TLS": "starttls", "PORT": "465"}, Server("smtp.example.com", 465, "starttls")),
        ({"PORT": "25", "TLS": "none"}, Server("smtp.example.com", 25, "none")),
        ({"USER": "me", "PASSWORD": "it"}, Server("smtp.example.com", 587, None, "me", "it")),
    ],
)
def test_from_the_environment(said, server):
    """Port 587 is usual, and TLS from the first byte on is at home on 465."""
    assert _read(HOST="smtp.example.com", **said) == server


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"PORT": "smtp"}, "PORT is 'smtp'; allowed is a number from 1 to 65535, such as 587"),
        ({"PORT": "0"}, "allowed is a number"),
        ({"PORT": "65536"}, "allowed is a number"),
        ({"TLS": "yes"}, "TLS is 'yes'; allowed is one of starttls, implicit, none"),
        ({"USER": "me"}, "set both, or neither"),
        ({"PASSWORD": "secret"}, "set both, or neither"),
        ({"PASWORD": "secret"}, "did you mean SEGMENTATION_SMTP_PASSWORD?"),
        ({"HOST": "me:secret@smtp.example.com"}, "HOST is not a host name"),
        ({"HOST": "two words"}, "HOST is not a host name"),
    ],
)
def test_what_is_not_allowed(said, what):
    """A wrong value is told with what is allowed, and no secret with it."""
    with pytest.raises(MailError) as fault:
        _read(**{"HOST": "smtp.example.com", **said})
    assert what in str(fault.value)
    assert "secret" not in str(fault.value)


@pytest.fixture
def netrc(tmp_path):
    """Write the user's netrc, readable by nobody else."""

    def write(text, mode=0o600):
        path = Path(tmp_path, ".netrc")
        path.write_text(text)
        path.chmod(mode)

    return write


NETRC = "machine smtp.example.com login me password it\ndefault login anybody password anything\n"


def test_from_the_netrc(netrc):
    """The netrc has user and password for the host, and nobody else's go there."""
    netrc(NETRC)
    assert _read(HOST="smtp.example.com") == Server("smtp.example.com", 587, None, "me", "it")
    assert _read(HOST="smtp.example.com", USER="me").password == "it"
    assert _read(HOST="other.example.com") == Server("other.example.com", 587)
    assert _read(HOST="smtp.example.com", USER="x", PASSWORD="y").user == "x"
    with pytest.raises(MailError, match="set both, or neither"):
        _read(HOST="smtp.example.com", USER="another")


def test_another_netrc(tmp_path):
    """NETRC names another file, which must be there."""
    path = tmp_path / "mine"
    path.write_text(NETRC)
    assert _read(HOST="smtp.example.com", NETRC=str(path)).user == "me"
    with pytest.raises(MailError, match="no such file"):
        _read(HOST="smtp.example.com", NETRC=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("text", ["machine", "nonsense here"])
def test_a_netrc_that_can_t_be_read(netrc, text):
    """A file that is no netrc is told, without what is in it."""
    netrc(text)
    with pytest.raises(MailError, match="can't be used"):
        _read(HOST="smtp.example.com")


def test_the_password_is_never_shown():
    """Neither the record nor what a server repeats shows a password, plain or as it is sent."""
    server = Server("smtp.example.com", 587, None, "me", "s3cr3t")
    sent = b64encode(b"\0me\0s3cr3t").decode(), b64encode(b"s3cr3t").decode()
    assert "s3cr3t" not in repr(server)
    shown = server.without_secrets(f"535 no: s3cr3t\r\n{sent[0]} {sent[1]}\x1b[31m")
    assert shown == "535 no: … … … [31m"
    assert len(server.without_secrets("x" * 1000)) < 210


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost.example.com", False),
     ("smtp.example.com", False), ("10.0.0.1", False), ("127.0.0.1.example.com", False)],
)  # fmt: skip
def test_what_is_this_machine(host, here):
    """Only this machine's own addresses are safe without TLS."""
    assert Server(host, 25).is_here == here
