"""The settings of ``[mail]``; no password is among them."""

from __future__ import annotations

import string
from typing import Any, Final

from pydantic import field_validator

from segmentation.mail.address import one_line, parse_mailbox
from segmentation.settings import checks
from segmentation.settings.table import Table, setting

SUBJECT_FIELDS: Final = ("month", "organisation", "customers", "revenue", "headline")
"""What a subject may name in braces."""

_AN_ADDRESS: Final = "an address such as board@example.com or 'The board <board@example.com>'"


class RecipientConfig(Table):
    """Who gets the report, and what of it matters to them."""

    address: str = setting(..., "Address the report goes to.", _AN_ADDRESS)
    name: str = setting("", "The recipient's name.", "one line of text")
    cc: bool = setting(False, "Whether they only get a copy.", "true or false")
    segments: tuple[str, ...] = setting(
        (), "Which segments matter to them; by default all.", 'a list of names such as ["Champions", "At risk"]'
    )
    lists: bool = setting(False, "Whether they may get lists of customers, with --attach-lists.", "true or false")

    @field_validator("address")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parse_mailbox(value)
        return value

    @field_validator("name")
    @classmethod
    def _of_one_line(cls, value: str) -> str:
        return one_line(value)

    _in_a_tuple = field_validator("segments", mode="before")(checks.in_a_tuple)


class MailConfig(Table):
    """Who gets the report by mail, who it is from, and its subject."""

    sender: str | None = setting(None, "Who the mail is from.", _AN_ADDRESS)
    reply_to: str | None = setting(None, "Where replies go; by default to the sender.", _AN_ADDRESS)
    subject: str = setting(
        "Customer segments, {month}",
        "Subject of the mail.",
        f"one line of text, with any of {', '.join(f'{{{name}}}' for name in SUBJECT_FIELDS)}",
    )
    organisation: str = setting(
        "", "Whose customers they are; by default the organisation in [report].", "one line of text"
    )
    attach_html: bool = setting(False, "Whether to attach report.html as well as the PDF.", "true or false")
    recipients: tuple[RecipientConfig, ...] = setting(
        (), "Who gets the report.", "a list of addresses, or one table [[mail.recipients]] each"
    )

    @field_validator("sender", "reply_to")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None:
            parse_mailbox(value)
        return value

    @field_validator("organisation")
    @classmethod
    def _of_one_line(cls, value: str) -> str:
        return one_line(value)

    @field_validator("subject")
    @classmethod
    def _known_fields(cls, value: str) -> str:
        try:
            parts = list(string.Formatter().parse(one_line(value)))
        except ValueError as error:
            msg = f"{error}; write a literal brace twice"
            raise ValueError(msg) from None
        for _, name, form, conversion in parts:
            # A name and nothing else: no attribute, no conversion, no format.
            if name is not None and (name not in SUBJECT_FIELDS or form or conversion):
                msg = f"{{{name}}} is unknown"
                raise ValueError(msg)
        return value

    @field_validator("recipients", mode="before")
    @classmethod
    def _addresses_alone(cls, value: Any) -> Any:
        several = checks.in_a_tuple(value)
        if not isinstance(several, list | tuple):
            return several
        return tuple({"address": each} if isinstance(each, str) else each for each in several)

    @field_validator("recipients")
    @classmethod
    def _once_each(cls, value: tuple[RecipientConfig, ...]) -> tuple[RecipientConfig, ...]:
        keys = [parse_mailbox(recipient.address).key for recipient in value]
        for key in keys:
            if keys.count(key) > 1:
                msg = f"'{key}' is listed twice"
                raise ValueError(msg)
        return value
