"""Thousands of points as pixels: a layer of one colour for each segment, laid one over another.

As vectors they would take a page renderer longer than all the rest together. A layer has one colour and differs in
how much of it covers a pixel, so that a page can colour it for paper and for dark mode.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

DOTS: Final = 200
"""Pixels to an inch of paper."""
_LEVELS: Final = 16
"""Degrees of coverage: as many as fit into half a byte."""
_COVER: Final = 0.62
"""The opacity of a point."""
_IMAGE: Final = re.compile(r'<image ([^>]*?)xlink:href="data:image/png;base64,([^"]+)"([^>]*)/>')
_LAYER: Final = re.compile(r'<image [^>]*id="([\w-]*layer-[\w-]*-([0-9a-f]{6}))"[^>]*/>')


def draw_cloud(
    axes: Axes, name: str, x: np.ndarray, y: np.ndarray, segment: np.ndarray, colours: Sequence[str], radius: float
) -> None:
    """Draw points as pixels, later over earlier; ``segment`` is a place in the colours, ``radius`` in inches.

    The axes have their limits and their place on the figure already; ``name`` is the view's, unique in the picture.
    """
    figure, place = axes.figure, axes.get_position()
    # Drawn axes have a figure.
    wide, high = place.width * figure.get_figwidth(), place.height * figure.get_figheight()  # type: ignore[union-attr]
    (left, right), (low, top) = axes.get_xlim(), axes.get_ylim()
    columns = (x - left) / (right - left) * wide * DOTS
    rows = (top - y) / (top - low) * high * DOTS
    covered = cover((round(high * DOTS), round(wide * DOTS)), columns, rows, segment, len(colours), radius * DOTS)
    for number, (colour, alpha) in enumerate(zip(colours, layers(covered), strict=True)):
        if alpha.any():
            pixels = np.empty((*alpha.shape, 4), dtype=np.uint8)
            pixels[..., :3] = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
            pixels[..., 3] = alpha
            image: AxesImage = axes.imshow(
                pixels, extent=(left, right, low, top), aspect="auto", interpolation="none", zorder=2
            )
            image.set(gid=f"layer-{name}-{number}-{colour[1:]}", clip_on=False)
    axes.set(xlim=(left, right), ylim=(low, top))


def cover(
    shape: tuple[int, int], columns: np.ndarray, rows: np.ndarray, segment: np.ndarray, many: int, radius: float
) -> np.ndarray:
    """Say how much of each pixel each segment covers, as points are laid one over another."""
    reach = int(np.ceil(radius)) + 1
    covered = np.zeros((many, shape[0] + 2 * reach, shape[1] + 2 * reach), dtype=np.float32)
    across = np.arange(-reach, reach + 1)
    left, top = np.floor(columns).astype(int), np.floor(rows).astype(int)
    beside_x, beside_y = columns - left - 0.5, rows - top - 0.5
    inside = (left >= 0) & (left < shape[1]) & (top >= 0) & (top < shape[0])
    for point in np.flatnonzero(inside):
        distance = np.hypot(across[None, :] - beside_x[point], across[:, None] - beside_y[point])
        disc = (_COVER * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.float32)
        window = covered[:, top[point] : top[point] + 2 * reach + 1, left[point] : left[point] + 2 * reach + 1]
        window *= 1 - disc
        window[segment[point]] += disc
    return covered[:, reach:-reach, reach:-reach]


def layers(covered: np.ndarray) -> np.ndarray:
    """Turn parts of pixels into layers that, the later over the earlier, come to the same picture."""
    above = np.cumsum(covered[::-1], axis=0)[::-1] - covered
    alpha = covered / np.maximum(1 - above, 1e-3)
    steps = np.round(np.clip(alpha, 0, 1) * (_LEVELS - 1))
    pixels: np.ndarray = (steps * (255 // (_LEVELS - 1))).astype(np.uint8)
    return pixels


def shrink(svg: str) -> str:
    """Write the layers of a picture with half a byte to a pixel, instead of four; what they show is the same."""
    return _IMAGE.sub(_shrunk, svg)


def _shrunk(found: re.Match[str]) -> str:
    from PIL import Image

    with Image.open(BytesIO(b64decode(found[2]))) as image:
        pixels = np.asarray(image.convert("RGBA"))
    colour = pixels[pixels[..., 3] > 0][0, :3].tolist()
    step = 255 // (_LEVELS - 1)
    indexed = Image.fromarray(pixels[..., 3] // step, mode="P")
    indexed.putpalette(colour * _LEVELS)
    file = BytesIO()
    transparency = bytes(step * level for level in range(_LEVELS))
    indexed.save(file, format="png", optimize=True, bits=4, transparency=transparency)
    data = b64encode(file.getvalue()).decode()
    # Paper needs more pixels than a screen shows: let it blend them.
    rest = found[3].replace("image-rendering:crisp-edges;image-rendering:pixelated", "")
    return f'<image {found[1]}xlink:href="data:image/png;base64,{data}"{rest}/>'


def as_masks(svg: str) -> str:
    """Show every layer of a picture through a mask, so that its colour is one that a style sheet can set."""

    def masked(found: re.Match[str]) -> str:
        mask: dict[str, Any] = {"id": f"{found[1]}-mask", "colour": f"#{found[2]}", "image": found[0]}
        return (
            '<mask id="{id}" style="mask-type: alpha" maskUnits="userSpaceOnUse" x="0" y="0" width="100%" '
            'height="100%">{image}</mask><rect width="100%" height="100%" mask="url(#{id})" style="fill: {colour}"/>'
        ).format(**mask)

    return _LAYER.sub(masked, svg)
