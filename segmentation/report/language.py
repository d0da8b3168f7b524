"""The language a report is written in: its locale, and the catalogue of its words.

Whatever is written within a ``with speaking(…)`` block is written in that language; outside of any it is British
English, in which the words stand in the code. Other languages come from catalogues, ``languages/<language>.po`` in a
folder of templates: one file makes a language. ``languages/<language>_<territory>.po`` may say some of it differently.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from segmentation.errors import ReportError

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ENGLISH: Final = "en_GB"
FOLDER: Final = "languages"


@dataclass(frozen=True)
class Language:
    """A language.

    Attributes
    ----------
    locale : str
        By which numbers and dates are written, such as ``de_DE``.
    words : NullTranslations
        Its catalogue.
    """

    locale: str
    words: _gettext.NullTranslations


_BRITISH: Final = Language(ENGLISH, _gettext.NullTranslations())
_SPOKEN: ContextVar[Language] = ContextVar("spoken")


@contextmanager
def speaking(locale: str, folders: Sequence[Path] = ()) -> Iterator[None]:
    """Write in a language within this block.

    Parameters
    ----------
    locale : str
        Such as ``en_GB`` or ``de_DE``.
    folders : sequence of Path
        Folders of templates, in whose ``languages`` its catalogue may be; what an earlier one says counts.

    Raises
    ------
    ReportError
        There is no catalogue for it, or it can't be read.
    """
    token = _SPOKEN.set(Language(locale, _words(locale, tuple(folders))))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def N_(message: str) -> str:  # noqa: N802  (as catalogues' tools know it)
    """Mark a message that is kept in English, and given in the language that is spoken where it is written."""
    return message


def spoken_locale() -> str:
    """Name the locale that is spoken."""
    return _SPOKEN.get(_BRITISH).locale


def text_direction() -> str:
    """Say which way the language that is spoken is written.

    Returns
    -------
    str
        ``ltr`` or ``rtl``, as HTML has it.
    """
    from babel import Locale

    return str(Locale.parse(spoken_locale()).text_direction)


def gettext(message: str) -> str:
    """Give a message in the language that is spoken; it is put into braces' places afterwards."""
    # Under the empty message a catalogue keeps what it says of itself.
    return _SPOKEN.get(_BRITISH).words.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: float) -> str:
    """Give a message about so many of something."""
    # Catalogues count in whole numbers: 1.5 is no more singular than 2.
    whole = int(count) if count == int(count) else 2
    return _SPOKEN.get(_BRITISH).words.ngettext(singular, plural, whole)


def pgettext(context: str, message: str) -> str:
    """Give a message that means different things in different places."""
    return _SPOKEN.get(_BRITISH).words.pgettext(context, message)


def _words(locale: str, folders: tuple[Path, ...]) -> _gettext.NullTranslations:
    language = locale.partition("_")[0]
    names = dict.fromkeys((locale, language))
    files = [path for name in names for folder in folders if (path := folder / FOLDER / f"{name}.po").is_file()]
    if not files and language != ENGLISH.partition("_")[0]:
        known = sorted({"en", *(path.stem for folder in folders for path in (folder / FOLDER).glob("*.po"))})
        msg = (
            f"there is no catalogue for locale '{locale}'; there are some for {', '.join(known)}; put "
            f"{FOLDER}/{language}.po into a folder of templates for another"
        )
        raise ReportError(msg)
    return _chain([_read(path, path.stat().st_mtime_ns) for path in files])


def _chain(catalogues: Sequence[_gettext.NullTranslations]) -> _gettext.NullTranslations:
    """Let each catalogue ask the next for what it doesn't know."""
    first = _gettext.NullTranslations()
    for catalogue in catalogues:
        # What asks for more is added to it, and what was read once is read for others too.
        first.add_fallback(copy(catalogue))
    return first


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> _gettext.NullTranslations:
    """Read a catalogue; one that was changed is read anew."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            # By its name, for what it does not say of itself: without a language, rules for plurals are dropped.
            catalogue = read_po(file, locale=path.stem, abort_invalid=True)
        for message in catalogue:
            _check(message)
        write_mo(compiled, catalogue)
    except PoFileError as error:
        # Babel counts lines from 0.
        fault = str(error).rpartition(" on ")[0]
        msg = f"the catalogue {path} can't be read: line {error.lineno + 1}: {fault[:1].lower()}{fault[1:]}"
        raise ReportError(msg) from None
    except (OSError, ValueError) as error:
        msg = f"the catalogue {path} can't be read: {' '.join(str(error).split())}"
        raise ReportError(msg) from None
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def _check(message: Message) -> None:
    """Hold the places that a translation leaves for values to those that the message has values for."""
    said, ids = ((text,) if isinstance(text, str) else tuple(text or ()) for text in (message.string, message.id))
    places = set().union(*map(places_in, ids))
    if message.id and (more := set().union(*map(places_in, said)) - places):
        known = ", ".join(f"{{{place}}}" for place in sorted(places)) or "no place at all"
        msg = (
            f"line {message.lineno}: the translation of '{ids[0]}' has {{{min(more)}}}, where there is {known} for a "
            "value"
        )
        raise ValueError(msg)


def places_in(text: str) -> set[str]:
    """Find the places for values in a message.

    Raises
    ------
    ValueError
        A brace has no counterpart.

    Examples
    --------
    >>> sorted(places_in("{who} spent {much}"))
    ['much', 'who']
    """
    return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
