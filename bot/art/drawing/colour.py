"""Colour arithmetic in OKLab, where equal distances look equally far apart.

Source: Björn Ottosson, "A perceptual color space for image processing" (2020).
Contrast follows WCAG 2.2. Functions take and return arrays whose last axis is the colour.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.art.drawing.arrays import Floats

RGB = tuple[int, int, int]
BLACK: RGB = (0, 0, 0)
WHITE: RGB = (255, 255, 255)

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS = np.linalg.inv(_TO_LMS)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def linear(rgb: ArrayLike) -> Floats:
    """Convert sRGB bytes (0–255) to linear light (0–1)."""
    c = np.asarray(rgb, dtype=np.float64) / 255.0
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def encoded(light: ArrayLike) -> NDArray[np.uint8]:
    """Convert linear light to sRGB bytes; values outside 0–1 are clipped."""
    c = np.clip(np.asarray(light, dtype=np.float64), 0.0, 1.0)
    gamma = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    return np.rint(gamma * 255.0).astype(np.uint8)


def oklab(rgb: ArrayLike) -> Floats:
    """Convert sRGB bytes to OKLab: lightness 0–1, then the green–red and blue–yellow axes."""
    return np.cbrt(linear(rgb) @ _TO_LMS.T) @ _TO_LAB.T


def srgb(lab: ArrayLike) -> NDArray[np.uint8]:
    """Convert OKLab to sRGB bytes; colours outside sRGB are clipped."""
    return encoded((np.asarray(lab, dtype=np.float64) @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T)


def luminance(rgb: ArrayLike) -> Floats:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    return linear(rgb) @ LUMINANCE


def contrast(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the WCAG contrast ratio, from 1 (alike) to 21 (black on white)."""
    return contrast_of_luminances(luminance(a), luminance(b))


def contrast_of_luminances(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the WCAG contrast ratio of two relative luminances."""
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)


def mix(a: ArrayLike, b: ArrayLike, amount: float) -> RGB:
    """Return the colour `amount` (0–1) of the way from a to b, through OKLab."""
    la, lb = oklab(a), oklab(b)
    return as_rgb(srgb(la + (lb - la) * amount))


def as_rgb(values: ArrayLike) -> RGB:
    """Return a colour as a plain tuple of ints, as Pillow and the canvases need it."""
    r, g, b = (int(v) for v in np.asarray(values).ravel())
    return r, g, b


def gradient(colours: ArrayLike, steps: int = 256) -> NDArray[np.uint8]:
    """Return a smooth run through the colours in their order, as an array.

    :param colours: (n, 3) sRGB bytes, n at least 1.
    :returns: (steps, 3) sRGB bytes, interpolated in OKLab.
    """
    stops = oklab(colours)
    at = np.linspace(0, len(stops) - 1, steps)
    axes = [np.interp(at, np.arange(len(stops)), stops[:, axis]) for axis in range(3)]
    return srgb(np.stack(axes, axis=1))


def tones(colours: ArrayLike, count: int) -> list[RGB]:
    """Return `count` colours, evenly spaced on a smooth run through the given ones."""
    return [as_rgb(colour) for colour in gradient(colours, count)]
