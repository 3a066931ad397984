"""Two substances that feed on one another.

The Gray-Scott model as mapped by John Pearson, "Complex Patterns in a Simple System" (Science 261,
1993). It is simulated on a coarse grid with as long a time step as stays stable, then upscaled: the
field is smooth, so its edges can be drawn sharp at any size.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing import Field, Flags, Floats, Noise, Rng, Smooth
from bot.art.drawing.colour import gradient, mix, oklab, srgb
from bot.art.drawing.shading import inside
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

Indices = NDArray[np.int32]
DT = 1.7
STEPS = 680
TONES = 192
REGIONS = 96
BODIES, LIGHTS = 12, 48
# Each with the rates at which the first substance is fed and the second is removed.
REGIMES = {
    "labyrinth": (3, text("a reaction-diffusion pattern of labyrinth"), (0.037, 0.0600)),
    "coral": (3, text("a reaction-diffusion pattern of coral"), (0.0545, 0.0620)),
    "worms": (2, text("a reaction-diffusion pattern of worms"), (0.046, 0.0630)),
    "spots": (2, text("a reaction-diffusion pattern of spots"), (0.030, 0.0620)),
    "holes": (2, text("a reaction-diffusion pattern of holes"), (0.039, 0.0580)),
    "cells": (1, text("a reaction-diffusion pattern of cells"), (0.0367, 0.0649)),
}
STARTS = {
    "everywhere": (3, text("from edge to edge")),
    "colony": (3, text("spreading from one spot")),
    "colonies": (2, text("spreading from a few spots")),
    "rings": (1.5, text("set off in rings")),
}
LOOKS = {
    "ink": (3, text("in flat ink")),
    "relief": (3, text("in relief")),
    "bands": (2, text("in bands of colour")),
}


@dataclass(frozen=True)
class Reaction:
    regime: Option = choice(REGIMES, "what the substances form")
    start: Option = choice(STARTS, "where it was set off")
    look: Option = choice(LOOKS, "how it is coloured")
    cells: str = choice({"116": 1, "142": 2, "164": 1.2}, "grid cells along a square's side")
    drift: float = number(0, 1, "how much the mixture changes over the picture")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{pattern}, {start}, {look}, {colours}",
            pattern=self.regime.words,
            start=self.start.words,
            look=self.look.words,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="reaction",
    name=text("Reaction-diffusion"),
    about=text("two substances that feed on one another"),
    source="Gray-Scott model; John Pearson, 1993",
)
def reaction(canvas: Smooth, traits: Reaction, palette: Palette, rng: Rng) -> None:
    """Colour the second substance: each look is a table of colours by region and by tone."""
    scheme = palette.scheme(dark=traits.night)
    side = canvas.area**0.5
    # Larger cells on a larger canvas, or a banner would take three times as long as a square.
    cell = 1000.001 * side**0.5 / int(traits.cells)
    xs, ys = canvas.mesh(cell)
    noise = Noise(rng)
    feed, kill = traits.regime.value
    drift = noise.fbm(xs / 700 / side, ys / 700 / side, 2)
    field = _react(
        _seeds(canvas, traits.start, cell, noise, rng),
        (feed + 0.006 * traits.drift * drift).astype(np.float32),
        (kill + 0.0012 * traits.drift * drift).astype(np.float32),
    )
    field /= np.percentile(field, 98) + 1e-6
    level, sharpness = canvas.upscale(field), canvas.scale * cell
    if traits.look == "ink":
        tone, colours = _ink(level, sharpness, scheme)
    elif traits.look == "bands":
        tone, colours = _bands(level, sharpness, scheme)
    else:
        slope = np.gradient(np.clip(field, 0, 1.2), axis=0) * (0.007 * int(traits.cells))
        tone, colours = _relief(level, canvas.upscale(slope), scheme)
    regions = np.clip(noise(xs / 800 / side + 90, ys / 800 / side) * 0.9 + 0.5, 0, 0.999)
    region = (canvas.upscale(regions) * REGIONS).astype(np.int32).clip(0, REGIONS - 1)
    at = region * colours.shape[1] + tone
    canvas.paint(np.take(srgb(colours).reshape(-1, 3), at, axis=0))


def _hues(scheme: Scheme) -> Floats:
    """Return the colour of each region, in OKLab."""
    return oklab(gradient([*reversed(scheme.others), scheme.accent], REGIONS))


def _ink(level: Field, sharpness: float, scheme: Scheme) -> tuple[Indices, Floats]:
    ground = oklab(scheme.ground)
    colours = ground + (_hues(scheme)[:, None] - ground) * np.linspace(0, 1, TONES)[:, None]
    # The edge is one and a half pixels wide, whatever the size.
    return (inside((level - 0.5) * (2.0 * sharpness)) * (TONES - 1)).astype(np.int32), colours


def _bands(level: Field, sharpness: float, scheme: Scheme) -> tuple[Indices, Floats]:
    scaled = np.clip(level * (5 / 1.1), 0, 5)
    floor = np.floor(scaled)
    step = inside((scaled - floor - 0.5) * (3 * sharpness * 0.15))
    tone = ((floor + step) * (TONES - 1) / 5).astype(np.int32).clip(0, TONES - 1)
    last = mix(scheme.others[-1], scheme.accent, 0.35)
    ramp = gradient(gradient([scheme.ground, *scheme.others, last], 6), TONES)
    return tone, np.broadcast_to(oklab(ramp), (REGIONS, TONES, 3))


def _relief(level: Field, slope: Field, scheme: Scheme) -> tuple[Indices, Floats]:
    lit = (np.clip(0.5 - slope, 0, 1) * (LIGHTS - 1)).astype(np.int32)
    tone = (np.clip(level * 1.5, 0, 1) * (BODIES - 1)).astype(np.int32) * LIGHTS + lit
    ground, hues = oklab(scheme.ground), _hues(scheme)[:, None, None]
    body, light = np.linspace(0, 1, BODIES)[:, None, None], np.linspace(-0.21, 0.21, LIGHTS)[:, None]
    colours = ground + (hues - ground) * body + light * [1.0, 0, 0] * np.minimum(1, 4 * body)
    colours[..., 0] = np.clip(colours[..., 0], 0.06, 0.98)
    return tone, colours.reshape(REGIONS, BODIES * LIGHTS, 3)


def _seeds(canvas: Smooth, start: str, cell: float, noise: Noise, rng: Rng) -> Flags:
    """Return where the second substance is put in."""
    xs, ys = canvas.mesh(cell)
    if start == "rings":
        x, y = canvas.centre
        away = np.hypot(xs - x, ys - y) + noise(xs / 300 + 30, ys / 300) * 70
        return (np.sin(away / rng.uniform(18, 34)) > 0.35) & (noise(xs / 60, ys / 60) > -0.3)
    specks = noise(xs / (4.8 * cell), ys / (4.8 * cell)) > 0.22
    if start == "everywhere":
        return specks
    if start == "colony":
        x, y = canvas.size / 2 + rng.uniform(-0.1, 0.1, 2) * canvas.size
        return specks & (np.hypot(xs - x, ys - y) < rng.uniform(270, 400))
    near = np.full(xs.shape, False)
    for _ in range(int(rng.randint(9, 16))):
        x, y = rng.uniform(0.1, 0.9, 2) * canvas.size
        near |= np.hypot(xs - x, ys - y) < rng.uniform(80, 180)
    return specks & near


def _react(seeds: Flags, feed: Field, kill: Field) -> Field:
    """Return the second substance after some hundred steps, on a grid whose opposite edges join."""
    rows, columns = seeds.shape
    both = np.zeros((2, rows + 2, columns + 2), dtype=np.float32)
    both[0] = 1.0
    inner = both[:, 1:-1, 1:-1]
    first, second = inner
    first[seeds], second[seeds] = 0.5, 0.25
    spread = np.array([0.1, 0.05], dtype=np.float32)[:, None, None] * DT / 6
    keep = 1 - 20 * spread - DT * np.stack([feed, feed + kill])
    inflow = DT * feed
    # Buffers: allocating arrays in every step would take longer than the arithmetic.
    sides = np.empty((2, rows + 2, columns), dtype=np.float32)
    columnar = np.empty_like(sides)
    flow, eaten = np.empty_like(inner), np.empty_like(feed)
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
    return second
