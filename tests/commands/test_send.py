"""`segmentation send` and `segmentation report --send`, from the command line to a real mail server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from segmentation.cli.program import main
from segmentation.delivery.customer_tables import write_customers
from segmentation.facts import write_facts
from segmentation.settings.loading import FILE_NAME

from ..by_hand.facts import four_groups, tell
from ..mail.conftest import close
from ..mail.smtp_servers import PASSWORD, USER, Postbox, authenticate, mail_server

MONTH = Path("outputs", "2011-11")
BOARD, CRM = "board@shop.example", "crm@shop.example"
SETTINGS = f"""
[mail]
sender = "Reports <reports@shop.example>"
organisation = "Gift Ware"
subject = "{{organisation}}: {{month}}"

[[mail.recipients]]
address = "{BOARD}"
name = "The board"

[[mail.recipients]]
address = "{CRM}"
cc = true
lists = true
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Stand in an empty folder with settings for mail, with nobody's server in the environment."""
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("SEGMENTATION_")]:
        monkeypatch.delenv(variable)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEGMENTATION_SNAPSHOTS", "snapshots")
    Path(FILE_NAME).write_text(SETTINGS, encoding="utf-8")


@pytest.fixture
def run(capsys):
    """Run the program in this process, and tell its exit code, output and errors."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        return (end.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def month():
    """Make a month's folder, with something in place of the report's pages."""
    MONTH.mkdir(parents=True)
    told = tell(four_groups())
    write_facts(told.facts, MONTH / "facts.json")
    write_customers(told.customers, MONTH)
    (MONTH / "report.pdf").write_bytes(b"%PDF-1.7 all of it")
    close(MONTH)


@pytest.fixture
def to(monkeypatch):
    """Name a server in the environment."""

    def name(port, **others):
        for key, value in {"HOST": "127.0.0.1", "PORT": str(port), **others}.items():
            monkeypatch.setenv(f"SEGMENTATION_SMTP_{key}", value)

    return name


@pytest.mark.usefixtures("month")
def test_send(run, to):
    """The settings say to whom; each is told of on a line; the second time nobody is written to."""
    box = Postbox()
    with mail_server(box) as port:
        to(port)
        assert run("send", str(MONTH)) == (0, f"{BOARD}: sent (250 2.0.0 taken)\n{CRM}: sent (250 2.0.0 taken)\n", "")
        code, output, errors = run("send", str(MONTH))
    assert (code, output.count("and not sent again"), errors) == (0, 2, "")
    assert box.reached == [BOARD, CRM]
    (message,) = box.messages
    assert (message["To"], message["Cc"]) == (f"The board <{BOARD}>", CRM)
    assert message["Subject"] == "Gift Ware: November 2011"


@pytest.mark.usefixtures("month")
def test_the_command_line_overrides(run, to):
    """Recipients, sender, where answers go and the subject can all be named on the command line."""
    box = Postbox()
    with mail_server(box) as port:
        to(port)
        code, output, _ = run(
            "send", str(MONTH), "--to", "A <a@x.example>", "--cc", CRM, "--sender", "me@x.example",
            "--reply-to", "you@x.example", "--subject", "{customers} customers", "--attach-lists",
        )  # fmt: skip
    assert (code, output.count(": sent")) == (0, 2)
    first, second = box.messages
    assert (first["From"], first["To"], first["Cc"]) == ("me@x.example", "A <a@x.example>", CRM)
    assert (first["Reply-To"], first["Subject"]) == ("you@x.example", "48 customers")
    names = [[part.get_filename() for part in message.iter_attachments()] for message in (first, second)]
    assert names == [["customer-segments-2011-11.pdf"], ["customer-segments-2011-11.pdf", "customers-2011-11.csv"]]


@pytest.mark.usefixtures("month")
def test_not_everybody_was_reached(run, to):
    """Exit code 5 and a last line that says how many, and what to do; the others have it."""
    box = Postbox(to_recipient={BOARD: ["550 5.1.1 nobody"], CRM: []})
    with mail_server(box) as port:
        to(port)
        code, output, errors = run("send", str(MONTH))
    assert code == 5
    assert output == f"{BOARD}: refused (550 5.1.1 nobody)\n{CRM}: sent (250 2.0.0 taken)\n"
    assert errors == "segmentation: 1 of 2 recipients may not have the report; refused: fix the address\n"
    assert box.reached == [CRM]


@pytest.mark.usefixtures("month")
def test_uncertain_says_what_to_do(run, to):
    """Where nobody knows the user is told how to decide, and does."""
    box = Postbox(to_data=["cut"])
    with mail_server(box) as port:
        to(port)
        code, output, errors = run("send", str(MONTH), "--to", BOARD)
        assert (code, "uncertain" in output, "--uncertain received or --uncertain again" in errors) == (5, True, True)
        code, output, _ = run("send", str(MONTH), "--to", BOARD)
        assert (code, "and not sent again" in output) == (5, True)
        assert run("send", str(MONTH), "--to", BOARD, "--uncertain", "received")[0] == 0
        assert run("send", str(MONTH), "--to", BOARD)[0] == 0
    assert box.reached == []


@pytest.mark.usefixtures("month")
def test_a_dry_run_needs_no_server(run):
    """The mail is written beside the months' folders, and its path is told."""
    code, output, errors = run("send", str(MONTH), "--dry-run")
    path = Path("outputs", "deliveries", "2011-11.eml")
    assert (code, errors) == (0, "")
    assert output == f"{path.resolve()}: would go to {BOARD}, {CRM}\n"
    assert path.read_bytes().startswith(b"From: Reports <reports@shop.example>\r\n")


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(
    ("arguments", "environment", "what"),
    [
        ([str(MONTH)], {}, "no mail server is set; set SEGMENTATION_SMTP_HOST"),
        ([str(MONTH), "--to", "nobody"], {}, "--to is 'nobody'"),
        ([str(MONTH), "--to", "a@x.example\nBcc: b@x.example"], {}, "would start a new mail header"),
        ([str(MONTH), "--subject", "November\nBcc: b@x.example"], {}, "mail.subject is 'November\\nBcc"),
        ([str(MONTH), "--subject", "{mnth}"], {}, "mail.subject is '{mnth}' (from --subject)"),
        ([str(MONTH), "--to", "a@x.example", "--attach-lists"], {}, "no recipient may get customer lists"),
        ([str(MONTH)], {"PORT": "x"}, "SEGMENTATION_SMTP_PORT is 'x'"),
        (["outputs"], {}, "outputs is not a complete month's folder"),
        (["nowhere"], {}, "nowhere is not a complete month's folder"),
        ([str(MONTH), "--password", "x"], {}, "No such option"),
    ],
)
def test_faults_are_one_line(run, to, arguments, environment, what):
    """What the user can mend is one line on standard error, and exit code 2."""
    if environment or arguments[0] != str(MONTH):
        to(25, **environment)
    code, output, errors = run("send", *arguments)
    assert (code, output) == (2, "")
    assert errors.startswith("segmentation: ")
    assert errors.count("\n") == 1
    assert what in errors


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_a_password_is_never_printed(run, to, debug):
    """A wrong password is told without itself, with --debug too; so are the settings."""
    with mail_server(Postbox(), auth_require_tls=False, authenticator=authenticate) as port:
        to(port, USER=USER, PASSWORD="wr0ng-pass")
        code, output, errors = run("send", str(MONTH), *debug)
        assert code == 2
        assert f"refuses the login of {USER}" in errors
        assert "wr0ng-pass" not in output + errors
        assert "wr0ng-pass" not in "".join(run("config")[1:])
        assert "wr0ng-pass" not in "".join(run("doctor")[1:])
        to(port, USER=USER, PASSWORD=PASSWORD)
        assert run("send", str(MONTH))[0] == 0


def _shop():
    """Write a shop's lines of two months and a day."""
    lines = ["Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"]
    lines += [
        f"{1000 * month + row},85048,LIGHTS,{row},2011-{month:02}-{row % 28 + 1:02} 10:00:00,2.50,{row},France"
        for month in (10, 11)
        for row in range(1, 41)
    ]
    lines.append("20000,85048,LIGHTS,1,2011-12-01 10:00:00,2.50,1,France")
    Path("shop.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


REPORT = ("report", "--source", "shop.csv", "--no-pdf", "--clusters", "2", "--draws", "2", "--n-init", "2")


def test_a_report_is_made_and_sent_as_one_step(run, to):
    """`report --send` sends what it made; no recipient's address is kept beside the report."""
    _shop()
    Path(FILE_NAME).write_text(SETTINGS.replace("[mail]", "[mail]\nattach_html = true"), encoding="utf-8")
    box = Postbox()
    with mail_server(box) as port:
        to(port)
        code, output, errors = run(*REPORT, "--no-notebook", "--send")
    assert (code, errors) == (0, "")
    assert output.splitlines()[-2:] == [f"{BOARD}: sent (250 2.0.0 taken)", f"{CRM}: sent (250 2.0.0 taken)"]
    (message,) = box.messages
    (page,) = message.iter_attachments()
    assert page.get_content() == (MONTH / "report.html").read_text(encoding="utf-8")
    for path in MONTH.iterdir():
        assert BOARD.encode() not in path.read_bytes()


def test_a_report_that_is_not_whole_is_not_sent(run, to):
    """Where the notebook is missing that was asked for, the report is there, and nobody gets it."""
    _shop()
    Path(FILE_NAME).write_text(SETTINGS.replace("[mail]", "[mail]\nattach_html = true"), encoding="utf-8")
    Path("mine").mkdir()
    Path("mine", "analysis.ipynb").write_text("no notebook", encoding="utf-8")
    box = Postbox()
    with mail_server(box) as port:
        to(port)
        code, output, errors = run(*REPORT, "--templates", "mine", "--send")
    assert (code, "report.html" in output) == (3, True)
    assert errors.endswith("; it was not sent to anyone\n")
    assert box.conversations == 0


def test_what_a_mail_lacks_is_told_before_the_work(run):
    """Without a server nothing is made at all."""
    _shop()
    code, output, errors = run(*REPORT, "--no-notebook", "--send")
    assert (code, output) == (2, "")
    assert "no mail server is set" in errors
    assert not Path("outputs").exists()
