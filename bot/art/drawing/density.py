"""Pictures of millions of points: the number of points at each place becomes light.

Points are counted with ``np.bincount`` on a grid of one cell a unit. The picture shows the logarithm of
the counts, as in Scott Draves, "The Fractal Flame Algorithm" (2003).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.art.drawing.arrays import Field, Picture
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB
from bot.art.drawing.shading import blend, plain, shade

_BATCH = 1_000_000


class Density:
    """The number of points in each cell of a grid. A cell is one unit wide at every size in pixels."""

    def __init__(self, canvas: Smooth) -> None:
        self._canvas = canvas
        self._columns, self._rows = round(canvas.width), round(canvas.height)
        self._cells = (self._columns + 2) * (self._rows + 2)
        self._counts, self._sums, self._weighed = np.zeros((3, self._cells))
        self._waiting: list[tuple[NDArray[np.int32], Field | None]] = []

    def add(self, x: Field, y: Field, weights: Field | None = None) -> None:
        """Count float32 points given in units; those outside the canvas are lost. Weights become hues."""
        # Points outside fall into a frame one cell wide, which is quicker than masking them.
        column, row = x + 1.0, y + 1.0
        np.floor(np.clip(column, 0, self._columns + 1, out=column), out=column)
        np.floor(np.clip(row, 0, self._rows + 1, out=row), out=row)
        # Whole numbers this small are exact in float32, and float32 arithmetic is the fastest.
        at = (row * (self._columns + 2) + column).astype(np.int32).ravel()
        # Every count passes over all cells, so a few large batches are faster than many small ones.
        self._waiting.append((at, weights))
        if sum(w[0].size for w in self._waiting) > _BATCH:
            self._flush()

    def counts(self) -> Field:
        """Return the number of points in each cell, (rows, columns)."""
        self._flush()
        return self._inner(self._counts + self._weighed)

    def light(self, gain: float, calm: float = 3.0) -> Field:
        """Return the logarithm of the counts, 0 to 1, at one value a pixel.

        :param gain: how much the faint parts are raised.
        :param calm: the number of points in a cell above which their scatter is not smoothed away.
        """
        counts = self.counts()
        # A few points are mostly noise and are blurred; many points are a shape and stay sharp.
        wide, soft = np.maximum(blurred(counts, 7), 0), np.maximum(blurred(counts, 3), 0)
        soft = soft + (wide - soft) * np.clip(1 - wide / (calm / 2), 0, 0.9)
        counts = counts + (soft - counts) * np.clip(1 - soft / calm, 0, 0.9)
        some = counts[counts > 0.4]
        if not some.size:
            return np.zeros(self._canvas.pixels[::-1], np.float32)
        raised = np.log1p(counts * (gain / float(some.mean())))
        full = float(np.log1p(np.percentile(some, 99.6) * gain / float(some.mean())))
        return self._canvas.upscale(np.clip(raised / full, 0, 1)).clip(0, 1)

    def hue(self) -> Field:
        """Return the mean weight near each pixel, scaled so that most of the weights span 0 to 1."""
        self._flush()
        known = self._inner(self._weighed)
        near = blurred(known, 4)
        mean = blurred(self._inner(self._sums), 4) / np.maximum(near, 0.02)
        counted = mean[known > 0]
        low, high = np.percentile(counted, (5, 95)) if counted.size else (0.0, 1.0)
        return self._canvas.upscale((mean - low) / (high - low + 1e-6))

    def glow(self, ground: RGB, stops: Sequence[RGB], core: RGB, gain: float, calm: float = 3.0) -> Picture:
        """Return the points as light on the ground, coloured by the stops, with a bright core."""
        light = self.light(gain, calm)
        sheet = blend(plain(self._canvas, ground), shade(self.hue(), stops), np.minimum(light * 1.35, 1))
        return blend(sheet, core, np.clip(light - 0.64, 0, 0.36) * 2.4)

    def _flush(self) -> None:
        plain = [at for at, weights in self._waiting if weights is None]
        heavy = [(at, weights.ravel()) for at, weights in self._waiting if weights is not None]
        if plain:
            self._counts += np.bincount(np.concatenate(plain), minlength=self._cells)
        if heavy:
            at, weights = (np.concatenate(parts) for parts in zip(*heavy, strict=True))
            self._weighed += np.bincount(at, minlength=self._cells)
            self._sums += np.bincount(at, weights=weights, minlength=self._cells)
        self._waiting = []

    def _inner(self, cells: NDArray[np.float64]) -> Field:
        framed = cells.reshape(self._rows + 2, self._columns + 2)
        return framed[1:-1, 1:-1].astype(np.float32)


def blurred(grid: Field, cells: int) -> Field:
    """Return the means over blocks of this many cells, smooth in between: a cheap blur."""
    image = Image.fromarray(grid)
    small = image.resize((max(1, image.width // cells), max(1, image.height // cells)), Image.Resampling.BOX)
    return np.asarray(small.resize(image.size, Image.Resampling.BILINEAR))
