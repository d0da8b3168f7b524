"""Pages as pictures, compared with those that somebody has looked at.

``nox -s pictures`` draws them anew. Where a page differs, the page as it is and the difference are left beside the
test's other files, and the message names them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

PICTURES = Path(__file__).with_name("pictures")
SCALE = 1.0
"""Pixels to a point: 72 to an inch."""
SHADES = 32
"""Greys of a picture that is kept: letters' edges differ between machines by less than two of them."""
NEAR = 40
"""Of 255: a pixel that differs by no more is the same, as a letter's edge is that falls a little otherwise."""
MOST = 0.004
"""Share of the pixels that may differ: a moved line of text is more, the edges of curves are less."""


@pytest.fixture(scope="module")
def document(report):
    """Open the PDF of the small report."""
    with pdfium.PdfDocument(report.pdf) as document:
        yield document


def _page_of(document, name, report):
    if name == "first page":
        return 0
    figures = re.search(r'<h2 id="figures">(.*?)</h2>', report.html)[1]
    title = report.told.facts.segments[0].segment if name == "a segment" else figures
    return next(mark.get_dest().get_index() for mark in document.get_toc() if mark.get_title() == title)


@pytest.mark.parametrize("name", ["first page", "a segment", "the figures"])
def test_a_page_looks_as_it_did(name, document, report, tmp_path):
    """No more than a few pixels of a page differ from the picture that somebody has looked at."""
    page = document[_page_of(document, name, report)]
    now = page.render(scale=SCALE).to_pil().convert("L")
    page.close()
    kept = PICTURES / f"{name.replace(' ', '_')}.png"
    if os.environ.get("SEGMENTATION_TEST_RENEW_PICTURES"):
        kept.parent.mkdir(exist_ok=True)
        now.quantize(SHADES, dither=Image.Dither.NONE).save(kept, optimize=True)
    with Image.open(kept) as picture:
        then = picture.convert("L")
    assert then.size == now.size
    differs = np.abs(np.asarray(then, dtype=int) - np.asarray(now, dtype=int)) > NEAR
    if (share := differs.mean()) > MOST:
        now.save(tmp_path / "now.png")
        Image.fromarray(np.where(differs, 0, 255).astype("uint8")).save(tmp_path / "difference.png")
        pytest.fail(f"{share:.2%} of it differ, see {tmp_path}; if that is meant, look, then run 'nox -s pictures'")
