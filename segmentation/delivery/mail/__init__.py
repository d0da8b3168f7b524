"""A month's report in inboxes: composed from the month's folder alone, and sent to each recipient once."""

from segmentation.delivery.mail.connection import Limits
from segmentation.delivery.mail.delivering import Draft, Manner, Result, dry_run, send_month
from segmentation.delivery.mail.mailing import Mailing, Recipient, named, ready
from segmentation.delivery.mail.server import PREFIX, Server, read_server

__all__ = [
    "PREFIX",
    "Draft",
    "Limits",
    "Mailing",
    "Manner",
    "Recipient",
    "Result",
    "Server",
    "dry_run",
    "named",
    "read_server",
    "ready",
    "send_month",
]
