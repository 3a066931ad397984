"""Where a title goes on a picture, and in which colours.

A title goes where the picture is calm; or below the picture, on the same ground, if the picture has a
margin; or else on a band along an edge. All of this is decided on a coarse view of the picture and in
units of the canvas, so that the result is the same at every size.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import RGB, as_rgb, oklab
from bot.art.palette import Palette
from bot.art.titles.bidi import base_level
from bot.art.titles.inks import ink_on, ink_on_ground, luminances
from bot.art.titles.lines import Block, typeset

# Higher than necessary, because a coarse view lacks the lightest and darkest pixels.
_CONTRAST_ON_PICTURE = 5.2
# The side of a cell of the coarse view, in units.
_CELL = 4.0
_MARGIN = 64.0
# Between the picture and a title below it, and between a title and the edge of its band.
_GAP = 48.0
_RULE = 8.0
_WHITE: RGB = (255, 255, 255)
# What is tried for a title on the picture: the size of the type as a share of the canvas's mean side, and
# the shares of width and height that the title may fill.
_SIZES = ((0.19, 1.0, 0.36), (0.13, 0.8, 0.26), (0.095, 0.62, 0.2), (0.075, 0.5, 0.16))
# Positions across (0 is where the script begins) and down, in order of preference.
_POSITIONS = ((0.0, 1.0), (0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (1.0, 0.0))
# How much calmer a position must be to win over the one before it.
_POSITION_COST = 0.003
# As a share of the mean side: smaller type is set elsewhere than on the picture.
_SMALLEST = 0.045
# The most roughness under a title, on the scale of `CoarseView.edges`.
_ROUGHEST = 0.015
# An edge of at least this much is the outline of a thing, of which so small a share may lie under a title.
_OUTLINE, _OUTLINE_SHARE = 0.06, 0.002
# How far the channels of a margin may differ from its colour, and those of the picture must.
_SAME, _DIFFERENT = 6, 10
# A picture that must shrink further to make room for a title would look lost.
_SMALLEST_SCALE = 0.6
# Wider pictures have their band at a side.
_WIDE = 1.6

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Placement:
    """A typeset title in its place. Lengths are in units.

    :ivar x: of the block's left edge.
    :ivar y: of the block's top edge.
    :ivar moved: where the picture goes (left, top, and its scale), on a ground of the colour `fill`.
    :ivar band: an area of the colour `fill` under the title.
    :ivar rule: an area of the colour `accent` between the band and the picture.
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


class CoarseView:
    """A picture reduced to cells of 4 units.

    :ivar width: of the canvas, in units.
    :ivar height: likewise.
    :ivar mean_side: the geometric mean of both.
    :ivar rgb: (rows, columns, 3) bytes.
    :ivar light: the relative luminance of each cell.
    :ivar edges: how much each cell differs from its neighbours, from 0 to 2.
    """

    def __init__(self, image: Image.Image, canvas: Canvas) -> None:
        self.width, self.height = canvas.width, canvas.height
        self.mean_side = (self.width * self.height) ** 0.5
        cells = round(self.width / _CELL), round(self.height / _CELL)
        self.rgb = np.asarray(image.convert("RGB").resize(cells, Image.Resampling.BOX))
        self.light = luminances(self.rgb)
        values = self.rgb.astype(np.int16)
        across = np.abs(np.diff(values, axis=1, append=values[:, -1:])).mean(axis=2)
        down = np.abs(np.diff(values, axis=0, append=values[-1:])).mean(axis=2)
        self.edges = (across + down) / 255

    def crop(self, field: NDArray[np.float64], box: Box, around: float) -> NDArray[np.float64]:
        """Return the part of a field inside a box given in units, and `around` units more."""
        left, top = (max(0, int((v - around) / _CELL)) for v in box[:2])
        right, bottom = (ceil((v + around) / _CELL) for v in box[2:])
        return field[top:bottom, left:right]

    def margin(self) -> tuple[RGB, Box] | None:
        """Return the colour along all four edges and the box inside the margin; None without a margin."""
        rgb = self.rgb.astype(np.int16)
        ring = np.concatenate([rgb[:3].reshape(-1, 3), rgb[-3:].reshape(-1, 3), *rgb[:, :3], *rgb[:, -3:]])
        colour = np.median(ring, axis=0)
        if np.abs(ring - colour).max() > _SAME:
            return None
        drawn = np.abs(rgb - colour).max(axis=2) > _DIFFERENT
        if not drawn.any():
            return None
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        box = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        left, top, right, bottom = (float(v) * _CELL for v in box)
        return as_rgb(colour), (left, top, right, bottom)


def placements(image: Image.Image, canvas: Canvas, title: str, palette: Palette) -> Iterator[Placement]:
    """Yield placements of the title, the best first. The last one is always legible.

    :param image: the picture, or a smaller copy of it.
    :param canvas: that of the picture itself.
    :returns: nothing if the title is invisible.
    """
    if not typeset(title, 1000, 1000, 100, alignment=0).lines:
        return
    view = CoarseView(image, canvas)
    for largest, wide, high in _SIZES:
        yield from _on_picture(view, title, palette, largest * view.mean_side, wide, high)
    margin = view.margin()
    if margin is not None:
        yield from _below_picture(view, title, palette, *margin)
    yield _on_band(view, title, palette)


def _on_picture(
    view: CoarseView, title: str, palette: Palette, largest: float, wide: float, high: float
) -> Iterator[Placement]:
    """Yield placements on calm parts of the picture, the calmest first.

    :param largest: size of the type, in units.
    :param wide: share of the width that the title may fill.
    :param high: share of the height.
    """
    found = []
    width, height = view.width - 2 * _MARGIN, view.height - 2 * _MARGIN
    for rank, (across, down) in enumerate(_POSITIONS):
        alignment = 1 - across if base_level(title) else across
        block = typeset(title, wide * width, high * view.height, largest, alignment=alignment)
        if block.size < _SMALLEST * view.mean_side:
            continue
        x = _MARGIN + (width - block.width) * alignment
        y = _MARGIN + (height - block.height) * down
        box = (x, y, x + block.width, y + block.height)
        lights = view.crop(view.light, box, 16)
        ink = ink_on(palette, float(lights.min()), float(lights.max()), _CONTRAST_ON_PICTURE)
        edges = view.crop(view.edges, box, 24)
        roughness = float(edges.mean())
        # Soft shades may pass under a title, the outline of a thing may not.
        if roughness <= _ROUGHEST and (edges > _OUTLINE).mean() < _OUTLINE_SHARE and ink is not None:
            found.append((roughness + _POSITION_COST * rank, rank, Placement(block, x, y, ink)))
    yield from (placement for _, _, placement in sorted(found, key=lambda f: f[:2]))


def _below_picture(
    view: CoarseView, title: str, palette: Palette, fill: RGB, drawn: Box
) -> Iterator[Placement]:
    """Yield a placement below the picture, which shrinks if necessary; nothing if it would be too small.

    :param fill: the colour of the margin.
    :param drawn: the box inside the margin.
    """
    left, top, right, bottom = drawn
    edge = float(np.clip(min(left, top, view.width - right, view.height - bottom), 48, 110))
    # Centred below a narrow picture, else flush with its side.
    narrow = right - left < 0.7 * view.width
    alignment = 0.5 if narrow else float(base_level(title))
    wide = view.width - 2 * max(edge, _MARGIN)
    for _ in range(2):
        block = typeset(title, wide, 0.2 * view.height, 0.11 * view.mean_side, alignment=alignment)
        scale = min(1.0, (view.height - 2 * edge - _GAP - block.height) / (bottom - top))
        if not narrow:
            # The second time, no wider than the picture, whose scale is now known. Steps of 20 units hide
            # that the picture's edges lie a cell further in or out from size to size.
            wide = min(wide, scale * (right - left) // 20 * 20)
    if scale < _SMALLEST_SCALE:
        return
    tall = scale * (bottom - top) + _GAP + block.height
    y = max(edge, (view.height - tall) / 2)
    picture_x = view.width * (1 - scale) / 2
    x = (picture_x + scale * left) * (1 - alignment) + (picture_x + scale * right) * alignment
    x = min(max(x - block.width * alignment, edge), view.width - edge - block.width)
    ink = ink_on_ground(palette, fill)
    yield Placement(block, x, y + tall - block.height, ink, (picture_x, y - scale * top, scale), fill=fill)


def _on_band(view: CoarseView, title: str, palette: Palette) -> Placement:
    """Return a placement on a band in colours of the palette."""
    dark = float(oklab(view.rgb.reshape(-1, 3).mean(axis=0))[0]) < 0.55
    scheme = palette.scheme(dark=dark)
    ink = ink_on_ground(palette, scheme.ground)
    is_wide = view.width > _WIDE * view.height
    placement = _on_side_band(view, title, ink) if is_wide else _on_level_band(view, title, ink)
    return replace(placement, fill=scheme.ground, accent=scheme.accent)


def _on_side_band(view: CoarseView, title: str, ink: RGB) -> Placement:
    """Return a placement on a band along the left or the right edge."""
    width, height = view.width, view.height
    alignment = float(base_level(title))
    block = typeset(title, 0.36 * width, height - 2 * _MARGIN, 0.15 * view.mean_side, alignment=alignment)
    deep = block.width + 2 * _MARGIN
    at_left, at_right = (0.0, 0.0, deep, height), (width - deep, 0.0, width, height)
    band = _calmer(view, at_right, at_left) if base_level(title) else _calmer(view, at_left, at_right)
    rule_x = deep if band == at_left else width - deep - _RULE
    x, y = band[0] + _MARGIN, height - _MARGIN - block.height
    return Placement(block, x, y, ink, band=band, rule=(rule_x, 0.0, rule_x + _RULE, height))


def _on_level_band(view: CoarseView, title: str, ink: RGB) -> Placement:
    """Return a placement on a band along the upper or the lower edge."""
    width, height = view.width, view.height
    alignment = float(base_level(title))
    block = typeset(title, width - 2 * _MARGIN, 0.2 * height, 0.12 * view.mean_side, alignment=alignment)
    deep = block.height + 2 * _GAP + _RULE
    at_top, at_bottom = (0.0, 0.0, width, deep), (0.0, height - deep, width, height)
    band = _calmer(view, at_bottom, at_top)
    rule_y = deep if band == at_top else height - deep - _RULE
    x, y = _MARGIN + (width - 2 * _MARGIN - block.width) * alignment, band[1] + _GAP + _RULE / 2
    return Placement(block, x, y, ink, band=band, rule=(0.0, rule_y, width, rule_y + _RULE))


def _calmer(view: CoarseView, preferred: Box, other: Box) -> Box:
    """Return the preferred band, unless the other hides far less of the picture."""
    hidden, less = (float(view.crop(view.edges, box, 0).mean()) for box in (preferred, other))
    return other if less < 0.3 * hidden else preferred
