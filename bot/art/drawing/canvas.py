"""Surfaces to draw on, in units rather than pixels.

The short side of every canvas is 1,000 units, so a style that draws in units makes the same
composition at any size. ``Flat`` has hard edges and an indexed image, for axis-aligned shapes.
``Smooth`` is antialiased and also takes whole fields of colour computed with NumPy.
"""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

import aggdraw
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from bot.art.drawing.arrays import Floats
from bot.art.drawing.colour import RGB

UNITS = 1000.0

Value = TypeVar("Value", bound=np.generic)


class Canvas:
    """The geometry that every surface shares.

    :ivar width: in units.
    :ivar height: in units.
    :ivar scale: pixels per unit.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.pixels = size
        self.scale = min(size) / UNITS
        # Rounded, or a side of 1000.0000000001 would add a row to every mesh, at some sizes only.
        self.width, self.height = (round(side / self.scale, 6) for side in size)

    @property
    def size(self) -> Floats:
        """The width and the height, in units, as an array to calculate with."""
        return np.array([self.width, self.height])

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, in units."""
        return self.width / 2, self.height / 2

    @property
    def area(self) -> float:
        """The area, in squares of 1,000 units: 1.0 for a square canvas."""
        # Rounded, because the sides differ in their last digits from one size in pixels to the next.
        return round(self.width * self.height / 1e6, 6)

    def to_edge(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Return how far places are from the nearest edge, in units; negative outside the canvas."""
        across, down = np.asarray(x), np.asarray(y)
        return np.minimum(np.minimum(across, self.width - across), np.minimum(down, self.height - down))

    def image(self) -> Image.Image:
        """Return what has been drawn."""
        raise NotImplementedError


class Flat(Canvas):
    """A surface for hard-edged shapes in up to 256 colours: fast to draw and to encode."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size)
        self._image = Image.new("P", size)
        self._draw = ImageDraw.Draw(self._image)
        self._indices: dict[RGB, int] = {}

    def fill(self, colour: RGB) -> None:
        """Cover the canvas with one colour."""
        self._image.paste(self._index(colour), (0, 0, *self.pixels))

    def rectangle(
        self,
        box: tuple[float, float, float, float],
        fill: RGB | None,
        outline: RGB | None = None,
        stroke: float = 0,
    ) -> None:
        """Draw a rectangle given as (left, top, right, bottom); its outline lies inside."""
        left, top, right, bottom = (round(v * self.scale) for v in box)
        if right < 0 or bottom < 0 or left >= self.pixels[0] or top >= self.pixels[1]:
            return
        self._draw.rectangle(
            (left, top, right, bottom),
            None if fill is None else self._index(fill),
            None if outline is None else self._index(outline),
            max(1, round(stroke * self.scale)) if stroke else 0,
        )

    def polygon(self, points: ArrayLike, fill: RGB) -> None:
        """Draw a filled polygon from (n, 2) points."""
        flat = (np.asarray(points, dtype=np.float64) * self.scale).ravel().tolist()
        self._draw.polygon(flat, self._index(fill))

    def cells(self, indices: NDArray[np.uint8], colours: Iterable[RGB]) -> None:
        """Cover the canvas with a grid of equal cells, (rows, columns) indices into `colours`."""
        lookup = np.array([self._index(c) for c in colours], dtype=np.uint8)
        grid = Image.fromarray(lookup[indices])
        self._image.paste(grid.resize(self.pixels, Image.Resampling.NEAREST))

    def image(self) -> Image.Image:
        self._image.putpalette([channel for colour in self._indices for channel in colour])
        return self._image

    def _index(self, colour: RGB) -> int:
        index = self._indices.setdefault(colour, len(self._indices))
        if index > 255:
            raise ValueError("a flat canvas has room for 256 colours")
        return index


class Smooth(Canvas):
    """A surface for antialiased shapes and for fields of colour.

    Points are (n, 2) arrays in units; opacity runs from 0 to 1.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size)
        self._image = Image.new("RGB", size, (255, 255, 255))
        self._agg: Any = None

    # -- shapes ------------------------------------------------------------------------------

    def fill(self, colour: RGB) -> None:
        """Cover the canvas with one colour."""
        self._agg = None
        self._image = Image.new("RGB", self.pixels, colour)

    def line(
        self, points: ArrayLike, colour: RGB, width: float, opacity: float = 1.0, *, round: bool = False
    ) -> None:
        """Draw an open stroke through the points; `round` gives it round ends."""
        self.lines([points], colour, width, opacity, round=round)

    def lines(
        self,
        strokes: Iterable[ArrayLike],
        colour: RGB,
        width: float,
        opacity: float = 1.0,
        *,
        round: bool = False,
    ) -> None:
        """Draw many open strokes with one pen."""
        draw = self._surface()
        pen = aggdraw.Pen(colour, width * self.scale, _byte(opacity))
        brush = aggdraw.Brush(colour, _byte(opacity))
        cap = width * self.scale / 2
        for stroke in strokes:
            flat = self._flat(stroke)
            draw.line(flat, pen)
            if round and cap > 0.6:
                for x, y in (flat[:2], flat[-2:]):
                    draw.ellipse((x - cap, y - cap, x + cap, y + cap), brush)

    def polygon(
        self,
        points: ArrayLike,
        fill: RGB | None = None,
        outline: RGB | None = None,
        stroke: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Draw a closed shape, filled, outlined or both; the outline is centred on the edge."""
        self._surface().polygon(self._flat(points), *self._tools(fill, outline, stroke, opacity))

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: RGB | None = None,
        outline: RGB | None = None,
        stroke: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Draw a circle, filled, outlined or both."""
        s = self.scale
        box = ((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s)
        self._surface().ellipse(box, *self._tools(fill, outline, stroke, opacity))

    def circles(self, centres: ArrayLike, radii: ArrayLike, fill: RGB, opacity: float = 1.0) -> None:
        """Draw many filled circles of one colour: (n, 2) centres and n radii, or one for all."""
        xy = np.asarray(centres, dtype=np.float64)
        r = np.broadcast_to(np.asarray(radii, dtype=np.float64), (len(xy),))[:, None]
        draw, brush = self._surface(), aggdraw.Brush(fill, _byte(opacity))
        for box in (np.hstack([xy - r, xy + r]) * self.scale).tolist():
            draw.ellipse(box, brush)

    # -- fields ------------------------------------------------------------------------------

    def mesh(self, cell: float) -> tuple[Floats, Floats]:
        """Return the x and y, in units, of the centres of a grid of cells about `cell` units wide.

        :returns: two (rows, columns) arrays. Compute a field on them, then ``paint`` or
            ``upscale`` it.
        """
        columns, rows = max(2, math.ceil(self.width / cell)), max(2, math.ceil(self.height / cell))
        x = (np.arange(columns) + 0.5) * self.width / columns
        y = (np.arange(rows) + 0.5) * self.height / rows
        xs, ys = np.meshgrid(x, y)
        return xs, ys

    def upscale(self, field: ArrayLike) -> NDArray[np.float32]:
        """Return a coarse (rows, columns) field at one value a pixel, smooth in between, as float32."""
        coarse = Image.fromarray(np.asarray(field, dtype=np.float32))
        return np.asarray(coarse.resize(self.pixels, Image.Resampling.BICUBIC))

    def sample(self, field: NDArray[Value], points: Floats) -> NDArray[Value]:
        """Return the values, numbers or vectors, of a coarse field at (n, 2) points, not interpolated."""
        shape = np.array(field.shape[1::-1])
        column, row = np.clip((points / self.size * shape).astype(int), 0, shape - 1).T
        return field[row, column]

    def paint(self, rgb: NDArray[np.uint8]) -> None:
        """Cover the canvas with a (rows, columns, 3) field of colour, resized to fit."""
        self._agg = None
        image = Image.fromarray(rgb)
        if image.size != self.pixels:
            image = image.resize(self.pixels, Image.Resampling.BICUBIC)
        self._image = image

    def array(self) -> NDArray[np.uint8]:
        """Return a copy of what has been drawn so far, as (height, width, 3) bytes."""
        return np.array(self.image())

    def image(self) -> Image.Image:
        if self._agg is not None:
            self._agg.flush()
        return self._image

    # -- inside ------------------------------------------------------------------------------

    def _surface(self) -> Any:
        if self._agg is None:
            self._agg = aggdraw.Draw(self._image)
        return self._agg

    def _flat(self, points: ArrayLike) -> list[float]:
        flat: list[float] = (np.asarray(points, dtype=np.float64) * self.scale).ravel().tolist()
        return flat

    def _tools(self, fill: RGB | None, outline: RGB | None, stroke: float, opacity: float) -> list[Any]:
        tools: list[Any] = []
        if fill is not None:
            tools.append(aggdraw.Brush(fill, _byte(opacity)))
        if outline is not None and stroke > 0:
            tools.append(aggdraw.Pen(outline, stroke * self.scale, _byte(opacity)))
        return tools


def _byte(opacity: float) -> int:
    return max(0, min(255, round(opacity * 255)))
