"""Read a condition with Lark's grammar, and explain what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.conditions.vocabulary import COLUMNS, COMPARED_WITH, OPERATORS, Kind
from segmentation.errors import ConditionError, nearest

if TYPE_CHECKING:
    from lark import Lark, Token, UnexpectedInput

Value = str | float | date
"""What a column is compared with; a month is text such as ``2011-11``."""

LONGEST: Final = 1_000
"""Characters a condition may have: enough for any use, too few to nest too deeply to evaluate."""

_GRAMMAR: Final = r"""
?start: either
?either: both (_OR both)*
?both: one (_AND one)*
?one: comparison
    | _NOT one -> opposite
    | "(" either ")"
comparison: NAME OPERATOR _value
    | NAME _IN "(" _value ("," _value)* ")" -> among
    | NAME _NOT _IN "(" _value ("," _value)* ")" -> not_among
_value: TEXT | NUMBER | DATE

_AND.2: "and"i
_OR.2: "or"i
_NOT.2: "not"i
_IN.2: "in"i
NAME: /[a-z_][a-z0-9_]*/i
OPERATOR: "=" | "!=" | "<=" | ">=" | "<" | ">"
TEXT: /'(?:[^']|'')*'/ | /"(?:[^"]|"")*"/
DATE.2: /[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9-])/
NUMBER: /[+-]?[0-9]+(?:\.[0-9]+)?/
%ignore /\s+/
"""

_WORDS: Final = {
    "NAME": "a column",
    "OPERATOR": "one of = != < <= > >=",
    "TEXT": "text in quotes",
    "NUMBER": "a number",
    "DATE": "a date",
    "_AND": "'and'",
    "_OR": "'or'",
    "_NOT": "'not'",
    "_IN": "'in'",
    "LPAR": "'('",
    "RPAR": "')'",
    "COMMA": "','",
    "$END": "the end",
}
"""What may be expected at some place, in words."""


@dataclass(frozen=True)
class Comparison:
    """A column compared with one value, or by ``in`` and ``not in`` with several.

    ``positions`` are the characters of the text, from 1, at which the values begin.
    """

    column: str
    operator: str
    values: tuple[Value, ...]
    positions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Not:
    """Met where another condition isn't."""

    part: Condition


@dataclass(frozen=True)
class And:
    """Met where all its parts are."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """Met where one of its parts is."""

    parts: tuple[Condition, ...]


Condition = Comparison | Not | And | Or


def parse(text: str) -> Condition:
    """Read a condition, or raise a `ConditionError` with the character at which it goes wrong.

    >>> parse("monetary > 500")
    Comparison(column='monetary', operator='>', values=(500.0,), positions=(12,))
    """
    from lark import UnexpectedInput
    from lark.exceptions import VisitError

    if len(text) > LONGEST:
        msg = f"it has {len(text):,} characters; allowed are at most {LONGEST:,}"
        raise ConditionError(msg)
    try:
        return _reader().parse(text)  # type: ignore[return-value]  # the reader makes conditions of trees
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    except VisitError as error:
        raise error.orig_exc from None


@cache
def _reader() -> Lark:
    """Make the parser, which builds conditions while it reads."""
    from lark import Lark, Transformer

    class Reader(Transformer[Any, Condition]):
        def comparison(self, tokens: list[Token]) -> Condition:
            return _comparison(tokens[0], str(tokens[1]), tokens[1].start_pos, tokens[2:])

        def among(self, tokens: list[Token]) -> Condition:
            return _comparison(tokens[0], "in", None, tokens[1:])

        def not_among(self, tokens: list[Token]) -> Condition:
            return _comparison(tokens[0], "not in", None, tokens[1:])

        def opposite(self, parts: list[Condition]) -> Condition:
            return Not(parts[0])

        def both(self, parts: list[Condition]) -> Condition:
            return And(tuple(parts))

        def either(self, parts: list[Condition]) -> Condition:
            return Or(tuple(parts))

    return Lark(_GRAMMAR, parser="lalr", transformer=Reader())


def _comparison(name: Token, operator: str, place: int | None, values: list[Token]) -> Comparison:
    column = str(name)
    if column not in COLUMNS:
        msg = f"no column '{column}'{nearest(column, COLUMNS)}"
        raise _at(name.start_pos, msg)
    kind = COLUMNS[column]
    if place is not None and operator not in OPERATORS[kind]:
        msg = f"{column} can't be compared by {operator}; allowed are {', '.join((*OPERATORS[kind], 'in', 'not in'))}"
        raise _at(place, msg)
    read = tuple(_read(column, kind, value) for value in values)
    return Comparison(column, operator, read, tuple((value.start_pos or 0) + 1 for value in values))


def _read(column: str, kind: Kind, token: Token) -> Value:
    """Read a value to compare with; a date may be in quotes, too."""
    quoted = token.type == "TEXT"
    text = token[1:-1].replace(token[0] * 2, token[0]) if quoted else str(token)
    if kind == "number" and token.type == "NUMBER":
        return float(text)
    if kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            msg = f"no such day: {text}"
            raise _at(token.start_pos, msg) from None
    if kind == "month" and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return text
    if kind in ("id", "segment", "text") and quoted:
        return text
    msg = f"{column} is compared with {token}; allowed is {COMPARED_WITH[kind]}"
    raise _at(token.start_pos, msg)


def _at(start: int | None, what: str) -> ConditionError:
    return ConditionError(f"at character {(start or 0) + 1}: {what}")


def _explained(error: UnexpectedInput, text: str) -> ConditionError:
    """Say at which character reading ended, what is there, and what was expected."""
    from lark import UnexpectedCharacters, UnexpectedToken

    if isinstance(error, UnexpectedCharacters):
        place, found, expected = error.pos_in_stream or 0, f"'{error.char}'", set(error.allowed or ())
        if error.char in "'\"":
            return _at(place, f"a text begins with {error.char} and does not end; close it with the same mark")
    elif isinstance(error, UnexpectedToken):
        at_end = error.token.type == "$END"
        place = len(text) if at_end else error.token.start_pos or 0
        found, expected = "the end" if at_end else f"'{error.token}'", set(error.accepts or error.expected)
    else:  # pragma: no cover  (an LALR parser raises no other)
        return _at(0, str(error))
    words = [words for name, words in _WORDS.items() if name in expected]
    return _at(place, f"found {found}; expected is {', '.join(words[:-1])}{' or ' if words[:-1] else ''}{words[-1]}")


def columns_of(condition: Condition) -> frozenset[str]:
    """List the columns a condition names.

    >>> sorted(columns_of(parse("not monetary > 5 or country = 'France'")))
    ['country', 'monetary']
    """
    return frozenset(comparison.column for comparison in comparisons(condition))


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield all comparisons of a condition, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
            yield from comparisons(part)


def check_segments(condition: Condition, known: Collection[str]) -> None:
    """Raise a `ConditionError` where a condition names a segment that isn't known.

    >>> check_segments(parse("segment = 'At risk, higher spend'"), ["At risk", "Loyal"])
    """
    for comparison in comparisons(condition):
        if COLUMNS[comparison.column] != "segment":
            continue
        names = (*known, *((c.NEW, c.RETURNED) if comparison.column == c.PREVIOUS_SEGMENT else ()))
        for value, position in zip(comparison.values, comparison.positions, strict=True):
            name = str(value).partition(", ")[0]
            if name.casefold() not in {each.casefold() for each in names}:
                msg = f"no segment '{name}'{nearest(name, names)}"
                raise _at(position - 1, msg)
