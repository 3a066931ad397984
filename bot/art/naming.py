"""What colours are called, for people who cannot see them.

Hues are cut by their angle in OKLCH, each into a deep, a middling and a pale word; colours with
hardly any chroma are greys. Words, never numbers: they end up in alt texts.
"""

from functools import lru_cache

import numpy as np

from bot.art.drawing.colour import RGB, oklab
from bot.art.palette import Palette
from bot.i18n.text import Listed, Text, text

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
# Translators: a colour, as a noun, from dark to light.
_GREYS = (
    (0.25, text("black")),
    (0.45, text("charcoal")),
    (0.75, text("grey")),
    (0.93, text("pale grey")),
    (2.0, text("white")),
)


def name_of(colour: RGB) -> Text:
    """A common word for the colour."""
    lightness, a, b = oklab(colour).tolist()
    if np.hypot(a, b) < 0.025:
        return next(word for limit, word in _GREYS if lightness < limit)
    hue = np.degrees(np.arctan2(b, a)) % 360
    _, deep, middling, pale = next(row for row in _HUES if hue <= row[0])
    return deep if lightness < 0.42 else middling if lightness < 0.76 else pale


@lru_cache(1024)  # people make palettes of their own
def in_words(palette: Palette) -> Listed:
    """As in “navy, blue, red, cream”: the colours, each word once, from dark to light."""
    return Listed(tuple(dict.fromkeys(map(name_of, palette.by_lightness))), ",")


def in_colours(palette: Palette, *, dark: bool) -> Text:
    """As in “teal, rust and ochre on cream”: the most colourful inks on the ground."""
    scheme = palette.scheme(dark=dark)
    ground = name_of(scheme.ground)
    chroma = np.hypot(*oklab(scheme.inks)[:, 1:].T)
    words = [name_of(scheme.inks[i]) for i in np.argsort(-chroma, kind="stable")]
    inks = [w for w in dict.fromkeys(words) if w != ground][:3] or words[:1]
    # Translators: inks on the colour of the ground: “teal, rust and ochre on cream”.
    return text("{inks} on {ground}", inks=Listed(tuple(inks)), ground=ground)


def on_ground(*, dark: bool) -> Text:
    """What the picture stands on, where its colours need no words."""
    # Translators: ends a description: “dots set in spirals at the golden angle, on a dark ground”.
    return text("on a dark ground") if dark else text("on a pale ground")
