"""Seeds set one after another at the golden angle, as in a sunflower.

After Helmut Vogel, "A better way to construct the sunflower head" (1979): the n-th seed lies at
n times 137.508° and at a distance of the square root of n. Voronoi cells, petals and other powers
of n are this file's own additions.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Voronoi

from bot.art.drawing import Floats, Ints, Noise, Picture, Rng, Smooth, direction, equal_groups, rotated
from bot.art.drawing.colour import RGB, as_rgb, gradient
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

GREY: RGB = (128, 128, 128)
GOLDEN = np.pi * (3 - np.sqrt(5))
LUCAS = 2 * np.pi / (3 + 1 / ((1 + np.sqrt(5)) / 2))
SHAPES = {
    "dots": (4, text("dots set in spirals")),
    "petals": (4, text("overlapping petals set in spirals")),
    "cells": (3, text("close-set cells set in spirals")),
    "rings": (1, text("rings set in spirals")),
}
DRIFTS = {
    "golden": (5, text("at the golden angle")),
    "near": (3, text("a little off the golden angle, so that arms appear")),
    "lucas": (1, text("at the Lucas angle")),
}
COLOURS = {
    "radius": (4, text("colour changing from the heart to the rim")),
    "spirals": (3, text("coloured along its spirals")),
    "patches": (2, text("coloured in drifting patches")),
}


@dataclass(frozen=True)
class Phyllotaxis:
    spacing: float = number(12.0, 27.0, "distance between seeds")
    shape: Option = choice(SHAPES, "what a seed looks like")
    growth: float = number(0.5, 0.82, "how much farther apart seeds are towards the rim")
    drift: Option = choice(DRIFTS, "how exact the angle is")
    swell: str = choice({"even": 2, "outwards": 2, "waves": 3, "inwards": 1}, "where seeds are large")
    colours: Option = choice(COLOURS, "what decides a colour")
    bleed: bool = flag(0.45, "larger than the canvas, with its heart off the middle")
    night: bool = flag(0.5, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{spirals} {angle}, {extent}, {colours}, {ground}",
            spirals=self.shape.words,
            angle=self.drift.words,
            extent=text("spreading past the edges") if self.bleed else text("in one round head"),
            colours=self.colours.words,
            ground=on_ground(dark=self.night),
        )


@style(
    id="phyllotaxis",
    name=text("Phyllotaxis"),
    about=text("seeds at the golden angle, as in a sunflower"),
    source="Helmut Vogel, A better way to construct the sunflower head, 1979",
)
def phyllotaxis(canvas: Smooth, traits: Phyllotaxis, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    off, lean, start, turn = rng.uniform(-1, 1, 2), rng.uniform(0.15, 0.6), *rng.random_sample(2)
    # A head alone on a long canvas would leave most of it bare.
    bleed = traits.bleed or max(canvas.size) > 1400
    heart = canvas.size * (0.5 + (0.24 * off if bleed else 0))
    reach = float(np.hypot(*np.maximum(heart, canvas.size - heart))) if bleed else 425.0
    angle = LUCAS if traits.drift == "lucas" else GOLDEN
    if traits.drift == "near":
        angle += np.radians(lean) * (1 if turn < 0.5 else -1)
    count = int(min(3300, (reach / (traits.spacing / 1.8)) ** 2 / (1 + 3.2 * (traits.growth - 0.5))))
    # A cell needs neighbours on every side, so some more seeds are set around the rim.
    n = np.arange(1, count + 1 + 6 * int(np.sqrt(count) + 9))
    radius = (n / count) ** traits.growth * (reach + 20 if bleed else reach)
    theta = n * angle + start * 2 * np.pi
    seeds = heart + direction(theta) * radius[:, None]
    cells = _cells(seeds, count) if traits.shape == "cells" else []
    at, n, radius, theta = seeds[:count], n[:count], radius[:count], theta[:count]

    # Each seed has the room of a disc of this radius to itself.
    room = np.sqrt(2 * radius**2 * traits.growth / n)
    part = radius / reach
    girth = _girth(traits.swell, part, waves=2 + round(lean * 5), phase=turn * 6)
    colours = _colours(traits, scheme, n, part, at, rng)
    rare = rng.random_sample(count) < 0.012
    if traits.colours == "spirals":
        rare = n % 34 == int(turn * 34)
    lengths = room * (1.5 + 1.5 * girth)
    petals = rotated(_petal(), theta) * lengths[:, None, None]
    seen = np.all((at > -2 * room[:, None]) & (at < canvas.size + 2 * room[:, None]), axis=1)
    # The last seeds are drawn first, as the young leaves of a rosette lie on the old ones.
    for i in np.flatnonzero(seen)[::-1].tolist():
        colour = scheme.accent if rare[i] else as_rgb(colours[i])
        (x, y), size = at[i], room[i] * girth[i]
        if traits.shape == "dots":
            canvas.circle(x, y, size, colour)
        elif traits.shape == "rings":
            stroke = size * 0.35
            canvas.circle(x, y, size - stroke / 2, None, colour, stroke)
        elif traits.shape == "cells":
            canvas.polygon(at[i] + (cells[i] - at[i]) * (0.55 + 0.4 * girth[i]), colour)
        else:
            seam = min(max(1.2, room[i] * 0.09), lengths[i] * 0.05)
            canvas.polygon(at[i] + petals[i], colour, scheme.ground, seam)


def _girth(swell: str, part: Floats, waves: int, phase: float) -> Floats:
    """Return the radius of every seed as a share of its room, given its distance from the heart."""
    if swell == "even":
        return np.full(len(part), 0.85)
    if swell == "outwards":
        return 0.3 + 0.62 * part
    if swell == "inwards":
        return 0.95 - 0.62 * part
    return 0.3 + 0.62 * (0.5 + 0.5 * np.cos(part * 2 * np.pi * waves + phase))


def _colours(traits: Phyllotaxis, scheme: Scheme, n: Ints, part: Floats, at: Floats, rng: Rng) -> Picture:
    """Return the colour of every seed, given its number, its distance from the heart, and its place."""
    inks = scheme.at_least(2, 0.5, towards=GREY)
    noise = Noise(rng)
    patch = noise.at(at / 330)
    jitter = rng.normal(0, 0.035, len(n))
    if traits.colours == "radius":
        # The strongest ink at the heart holds the eye there.
        return gradient(inks)[(np.clip(1 - part + 0.12 * patch + jitter, 0, 1) * 255).astype(int)]
    if traits.colours == "patches":
        return np.array(inks, np.uint8)[equal_groups(patch + jitter, len(inks))]
    arms = (8, 13, 21)[int(rng.randint(0, 3))]
    return np.array(inks, np.uint8)[(n % arms) * len(inks) // arms]


def _cells(seeds: Floats, count: int) -> list[Floats]:
    """Return the corners of the Voronoi cells of the first seeds."""
    diagram = Voronoi(seeds)
    regions = [diagram.regions[region] for region in diagram.point_region[:count]]
    return [diagram.vertices[[v for v in region if v >= 0]] for region in regions]


def _petal() -> Floats:
    """Return a pointed petal of length 1 along x, around its own middle."""
    t = np.linspace(0, 1, 9)
    half = 0.36 * np.sin(np.pi * t**0.8) ** 0.9
    upper, lower = np.stack([t, half], axis=1), np.stack([t, -half], axis=1)
    return np.concatenate([upper, lower[-2:0:-1]]) - [0.45, 0.0]
