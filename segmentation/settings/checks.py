"""Checks of one value of a setting, whichever table it is in; what they raise is said behind the value."""

from __future__ import annotations

import re
from typing import Any, Final

from segmentation.errors import nearest

_PYTHON_ONLY: Final = re.compile(r"(?<!\\)(?:\\\\)*(?:\(\?(?:[=!>(]|<[=!]|P=)|\\[1-9Z])")
"""What Python's regular expressions have, and those of data-frame engines, evaluated in linear time, don't."""


def in_a_tuple(value: Any) -> Any:
    """Take one text for a list of one."""
    return (value,) if isinstance(value, str) else value


def no_truth(value: Any) -> Any:
    """Refuse true and false, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        msg = "not a number"
        raise ValueError(msg)
    return value


def each_once(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that names something twice."""
    for each in value:
        if value.count(each) > 1:
            msg = f"'{each}' stands there twice"
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
    """Refuse what is no regular expression, or none for the engine that reads the lines."""
    try:
        re.compile(value)
    except re.error as error:
        msg = f"not a regular expression: {error}"
        raise ValueError(msg) from None
    if _PYTHON_ONLY.search(value):
        msg = "look-around, back-references, conditions and \\Z are unknown to the engine that reads the lines"
        raise ValueError(msg)
    return value


def date_format(value: str | None) -> str | None:
    """Refuse a format without strftime's letters."""
    if value is not None and "%" not in value:
        msg = "day, month and year are %d, %m and %Y"
        raise ValueError(msg)
    return value


def upper_case(value: Any) -> Any:
    """Write a text in capitals."""
    return value.upper() if isinstance(value, str) else value


def currency(value: str) -> str:
    """Refuse a code that is no currency's."""
    from babel.numbers import is_currency

    if value != "GBP" and not is_currency(value, "en"):
        msg = "no such currency"
        raise ValueError(msg)
    return value
