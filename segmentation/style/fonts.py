"""The fonts: the same on every machine, cut down to the characters in use."""

from __future__ import annotations

import string
from base64 import b64encode
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

SANS: Final = "Source Sans Pro"


SERIF: Final = "Source Serif Pro"


FALLBACK: Final = "DejaVu Fallback"
"""For letters that the others lack. Renamed, since a machine's own DejaVu Sans may be another version."""


ALWAYS: Final = f"{string.ascii_letters}{string.digits}{string.punctuation} \xa0\n£€–\u2018’“”…−±×·•ń←↑→↓"
"""Characters that are in the fonts whether they are used or not: pages then mostly share a cut, which takes a second
to make."""


_SPACES: Final = " \xa0"


@cache
def font_files() -> dict[tuple[str, int, str], Path]:
    """Find the fonts: they come in packages, so that every machine has the same."""
    import font_source_sans_pro
    import font_source_serif_pro

    sans = Path(font_source_sans_pro.font_directory)
    serif = Path(font_source_serif_pro.font_directory)
    return {
        (SANS, 400, "normal"): sans / "SourceSansPro-Regular.ttf",
        (SANS, 600, "normal"): sans / "SourceSansPro-Semibold.ttf",
        (SERIF, 600, "normal"): serif / "SourceSerifPro-Semibold.ttf",
    }


@cache
def fallback_files() -> dict[int, Path]:
    """Find the fallback for letters a font lacks, such as Hebrew ones: DejaVu Sans, which comes with Matplotlib."""
    # Found without importing it: that takes a second, and nothing is drawn here.
    spec = find_spec("matplotlib")
    folder = Path(spec.origin if spec and spec.origin else "").parent / "mpl-data" / "fonts" / "ttf"
    return {400: folder / "DejaVuSans.ttf", 600: folder / "DejaVuSans-Bold.ttf"}


def font_faces(text: Iterable[str]) -> str:
    """Write ``@font-face`` rules that carry the fonts themselves, cut down to `ALWAYS` and the characters in use.

    Letters that a font lacks come from `FALLBACK`, which is there if anything is.
    """
    characters = "".join(sorted(set(ALWAYS).union(*text)))
    files = font_files()
    rules = [_rule(*key, _subset(path, characters)) for key, path in files.items()]
    for weight, path in fallback_files().items():
        beside = [_signs(other) for (_, of, _), other in files.items() if of == weight]
        lacking = [sign for sign in characters if ord(sign) in _signs(path) - frozenset.intersection(*beside)]
        if any(sign.isprintable() for sign in lacking):
            # With the spaces between its words, and all features: Arabic letters change with their neighbours.
            font = _subset(path, "".join([*_SPACES, *lacking]), ("*",))
            rules.append(_rule(FALLBACK, weight, "normal", font))
    return "\n".join(rules)


def _rule(family: str, weight: int, style: str, font: bytes) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:swap;"
        f"src:url(data:font/woff2;base64,{b64encode(font).decode()}) format('woff2')}}"
    )


@cache
def _signs(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=12)
def _subset(path: Path, characters: str, features: tuple[str, ...] = ("kern", "liga", "tnum", "lnum")) -> bytes:
    from fontTools import subset

    # recalc_timestamp: otherwise the font would contain the time it was saved.
    options = subset.Options(
        flavor="woff2",
        layout_features=list(features),
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=[*subset.Options().drop_tables, "FFTM"],  # who edited it when; this can't be subset
    )
    with subset.load_font(path, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        file = BytesIO()
        subset.save_font(font, file, options)
    return file.getvalue()
