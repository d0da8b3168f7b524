"""What the sample shop sells: invented gift-ware, its codes, names, prices and popularity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRODUCTS: Final = 2_000
"""Products on sale; a shop with 4,620 of them served 5,852 customers in Online Retail II."""
RETIRED: Final = 40
"""Products sold only before the first line: they come back or are written off, but are never bought."""

_STYLES: Final = """
    VINTAGE RETRO LITTLE RUSTIC ENAMEL WOODLAND COTTAGE SEASIDE GARDEN WILLOW PAINTED PARISIAN NORDIC ANTIQUE
    QUILTED HANGING COUNTRY SUNDAY PETITE CARVED
"""
_MOTIFS: Final = """
    ROSE HEART STAR DAISY SWALLOW HEDGEHOG OWL POPPY ROBIN BUTTERFLY STRAWBERRY POLKADOT GINGHAM FOX HARE
    LAVENDER ACORN SNOWDROP TULIP APPLE DRAGONFLY MEADOW LACE REINDEER HOLLY SKYLARK PAISLEY TOADSTOOL FERN
    BEE
"""
_THINGS: Final = {
    "GIFT TAG": 0.40,
    "PENCIL": 0.40,
    "STICKERS": 0.45,
    "NAPKINS": 0.85,
    "BIRTHDAY CARD": 0.40,
    "CAKE CASES": 0.55,
    "SOAP": 0.65,
    "T-LIGHT HOLDER": 1.25,
    "GIFT WRAP": 0.45,
    "FRIDGE MAGNET": 0.85,
    "KEY RING": 0.85,
    "RIBBON REEL": 1.25,
    "NOTEBOOK": 1.25,
    "EGG CUP": 1.25,
    "MUG": 1.95,
    "TEA TOWEL": 2.10,
    "LUNCH BAG": 1.65,
    "SHOPPER": 1.95,
    "TRINKET BOX": 1.65,
    "BUNTING": 4.95,
    "COASTERS": 1.95,
    "CANDLE": 1.95,
    "DECORATION": 1.25,
    "PLAYING CARDS": 1.45,
    "BOWL": 1.65,
    "COOKIE CUTTER": 1.25,
    "HOT WATER BOTTLE": 4.65,
    "PHOTO FRAME": 2.95,
    "MILK JUG": 2.55,
    "TEAPOT": 4.95,
    "BISCUIT TIN": 3.75,
    "CUSHION COVER": 4.25,
    "APRON": 3.75,
    "UMBRELLA": 5.45,
    "WALL HOOK": 2.95,
    "DOORMAT": 7.25,
    "STORAGE JAR": 3.25,
    "WREATH": 6.75,
    "CLOCK": 7.95,
    "CAKE STAND": 10.95,
    "TABLE LAMP": 12.75,
    "PICNIC BASKET": 14.95,
    "MIRROR": 9.95,
    "STOOL": 19.95,
    "CABINET": 39.95,
}
"""Things, with a usual price in pounds."""
_COLOURS: Final = ("RED", "PINK", "BLUE", "GREEN", "CREAM", "WHITE", "YELLOW", "LILAC")
"""Colours of a variant; the first letter is the suffix of its code."""

# Price endings as in a shop, in pence: up to ten pounds, then up to a thousand.
_PRICE_GRID: Final = np.array(
    [12, 19, 21, 29, 32, 39, 42, 55, 65, 72, 85]
    + [100 * pounds + pence for pounds in range(1, 10) for pence in (25, 45, 65, 95)]
    + [100 * pounds + 95 for pounds in range(10, 1_000)]
)


@dataclass(frozen=True)
class Catalogue:
    """The products: code (a letter for a colour), name, prices in thousandths of a pound.

    ``popularity`` is the running sum, up to 1, of their shares in the lines sold.
    """

    code: pl.Series
    description: pl.Series
    price: NDArray[np.int64]
    bulk_price: NDArray[np.int64]
    popularity: NDArray[np.float64]

    def draw(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw products as customers take them."""
        return np.searchsorted(self.popularity, rng.random(size), side="right").astype(np.int64)

    def retired(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw products no longer sold: the last `RETIRED` of the catalogue."""
        return rng.integers(len(self.code) - RETIRED, len(self.code), size)


def make_catalogue(rng: np.random.Generator) -> Catalogue:
    """Invent the products.

    Popularity falls with the rank as in the Zipf-Mandelbrot law (Mandelbrot 1953); shift and exponent are read off the
    lines of Online Retail II, where one product in a hundred has a tenth of the lines.
    """
    total = PRODUCTS + RETIRED
    family, colour = _families(total, rng)
    code, name, usual = _names(int(family[-1]) + 1, rng)
    variant = colour >= 0
    suffix = np.where(variant, np.array([c[0] for c in _COLOURS])[colour], "")
    prefix = np.where(variant, np.array([f"{c} " for c in _COLOURS])[colour], "")
    price = snap_price(usual[family])
    rank = rng.permutation(PRODUCTS)
    share = np.zeros(total)
    # Expensive products sell less often.
    share[:PRODUCTS] = (rank + 0.03 * PRODUCTS) ** -1.3 * price[:PRODUCTS] ** -0.2
    return Catalogue(
        code=pl.Series(np.char.add(code[family].astype(str), suffix).tolist()),
        description=pl.Series(np.char.add(prefix, name[family]).tolist()),
        price=price,
        bulk_price=snap_price(np.asarray(price * 0.84e-3)),
        popularity=np.minimum(np.cumsum(share) / share.sum(), 1.0),
    )


def snap_price(pounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round prices in pounds up to the next that a shop would print on a label, in thousandths.

    >>> snap_price(np.array([0.4, 2.5])).tolist()
    [420, 2650]
    """
    place = np.searchsorted(_PRICE_GRID, np.rint(100 * pounds)).clip(max=len(_PRICE_GRID) - 1)
    return np.asarray(10 * _PRICE_GRID[place], dtype=np.int64)


def _families(total: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group products that differ in colour only: the family of each, and its colour or -1."""
    sizes = np.where(rng.random(total) < 0.08, rng.integers(2, len(_COLOURS) // 2 + 1, total), 1)
    family = np.repeat(np.arange(total), sizes)[:total]
    member = (np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes))[:total]
    first = rng.integers(0, len(_COLOURS), total)[family]
    return family, np.where(sizes[family] > 1, (first + member) % len(_COLOURS), -1)


def _names(families: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.str_], NDArray[np.float64]]:
    """Give each family a five-digit number, its own name and a usual price in pounds."""
    numbers = np.concatenate([np.arange(20_000, 24_000), np.arange(46_000, 48_000), np.arange(82_000, 86_000)])
    code = np.sort(rng.permutation(numbers)[:families])
    words = [np.array(list(words)) for words in (_STYLES.split(), _MOTIFS.split(), _THINGS)]
    shape = [len(of_a_kind) for of_a_kind in words]
    style, motif, thing = np.unravel_index(rng.permutation(int(np.prod(shape)))[:families], shape)
    name = np.char.add(np.char.add(words[0][style], " "), np.char.add(words[1][motif], " "))
    usual = np.array(list(_THINGS.values()))[thing] * np.exp(0.35 * rng.standard_normal(families))
    return code, np.char.add(name, words[2][thing]), usual
