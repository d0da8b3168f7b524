"""What the mail needs of the settings, handed on as plain arguments; the pipeline is not needed for it.

Only what is in a month's folder is sent; who made it and when doesn't matter.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from segmentation.errors import MailError
from segmentation.mail.address import parse_mailbox
from segmentation.mail.recipients import Mailing, Recipient, ready
from segmentation.mail.recipients import named as the_named
from segmentation.mail.send_month import Draft, Manner, Result, dry_run, send_month
from segmentation.mail.server import PREFIX, Server, read_server
from segmentation.settings.config import Config
from segmentation.style.language import speaking


def check_mail(config: Config) -> None:
    """Make sure, before any work is done, that the report could be sent."""
    ready(_mailing(config))
    _server()
    # Opening it checks that there is a catalogue.
    with speaking(config.report.locale, config.template_folders):
        pass


def send(
    config: Config,
    folder: Path,
    *,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    attach_lists: bool = False,
    say: Callable[[str], None],
    **how: Any,
) -> tuple[Result, ...]:
    """Send a month's report by mail."""
    made = _mailing(config, to, cc, attach_lists=attach_lists)
    ready(made)
    with speaking(config.report.locale, config.template_folders):
        return send_month(folder, made, _server(), Manner(**how), templates=config.template_folders, say=say)


def draft(
    config: Config, folder: Path, *, to: Sequence[str] = (), cc: Sequence[str] = (), attach_lists: bool = False
) -> tuple[Draft, ...]:
    """Write a month's report as it would be sent by mail."""
    made = _mailing(config, to, cc, attach_lists=attach_lists)
    with speaking(config.report.locale, config.template_folders):
        return dry_run(folder, made, templates=config.template_folders)


def _mailing(config: Config, to: Sequence[str] = (), cc: Sequence[str] = (), *, attach_lists: bool = False) -> Mailing:
    """Put together who gets what, from the settings and from what the command line names."""
    said = config.mail
    known = []
    for each in said.recipients:
        mailbox = parse_mailbox(each.address)
        named = replace(mailbox, name=each.name or mailbox.name)
        known.append(Recipient(named, each.cc, each.segments, each.lists))
    return Mailing(
        sender=None if said.sender is None else parse_mailbox(said.sender),
        recipients=the_named(known, to, cc),
        subject=said.subject,
        reply_to=None if said.reply_to is None else parse_mailbox(said.reply_to),
        organisation=said.organisation or config.report.organisation,
        attach_html=said.attach_html,
        attach_lists=attach_lists,
    )


def _server() -> Server:
    server = read_server(os.environ)
    if server is None:
        msg = f"no mail server is set; set {PREFIX}HOST, and _PORT, _USER and _PASSWORD if the server needs them"
        raise MailError(msg)
    return server
