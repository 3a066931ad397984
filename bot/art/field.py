"""From fields of numbers to fields of colour, with clean edges.

Every edge is drawn from the field's own slope: a value divided by its slope is a distance in
pixels, and a distance gives the share of the pixel that is covered. So nothing is supersampled.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from bot.art.canvas import Canvas, Smooth
from bot.art.colour import RGB, gradient
from bot.art.rng import Rng

Field = NDArray[np.floating[Any]]
Picture = NDArray[np.uint8]

_FINE = 2047
_SHADES = 16
_BATCH = 1_000_000


def enlarged(canvas: Smooth, values: ArrayLike, cell: float) -> tuple[Field, Field]:
    """A field on a grid of cells this wide, and its slope, at one value a pixel and per pixel."""
    down, across = np.gradient(np.asarray(values, dtype=np.float32))
    steepness = canvas.upscale(np.hypot(down, across)) / np.float32(cell * canvas.scale)
    return canvas.upscale(values), np.maximum(steepness, np.float32(1e-5))


def plain(canvas: Canvas, colour: RGB) -> Picture:
    """One colour everywhere, one value a pixel."""
    wide, high = canvas.pixels
    return np.tile(np.array(colour, np.uint8), (high, wide, 1))


def relief(canvas: Smooth, picture: Picture, height: ArrayLike, cell: float, strength: float) -> Picture:
    """The picture as a relief of that height, in units, under a warm light from the upper left."""
    down, across = np.gradient(np.asarray(height, dtype=np.float32), cell)
    light = canvas.upscale((across + down) / np.sqrt(1 + across**2 + down**2)) * np.float32(strength)
    picture = blend(picture, (255, 250, 240), np.clip(light * np.float32(0.7), 0, 1))
    return blend(picture, (6, 6, 18), np.clip(-light, 0, 1))


def shade(values: ArrayLike, colours: Sequence[RGB] | Picture) -> Picture:
    """A smooth run through the colours, as the values run from 0 to 1."""
    table = gradient(colours, _FINE + 1)
    at = np.asarray(values, dtype=np.float32) * np.float32(_FINE)
    picture: Picture = table.take(np.clip(at, 0, _FINE).astype(np.int32), axis=0)
    return picture


def bands(values: Field, steepness: Field, colours: Sequence[RGB] | Picture) -> Picture:
    """Flat bands with antialiased borders: colour k where k <= value < k + 1.

    :param steepness: the slope of the values per pixel.
    """
    border = np.rint(values)
    share = np.clip((values - border) / steepness + np.float32(0.5), 0, 1)
    last = len(colours) - 1
    table = gradient(colours, last * _SHADES + 1) if last else np.asarray([colours[0]], np.uint8)
    at = np.clip((border - 1 + share) * np.float32(_SHADES), 0, last * _SHADES)
    picture: Picture = table.take(np.rint(at).astype(np.int32), axis=0)
    return picture


def level_lines(values: Field, steepness: Field, width: ArrayLike) -> Field:
    """How much of each pixel a line along every whole value covers, 0 to 1; all in pixels."""
    away: Field = np.abs(values - np.rint(values)) / steepness
    return stroke(away, width)


def stroke(away: Field, width: ArrayLike) -> Field:
    """How much of a pixel a stroke covers whose middle is this many pixels away."""
    wide = np.asarray(width, dtype=np.float32)
    # A stroke thinner than a pixel covers less of it, and never all.
    cover: Field = np.clip(wide / 2 + np.float32(0.5) - away, 0, np.minimum(wide, 1))
    return cover


def blend(under: Picture, over: Picture | RGB, cover: ArrayLike) -> Picture:
    """One picture over another, where and as far as it covers (0 to 1)."""
    # Pillow's compositing is several times as fast as the same sum in NumPy.
    mask = Image.fromarray(np.rint(np.asarray(cover, np.float32) * np.float32(255)).astype(np.uint8))
    picture = Image.fromarray(under)
    picture.paste(over if isinstance(over, tuple) else Image.fromarray(over), mask=mask)
    return np.asarray(picture)


def pixel_mesh(canvas: Canvas) -> tuple[Field, Field]:
    """The x (1, width) and y (height, 1), in units, of the middles of all pixels."""
    wide, high = canvas.pixels
    x = (np.arange(wide, dtype=np.float32) + np.float32(0.5)) / np.float32(canvas.scale)
    y = (np.arange(high, dtype=np.float32) + np.float32(0.5)) / np.float32(canvas.scale)
    return x[None, :], y[:, None]


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


def frame(cloud: Field, cut: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high corner of (2, n) points, without the outermost `cut` per cent on each side."""
    low, high = np.percentile(cloud, (cut, 100 - cut), axis=1)
    return low, np.maximum(high, low + 1e-3)


def filling(cloud: Field, cells: int = 36) -> float:
    """How much of their frame (2, n) points fill evenly: 0 for a dot, 1 for a grey smear.

    It is the perplexity of the cells, over their number: curves get 0.1, fine veils 0.4.
    """
    low, high = frame(cloud, 1)
    at = ((cloud - low[:, None]) / (high - low)[:, None] * cells).clip(0, cells - 1).astype(int)
    share = np.bincount(at[1] * cells + at[0], minlength=cells * cells) / cloud.shape[1]
    return float(np.exp(-np.sum(share * np.log(share + 1e-12))) / cells**2)


def turned(cloud: Field, angle: float) -> Field:
    """(2, …) points, turned about the origin."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return np.stack([cloud[0] * cos - cloud[1] * sin, cloud[0] * sin + cloud[1] * cos])


def blurred(grid: Field, cells: int) -> Field:
    """The means over blocks of this many cells, smooth in between: a blur that costs little."""
    image = Image.fromarray(grid)
    small = image.resize((max(1, image.width // cells), max(1, image.height // cells)), Image.Resampling.BOX)
    return np.asarray(small.resize(image.size, Image.Resampling.BILINEAR))


def scatter(rng: Rng, count: int, width: float, height: float, tries: int = 8) -> NDArray[np.float64]:
    """Points that keep away from one another (best candidate, Mitchell 1991), (count, 2)."""
    points = np.empty((count, 2))
    for i in range(count):
        options = rng.random_sample((tries, 2)) * (width, height)
        if i:
            gaps = np.hypot(*(options[:, None] - points[None, :i]).transpose(2, 0, 1)).min(axis=1)
            points[i] = options[int(np.argmax(gaps))]
        else:
            points[i] = options[0]
    return points
