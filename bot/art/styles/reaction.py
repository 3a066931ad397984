"""Two substances that feed on one another.

Source: the Gray-Scott model as mapped by John Pearson, "Complex Patterns in a Simple System"
(Science 261, 1993). Simulated on a coarse grid with as long a time step as stays stable, then
upscaled: the field is smooth, so its edges can be drawn sharp at any size.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import gradient, mix, oklab, srgb
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

Fields = NDArray[np.float32]
DT = 1.7
STEPS = 680
TONES = 192
REGIONS = 96
BODIES, LIGHTS = 12, 48
REGIMES = {
    "labyrinth": (0.037, 0.0600),
    "coral": (0.0545, 0.0620),
    "worms": (0.046, 0.0630),
    "spots": (0.030, 0.0620),
    "holes": (0.039, 0.0580),
    "cells": (0.0367, 0.0649),
}


PATTERNS = {
    "labyrinth": text("a reaction-diffusion pattern of labyrinth"),
    "coral": text("a reaction-diffusion pattern of coral"),
    "worms": text("a reaction-diffusion pattern of worms"),
    "spots": text("a reaction-diffusion pattern of spots"),
    "holes": text("a reaction-diffusion pattern of holes"),
    "cells": text("a reaction-diffusion pattern of cells"),
}


@dataclass(frozen=True)
class Reaction:
    regime: str = choice(
        {"labyrinth": 3, "coral": 3, "worms": 2, "spots": 2, "holes": 2, "cells": 1},
        "what the substances form",
    )
    start: str = choice({"everywhere": 3, "colony": 3, "colonies": 2, "rings": 1.5}, "where it was set off")
    look: str = choice({"ink": 3, "relief": 3, "bands": 2}, "how it is coloured")
    cells: str = choice({"116": 1, "142": 2, "164": 1.2}, "grid cells along a square's side")
    drift: float = number(0, 1, "how much the mixture changes over the picture")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        look = {
            "ink": text("in flat ink"),
            "relief": text("in relief"),
            "bands": text("in bands of colour"),
        }
        start = {
            "everywhere": text("from edge to edge"),
            "colony": text("spreading from one spot"),
            "colonies": text("spreading from a few spots"),
            "rings": text("set off in rings"),
        }
        return text(
            "{pattern}, {start}, {look}, {colours}",
            pattern=PATTERNS[self.regime],
            start=start[self.start],
            look=look[self.look],
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="reaction",
    name=text("Reaction-diffusion"),
    about=text("two substances that feed on one another"),
    source="Gray-Scott model; John Pearson, 1993",
    traits=Reaction,
    surface=Smooth,
)
def reaction(canvas: Smooth, traits: Reaction, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    # Rounded, as the canvas's own sides can be off by a last digit from one size to the next.
    area = round(canvas.width * canvas.height / 1e6, 6) ** 0.5
    # Larger cells on a larger canvas, or a banner would take three times as long as a square.
    cell = 1000.001 * area**0.5 / int(traits.cells)
    xs, ys = canvas.mesh(cell)
    noise = Noise(rng)
    feed, kill = REGIMES[traits.regime]
    where = noise.fbm(xs / 700 / area, ys / 700 / area, 2)
    field = _react(
        _seeds(canvas, traits, xs, ys, cell, noise, rng),
        (feed + 0.006 * traits.drift * where).astype(np.float32),
        (kill + 0.0012 * traits.drift * where).astype(np.float32),
    )
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    regions = np.clip(noise(xs / 800 / area + 90, ys / 800 / area) * 0.9 + 0.5, 0, 0.999)
    region = (canvas.upscale(regions) * REGIONS).astype(np.int32).clip(0, REGIONS - 1)
    hue = oklab(gradient([*inks[::-1], scheme.accent], REGIONS))
    field /= np.percentile(field, 98) + np.float32(1e-6)
    level = canvas.upscale(field)
    ground = oklab(scheme.ground)
    if traits.look == "ink":
        # The edge is as wide as one and a half pixels, whatever the size.
        sharp = 2.0 * canvas.scale * cell
        index = (np.clip((level - 0.5) * sharp + 0.5, 0, 1) * (TONES - 1)).astype(np.int32)
        table = ground + (hue[:, None] - ground) * np.linspace(0, 1, TONES)[:, None]
    elif traits.look == "bands":
        scaled = np.clip(level * np.float32(5 / 1.1), 0, 5)
        floor = np.floor(scaled)
        step = np.clip((scaled - floor - 0.5) * np.float32(3 * canvas.scale * cell * 0.15) + 0.5, 0, 1)
        index = ((floor + step) * (TONES - 1) / 5).astype(np.int32).clip(0, TONES - 1)
        ramp = gradient(gradient([scheme.ground, *inks, mix(inks[-1], scheme.accent, 0.35)], 6), TONES)
        table = np.broadcast_to(oklab(ramp), (REGIONS, TONES, 3))
    else:
        slope = np.gradient(np.clip(field, 0, 1.2), axis=0) * np.float32(0.007 * int(traits.cells))
        lit = (np.clip(0.5 - canvas.upscale(slope), 0, 1) * (LIGHTS - 1)).astype(np.int32)
        index = (np.clip(level * 1.5, 0, 1) * (BODIES - 1)).astype(np.int32) * LIGHTS + lit
        body, light = np.linspace(0, 1, BODIES)[:, None, None], np.linspace(-0.21, 0.21, LIGHTS)[:, None]
        table = ground + (hue[:, None, None] - ground) * body
        table = table + light * [1.0, 0, 0] * np.minimum(1, 4 * body)
        table[..., 0] = np.clip(table[..., 0], 0.06, 0.98)
        table = table.reshape(REGIONS, BODIES * LIGHTS, 3)
    region *= table.shape[1]
    canvas.paint(np.take(srgb(table).reshape(-1, 3), region + index, axis=0))


def _seeds(
    canvas: Smooth, traits: Reaction, xs: Floats, ys: Floats, cell: float, noise: Noise, rng: Rng
) -> NDArray[np.bool_]:
    """Where the second substance is put in."""
    speck: NDArray[np.bool_] = noise(xs / (4.8 * cell), ys / (4.8 * cell)) > 0.22
    x, y = canvas.centre
    if traits.start == "colony":
        hub = np.array([x, y]) + rng.uniform(-0.1, 0.1, 2) * [canvas.width, canvas.height]
        speck &= np.hypot(xs - hub[0], ys - hub[1]) < rng.uniform(270, 400)
    if traits.start == "colonies":
        near = np.full(xs.shape, False)
        for _ in range(int(rng.randint(9, 16))):
            at = rng.uniform(0.1, 0.9, 2) * [canvas.width, canvas.height]
            near |= np.hypot(xs - at[0], ys - at[1]) < rng.uniform(80, 180)
        speck &= near
    if traits.start == "rings":
        away = np.hypot(xs - x, ys - y)
        waver = noise(xs / 300 + 30, ys / 300) * 70
        return (np.sin((away + waver) / rng.uniform(18, 34)) > 0.35) & (noise(xs / 60, ys / 60) > -0.3)
    return speck


def _react(seeds: NDArray[np.bool_], feed: Fields, kill: Fields) -> Fields:
    """The second substance after some hundred steps on a torus."""
    rows, columns = seeds.shape
    both = np.zeros((2, rows + 2, columns + 2), dtype=np.float32)
    both[0] = 1.0
    inner = both[:, 1:-1, 1:-1]
    inner[0][seeds] = 0.5
    inner[1][seeds] = 0.25
    spread = np.array([0.1, 0.05], dtype=np.float32)[:, None, None] * np.float32(DT)
    spread = spread / 6
    keep = 1 - 20 * spread - np.float32(DT) * np.stack([feed, feed + kill])
    inflow = np.float32(DT) * feed
    sides = np.empty((2, rows + 2, columns), dtype=np.float32)
    columnar = np.empty_like(sides)
    flow, eaten = np.empty_like(inner), np.empty((rows, columns), dtype=np.float32)
    first, second = inner
    for _ in range(STEPS):
        both[:, 0], both[:, -1] = both[:, -2], both[:, 1]
        both[:, :, 0], both[:, :, -1] = both[:, :, -2], both[:, :, 1]
        # The nine-point Laplacian: with five points, fronts would grow into squares.
        np.add(both[:, :, :-2], both[:, :, 2:], out=sides)
        np.multiply(sides[:, 1:-1], 4, out=flow)
        np.multiply(both[:, :, 1:-1], 4, out=columnar)
        columnar += sides
        flow += columnar[:, :-2]
        flow += columnar[:, 2:]
        flow *= spread
        np.multiply(second, second, out=eaten)
        eaten *= first
        eaten *= DT
        inner *= keep
        inner += flow
        first += inflow
        first -= eaten
        second += eaten
    result: Fields = second.copy()
    return result
