"""Colour arithmetic in OKLab, where equal distances look equally far apart.

Source: Björn Ottosson, "A perceptual color space for image processing" (2020).
Contrast follows WCAG 2.2. All functions take and give arrays whose last axis is the colour.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.art.drawing.arrays import Floats

RGB = tuple[int, int, int]

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
    """sRGB bytes (0–255) to linear light (0–1)."""
    c = np.asarray(rgb, dtype=np.float64) / 255.0
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def encoded(light: ArrayLike) -> NDArray[np.uint8]:
    """Linear light to sRGB bytes; what is not from 0 to 1 is clipped."""
    c = np.clip(np.asarray(light, dtype=np.float64), 0.0, 1.0)
    gamma = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    return np.rint(gamma * 255.0).astype(np.uint8)


def oklab(rgb: ArrayLike) -> Floats:
    """sRGB bytes to OKLab: lightness 0–1, then the green–red and blue–yellow axes."""
    result: Floats = np.cbrt(linear(rgb) @ _TO_LMS.T) @ _TO_LAB.T
    return result


def srgb(lab: ArrayLike) -> NDArray[np.uint8]:
    """OKLab to sRGB bytes; what no screen can show is clipped."""
    return encoded((np.asarray(lab, dtype=np.float64) @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T)


def luminance(rgb: ArrayLike) -> Floats:
    """Relative luminance, 0 (black) to 1 (white)."""
    result: Floats = linear(rgb) @ LUMINANCE
    return result


def contrast(a: ArrayLike, b: ArrayLike) -> Floats:
    """WCAG contrast ratio, from 1 (alike) to 21 (black on white)."""
    return contrast_of_luminances(luminance(a), luminance(b))


def contrast_of_luminances(a: ArrayLike, b: ArrayLike) -> Floats:
    """Likewise, where the luminances are known."""
    ratio: Floats = (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)
    return ratio


def mix(a: ArrayLike, b: ArrayLike, amount: float) -> RGB:
    """The colour `amount` (0–1) of the way from a to b, through OKLab."""
    la, lb = oklab(a), oklab(b)
    return as_rgb(srgb(la + (lb - la) * amount))


def as_rgb(values: ArrayLike) -> RGB:
    """A colour as a plain tuple of ints, which Pillow wants."""
    r, g, b = (int(v) for v in np.asarray(values).ravel())
    return r, g, b


def gradient(colours: ArrayLike, steps: int = 256) -> NDArray[np.uint8]:
    """A smooth run through the colours in their order.

    :param colours: (n, 3) sRGB bytes, n at least 1.
    :returns: (steps, 3) sRGB bytes, interpolated in OKLab.
    """
    stops = oklab(colours)
    at = np.linspace(0, len(stops) - 1, steps)
    axes = [np.interp(at, np.arange(len(stops)), stops[:, axis]) for axis in range(3)]
    return srgb(np.stack(axes, axis=1))
