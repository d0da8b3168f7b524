"""The words of the report, collected from code and templates, and the catalogues that have them in other languages.

``messages.pot`` has every message once, for who begins a language; a language's catalogue has the same messages, each
with its translation. Both are sorted, and say nothing of lines or of the time, so that they change with the words
alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from segmentation.profiles import ALL_PROFILES
from segmentation.style.language import FOLDER
from segmentation.topics.cleaning.collect import EVERY_LINE, EVERY_LINE_ONCE, WHAT_IS_KEPT
from segmentation.topics.cleaning.rules import INPUT, KEPT, RULES
from segmentation.topics.cleaning.words import RULE
from segmentation.topics.segments.naming import DIFFERENCES

TEMPLATE: Final = "messages.pot"

_JINJA: Final = "jinja2.ext:babel_extract"
_METHODS: Final = [("**.py", "python"), ("**.j2", _JINJA), ("**.css", _JINJA)]
_OF_JINJA: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_OPTIONS: Final = {"**.j2": _OF_JINJA, "**.css": _OF_JINJA}
_KEYWORDS: Final = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}

_PURPOSE: Final = "The words of the report of customer-segmentation"
_HOW: Final = (
    "Saved as languages/<language>.po in a folder of templates of your own, such as fr.po, and translated, it makes a",
    "language. What is in braces stays as it is; every form of a message has its own; what is left empty is English.",
)


def collect(code: Path, templates: Path) -> Catalog:
    """Collect every message.

    Parameters
    ----------
    code : Path
        Folder of the code that writes the report.
    templates : Path
        The program's folder of templates.

    Returns
    -------
    Catalog
    """
    found = Catalog(fuzzy=False)
    for folder in (code, templates):
        for name, _line, message, _comments, context in extract_from_dir(
            folder, _METHODS, _OPTIONS, keywords=_KEYWORDS
        ):
            found.add(message, context=context, locations=[(f"{folder.name}/{Path(name).as_posix()}", 0)])
    for message, context, where in _kept_in_english(templates):
        found.add(message, context=context, locations=[(where, 0)])
    return found


def _kept_in_english(templates: Path) -> Iterator[tuple[str, str | None, str]]:
    """List what the facts hold in English, since others go by it: names, rules and their reasons, actions."""
    for profile in ALL_PROFILES:
        yield profile, None, "segments"
    for difference in DIFFERENCES:
        yield difference, None, "segments"
    for rule in (INPUT, KEPT, *RULES):
        yield rule, RULE, "ledger"
    for reason in (EVERY_LINE, EVERY_LINE_ONCE, WHAT_IS_KEPT, *RULES.values()):
        yield reason, None, "ledger"
    actions = tomllib.loads((templates / "actions.toml").read_text(encoding="utf-8"))
    for action in actions.values():
        for text in action.values():
            yield text, None, "actions.toml"


def renew(code: Path, templates: Path) -> None:
    """Renew the template of catalogues, and every catalogue; what is new in one is to be translated still.

    Parameters
    ----------
    code : Path
        Folder of the code that writes the report.
    templates : Path
        The program's folder of templates.
    """
    found, folder = collect(code, templates), templates / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / TEMPLATE).write_bytes(written(found))
    for path in sorted(folder.glob("*.po")):
        catalogue = read(path)
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.write_bytes(written(catalogue))


def read(path: Path) -> Catalog:
    """Read a catalogue.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Catalog
    """
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def written(catalogue: Catalog) -> bytes:
    """Write a catalogue: the same messages give the same bytes.

    Parameters
    ----------
    catalogue : Catalog
        Its messages.

    Returns
    -------
    bytes
    """
    how = [] if catalogue.locale is not None else [f"# {line}" for line in _HOW]
    head = [f"# {_PURPOSE}.", *how, 'msgid ""', 'msgstr ""']
    if catalogue.locale is not None:
        head.append(f'"Language: {catalogue.locale}\\n"')
    head += [
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    if catalogue.locale is not None:
        head.append(f'"Plural-Forms: {catalogue.plural_forms}\\n"')
    file = BytesIO()
    write_po(file, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return "\n".join([*head, "", ""]).encode() + file.getvalue()


def is_translated(message: Message) -> bool:
    """Tell whether every form of a message has its translation, and nobody has to look at it once more."""
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return bool(said) and all(said) and not message.fuzzy
