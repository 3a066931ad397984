"""From fields of numbers to fields of colour, with clean edges.

Every edge is antialiased from the field's own slope. A value divided by its slope per pixel is a distance
in pixels, and that distance gives the share of the pixel that is covered. Nothing is supersampled.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from bot.art.drawing.arrays import Field, Picture
from bot.art.drawing.canvas import Canvas, Smooth
from bot.art.drawing.colour import RGB, gradient

_FINE = 2047
_SHADES = 16


def pixel_mesh(canvas: Canvas) -> tuple[Field, Field]:
    """Return the x (1, width) and y (height, 1), in units, of the centres of all pixels."""
    wide, high = canvas.pixels
    x = (np.arange(wide, dtype=np.float32) + 0.5) / canvas.scale
    y = (np.arange(high, dtype=np.float32) + 0.5) / canvas.scale
    return x[None, :], y[:, None]


def enlarged(canvas: Smooth, values: ArrayLike, cell: float) -> tuple[Field, Field]:
    """Return a field on a grid of cells this wide, and its slope per pixel, at one value a pixel."""
    down, across = np.gradient(np.asarray(values, dtype=np.float32))
    steepness = canvas.upscale(np.hypot(down, across)) / (cell * canvas.scale)
    return canvas.upscale(values), np.maximum(steepness, 1e-5)


def plain(canvas: Canvas, colour: RGB) -> Picture:
    """Return a picture of one colour, one value a pixel."""
    wide, high = canvas.pixels
    return np.tile(np.array(colour, np.uint8), (high, wide, 1))


def shade(values: ArrayLike, colours: Sequence[RGB] | Picture) -> Picture:
    """Return a smooth run through the colours, as the values run from 0 to 1."""
    table = gradient(colours, _FINE + 1)
    at = np.asarray(values, dtype=np.float32) * _FINE
    return table.take(np.clip(at, 0, _FINE).astype(np.int32), axis=0)


def bands(values: Field, steepness: Field, colours: Sequence[RGB] | Picture) -> Picture:
    """Return flat bands with antialiased borders: colour k where k <= value < k + 1.

    :param steepness: the slope of the values per pixel.
    """
    border = np.rint(values)
    share = inside((values - border) / steepness)
    last = len(colours) - 1
    table = gradient(colours, last * _SHADES + 1) if last else np.asarray([colours[0]], np.uint8)
    at = np.clip((border - 1 + share) * _SHADES, 0, last * _SHADES)
    return table.take(np.rint(at).astype(np.int32), axis=0)


def inside(depth: Field) -> Field:
    """Return the share of each pixel inside a shape, given how many pixels its centre lies inside."""
    return np.clip(depth + 0.5, 0, 1)


def stroke(away: Field, width: ArrayLike) -> Field:
    """Return the share of each pixel covered by a stroke whose middle is this many pixels away."""
    wide = np.asarray(width, dtype=np.float32)
    # A stroke thinner than a pixel never covers all of it.
    return np.clip(wide / 2 + 0.5 - away, 0, np.minimum(wide, 1))


def level_lines(values: Field, steepness: Field, width: ArrayLike) -> Field:
    """Return the share of each pixel covered by lines along every whole value; all in pixels."""
    return stroke(np.abs(values - np.rint(values)) / steepness, width)


def blend(under: Picture, over: Picture | RGB, cover: ArrayLike) -> Picture:
    """Return one picture over another, where and as far as it covers (0 to 1)."""
    # Pillow's compositing is several times as fast as the same sum in NumPy.
    mask = Image.fromarray(np.rint(np.asarray(cover, np.float32) * 255).astype(np.uint8))
    picture = Image.fromarray(under)
    picture.paste(over if isinstance(over, tuple) else Image.fromarray(over), mask=mask)
    return np.asarray(picture)


def relief(canvas: Smooth, picture: Picture, height: ArrayLike, cell: float, strength: float) -> Picture:
    """Return the picture as a relief of that height, in units, under a warm light from the upper left."""
    down, across = np.gradient(np.asarray(height, dtype=np.float32), cell)
    light = canvas.upscale((across + down) / np.sqrt(1 + across**2 + down**2)) * strength
    picture = blend(picture, (255, 250, 240), np.clip(light * 0.7, 0, 1))
    return blend(picture, (6, 6, 18), np.clip(-light, 0, 1))
