"""Where a title goes on a picture, and in which colours.

Either where the picture is quiet; or, if the picture keeps a margin, below it on the same ground;
or else on a band along an edge. All of it is decided on a coarse view of the picture and in units
of the canvas, so that it comes out alike at every size.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import RGB, as_rgb, oklab
from bot.art.palette import Palette
from bot.art.titles.bidi import direction
from bot.art.titles.inks import ink_on, ink_on_ground, luminances
from bot.art.titles.lines import Block, compose

# More than is asked for, since a coarse view cannot see a picture's lightest and darkest pixels.
_ON_PICTURE = 5.2
_CELL = 4.0
_MARGIN = 64.0
_GAP = 48.0
_RULE = 8.0
_WHITE: RGB = (255, 255, 255)
# The type sizes that are tried on a picture, and how much of it a title may fill (of the width and
# height); sizes are shares of the canvas's mean side.
_SIZES = ((0.19, 1.0, 0.36), (0.13, 0.8, 0.26), (0.095, 0.62, 0.2), (0.075, 0.5, 0.16))
# Places across (0: where the script begins) and down, in the order in which they are liked.
_PLACES = ((0.0, 1.0), (0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (1.0, 0.0))
_SMALLEST = 0.045
_ROUGHEST = 0.015
_OUTLINE = 0.06

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Setting:
    """A title in its place, all in units.

    :ivar x: of the block's left edge; `y` of its top.
    :ivar moved: where the picture goes (left, top, and its scale), on a ground of the colour `fill`.
    :ivar band: an area of the colour `fill` under the title.
    :ivar rule: an area of the colour `accent` that parts the band from the picture.
    """

    block: Block
    x: float
    y: float
    ink: RGB
    moved: tuple[float, float, float] | None = None
    band: Box | None = None
    rule: Box | None = None
    fill: RGB = _WHITE
    accent: RGB = _WHITE


class View:
    """A picture seen from afar: as cells of 4 units.

    :ivar canvas: the geometry of the picture in full.
    :ivar rgb: (rows, columns, 3) bytes.
    :ivar light: the relative luminance of each cell.
    :ivar edges: how much each cell differs from its neighbours, from 0 to 2.
    """

    def __init__(self, image: Image.Image, canvas: Canvas) -> None:
        self.canvas = canvas
        cells = round(self.canvas.width / _CELL), round(self.canvas.height / _CELL)
        self.rgb = np.asarray(image.convert("RGB").resize(cells, Image.Resampling.BOX))
        self.light = luminances(self.rgb)
        values = self.rgb.astype(np.int16)
        across = np.abs(np.diff(values, axis=1, append=values[:, -1:])).mean(axis=2)
        down = np.abs(np.diff(values, axis=0, append=values[-1:])).mean(axis=2)
        self.edges = (across + down) / 255

    def within(self, field: NDArray[np.float64], box: Box, around: float) -> NDArray[np.float64]:
        """What a field has inside a box given in units, and `around` units more."""
        left, top = (max(0, int((v - around) / _CELL)) for v in box[:2])
        right, bottom = (int(np.ceil((v + around) / _CELL)) for v in box[2:])
        return field[top:bottom, left:right]

    def margin(self) -> tuple[RGB, Box] | None:
        """The colour along all four edges, and what it leaves to the picture; None without a margin."""
        rgb = self.rgb.astype(np.int16)
        ring = np.concatenate([rgb[:3].reshape(-1, 3), rgb[-3:].reshape(-1, 3), *rgb[:, :3], *rgb[:, -3:]])
        colour = np.median(ring, axis=0)
        if np.abs(ring - colour).max() > 6:
            return None
        drawn = np.abs(rgb - colour).max(axis=2) > 10
        if not drawn.any():
            return None
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        box = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        left, top, right, bottom = (float(v) * _CELL for v in box)
        return as_rgb(colour), (left, top, right, bottom)


def settings(image: Image.Image, canvas: Canvas, title: str, palette: Palette) -> Iterator[Setting]:
    """Ways to set the title, the best first. The last one is legible for certain.

    :param image: the picture, or a smaller copy of it.
    :param canvas: the picture's own.
    :returns: nothing at all if nothing of the title can be seen.
    """
    view = View(image, canvas)
    if not compose(title, 1000, 1000, 100, side=0).lines:
        return
    yield from _on_the_picture(view, title, palette)
    margin = view.margin()
    if margin is not None:
        yield from _below_the_picture(view, title, palette, *margin)
    yield _on_a_band(view, title, palette)


def _on_the_picture(view: View, title: str, palette: Palette) -> Iterator[Setting]:
    w, h = view.canvas.width, view.canvas.height
    mean = (w * h) ** 0.5
    for largest, wide, high in _SIZES:
        found = []
        for rank, (across, down) in enumerate(_PLACES):
            side = 1 - across if direction(title) else across
            block = compose(title, wide * (w - 2 * _MARGIN), high * h, largest * mean, side=side)
            x = _MARGIN + (w - 2 * _MARGIN - block.width) * side
            y = _MARGIN + (h - 2 * _MARGIN - block.height) * down
            box = (x, y, x + block.width, y + block.height)
            if block.size < _SMALLEST * mean:
                continue
            lights = view.within(view.light, box, 16)
            ink = ink_on(palette, float(lights.min()), float(lights.max()), _ON_PICTURE)
            edges = view.within(view.edges, box, 24)
            roughness = float(edges.mean())
            # Soft shades may pass under a title, the outline of a thing may not.
            if roughness <= _ROUGHEST and (edges > _OUTLINE).mean() < 0.002 and ink is not None:
                found.append((roughness + 0.003 * rank, rank, Setting(block, x, y, ink)))
        yield from (setting for _, _, setting in sorted(found, key=lambda f: f[:2]))


def _below_the_picture(view: View, title: str, palette: Palette, fill: RGB, drawn: Box) -> Iterator[Setting]:
    """The picture makes room for the title, like a poster or a print with its caption."""
    w, h = view.canvas.width, view.canvas.height
    mean = (w * h) ** 0.5
    left, top, right, bottom = drawn
    edge = float(np.clip(min(left, top, w - right, h - bottom), 48, 110))
    # Flush with the picture, or below its middle if it stands narrow.
    middle = right - left < 0.7 * w
    side = 0.5 if middle else float(direction(title))
    wide = w - 2 * max(edge, _MARGIN)
    for _ in range(2):
        block = compose(title, wide, 0.2 * h, 0.11 * mean, side=side)
        scale = min(1.0, (h - 2 * edge - _GAP - block.height) / (bottom - top))
        if not middle:
            # No wider than the picture above it, now that its scale is known; in coarse steps, since
            # the picture's edges lie a cell further in or out from size to size.
            wide = min(wide, scale * (right - left) // 20 * 20)
    tall = scale * (bottom - top) + _GAP + block.height
    up = max(edge, (h - tall) / 2)
    x0 = w * (1 - scale) / 2
    x = (x0 + scale * left) * (1 - side) + (x0 + scale * right) * side - block.width * side
    x = min(max(x, edge), w - edge - block.width)
    ink = ink_on_ground(palette, fill)
    if scale >= 0.6:
        yield Setting(block, x, up + tall - block.height, ink, (x0, up - scale * top, scale), fill=fill)


def _on_a_band(view: View, title: str, palette: Palette) -> Setting:
    """A strip along the edge where it hides least; upright on a picture that is much wider than high."""
    w, h = view.canvas.width, view.canvas.height
    mean = (w * h) ** 0.5
    dark = float(oklab(view.rgb.reshape(-1, 3).mean(axis=0))[0]) < 0.55
    scheme = palette.scheme(dark=dark)
    ink = ink_on_ground(palette, scheme.ground)
    side = float(direction(title))
    if w > 1.6 * h:
        block = compose(title, 0.36 * w, h - 2 * _MARGIN, 0.15 * mean, side=side)
        deep = block.width + 2 * _MARGIN
        first, last = (0.0, 0.0, deep, h), (w - deep, 0.0, w, h)
        band = _quieter(view, last, first) if side else _quieter(view, first, last)
        x, y = band[0] + _MARGIN, h - _MARGIN - block.height
        at = deep if band == first else w - deep - _RULE
        rule = (at, 0.0, at + _RULE, h)
    else:
        block = compose(title, w - 2 * _MARGIN, 0.2 * h, 0.12 * mean, side=side)
        deep = block.height + 2 * _GAP + _RULE
        first, last = (0.0, 0.0, w, deep), (0.0, h - deep, w, h)
        band = _quieter(view, last, first)
        x, y = _MARGIN + (w - 2 * _MARGIN - block.width) * side, band[1] + _GAP + _RULE / 2
        at = deep if band == first else h - deep - _RULE
        rule = (0.0, at, w, at + _RULE)
    return Setting(block, x, y, ink, None, band, rule, scheme.ground, scheme.accent)


def _quieter(view: View, liked: Box, other: Box) -> Box:
    """The strip that is liked better, unless there is far less to hide in the other."""
    hidden, less = (float(view.within(view.edges, box, 0).mean()) for box in (liked, other))
    return other if less < 0.3 * hidden else liked
