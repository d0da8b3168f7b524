"""A logo as part of a page: checked for its real format, and for anything that would run or fetch."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from segmentation.errors import ReportError

LIMIT: Final = 200_000
"""Bytes: a page with all its pictures stays below 2 MB."""

_PIXELS: Final = 20_000_000
"""More pixels than this fill a renderer's memory, even from a small file."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_BEGINNINGS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

_ACTING: Final = ("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener")
"""Elements that may run something, or bring in what does."""

_REFERENCES: Final = ("href", "src")
_INSIDE: Final = re.compile(r"#|data:image/(?:png|jpeg|gif|webp);", re.IGNORECASE)
_URL: Final = re.compile(r"""url\(\s*['"]?\s*([^'")]*)""", re.IGNORECASE)


def read_logo(path: Path) -> str:
    """Read a PNG, SVG or JPEG as a ``data:`` address that holds all of it.

    Refused are files too large, and an SVG that would run or fetch something.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"the logo can't be read from {path}: {error.strerror}; give another with --logo"
        raise ReportError(msg) from None
    if len(content) > LIMIT:
        msg = f"the logo {path} has {len(content):,} bytes; allowed are {LIMIT:,}: make it smaller, or use an SVG"
        raise ReportError(msg)
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), "")
    if kind:
        _check_pixels(path, content)
    else:
        _check_svg(path, content)
    return f"data:{kind or 'image/svg+xml'};base64,{b64encode(content).decode()}"


def _check_pixels(path: Path, content: bytes) -> None:
    from PIL import Image, ImageFile

    # The PDF renderer lets Pillow accept truncated files; a logo must be complete.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(BytesIO(content)) as image:
            large = image.width * image.height > _PIXELS
            if not large:
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        msg = f"the logo {path} can't be shown: {' '.join(str(error).split())}; save it again"
        raise ReportError(msg) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    if large:
        msg = f"the logo {path} is {image.width:,} by {image.height:,} pixels; allowed are {_PIXELS:,}: make it smaller"
        raise ReportError(msg)


def _check_svg(path: Path, content: bytes) -> None:
    try:
        text = content.decode()
        # An entity can expand to a gigabyte; a logo needs none.
        root = None if "<!ENTITY" in text else ElementTree.fromstring(text.lstrip("\ufeff"))  # noqa: S314  (none are read)
    except (UnicodeDecodeError, ElementTree.ParseError):
        root = ElementTree.Element("")
    if root is not None and root.tag != f"{_SVG}svg":
        msg = f"the logo {path} is not a PNG, SVG or JPEG, whatever its name; save it as one"
        raise ReportError(msg)
    fault = "declares an entity" if root is None else _stylesheet(text) or _acts(root)
    if fault:
        msg = f"the logo {path} {fault}; allowed is an SVG that runs and fetches nothing: save it as a plain SVG"
        raise ReportError(msg)


def _stylesheet(text: str) -> str:
    return "fetches a style sheet" if "<?xml-stylesheet" in text or "@import" in text else ""


def _acts(root: ElementTree.Element) -> str:
    """Say what an SVG would run or fetch; empty if nothing."""
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in _ACTING:
            return f"has an element <{tag}>"
        for full, value in element.attrib.items():
            name = full.rpartition("}")[2].lower()
            if name.startswith("on"):
                return f"has an attribute {name}, which runs a script"
            if outside := _outside([value] if name in _REFERENCES else _URL.findall(value)):
                return outside
        if tag == "style" and (outside := _outside(_URL.findall(element.text or ""))):
            return outside
    return ""


def _outside(addresses: Iterable[str]) -> str:
    return next((f"refers to {each.strip()[:60]!r}" for each in addresses if not _INSIDE.match(each.strip())), "")
