"""What colours are called, for people who cannot see them.

Hues are cut by their angle in OKLCH, each into a deep, a middling and a pale word; colours with
hardly any chroma are greys. Words, never numbers: they end up in alt texts.
"""

from functools import cache

import numpy as np

from bot.art.colour import RGB, oklab
from bot.art.palette import Palette

_HUES = (
    (12, "wine", "rose", "pink"),
    (38, "maroon", "red", "salmon"),
    (58, "brown", "rust", "peach"),
    (80, "umber", "ochre", "apricot"),
    (112, "olive", "mustard", "cream"),
    (135, "moss", "leaf green", "pale lime"),
    (165, "forest green", "green", "mint"),
    (212, "deep teal", "teal", "aqua"),
    (245, "petrol", "azure", "sky blue"),
    (282, "navy", "blue", "powder blue"),
    (312, "indigo", "violet", "lavender"),
    (345, "plum", "purple", "lilac"),
    (360, "wine", "magenta", "pink"),
)
_GREYS = ((0.25, "black"), (0.45, "charcoal"), (0.75, "grey"), (0.93, "pale grey"), (2.0, "white"))


def name_of(colour: RGB) -> str:
    """A common word for the colour."""
    lightness, a, b = oklab(colour).tolist()
    if np.hypot(a, b) < 0.025:
        return next(word for limit, word in _GREYS if lightness < limit)
    hue = np.degrees(np.arctan2(b, a)) % 360
    _, deep, middling, pale = next(row for row in _HUES if hue <= row[0])
    return deep if lightness < 0.42 else middling if lightness < 0.76 else pale


@cache
def in_words(palette: Palette) -> str:
    """As in “navy, blue, red, cream”: the colours, each word once, from dark to light."""
    return ", ".join(dict.fromkeys(map(name_of, palette.by_lightness)))


def in_colours(palette: Palette, *, dark: bool) -> str:
    """As in “teal, rust and ochre on cream”: the most colourful inks on the ground."""
    scheme = palette.scheme(dark=dark)
    ground = name_of(scheme.ground)
    chroma = np.hypot(*oklab(scheme.inks)[:, 1:].T)
    words = [name_of(scheme.inks[i]) for i in np.argsort(-chroma, kind="stable")]
    inks = [w for w in dict.fromkeys(words) if w != ground][:3] or words[:1]
    listed = " and ".join(filter(None, [", ".join(inks[:-1]), inks[-1]]))
    return f"{listed} on {ground}"
