"""The tags WeasyPrint leaves out of a PDF, added before the file is closed.

WeasyPrint ties every cell to its headings by their ids, but lists the ids nowhere and does not say in which direction
a heading counts; it leaves what is in the margins, which no one wants read aloud on every page, neither in the
structure nor out of it (https://github.com/Kozea/WeasyPrint/issues/1836, …/2508, …/2482). The module knows pydyf's
objects, which WeasyPrint hands over, and nothing of WeasyPrint.

References
----------
ISO 32000-1:2008, 14.7 (structure), 14.8.2.2 (artifacts), 14.8.4.3 (lists), 14.8.5.7 (tables); ISO 14289-1:2014, 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_ARTIFACT: Final = "/Artifact"


def complete_tags(_document: Any, pdf: Any) -> None:
    """Complete the tags of a PDF in place; WeasyPrint calls it as its ``finisher``."""
    tree = _Tree(pdf)
    elements = list(tree.below(tree.root))
    for parents, element in elements:
        if element.get("S") == "/TH":
            element["A"]["Scope"] = "/Column" if any(parent["S"] == "/THead" for parent in parents) else "/Row"
        if element.get("S") == "/L":
            _pair_terms(tree, element)
    _list_ids(pdf, tree.root, [element for _, element in elements])
    _set_margins_apart(pdf, tree, [element for _, element in elements])


class _Tree:
    """The structure tree, through the references that its parts hold of each other."""

    def __init__(self, pdf: Any) -> None:
        self._objects = pdf.objects
        self.root = self.at(pdf.catalog["StructTreeRoot"])

    def at(self, reference: bytes) -> Any:
        """Follow a reference."""
        return self._objects[int(reference.split()[0])]

    def kids(self, element: Any) -> list[Any]:
        """List an element's direct children."""
        kids = [self.at(kid) for kid in element.get("K", ()) if isinstance(kid, bytes)]
        return [kid for kid in kids if "S" in kid]

    def below(self, element: Any, parents: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Walk all elements below one, each with its ancestors."""
        for kid in self.kids(element):
            yield parents, kid
            yield from self.below(kid, (*parents, kid))


def _pair_terms(tree: _Tree, listing: Any) -> None:
    """Make one list item of each term and its description: WeasyPrint makes two, in a division."""
    for pair in tree.kids(listing):
        if pair["S"] != "/Div":
            continue
        pair["S"] = "/LI"
        for place, part in enumerate(tree.kids(pair)):
            part["S"] = "/LBody" if place else "/Lbl"
            for inner in tree.kids(part):
                inner["S"] = "/Div" if place else "/Span"


def _list_ids(pdf: Any, root: Any, elements: list[Any]) -> None:
    """Write the index of ids."""
    import pydyf

    by_id = {element["ID"].string: element for element in elements if "ID" in element}
    names = [part for name in sorted(by_id) for part in (pydyf.String(name), by_id[name].reference)]
    if names:
        index = pydyf.Dictionary({"Names": pydyf.Array(names)})
        pdf.add_object(index)
        root["IDTree"] = index.reference


def _set_margins_apart(pdf: Any, tree: _Tree, elements: list[Any]) -> None:
    """Mark what is on a page, but not in the structure, as an artifact."""
    import pydyf

    told: dict[bytes | None, set[int]] = {}
    for element in elements:
        told.setdefault(element.get("Pg"), set()).update(kid for kid in element["K"] if isinstance(kid, int))
    listed = tree.at(tree.root["ParentTree"])["Nums"]
    for number, page in enumerate(pdf.page_references):
        stream = tree.at(tree.at(page)["Contents"]).stream
        for place, marked in enumerate(stream):
            if isinstance(marked, pydyf.Dictionary) and "MCID" in marked and marked["MCID"] not in told.get(page, ()):
                listed[2 * number + 1][marked["MCID"]] = "null"
                stream[place - 1 : place + 1] = _ARTIFACT, pydyf.Dictionary({"Type": "/Pagination"})
