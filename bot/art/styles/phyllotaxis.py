"""Seeds set one after another at the golden angle, as in a sunflower.

After Helmut Vogel, "A better way to construct the sunflower head" (1979): the n-th seed lies at
n times 137.508° and at a distance of the square root of n. Voronoi cells, petals and other powers
of n are this file's own additions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, as_rgb, gradient, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

GOLDEN = np.pi * (3 - np.sqrt(5))
SHAPES = {
    "dots": text("dots set in spirals"),
    "petals": text("overlapping petals set in spirals"),
    "cells": text("close-set cells set in spirals"),
    "rings": text("rings set in spirals"),
}
COLOURS = {
    "radius": text("colour changing from the heart to the rim"),
    "spirals": text("coloured along its spirals"),
    "patches": text("coloured in drifting patches"),
}


@dataclass(frozen=True)
class Phyllotaxis:
    spacing: float = number(12.0, 27.0, "distance between seeds")
    shape: str = choice({"dots": 4, "petals": 4, "cells": 3, "rings": 1}, "what a seed looks like")
    growth: float = number(0.5, 0.82, "how much farther apart seeds are towards the rim")
    drift: str = choice({"golden": 5, "near": 3, "lucas": 1}, "how exact the angle is")
    swell: str = choice({"even": 2, "outwards": 2, "waves": 3, "inwards": 1}, "where seeds are large")
    colours: str = choice({"radius": 4, "spirals": 3, "patches": 2}, "what decides a colour")
    bleed: bool = flag(0.45, "larger than the canvas, with its heart off the middle")
    night: bool = flag(0.5, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        angle = {
            "golden": text("at the golden angle"),
            "near": text("a little off the golden angle, so that arms appear"),
            "lucas": text("at the Lucas angle"),
        }
        return text(
            "{spirals} {angle}, {extent}, {colours}, {ground}",
            spirals=SHAPES[self.shape],
            angle=angle[self.drift],
            extent=text("spreading past the edges") if self.bleed else text("in one round head"),
            colours=COLOURS[self.colours],
            ground=on_ground(dark=self.night),
        )


@style(
    id="phyllotaxis",
    name=text("Phyllotaxis"),
    about=text("seeds at the golden angle, as in a sunflower"),
    source="Helmut Vogel, A better way to construct the sunflower head, 1979",
    traits=Phyllotaxis,
    surface=Smooth,
)
def phyllotaxis(canvas: Smooth, traits: Phyllotaxis, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    size = np.array([canvas.width, canvas.height])
    off, lean, start, turn = rng.uniform(-1, 1, 2), rng.uniform(0.15, 0.6), *rng.random_sample(2)
    # A head alone on a long canvas would leave most of it bare.
    bleed = traits.bleed or max(size) > 1400
    heart = size * (0.5 + (0.24 * off if bleed else 0))
    reach = float(np.max(np.hypot(*(np.maximum(heart, size - heart))))) if bleed else 425.0

    angle = 2 * np.pi / (3 + 1 / ((1 + np.sqrt(5)) / 2)) if traits.drift == "lucas" else GOLDEN
    if traits.drift == "near":
        angle += np.radians(lean) * (1 if turn < 0.5 else -1)
    scale = traits.spacing / 1.8
    count = int(min(3300, (reach / scale) ** 2 / (1 + 3.2 * (traits.growth - 0.5))))
    n = np.arange(1, count + 1)
    radius = (n / count) ** traits.growth * (reach + 20 if bleed else reach)
    theta = n * angle + start * 2 * np.pi
    at = heart + np.stack([np.cos(theta), np.sin(theta)], axis=1) * radius[:, None]
    # Each seed has the room of a disc of this radius to itself.
    room = np.sqrt(2 * radius**2 * traits.growth / n)
    part = radius / reach
    wave = 0.5 + 0.5 * np.cos(part * 2 * np.pi * (2 + round(lean * 5)) + turn * 6)
    girth = {
        "even": np.full(count, 0.85),
        "outwards": 0.3 + 0.62 * part,
        "inwards": 0.95 - 0.62 * part,
        "waves": 0.3 + 0.62 * wave,
    }[traits.swell]

    colours = _colours(traits, scheme.inks, n, part, at, rng)
    rare = rng.random_sample(count) < 0.012
    if traits.colours == "spirals":
        rare = n % 34 == int(turn * 34)
    seen = np.all((at > -2 * room[:, None]) & (at < size + 2 * room[:, None]), axis=1)
    cells = _cells(at, n, angle, radius, start, heart, traits.growth) if traits.shape == "cells" else []
    petal = _petal()
    # The last seeds are drawn first, as the young leaves of a rosette lie on the old ones.
    for i in np.flatnonzero(seen)[::-1].tolist():
        colour = scheme.accent if rare[i] else as_rgb(colours[i])
        x, y = at[i]
        if traits.shape == "dots":
            canvas.circle(x, y, room[i] * girth[i], colour)
        elif traits.shape == "rings":
            stroke = room[i] * girth[i] * 0.35
            canvas.circle(x, y, room[i] * girth[i] - stroke / 2, None, colour, stroke)
        elif traits.shape == "cells":
            canvas.polygon(at[i] + (cells[i] - at[i]) * (0.55 + 0.4 * girth[i]), colour)
        else:
            cos, sin = np.cos(theta[i]), np.sin(theta[i])
            length = room[i] * (1.5 + 1.5 * girth[i])
            leaf = petal @ np.array([[cos, sin], [-sin, cos]]) * length
            canvas.polygon(at[i] + leaf, colour, scheme.ground, min(max(1.2, room[i] * 0.09), length * 0.05))


def _colours(
    traits: Phyllotaxis, inks: tuple[RGB, ...], n: NDArray[np.int64], part: Floats, at: Floats, rng: Rng
) -> NDArray[np.uint8]:
    stops = inks if len(inks) > 1 else (mix(inks[0], (128, 128, 128), 0.5), inks[0])
    noise = Noise(rng)
    patch = noise(at[:, 0] / 330, at[:, 1] / 330)
    colours = np.array(stops, np.uint8)
    jitter = rng.normal(0, 0.035, len(n))
    if traits.colours == "spirals":
        arms = (8, 13, 21)[int(rng.randint(0, 3))]
        picked = (n % arms) * len(stops) // arms
    elif traits.colours == "patches":
        order = np.argsort(np.argsort(patch + jitter, kind="stable"), kind="stable")
        picked = order * len(stops) // len(order)
    else:
        # The strongest ink at the heart holds the eye there.
        shade = np.clip(1 - part + 0.12 * patch + jitter, 0, 1)
        colours, picked = gradient(stops), (shade * 255).astype(np.int64)
    dyed: NDArray[np.uint8] = colours[picked]
    return dyed


def _cells(
    at: Floats, n: NDArray[np.int64], angle: float, radius: Floats, start: float, heart: Floats, growth: float
) -> list[Floats]:
    """The Voronoi cell of every seed; some more seeds around the rim close the outermost ones."""
    more = np.arange(len(n) + 1, len(n) + 1 + 6 * int(np.sqrt(len(n)) + 9))
    beyond = radius[-1] * (more / len(n)) ** growth
    theta = more * angle + start * 2 * np.pi
    rim = heart + np.stack([np.cos(theta), np.sin(theta)], axis=1) * beyond[:, None]
    diagram = Voronoi(np.concatenate([at, rim]))
    regions = [diagram.regions[r] for r in diagram.point_region[: len(at)]]
    return [diagram.vertices[[v for v in region if v >= 0]] for region in regions]


def _petal() -> Floats:
    """A pointed petal of length 1 along x, around its own middle."""
    t = np.linspace(0, 1, 9)
    half = 0.36 * np.sin(np.pi * t**0.8) ** 0.9
    edge = np.concatenate([np.stack([t, half], axis=1), np.stack([t[::-1], -half[::-1]], axis=1)[1:-1]])
    petal: Floats = edge - np.array([0.45, 0.0])
    return petal
