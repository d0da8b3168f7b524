"""Checks of one setting's value, whichever table it is in; the error shows their message after the value."""

from __future__ import annotations

import re
from typing import Any, Final

from segmentation.errors import nearest

_PYTHON_ONLY: Final = re.compile(r"(?<!\\)(?:\\\\)*(?:\(\?(?:[=!>(]|<[=!]|P=)|\\[1-9Z])")
"""Syntax that Python's regular expressions have and the linear-time ones of data-frame engines lack."""


def in_a_tuple(value: Any) -> Any:
    """Turn a single text into a tuple."""
    return (value,) if isinstance(value, str) else value


def no_truth(value: Any) -> Any:
    """Refuse true and false, which Python treats as 1 and 0."""
    if isinstance(value, bool):
        msg = "not a number"
        raise ValueError(msg)
    return value


def each_once(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that names something twice."""
    for each in value:
        if value.count(each) > 1:
            msg = f"'{each}' is listed twice"
            raise ValueError(msg)
    return value


def time_zone(value: str | None) -> str | None:
    """Refuse a time zone that the IANA database doesn't have."""
    from zoneinfo import ZoneInfo, available_timezones

    if value is not None:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            msg = f"no such time zone{nearest(value, sorted(available_timezones()), few=False)}"
            raise ValueError(msg) from None
    return value


def expression(value: str) -> str:
    """Refuse an invalid regular expression, or one that the engine that reads the lines doesn't support."""
    try:
        re.compile(value)
    except re.error as error:
        msg = f"not a regular expression: {error}"
        raise ValueError(msg) from None
    if _PYTHON_ONLY.search(value):
        msg = "the engine that reads the lines has no look-around, back-references, conditions or \\Z"
        raise ValueError(msg)
    return value


def date_format(value: str | None) -> str | None:
    """Refuse a format without strftime codes."""
    if value is not None and "%" not in value:
        msg = "write day, month and year as %d, %m and %Y"
        raise ValueError(msg)
    return value


def upper_case(value: Any) -> Any:
    """Upper-case a text."""
    return value.upper() if isinstance(value, str) else value


def currency(value: str) -> str:
    """Refuse an unknown currency code."""
    from babel.numbers import is_currency

    if value != "GBP" and not is_currency(value, "en"):
        msg = "no such currency"
        raise ValueError(msg)
    return value
