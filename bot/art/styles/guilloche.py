"""Interlaced waves wound around rings, as engraved on banknotes.

After the rose engine lathe, in use since the 16th century, and Asa Spencer's geometric lathe for
banknotes (c. 1815): families of one curve, each turned a little further, inside two wavy bounds.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, as_rgb, gradient, mix
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

FORMS = {
    "medallion": text("one medallion"),
    "sun": text("a rosette wider than the canvas, its heart off the middle"),
    "banknote": text("a medallion over a ground of fine waves"),
}


@dataclass(frozen=True)
class Guilloche:
    form: str = choice({"medallion": 4, "sun": 3, "banknote": 3}, "how the rosette is set")
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
            form=FORMS[self.form],
            bands=self.bands,
            fold=self.fold,
            ground=on_ground(dark=self.night),
        )


@style(
    id="guilloche",
    name=text("Guilloché"),
    about=text("interlaced fine lines in rosettes, as on banknotes"),
    source="the rose engine lathe, 16th century; Asa Spencer's geometric lathe, c. 1815",
    traits=Guilloche,
    surface=Smooth,
)
def guilloche(canvas: Smooth, traits: Guilloche, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = scheme.inks if len(scheme.inks) > 1 else (mix(scheme.inks[0], scheme.ground, 0.4), scheme.inks[0])
    size = np.array([canvas.width, canvas.height])
    off = rng.uniform(-0.22, 0.22, 2)
    heart, reach = np.array(canvas.centre), 455.0
    if traits.form == "sun":
        heart = size * (0.5 + off)
        reach = float(np.hypot(*size)) * 0.56
    elif traits.form == "banknote" or max(size) > 1400:
        # A medallion alone would leave most of a long canvas bare.
        _waves(canvas, traits, mix(scheme.ground, inks[len(inks) // 2], 0.75), rng)
        reach = 405.0
        halo = _ring(traits, reach * 1.035, traits.fold, 0.0, 0.06 * traits.lobes, 720)
        canvas.polygon(heart + halo, scheme.ground)

    # Rings are shared out unevenly: a broad one beside a narrow one reads as engraving.
    bands = traits.bands + (2 if traits.form == "sun" else 0)
    shares = rng.uniform(0.5, 1.7, bands)
    edges = 1 - np.concatenate([[0], np.cumsum(shares) / shares.sum()]) * 0.97
    lookup = gradient(inks)
    accent = int(rng.randint(0, bands))
    for band in range(bands):
        outer, inner = edges[band] * reach, edges[band + 1] * reach
        multiple = int(rng.choice([1, 2, 3]))
        turn = float(rng.uniform(0, 2 * np.pi))
        # The outermost ring speaks up, so that the whole figure stands out from its ground.
        colour = scheme.accent if band == accent else as_rgb(lookup[255 - int(band / bands * 255)])
        # Rings reach into one another: where they cross, their lines make a third pattern.
        _band(
            canvas,
            traits,
            heart,
            (inner, outer + 0.12 * (outer - inner) * (band > 0)),
            multiple,
            turn,
            colour,
        )


def _band(
    canvas: Smooth,
    traits: Guilloche,
    heart: Floats,
    bounds: tuple[float, float],
    multiple: int,
    turn: float,
    colour: RGB,
) -> None:
    """Lines that swing between two wavy bounds, each a step ahead of the one before."""
    inner, outer = bounds
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
    phases = np.linspace(0, 2 * np.pi, lines, endpoint=False) + turn
    at = waves * theta + phases[:, None]
    match traits.wave:
        case "pointed":
            swing = np.arcsin(0.97 * np.sin(at)) / np.arcsin(0.97)
        case "double":
            swing = (np.sin(at) + 0.45 * np.sin(2 * at + 0.6)) / 1.32
        case _:
            swing = np.sin(at)
    radius = (high + low) / 2 + (high - low) / 2 * swing
    circle = np.stack([np.sin(theta), -np.cos(theta)], axis=1)
    canvas.lines(heart + radius[..., None] * circle, colour, 1.6, 0.95)
    canvas.line(heart + high[:, None] * circle, colour, 3.0)


def _ring(traits: Guilloche, radius: float, fold: int, turn: float, depth: float, points: int) -> Floats:
    theta = np.linspace(0, 2 * np.pi, points)
    r = radius * (1 - depth * (1 - np.cos(fold * theta + turn)) / 2)
    return np.stack([np.sin(theta) * r, -np.cos(theta) * r], axis=1)


def _waves(canvas: Smooth, traits: Guilloche, colour: RGB, rng: Rng) -> None:
    """Fine waves from edge to edge, their swing changing from the top to the bottom."""
    lines = int(canvas.height / 15) + 8
    x = np.linspace(-5, canvas.width + 5, int(canvas.width / 9))
    p = rng.uniform(0, 2 * np.pi, 4)
    rows = (np.arange(lines) - 3.5)[:, None]
    lean = np.sin(rows / lines * 2 * np.pi + p[0])
    swell = 24 * np.sin(x / 1000 * 2 * np.pi * 2 + p[1] + lean * 1.6)
    ripple = 13 * np.sin(x / 1000 * 2 * np.pi * 9 + p[2] + rows * 0.34)
    y = rows * 15 + swell + ripple
    canvas.lines(np.stack([np.broadcast_to(x, y.shape), y], axis=-1), colour, 1.6, 0.85)
