"""Interlaced waves wound around rings, as engraved on banknotes.

After the rose engine lathe, in use since the 16th century, and Asa Spencer's geometric lathe for
banknotes (c. 1815): families of one curve, each turned a little further, inside two wavy bounds.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import RGB, Floats, Rng, Smooth, as_rgb, gradient, mix
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

FORMS = {
    "medallion": (4, text("one medallion")),
    "sun": (3, text("a rosette wider than the canvas, its heart off the middle")),
    "banknote": (3, text("a medallion over a ground of fine waves")),
}


@dataclass(frozen=True)
class Guilloche:
    form: Option = choice(FORMS, "how the rosette is set")
    fold: int = whole(5, 16, "symmetry of the rosette")
    bands: int = whole(2, 5, "rings of interlaced waves")
    gap: float = number(5.5, 11.0, "room between lines")
    lobes: float = number(0.35, 1.0, "how deep the outline of a ring is cut")
    wave: str = choice({"round": 3, "pointed": 2, "double": 2}, "shape of a wave")
    night: bool = flag(0.5, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{form}, a guilloché of {bands} rings of interlaced fine lines with {fold}-fold symmetry, "
            "{ground}",
            form=self.form.words,
            bands=self.bands,
            fold=self.fold,
            ground=on_ground(dark=self.night),
        )


@style(
    id="guilloche",
    name=text("Guilloché"),
    about=text("interlaced fine lines in rosettes, as on banknotes"),
    source="the rose engine lathe, 16th century; Asa Spencer's geometric lathe, c. 1815",
)
def guilloche(canvas: Smooth, traits: Guilloche, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = scheme.at_least(2)
    off = rng.uniform(-0.22, 0.22, 2)
    heart, reach = canvas.size / 2, 455.0
    if traits.form == "sun":
        heart = canvas.size * (0.5 + off)
        reach = float(np.hypot(*canvas.size)) * 0.56
    elif traits.form == "banknote" or max(canvas.size) > 1400:
        # A medallion alone would leave most of a long canvas bare.
        _waves(canvas, mix(scheme.ground, inks[len(inks) // 2], 0.75), rng)
        reach = 405.0
        theta = np.linspace(0, 2 * np.pi, 720)
        halo = reach * 1.035 * (1 - 0.06 * traits.lobes * (1 - np.cos(traits.fold * theta)) / 2)
        canvas.polygon(heart + _around(theta, halo), scheme.ground)

    # Rings are shared out unevenly: a broad one beside a narrow one reads as engraving.
    bands = traits.bands + (2 if traits.form == "sun" else 0)
    shares = rng.uniform(0.5, 1.7, bands)
    edges = reach * (1 - np.concatenate([[0], np.cumsum(shares) / shares.sum()]) * 0.97)
    lookup = gradient(inks)
    accent = int(rng.randint(0, bands))
    for band in range(bands):
        multiple, turn = int(rng.choice([1, 2, 3])), rng.uniform(0, 2 * np.pi)
        # The outermost ring is the strongest, so that the whole figure stands out from its ground.
        colour = scheme.accent if band == accent else as_rgb(lookup[255 - int(band / bands * 255)])
        outer, inner = edges[band], edges[band + 1]
        # Rings reach into one another: where they cross, their lines make a third pattern.
        lines, rim = _ring(traits, inner, outer + 0.12 * (outer - inner) * (band > 0), multiple, turn)
        canvas.lines(heart + lines, colour, 1.6, 0.95)
        canvas.line(heart + rim, colour, 3.0)


def _around(theta: Floats, radius: Floats) -> Floats:
    """Return the points at these angles, clockwise from the top, and radii."""
    return radius[..., None] * np.stack([np.sin(theta), -np.cos(theta)], axis=-1)


def _ring(traits: Guilloche, inner: float, outer: float, multiple: int, turn: float) -> tuple[Floats, Floats]:
    """Return lines that swing between two wavy bounds, each a step ahead of the one before; and the rim."""
    waves = traits.fold * multiple
    round_trip = np.pi * (inner + outer)
    # A wave much longer than its ring is wide lies flat; one much shorter turns into a hatch.
    while waves > traits.fold and round_trip / waves < 0.5 * (outer - inner):
        waves -= traits.fold
    lines = int(np.clip(round_trip / (traits.gap * waves), 5, 48))
    theta = np.linspace(0, 2 * np.pi, int(np.clip(30 * waves, 240, 1300)))
    depth = (outer - inner) * traits.lobes * 0.42
    lobe = (1 - np.cos(traits.fold * theta)) / 2
    high, low = outer - depth * lobe, inner + depth * 0.55 * (1 - lobe) * (inner > 30)
    at = waves * theta + (np.linspace(0, 2 * np.pi, lines, endpoint=False) + turn)[:, None]
    swing = np.sin(at)
    if traits.wave == "pointed":
        swing = np.arcsin(0.97 * swing) / np.arcsin(0.97)
    elif traits.wave == "double":
        swing = (swing + 0.45 * np.sin(2 * at + 0.6)) / 1.32
    return _around(theta, (high + low) / 2 + (high - low) / 2 * swing), _around(theta, high)


def _waves(canvas: Smooth, colour: RGB, rng: Rng) -> None:
    """Draw fine waves from edge to edge, their swing changing from the top to the bottom."""
    lines = int(canvas.height / 15) + 8
    x = np.linspace(-5, canvas.width + 5, int(canvas.width / 9))
    p = rng.uniform(0, 2 * np.pi, 4)
    rows = (np.arange(lines) - 3.5)[:, None]
    lean = np.sin(rows / lines * 2 * np.pi + p[0])
    swell = 24 * np.sin(x / 1000 * 2 * np.pi * 2 + p[1] + lean * 1.6)
    ripple = 13 * np.sin(x / 1000 * 2 * np.pi * 9 + p[2] + rows * 0.34)
    y = rows * 15 + swell + ripple
    canvas.lines(np.stack([np.broadcast_to(x, y.shape), y], axis=-1), colour, 1.6, 0.85)
