"""Where a chaotic map keeps coming back to: the density of a great many short orbits.

Maps of Clifford Pickover, "Computers, Pattern, Chaos and Beauty" (1990), Peter de Jong (1987), and
Johnny Svensson; symmetric icons of Michael Field and Martin Golubitsky, "Symmetry in Chaos" (1992).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Density, Field, Rng, Smooth, extent, filling, frame, mix, shade, stream, turned
from bot.art.drawing.exact import cos, sin
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

ORBITS, STEPS, SETTLE = 74_000, 52, 12
CANDIDATES, SCOUTS, SCOUTING, LATEST = 20, 160, 66, 30
# Lambda, alpha, beta, gamma, omega and the symmetry of icons known to be bounded, and not dull.
ICONS = (
    (1.56, -1.0, 0.1, -0.82, 0.0, 3), (-1.806, 1.806, 0.0, 1.0, 0.0, 5), (-2.08, 1.0, -0.1, 0.167, 0.0, 7),
    (2.409, -2.5, 0.0, 0.9, 0.0, 23), (-2.05, 3.0, -16.79, 1.0, 0.0, 9), (2.6, -2.0, 0.0, -0.5, 0.0, 5),
    (-2.7, 5.0, 1.5, 1.0, 0.0, 6), (2.409, -2.5, -0.2, 0.81, 0.0, 24), (-2.5, 5.0, -1.9, 1.0, 0.188, 5),
)  # fmt: skip
FRAMINGS = {"whole": (3, text("seen whole")), "close": (2, text("seen close"))}


@dataclass(frozen=True)
class Attractor:
    family: str = choice({"Clifford": 4, "de Jong": 3, "Svensson": 3, "icon": 3}, "which map is iterated")
    figure: int = whole(1, 99_999, "which of its figures")
    framing: Option = choice(FRAMINGS, "whole figure or a close view")
    tone: str = choice({"veil": 4, "ember": 3, "x-ray": 1.5}, "how density becomes colour")
    night: bool = flag(0.65, "whether it glows in the dark")

    def describe(self, palette: Palette) -> Text:
        if self.family == "icon":
            kind = text("a symmetric icon")
        else:
            kind = text("a strange attractor of {name}'s map", name=self.family)
        if self.night:
            points = text("three million points like light in folds and filaments on a dark ground")
        else:
            points = text("three million points like ink in folds and filaments on a pale ground")
        return text("{kind}, {view}, {points}", kind=kind, view=self.framing.words, points=points)


@style(
    id="attractor",
    name=text("Attractor"),
    about=text("the shape that chaos keeps coming back to"),
    source="Clifford Pickover 1990; Peter de Jong 1987; Field and Golubitsky 1992",
)
def attractor(canvas: Smooth, traits: Attractor, palette: Palette, rng: Rng) -> None:
    """Follow many short orbits at once: they have the density of one long orbit, but run in NumPy."""
    scheme = palette.scheme(dark=traits.night)
    terms, cloud = _find(traits)
    placed = _view(canvas, traits, cloud, rng)
    density = Density(canvas)
    here = rng.uniform(-0.2, 0.4, (2, ORBITS)).astype(np.float32)
    for i in range(STEPS + SETTLE):
        there = _step(traits.family, here, terms)
        if i >= SETTLE:
            # How far a point jumped tells the sheets of the figure apart.
            jump = np.abs(there - here).sum(axis=0) if i % 6 == 3 else None
            x, y = placed(there)
            density.add(x, y, jump)
        here = there

    inks = scheme.inks
    if traits.tone == "ember":
        lit = mix(scheme.ground, scheme.accent, 0.07)
        canvas.paint(shade(density.light(5.0), [lit, mix(lit, inks[0], 0.6), *inks]))
        return
    stops = [scheme.accent, *inks[len(inks) // 2 :]] if traits.tone == "veil" else [inks[-1]]
    canvas.paint(density.glow(scheme.ground, stops, inks[-1], 4.0))


def _view(canvas: Smooth, traits: Attractor, cloud: Field, rng: Rng) -> Callable[[Field], Field]:
    """Return how points of the figure are placed on the canvas: turned, mirrored, enlarged and moved."""
    lean, quarter, turn = rng.uniform(-0.3, 0.3), int(rng.randint(4)), rng.uniform(0, 2 * np.pi)
    angle = turn if traits.family == "icon" else lean + quarter * np.pi / 2
    mirror = np.array([[rng.choice([-1, 1])], [1]], np.float32)
    low, high = frame(turned(cloud, angle) * mirror, 0.6)
    long = max(canvas.size) > 1200
    if long and np.argmax(canvas.size) != np.argmax(high - low):
        angle += np.pi / 2
    seen = turned(cloud, angle) * mirror
    low, high = frame(seen, 0.6)
    fits = canvas.size * 0.86 / (high - low)
    # A long canvas is better filled, and the figure cropped, than left empty at its ends.
    crop = 0.5 if long else 0.25
    scale = float(fits.min() ** (1 - crop) * min(fits.max(), fits.min() * 2.2) ** crop)
    middle = (low + high) / 2
    spots = seen[:, rng.randint(seen.shape[1], size=8)].T
    if traits.framing == "close":
        # Look where most is to be seen, rather than into a hole in the middle.
        scale = max(float(fits.max()) * 1.1, float(fits.min()) * 1.7)
        reach = canvas.size[:, None] / scale / 2
        middle = max(spots, key=lambda spot: float((np.abs(seen - spot[:, None]) < reach).all(axis=0).mean()))
    offset = (canvas.size / 2 - middle * scale).astype(np.float32)[:, None]
    return lambda points: turned(points, angle) * mirror * scale + offset


def _find(traits: Attractor) -> tuple[Field, Field]:
    """Return the best of some candidates: its coefficients, and a sample of its points.

    Most coefficients give a few dots, a loop or a grey smear; a small trial tells.
    """
    luck = stream("attractor", traits.family, traits.figure)
    if traits.family == "icon":
        chosen = np.array([ICONS[i] for i in luck.randint(len(ICONS), size=CANDIDATES)])
        chosen[:, :5] *= luck.uniform(0.985, 1.015, (CANDIDATES, 5))
    else:
        chosen = luck.uniform(0.7, 2.6, (CANDIDATES, 4)) * luck.choice([-1, 1], (CANDIDATES, 4))
        chosen[:, 2:] *= 0.55 if traits.family == "Clifford" else 1.0
    terms = chosen.T[:, :, None].astype(np.float32)
    here = luck.uniform(-0.2, 0.4, (2, CANDIDATES, SCOUTS)).astype(np.float32)
    trail = []
    for _ in range(SCOUTING):
        here = _step(traits.family, here, terms)
        trail.append(here)
    clouds = np.array(trail[-LATEST:]).transpose(2, 1, 0, 3).reshape(CANDIDATES, 2, -1)
    best = int(np.argmax([_worth(cloud) for cloud in clouds]))
    return terms[:, best], clouds[best]


def _worth(cloud: Field) -> float:
    """Return how good a figure is: best at a filling of 0.36, and neither a dot nor far too large or long."""
    short, long = extent(cloud, 0.6)
    return -abs(filling(cloud, 40) - 0.36) - 9 * (short < 0.4 or long > 20) - 0.1 * (long > 2 * short)


def _step(family: str, at: Field, terms: Field) -> Field:
    """Return where the map sends (2, …) points."""
    x, y = at
    if family == "icon":
        return _icon(x, y, terms)
    a, b, c, d = terms
    if family == "Clifford":
        return np.stack([sin(a * y) + c * cos(a * x), sin(b * x) + d * cos(b * y)])
    if family == "de Jong":
        return np.stack([sin(a * y) - cos(b * x), sin(c * x) - cos(d * y)])
    return np.stack([d * sin(a * x) - sin(b * y), c * cos(a * x) + cos(b * y)])


def _icon(x: Field, y: Field, terms: Field) -> Field:
    """Return where a symmetric icon sends points.

    It uses real arithmetic, because NumPy's complex product rounds differently on different processors,
    and whole powers by squaring, because NumPy's complex power takes ten times as long.
    """
    bend, swell, fold, mirror, spin, symmetry = terms
    real, imag, rest = np.ones_like(x), np.zeros_like(x), np.rint(symmetry).astype(int) - 1
    u, v = x, y
    for bit in range(int(rest.max()).bit_length()):
        chosen = (rest >> bit) & 1 == 1
        product = real * u - imag * v, real * v + imag * u
        real, imag = (np.where(chosen, new, old) for new, old in zip(product, (real, imag), strict=True))
        u, v = u * u - v * v, u * v * 2
    gain = bend + swell * (x * x + y * y) + fold * (real * x - imag * y)
    moved = gain * x - spin * y + mirror * real, gain * y + spin * x - mirror * imag
    return np.clip(np.stack(moved), -4, 4)
