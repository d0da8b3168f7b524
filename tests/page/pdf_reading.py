"""What a PDF says of itself: its structure tree, with the words and the place of every element."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Words:
    """Words that a page shows at one place.

    Attributes
    ----------
    page : int
        From 0.
    mcid : int or None
        The marked content they are; None: they are an artifact, or nothing that the structure tree knows.
    is_artifact : bool
        Whether they are marked as an artifact.
    text : str
        The words.
    x, y : float
        Where they begin, in points from the page's lower left corner.
    """

    page: int
    mcid: int | None
    is_artifact: bool
    text: str
    x: float
    y: float


@dataclass
class Element:
    """An element of the structure tree.

    Attributes
    ----------
    tag : str
        Such as ``H1``.
    attributes : Dictionary
        All that the file says of it.
    children : list of Element
        In order.
    words : list of Words
        Its own, and those of its children, in order.
    pages : set of int
        The pages that it, or a child of its, stands on.
    """

    tag: str
    attributes: Dictionary
    children: list[Element] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Its words, in one line; where a line of the page ends, a space does too."""
        text = ""
        for before, words in zip([None, *self.words], self.words, strict=False):
            text += " " * (before is not None and before.y != words.y) + words.text
        return " ".join(text.split())

    def walk(self) -> Iterator[Element]:
        """Go through it and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        """Find the elements of these tags in it."""
        return [element for element in self.walk() if element.tag in tags]

    def attribute(self, name: str) -> Any:
        """Look up an attribute, whichever of its dictionaries has it."""
        owned = self.attributes.get("/A", Array())
        for dictionary in owned if isinstance(owned, Array) else [owned]:
            if name in dictionary:
                return dictionary[name]
        return None


class Reading:
    """A PDF, read."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        self.words = [words for number, page in enumerate(pdf.pages) for words in _page_words(number, page)]
        self.marked: dict[tuple[int, int], list[Words]] = {}
        for words in self.words:
            if words.mcid is not None:
                self.marked.setdefault((words.page, words.mcid), []).append(words)
        self.root = Element("Root", pdf.Root.StructTreeRoot)
        self._read(pdf.Root.StructTreeRoot.K, self.root, None)

    def _read(self, kid: Any, parent: Element, page: Any) -> None:
        if isinstance(kid, Array):
            for each in kid:
                self._read(each, parent, page)
        elif isinstance(kid, Dictionary) and "/S" in kid:
            element = Element(str(kid.S).removeprefix("/"), kid)
            parent.children.append(element)
            self._read(kid.get("/K", Array()), element, kid.get("/Pg", page))
            parent.words += element.words
            parent.pages |= element.pages
        elif isinstance(kid, Dictionary):  # A reference to marked content, or to an annotation.
            at = self.pages[kid.get("/Pg", page).objgen]
            parent.pages.add(at)
            parent.words += self.marked.get((at, int(kid.MCID)), []) if "/MCID" in kid else []
        else:
            at = self.pages[page.objgen]
            parent.pages.add(at)
            parent.words += self.marked.get((at, int(kid)), [])

    def fonts(self) -> list[Dictionary]:
        """Give every font that a text is set in."""
        return [
            found
            for found in self.pdf.objects
            if isinstance(found, Dictionary) and found.get("/Type") == Name.Font and "/DescendantFonts" in found
        ]


def _page_words(number: int, page: pikepdf.Page) -> Iterator[Words]:
    return _Run(number, page.resources, Matrix(), []).through(page.obj)


class _Run:
    """A run through a content stream, and through the forms that it shows."""

    def __init__(self, page: int, resources: Any, matrix: Matrix, marks: list[tuple[str, int | None]]) -> None:
        self.page, self.resources, self.marks = page, resources, marks
        self.matrix, self.line = matrix, Matrix()
        self.letters: dict[int, str] = {}
        self.kept: list[tuple[Matrix, dict[int, str]]] = []

    def through(self, stream: Any) -> Iterator[Words]:
        """Give the words that the stream shows, in its order."""
        for operands, operator in pikepdf.parse_content_stream(stream):
            match str(operator):
                case "Tj" | "TJ":
                    yield self.words(operands[0])
                case "Do":
                    yield from self.form(self.resources.XObject[str(operands[0])])
                case "BDC" | "BMC":
                    of = operands[1] if len(operands) > 1 else {}
                    self.marks.append((str(operands[0]), int(of["/MCID"]) if "/MCID" in of else None))
                case "EMC":
                    self.marks.pop()
                case other:
                    self.turn(other, operands)

    def turn(self, operator: str, operands: Any) -> None:
        """Follow what changes where, and in which font, words are shown."""
        match operator:
            case "q":
                self.kept.append((self.matrix, self.letters))
            case "Q":
                self.matrix, self.letters = self.kept.pop()
            case "cm":
                self.matrix = Matrix(*map(float, operands)) @ self.matrix
            case "BT":
                self.line = Matrix()
            case "Tm":
                self.line = Matrix(*map(float, operands))
            case "Td":
                self.line = Matrix(1, 0, 0, 1, *map(float, operands)) @ self.line
            case "Tf":
                self.letters = _letters(self.resources.Font[str(operands[0])])

    def words(self, shown: Any) -> Words:
        """Say what is shown, and where."""
        place = self.line @ self.matrix
        mcid = next((mcid for _, mcid in reversed(self.marks) if mcid is not None), None)
        is_artifact = any(tag == "/Artifact" for tag, _ in self.marks)
        return Words(self.page, mcid, is_artifact, _decoded(shown, self.letters), place.e, place.f)

    def form(self, shown: Any) -> Iterator[Words]:
        """Run through a form."""
        if shown.Subtype == Name.Form:
            matrix = Matrix(shown.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))) @ self.matrix
            yield from _Run(self.page, shown.get("/Resources", self.resources), matrix, list(self.marks)).through(shown)


def _decoded(shown: Any, letters: dict[int, str]) -> str:
    parts = shown if isinstance(shown, Array) else [shown]
    text = ""
    for part in parts:
        if isinstance(part, pikepdf.String):
            code = bytes(part)
            text += "".join(letters.get(int.from_bytes(code[at : at + 2]), "\ufffd") for at in range(0, len(code), 2))
    return text


def _letters(font: Dictionary) -> dict[int, str]:
    """Read which letters a font's codes stand for, as a voice does."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-Fa-f]+)>\s+<([0-9A-Fa-f]*)>", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs if len(text) % 4 == 0}


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Give level and title of every bookmark, in order."""
    with pdf.open_outline() as bookmarks:
        return list(_bookmarks(bookmarks.root, 0))


def _bookmarks(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, item.title
        yield from _bookmarks(item.children, level + 1)


def has_more_below(reading: Reading, heading: Element) -> bool:
    """Tell whether anything but the running foot stands below a heading, on its page."""
    (page,) = heading.pages
    foot = min(words.y for words in heading.words)
    return any(words.page == page and not words.is_artifact and words.y < foot - 1 for words in reading.words)
