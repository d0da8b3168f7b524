"""The language a report is written in: its locale, and the catalogue of its words.

Words within a ``with speaking(…)`` block are in that language; outside of any they are in British
English, as they are in the code. Other languages come from catalogues, ``languages/<language>.po`` in a
folder of templates: one file makes a language. ``languages/<language>_<territory>.po`` may say some of it differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from segmentation.errors import ReportError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ENGLISH: Final = "en_GB"
FOLDER: Final = "languages"


@dataclass(frozen=True)
class _Catalogue:
    """Babel's catalogue, and which of a message's forms so many of something take."""

    messages: Catalog
    plural: Callable[[int], int]

    def get(self, message: str, context: str | None, count: int) -> str:
        """Give a translation; empty where there is none, or none that is sure."""
        found = self.messages.get(message, context)
        if not found or found.fuzzy or not found.string:
            return ""
        # A message with a plural is found by its singular alone, too.
        return found.string if isinstance(found.string, str) else found.string[self.plural(count)]


@dataclass(frozen=True)
class Language:
    """A language: by which locale numbers and dates are written, such as ``de_DE``, and its catalogues."""

    locale: str
    catalogues: tuple[_Catalogue, ...] = ()


_BRITISH: Final = Language(ENGLISH)
_SPOKEN: ContextVar[Language] = ContextVar("spoken")


@contextmanager
def speaking(locale: str, folders: Sequence[Path] = ()) -> Iterator[None]:
    """Write in a language within this block, by its catalogue in the folders' ``languages``; an earlier folder wins."""
    token = _SPOKEN.set(Language(locale, _catalogues(locale, tuple(folders))))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken_locale() -> str:
    """Name the locale that is spoken."""
    return _SPOKEN.get(_BRITISH).locale


def text_direction() -> str:
    """Say which way the language is written: ``ltr`` or ``rtl``, as HTML has it."""
    from babel import Locale

    return str(Locale.parse(spoken_locale()).text_direction)


def gettext(message: str) -> str:
    """Give a message in the language that is spoken; it is put into braces' places afterwards."""
    return _translated(message) or message


def ngettext(singular: str, plural: str, count: float) -> str:
    """Give a message about so many of something."""
    # Plural rules need whole numbers: 1.5 is not singular.
    whole = int(count) if count == int(count) else 2
    return _translated(singular, count=whole) or (singular if whole == 1 else plural)


def pgettext(context: str, message: str) -> str:
    """Give a message that means different things in different places."""
    return _translated(message, context) or message


def _translated(message: str, context: str | None = None, count: int = 1) -> str:
    # The empty message holds a catalogue's header.
    found = (each.get(message, context, count) for each in _SPOKEN.get(_BRITISH).catalogues if message)
    return next(filter(None, found), "")


def _catalogues(locale: str, folders: tuple[Path, ...]) -> tuple[_Catalogue, ...]:
    """Read a language's catalogues; what the first says counts."""
    language = locale.partition("_")[0]
    names = dict.fromkeys((locale, language))
    files = [path for name in names for folder in folders if (path := folder / FOLDER / f"{name}.po").is_file()]
    if not files and language != ENGLISH.partition("_")[0]:
        known = sorted({"en", *(path.stem for folder in folders for path in (folder / FOLDER).glob("*.po"))})
        msg = (
            f"there is no catalogue for locale '{locale}', only for {', '.join(known)}; to add one, put "
            f"{FOLDER}/{language}.po into your templates folder"
        )
        raise ReportError(msg)
    return tuple(_read(path, path.stat().st_mtime_ns) for path in files)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> _Catalogue:
    """Read a catalogue; one that changed is read again."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            # The file name gives the language if the header doesn't: without one, plural rules are dropped.
            catalogue = read_po(file, locale=path.stem, abort_invalid=True)
        for message in catalogue:
            _check(message)
        return _Catalogue(catalogue, c2py(catalogue.plural_expr))
    except PoFileError as error:
        # Babel counts lines from 0.
        fault = str(error).rpartition(" on ")[0]
        msg = f"the catalogue {path} can't be read: line {error.lineno + 1}: {fault[:1].lower()}{fault[1:]}"
        raise ReportError(msg) from None
    except (OSError, ValueError) as error:
        msg = f"the catalogue {path} can't be read: {' '.join(str(error).split())}"
        raise ReportError(msg) from None


def _check(message: Message) -> None:
    """Check that a translation has no placeholder that the message lacks."""
    said, ids = ((text,) if isinstance(text, str) else tuple(text or ()) for text in (message.string, message.id))
    places = set().union(*map(places_in, ids))
    if message.id and (more := set().union(*map(places_in, said)) - places):
        known = ", ".join(f"{{{place}}}" for place in sorted(places)) or "none"
        msg = (
            f"line {message.lineno}: the translation of '{ids[0]}' has the placeholder {{{min(more)}}}; allowed "
            f"are those of the message: {known}"
        )
        raise ValueError(msg)


def places_in(text: str) -> set[str]:
    """Find the places for values in a message.

    >>> sorted(places_in("{who} spent {much}"))
    ['much', 'who']
    """
    return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
