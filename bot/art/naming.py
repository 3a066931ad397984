"""Names of colours, for alt texts.

A colour's angle of hue in OKLCH selects a row of three words, and its lightness one of the three.
Colours with hardly any chroma are greys.
"""

from functools import lru_cache

import numpy as np

from bot.art.drawing.colour import RGB, oklab
from bot.art.palette import Palette
from bot.i18n.text import Listed, Text, text

# Each row begins with the largest angle, in degrees, that belongs to it.
# Translators: a colour, as a noun: “teal, rust and ochre on cream”. Deep, middling and pale of one hue
# follow one another.
_HUES = (
    (12, text("wine"), text("rose"), text("pink")),
    (38, text("maroon"), text("red"), text("salmon")),
    (58, text("brown"), text("rust"), text("peach")),
    (80, text("umber"), text("ochre"), text("apricot")),
    (112, text("olive"), text("mustard"), text("cream")),
    (135, text("moss"), text("leaf green"), text("pale lime")),
    (165, text("forest green"), text("green"), text("mint")),
    (212, text("deep teal"), text("teal"), text("aqua")),
    (245, text("petrol"), text("azure"), text("sky blue")),
    (282, text("navy"), text("blue"), text("powder blue")),
    (312, text("indigo"), text("violet"), text("lavender")),
    (345, text("plum"), text("purple"), text("lilac")),
    (360, text("wine"), text("magenta"), text("pink")),
)
# Each row begins with the lightness below which it applies.
# Translators: a colour, as a noun, from dark to light.
_GREYS = (
    (0.25, text("black")),
    (0.45, text("charcoal")),
    (0.75, text("grey")),
    (0.93, text("pale grey")),
    (2.0, text("white")),
)
# Below this chroma, people see a grey rather than a hue.
_GREY_CHROMA = 0.025
# The lightness at which the middle and the pale word begin.
_MIDDLE, _PALE = 0.42, 0.76


def name_of(colour: RGB) -> Text:
    """Return a common word for the colour."""
    lightness, a, b = oklab(colour).tolist()
    if np.hypot(a, b) < _GREY_CHROMA:
        return next(word for limit, word in _GREYS if lightness < limit)
    hue = np.degrees(np.arctan2(b, a)) % 360
    _, deep, middle, pale = next(row for row in _HUES if hue <= row[0])
    return deep if lightness < _MIDDLE else middle if lightness < _PALE else pale


@lru_cache(1024)  # bounded, because people make up palettes
def in_words(palette: Palette) -> Listed:
    """Name the colours from dark to light, each word once, as in “navy, blue, red, cream”."""
    return Listed(tuple(dict.fromkeys(map(name_of, palette.by_lightness))), ",")


def in_colours(palette: Palette, *, dark: bool) -> Text:
    """Name the most colourful inks and the ground, as in “teal, rust and ochre on cream”."""
    scheme = palette.scheme(dark=dark)
    ground = name_of(scheme.ground)
    chroma = np.hypot(*oklab(scheme.inks)[:, 1:].T)
    words = [name_of(scheme.inks[i]) for i in np.argsort(-chroma, kind="stable")]
    inks = [w for w in dict.fromkeys(words) if w != ground][:3] or words[:1]
    # Translators: inks on the colour of the ground: “teal, rust and ochre on cream”.
    return text("{inks} on {ground}", inks=Listed(tuple(inks)), ground=ground)


def on_ground(*, dark: bool) -> Text:
    """Say whether the ground is dark or pale, where the colours are not worth naming."""
    # Translators: ends a description: “dots set in spirals at the golden angle, on a dark ground”.
    return text("on a dark ground") if dark else text("on a pale ground")
