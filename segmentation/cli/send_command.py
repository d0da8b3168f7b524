"""The command that sends a report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from segmentation.cli.options import with_options, with_settings
from segmentation.errors import UndeliveredError
from segmentation.settings.config import Config
from segmentation.settings.loading import load_settings
from segmentation.settings.mail import MailConfig
from segmentation.settings.report import ReportConfig


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar="ADDRESS", help="Who gets it, instead of the recipients in the settings.")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="Who gets a copy.")
@partial(with_options, fields=MailConfig.model_fields, without="recipients", metavar="TEXT")
@click.option(
    "--attach-lists", is_flag=True, help="Attach customer lists, for recipients whom the settings allow them."
)
@click.option("--dry-run", is_flag=True, help="Write the mail to a file and send nothing.")
@click.option("--again", is_flag=True, help="Send it to those who already have it, too.")
@click.option(
    "--uncertain", type=click.Choice(["again", "received"]),
    help="For recipients who may or may not have it: send it again, or treat it as received.",
)  # fmt: skip
@click.option("--insecure", is_flag=True, help="Send without TLS if the server offers none.")
@click.option("--locale", metavar="VALUE", help=ReportConfig.model_fields["locale"].description)
@partial(with_settings, names=("templates",))
def send(
    folder: Path, file: Path | None, templates: str | None, locale: str | None, dry_run: bool, **options: Any
) -> None:
    """Send a month's report by mail to those who don't have it yet.

    FOLDER is the month's folder, such as outputs/2011-11. Set the server in SEGMENTATION_SMTP_HOST, _PORT, _USER and
    _PASSWORD; the last two may be in a netrc file instead.
    """
    table = {name: options.pop(name) for name in MailConfig.model_fields if name != "recipients"}
    said = {name: value for name, value in table.items() if value is not None}
    report = {} if locale is None else {"locale": locale}
    config = load_settings({"templates": templates, "mail": said, "report": report}, file=file).config
    if not dry_run:
        send_report(config, folder, **options)
        return
    from segmentation.commands.send import draft

    for written in draft(config, folder, **{name: options[name] for name in ("to", "cc", "attach_lists")}):
        click.echo(f"{written.path}: would go to {', '.join(written.waiting) or 'no one'}")
        for known in written.known:
            click.echo(f"  {known.address}: {known.state} on {known.before:%Y-%m-%d}, and would not get it again")


def send_report(config: Config, folder: Path, **options: Any) -> None:
    """Send a month's report and print the outcome for each recipient."""
    from segmentation.commands.send import send

    results = send(config, folder, say=partial(click.echo, err=True), **options)
    for result in results:
        before = "" if result.before is None else f" on {result.before:%Y-%m-%d}, and not sent again"
        click.echo(f"{result.address}: {result.state}{before} ({result.detail})")
    missing = [result for result in results if result.state != "sent"]
    if missing:
        what = {
            "refused": "fix the address",
            "failed": "run the same command to try again",
            "uncertain": "ask them, then use --uncertain received or --uncertain again",
        }
        states = dict.fromkeys(result.state for result in missing)
        todo = "; ".join(f"{state}: {what[state]}" for state in states)
        msg = f"{len(missing)} of {len(results)} recipients may not have the report; {todo}"
        raise UndeliveredError(msg)
