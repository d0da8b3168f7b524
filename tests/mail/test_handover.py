"""Conversations with real servers, and what becomes of a message for each recipient."""

from __future__ import annotations

import pytest

from segmentation.errors import DeliveryError, MailError
from segmentation.mail.handover import Letter, send
from segmentation.mail.server import Server

from .smtp_servers import (
    IMPATIENT,
    LIMITS,
    PASSWORD,
    USER,
    CutsInTheMiddle,
    Postbox,
    RefusesInTheMiddle,
    authenticate,
    deaf_server,
    mail_server,
)

MESSAGE = b"Subject: figures\r\n\r\nFirst.\r\n.\r\n.dotted\r\n..twice\r\nLast.\r\n"
SENDER = "reports@shop.example"


class Notes(list):
    """What the journal would be told, and what people are."""

    def __init__(self):
        super().__init__()
        self.said = []


@pytest.fixture
def notes():
    """Listen."""
    return Notes()


def _send(notes, port, *recipients, message=MESSAGE, limits=LIMITS, insecure=False, host="127.0.0.1", **server):
    return send(
        Letter(SENDER, message),
        recipients,
        Server(host, port, **server),
        limits=limits,
        insecure=insecure,
        note=lambda outcomes: notes.append({address: outcome.state for address, outcome in outcomes.items()}),
        say=notes.said.append,
    )


def _states(outcomes):
    return {address: outcome.state for address, outcome in outcomes.items()}


def test_a_message_arrives_as_it_was_written(notes):
    """All recipients get the same bytes in one conversation, lines that begin with a dot among them."""
    box = Postbox()
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example", "b@x.example")
    assert _states(outcomes) == {"a@x.example": "sent", "b@x.example": "sent"}
    assert box.taken == [(["a@x.example", "b@x.example"], MESSAGE)]
    assert (box.senders, box.conversations) == ([SENDER], 1)
    assert outcomes["a@x.example"].detail == "250 2.0.0 taken"


def test_it_is_written_down_that_nobody_knows_before_anything_is_certain(notes):
    """The journal hears "uncertain" before the final dot, and what came of it afterwards."""
    with mail_server(Postbox()) as port:
        _send(notes, port, "a@x.example")
    assert notes == [{"a@x.example": "uncertain"}, {"a@x.example": "sent"}]


def test_a_journal_that_can_t_be_written_stops_the_mail(notes):
    """Where it can't be written down, the final dot is not sent, and nobody has the message."""
    box = Postbox()

    def full(outcomes):
        msg = "the disk is full"
        raise DeliveryError(msg)

    with mail_server(box) as port, pytest.raises(DeliveryError, match="full"):
        send(
            Letter(SENDER, MESSAGE), ["a@x.example"], Server("127.0.0.1", port),
            limits=LIMITS, insecure=False, note=full, say=notes.said.append,
        )  # fmt: skip
    assert box.taken == []


def test_a_refused_recipient_does_not_stop_the_others(notes):
    """550 for one: the others get it, and the one is told of with the server's words."""
    box = Postbox(to_recipient={"b@x.example": ["550 5.1.1 nobody of that name"], "a@x.example": [], "c@x.example": []})
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example", "b@x.example", "c@x.example")
    assert _states(outcomes) == {"a@x.example": "sent", "b@x.example": "refused", "c@x.example": "sent"}
    assert outcomes["b@x.example"].detail == "550 5.1.1 nobody of that name"
    assert box.reached == ["a@x.example", "c@x.example"]
    assert notes.said == []


def test_all_refused(notes):
    """Where every recipient is refused no message is sent at all."""
    box = Postbox(to_recipient={"a@x.example": ["550 no"]})
    with mail_server(box) as port:
        assert _states(_send(notes, port, "a@x.example")) == {"a@x.example": "refused"}
    assert box.taken == []


def test_temporary_then_well(notes):
    """450 for a recipient, 451 for a message: both are tried again, only for those who have not got it."""
    box = Postbox(
        to_recipient={"a@x.example": [], "b@x.example": ["450 4.7.1 come back later"]}, to_data=["451 4.3.0 full"]
    )
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example", "b@x.example")
    assert set(_states(outcomes).values()) == {"sent"}
    assert sorted(box.reached) == ["a@x.example", "b@x.example"]
    assert box.conversations == 2
    assert notes.said == ["451 4.3.0 full; 450 4.7.1 come back later; trying again in 0 seconds"]


def test_temporary_for_one_only(notes):
    """Who has it is not sent it again when another is tried again."""
    box = Postbox(to_recipient={"a@x.example": [], "b@x.example": ["450 later", "450 later"]})
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example", "b@x.example")
    assert set(_states(outcomes).values()) == {"sent"}
    assert box.taken == [(["a@x.example"], MESSAGE), (["b@x.example"], MESSAGE)]


def test_temporary_without_end(notes):
    """Tries are counted: in the end it is failed, with what the server said."""
    box = Postbox(to_data=["451 full"] * 9)
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example")
    assert (outcomes["a@x.example"].state, outcomes["a@x.example"].detail) == ("failed", "451 full")
    assert box.conversations == LIMITS.attempts


def test_a_message_that_is_refused(notes):
    """554 after the message is final, and not tried again."""
    box = Postbox(to_data=["554 5.7.1 spam"])
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example")
    assert (outcomes["a@x.example"].state, box.conversations) == ("refused", 1)
    assert notes[-1] == {"a@x.example": "refused"}


def test_cut_before_the_final_dot(notes):
    """A connection lost in the middle of the message is a message not sent: it is tried again, and known to be so."""
    # More than the buffers of any system hold, so that the loss is noticed while it is being sent.
    large = MESSAGE + (b"x" * 998 + b"\r\n") * 16_000
    with mail_server(Postbox(), kind=CutsInTheMiddle, data_size_limit=None) as port:
        outcomes = _send(notes, port, "a@x.example", message=large)
    assert (outcomes["a@x.example"].state, "lost" in outcomes["a@x.example"].detail) == ("failed", True)
    assert notes == [{"a@x.example": "failed"}] * LIMITS.attempts
    assert len(notes.said) == LIMITS.attempts - 1


def test_refused_before_the_final_dot(notes):
    """A server that has heard enough is taken at its word."""
    with mail_server(Postbox(), kind=RefusesInTheMiddle) as port:
        outcomes = _send(notes, port, "a@x.example")
    assert (outcomes["a@x.example"].state, outcomes["a@x.example"].detail) == ("refused", "552 5.3.4 too much")


def test_cut_after_the_final_dot(notes):
    """A connection lost after the final dot is uncertain: it is not tried again, and the others' refusals are kept."""
    box = Postbox(to_data=["cut"], to_recipient={"a@x.example": [], "b@x.example": ["550 no"]})
    with mail_server(box) as port:
        outcomes = _send(notes, port, "a@x.example", "b@x.example")
    assert _states(outcomes) == {"a@x.example": "uncertain", "b@x.example": "refused"}
    assert "the server did not answer" in outcomes["a@x.example"].detail
    assert (box.conversations, notes.said) == (1, [])


def test_silence_after_the_final_dot(notes):
    """A server that takes the message and says nothing leaves it uncertain, in limited time."""
    with mail_server(Postbox(to_data=["wait"])) as port:
        outcomes = _send(notes, port, "a@x.example", limits=IMPATIENT)
    assert outcomes["a@x.example"].state == "uncertain"
    assert "did not answer in time" in outcomes["a@x.example"].detail


def test_a_server_that_never_answers(notes):
    """It is waited for so long and tried so often, and then it is failed."""
    with deaf_server() as port:
        outcomes = _send(notes, port, "a@x.example", limits=IMPATIENT)
    assert outcomes["a@x.example"].state == "failed"
    assert "did not answer in time" in outcomes["a@x.example"].detail
    assert len(notes.said) == 1


def test_a_server_that_drips(notes):
    """A server that never falls silent and never comes to an end is cut off, too."""
    limits = type(LIMITS)(connect=5, reply=5, dot=5, whole=0.3, attempts=1, pause=0)
    with deaf_server(drips=0.02) as port:
        assert _states(_send(notes, port, "a@x.example", limits=limits)) == {"a@x.example": "failed"}


def test_nobody_listens(notes):
    """A port on which nobody listens may have somebody a while later."""
    with deaf_server() as port:
        pass
    outcomes = _send(notes, port, "a@x.example", limits=IMPATIENT)
    assert outcomes["a@x.example"].state == "failed"
    assert len(notes.said) == 1


@pytest.mark.parametrize(
    ("greeting", "error"),
    [(b"554 not you\r\n", "refuses connections"), (b"SSH-2.0-x\r\n", "does not speak SMTP")],
)
def test_a_server_that_turns_everybody_away(notes, greeting, error):
    """What is refused for good at the door is said at once."""
    with deaf_server(says=greeting) as port, pytest.raises(MailError, match=error):
        _send(notes, port, "a@x.example")


def test_a_server_that_is_busy(notes):
    """421 at the door is tried again."""
    with deaf_server(says=b"421 4.3.2 busy\r\n") as port:
        outcomes = _send(notes, port, "a@x.example", limits=IMPATIENT)
    assert outcomes["a@x.example"].state == "failed"
    assert "421 4.3.2 busy" in outcomes["a@x.example"].detail


def test_too_large(notes):
    """A message larger than the server says it takes is not sent, and both sizes are told."""
    box = Postbox()
    with mail_server(box, data_size_limit=20) as port:
        outcomes = _send(notes, port, "a@x.example")
    assert outcomes["a@x.example"].state == "refused"
    assert f"{len(MESSAGE)} bytes, but the server accepts 20" in outcomes["a@x.example"].detail


def test_starttls_and_a_password(notes, certificates):
    """STARTTLS is taken where it is offered, and the password goes through it."""
    box = Postbox()
    options = {"tls_context": certificates.trusted, "auth_required": True, "authenticator": authenticate}
    with mail_server(box, require_starttls=True, **options) as port:
        outcomes = _send(notes, port, "a@x.example", host="localhost", user=USER, password=PASSWORD)
    assert _states(outcomes) == {"a@x.example": "sent"}
    assert (box.secure, box.users) == ([True], [USER])


def test_tls_from_the_first_byte_on(notes, certificates):
    """Implicit TLS works as STARTTLS does."""
    box = Postbox()
    with mail_server(box, implicit=certificates.trusted) as port:
        outcomes = _send(notes, port, "a@x.example", host="localhost", encryption="implicit")
    assert _states(outcomes) == {"a@x.example": "sent"}


@pytest.mark.parametrize("encryption", ["starttls", "implicit"])
@pytest.mark.parametrize("which", ["foreign", "other_name"])
def test_a_certificate_that_is_not_trusted(notes, certificates, encryption, which):
    """A certificate of an unknown authority, or for another host, ends it, on this machine too."""
    box = Postbox()
    context = getattr(certificates, which)
    options = {"implicit": context} if encryption == "implicit" else {"tls_context": context}
    with (
        mail_server(box, **options) as port,
        pytest.raises(MailError, match="isn't trusted"),
    ):
        _send(notes, port, "a@x.example", host="localhost", encryption=encryption)
    assert (box.taken, notes) == ([], [])


def test_wrong_password(notes, certificates):
    """A wrong password is told with the server's words and the name of the user, at once, and is not shown."""
    box = Postbox()
    options = {"tls_context": certificates.trusted, "auth_required": True, "authenticator": authenticate}
    with mail_server(box, **options) as port, pytest.raises(MailError) as fault:
        _send(notes, port, "a@x.example", host="localhost", user=USER, password="wr0ng-pass")
    assert f"refuses the login of {USER}" in str(fault.value)
    assert "535" in str(fault.value)
    assert "wr0ng-pass" not in str(fault.value)
    assert box.taken == []


def test_starttls_that_is_not_offered(notes):
    """Where TLS is asked for and not offered, nothing is sent."""
    box = Postbox()
    with mail_server(box) as port, pytest.raises(MailError, match="offers no STARTTLS"):
        _send(notes, port, "a@x.example", encryption="starttls")
    assert box.taken == []


def test_a_password_where_nobody_asks_for_one(notes):
    """A user is named, and the server knows nothing of users."""
    with mail_server(Postbox()) as port, pytest.raises(MailError, match="offers no login here"):
        _send(notes, port, "a@x.example", user=USER, password=PASSWORD)


def test_plain_to_another_machine(notes, monkeypatch):
    """Without TLS nothing goes to another machine (made up here), but with the user's express leave."""
    monkeypatch.setattr(Server, "is_here", False)
    box = Postbox()
    with mail_server(box) as port:
        with pytest.raises(MailError, match=r"offers no TLS.*--insecure"):
            _send(notes, port, "a@x.example")
        assert box.taken == []
        assert _states(_send(notes, port, "a@x.example", insecure=True)) == {"a@x.example": "sent"}


def test_a_host_that_is_not_there(notes):
    """A name that no host bears is a fault of the settings."""
    with pytest.raises(MailError, match="no host"):
        _send(notes, 25, "a@x.example", host="a..b")
