"""A logo: taken for what it is, and refused for what it might do."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from segmentation.errors import ReportError
from segmentation.page.logo import LIMIT, read_logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}'
    '<rect width="9" height="9"/></svg>'
)


def _pixels(kind, size=(9, 9)):
    file = BytesIO()
    Image.new("RGB", size, "#0f5257").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_pixels("PNG"), "image/png"),
        (_pixels("JPEG"), "image/jpeg"),
        (SVG.format("").encode(), "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + SVG.format("").encode(), "image/svg+xml"),
    ],
)
def test_a_logo_becomes_an_address_that_holds_it(tmp_path, content, kind):
    """The kind is told by what is in the file, whatever it is called, and all of it is in the address."""
    path = tmp_path / "logo.any"
    path.write_bytes(content)
    head, _, body = read_logo(path).partition(",")
    assert head == f"data:{kind};base64"
    assert b64decode(body) == content


@pytest.mark.parametrize(
    "harmless",
    [
        '<defs><linearGradient id="g"/></defs><circle fill="url(#g)" r="1"/>',
        '<use xlink:href="#a"/><use href="#a"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>.a { fill: url( '#g' ) }</style>",
        "<title>on the web: http://example.com</title>",
    ],
)
def test_what_refers_to_itself_is_let_pass(tmp_path, harmless):
    """Gradients, parts that are used again and pictures inside are no outside references."""
    path = tmp_path / "logo.svg"
    path.write_text(SVG.format(harmless), encoding="utf-8")
    assert read_logo(path)


@pytest.mark.parametrize(
    ("harmful", "what"),
    [
        ("<script>alert(1)</script>", "has an element <script>"),
        ('<script xlink:href="https://example.com/a.js"/>', "has an element <script>"),
        (
            '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
            "has an element <foreignobject>",
        ),
        ('<rect onload="alert(1)"/>', "has an attribute onload"),
        ('<image href="https://example.com/a.png"/>', "refers to 'https://example.com/a.png'"),
        ('<image xlink:href="/etc/passwd"/>', "refers to '/etc/passwd'"),
        ('<a href=" javascript:alert(1)"/>', "refers to 'javascript:alert(1)'"),
        ('<use href="data:image/svg+xml;base64,AAAA"/>', "refers to 'data:image/svg+xml"),
        ('<rect fill="url(https://example.com/a.svg#g)"/>', "refers to 'https://example.com/a.svg#g'"),
        ("<rect style=\"background: URL('//example.com/a')\"/>", "refers to '//example.com/a'"),
        ("<style>rect { fill: url(https://example.com/a) }</style>", "refers to 'https://example.com/a'"),
        ("<style>@import 'https://example.com/a.css';</style>", "fetches a style sheet"),
    ],
)
def test_an_svg_that_acts_or_fetches_is_refused(tmp_path, harmful, what):
    """Scripts, handlers and references to anywhere else are named, and what to do instead."""
    path = tmp_path / "logo.svg"
    path.write_text(SVG.format(harmful), encoding="utf-8")
    with pytest.raises(ReportError) as fault:
        read_logo(path)
    assert what in str(fault.value)
    assert "allowed is an SVG that runs and fetches nothing" in str(fault.value)


def test_an_entity_is_refused(tmp_path):
    """What might unfold to a gigabyte is not unfolded."""
    path = tmp_path / "logo.svg"
    path.write_text(f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{SVG.format("")}', encoding="utf-8")
    with pytest.raises(ReportError, match="declares an entity"):
        read_logo(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is not a PNG, SVG or JPEG, whatever its name"),
        (b"GIF89a", "is not a PNG, SVG or JPEG"),
        (b"<html/>", "is not a PNG, SVG or JPEG"),
        (b"<svg/>", "is not a PNG, SVG or JPEG"),
        (_pixels("PNG")[:45], "can't be shown: "),
        (_pixels("PNG", (200, 200))[:150], "can't be shown: "),
        (_pixels("PNG", (5000, 5000)), "is 5,000 by 5,000 pixels; allowed are 20,000,000:"),
        (b"\x89PNG\r\n\x1a\n" + bytes(LIMIT), f"has {LIMIT + 8:,} bytes; allowed are 200,000"),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path, content, what):
    """A file of another kind, a broken one and one that is too large are told apart, in one line."""
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(ReportError) as fault:
        read_logo(path)
    assert what in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_logo_that_is_not_there(tmp_path):
    """A file that is missing is named."""
    with pytest.raises(ReportError, match=r"the logo can't be read from .*nowhere\.png: No such file"):
        read_logo(tmp_path / "nowhere.png")
