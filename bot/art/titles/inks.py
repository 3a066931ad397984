"""Legible inks: colours from the palette with enough contrast, as WCAG 2.2 defines it."""

from functools import lru_cache

import numpy as np

from bot.art.drawing.arrays import Floats, Picture
from bot.art.drawing.colour import LUMINANCE, RGB, contrast_of_luminances, linear, luminance, mix, oklab
from bot.art.palette import Palette

# The least contrast of text (WCAG 2.2, level AA), and the one we prefer on a plain ground (level AAA).
CONTRAST = 4.5
_ON_GROUND = 7.0
# A higher contrast does not make an ink preferable.
_ENOUGH = 9.0
# How much colour counts in comparison with contrast.
_WORTH_OF_CHROMA = 2.0
_WHITE: RGB = (255, 255, 255)
_BLACK: RGB = (0, 0, 0)
_SHARES = linear(np.arange(256))[:, None] * LUMINANCE


def luminances(rgb: Picture) -> Floats:
    """Return what ``colour.luminance`` does, but from a table, which is quicker for a whole picture."""
    shares = (_SHARES[rgb[..., i], i] for i in range(3))
    lights: Floats = next(shares) + next(shares) + next(shares)
    return lights


def ink_on(palette: Palette, darkest: float, lightest: float, least: float) -> RGB | None:
    """Return the ink that stands out best from everything between two luminances, colourful if possible.

    :returns: None if nothing reaches the contrast `least`.
    """
    best: tuple[float, RGB] | None = None
    for colour, light, chroma in _inks(palette.colours):
        ratio = float(contrast_of_luminances(light, (darkest, lightest)).min())
        if ratio >= least:
            value = min(ratio, _ENOUGH) / _ENOUGH + _WORTH_OF_CHROMA * chroma
            best = max(best or (value, colour), (value, colour))
    return best and best[1]


def ink_on_ground(palette: Palette, ground: RGB) -> RGB:
    """Return the ink that stands out best from one colour; black or white if none of the palette does."""
    light = float(luminance(ground))
    for least in (_ON_GROUND, CONTRAST + 0.1):
        ink = ink_on(palette, light, light, least)
        if ink is not None:
            return ink
    return _BLACK if contrast_of_luminances(light, 0.0) > contrast_of_luminances(light, 1.0) else _WHITE


@lru_cache(64)
def _inks(colours: tuple[RGB, ...]) -> list[tuple[RGB, float, float]]:
    """Return the colours, and tints and shades of them, each with its luminance and chroma."""
    by_lightness = Palette("", colours).by_lightness
    dark, light = by_lightness[0], by_lightness[-1]
    lighter = [mix(light, _WHITE, amount) for amount in (0.7, 0.95)]
    darker = [mix(dark, _BLACK, amount) for amount in (0.5, 0.9)]
    inks = [*by_lightness, *lighter, *darker]
    chroma = np.hypot(*oklab(inks)[:, 1:].T)
    return list(zip(inks, luminance(inks).tolist(), chroma.tolist(), strict=True))
