"""Pictures of millions of points: how many fall where, as light.

Counting is by ``np.bincount`` on a grid of one cell a unit; the logarithm of the counts is what the
eye sees, as in Scott Draves, "The Fractal Flame Algorithm" (2003).
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
    """Counts points on a grid of one cell a unit, whatever the pixels: the same at every size."""

    def __init__(self, canvas: Smooth) -> None:
        self._canvas = canvas
        self._columns, self._rows = round(canvas.width), round(canvas.height)
        self._cells = (self._columns + 2) * (self._rows + 2)
        self._counts, self._sums, self._weighed = np.zeros((3, self._cells))
        self._waiting: list[tuple[NDArray[np.int32], Field | None]] = []

    def add(self, x: Field, y: Field, weights: Field | None = None) -> None:
        """Counts points given in units; what lies outside is lost. Weights become hues."""
        # A frame one cell wide swallows the points outside, which is quicker than masking them.
        column, row = x + np.float32(1), y + np.float32(1)
        np.floor(np.clip(column, 0, self._columns + 1, out=column), out=column)
        np.floor(np.clip(row, 0, self._rows + 1, out=row), out=row)
        # Whole numbers this small are exact in float32, and its arithmetic is the fastest.
        at = (row * np.float32(self._columns + 2) + column).astype(np.int32).ravel()
        # Every count passes over all cells, so a few large ones beat many small ones.
        self._waiting.append((at, weights))
        if sum(w[0].size for w in self._waiting) > _BATCH:
            self._flush()

    def counts(self) -> Field:
        """The points in each cell, (rows, columns)."""
        self._flush()
        return self._inner(self._counts + self._weighed)

    def light(self, gain: float, calm: float = 3.0) -> Field:
        """One value a pixel, 0 to 1, as the logarithm of the counts.

        :param gain: how much the faint parts are raised.
        :param calm: points in a cell from which on their scatter is no longer smoothed away.
        """
        counts = self.counts()
        # Few points are mostly chance, so they are spread widely; many are a shape, and are kept.
        wide, soft = np.maximum(blurred(counts, 7), 0), np.maximum(blurred(counts, 3), 0)
        soft = soft + (wide - soft) * np.clip(1 - wide / np.float32(calm / 2), 0, 0.9)
        counts = counts + (soft - counts) * np.clip(1 - soft / np.float32(calm), 0, 0.9)
        some = counts[counts > 0.4]
        if not some.size:
            return np.zeros(self._canvas.pixels[::-1], np.float32)
        raised = np.log1p(counts * np.float32(gain / float(some.mean())))
        full = np.log1p(np.percentile(some, 99.6) * gain / float(some.mean()))
        light: Field = self._canvas.upscale(np.clip(raised / np.float32(full), 0, 1)).clip(0, 1)
        return light

    def hue(self) -> Field:
        """One value a pixel, about 0 to 1: the mean weight nearby, within its usual range."""
        self._flush()
        known = self._inner(self._weighed)
        near = blurred(known, 4)
        mean = blurred(self._inner(self._sums), 4) / np.maximum(near, np.float32(0.02))
        kept = mean[known > 0]
        low, high = np.percentile(kept, (5, 95)) if kept.size else (0.0, 1.0)
        return self._canvas.upscale((mean - low) / (high - low + 1e-6))

    def glow(self, ground: RGB, stops: Sequence[RGB], core: RGB, gain: float, calm: float = 3.0) -> Picture:
        """Points as light on the ground: hues from the stops, and the brightest parts the core."""
        light = self.light(gain, calm)
        sheet = blend(
            plain(self._canvas, ground), shade(self.hue(), stops), np.minimum(light * np.float32(1.35), 1)
        )
        return blend(sheet, core, np.clip(light - np.float32(0.64), 0, 0.36) * np.float32(2.4))

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
    """The means over blocks of this many cells, smooth in between: a blur that costs little."""
    image = Image.fromarray(grid)
    small = image.resize((max(1, image.width // cells), max(1, image.height // cells)), Image.Resampling.BOX)
    return np.asarray(small.resize(image.size, Image.Resampling.BILINEAR))
