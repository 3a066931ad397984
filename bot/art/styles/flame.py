"""Fractal flames: functions chosen by lot, over and over, and the logarithm of where points fall.

Source: Scott Draves and Erik Reckase, "The Fractal Flame Algorithm" (2003): variations, log
density, colour by history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.art.drawing import BLACK, Density, Field, Ints, Rng, Smooth, mix, stream
from bot.art.drawing.points import extent, filling, frame, turned
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

POINTS, STEPS, SETTLE = 48_000, 40, 9
CANDIDATES, SCOUTS, SCOUTING, LATEST = 10, 700, 20, 7
# Each with the number of times that the figure is repeated around its middle.
SYMMETRIES = {
    "none": (5, text("a fractal flame"), 1),
    "mirrored": (2, text("a fractal flame of mirrored form"), 1),
    "threefold": (1, text("a fractal flame of threefold form"), 3),
    "fourfold": (1, text("a fractal flame of fourfold form"), 4),
    "fivefold": (1, text("a fractal flame of fivefold form"), 5),
    "sixfold": (1, text("a fractal flame of sixfold form"), 6),
}


@dataclass(frozen=True)
class Flame:
    figure: int = whole(1, 999_999, "which of the figures")
    functions: int = whole(2, 4, "functions that points are handed between")
    symmetry: Option = choice(SYMMETRIES, "its symmetry")
    night: bool = flag(0.8, "whether it burns in the dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{flame} from {functions} functions: {veils}, coloured by origin",
            flame=self.symmetry.words,
            functions=self.functions,
            veils=text("veils of light in the dark") if self.night else text("veils of ink on a pale ground"),
        )


@style(
    id="flame",
    # Translators: the style's name, from “fractal flames”.
    name=text("Flame"),
    about=text("veils of light from functions chosen by lot"),
    source="Scott Draves and Erik Reckase, The Fractal Flame Algorithm, 2003",
)
def flame(canvas: Smooth, traits: Flame, palette: Palette, rng: Rng) -> None:
    """Move all points at once; slices of them take turns with the functions."""
    scheme = palette.scheme(dark=traits.night)
    functions, cloud = _find(traits)
    angle = rng.uniform(0, 2 * np.pi)
    for function in functions:
        # The figure depends smoothly on its functions: a nudge is a variation of it.
        function.affine[:] += rng.normal(0, 0.035, 6).astype(np.float32)
    folds, mirrored = traits.symmetry.value, traits.symmetry == "mirrored"
    middle, zoom = _view(canvas, turned(cloud, angle), folds, mirrored)
    cx, cy = canvas.centre

    density = Density(canvas)
    at = rng.uniform(-1, 1, (2, POINTS)).astype(np.float32)
    hue = rng.random_sample(POINTS).astype(np.float32)
    orders = [rng.permutation(POINTS) for _ in range(4)]
    # Every point counts once per petal, so a figure of many petals needs fewer.
    for i in range(SETTLE + round((STEPS - SETTLE) / folds**0.7)):
        at, hue = _hand_on(functions, at, hue, orders[i % 4])
        if i < SETTLE:
            continue
        placed = (turned(at, angle) - middle) * zoom
        weights = hue if i % 4 == 2 else None
        for fold in range(folds):
            x, y = turned(placed, 2 * np.pi * fold / folds) if fold else placed
            density.add(x + cx, y + cy, weights)
        if mirrored:
            density.add(cx - placed[0], placed[1] + cy, weights)

    inks = scheme.inks
    ground = mix(scheme.ground, BLACK, 0.35) if traits.night else scheme.ground
    canvas.paint(density.glow(ground, [*inks[len(inks) // 3 :], scheme.accent], inks[-1], 5.0, 9.0))


def _view(canvas: Smooth, seen: Field, folds: int, mirrored: bool) -> tuple[Field, float]:
    """Return the point of the figure that goes to the middle of the canvas, (2, 1), and the enlargement."""
    low, high = frame(seen, 3)
    heart, long = (low + high) / 2, max(canvas.size) >= 1200
    if folds > 1:
        # About its own middle the petals would lie on top of one another; a little off it they part.
        heart = heart + (high - low) * 0.32
        scale = (640 if long else 470) / np.percentile(np.hypot(*(seen - heart[:, None])), 96)
    else:
        if mirrored:
            heart[0] = low[0] + 0.12 * (high[0] - low[0])
            low[0] = 2 * heart[0] - high[0]
        fits = canvas.size * 0.84 / (high - low)
        scale = min(fits.max(), fits.min() * (1.9 if long else 1.35))
    return heart.astype(np.float32)[:, None], float(scale)


# A bend gets x and y, the square s of the radius, and the radius r.
Bend = Callable[[Field, Field, Field, Field], tuple[Field, Field]]


def _disc(x: Field, y: Field, s: Field, r: Field) -> tuple[Field, Field]:
    turn = np.arctan2(x, y) / np.pi
    return turn * np.sin(r * np.pi), turn * np.cos(r * np.pi)


def _root(x: Field, y: Field, s: Field, r: Field) -> tuple[Field, Field]:
    """Halve the angle by square roots; which of the two roots is decided by the digits of the point."""
    sign = np.where((x * 997) % 1 < 0.5, np.float32(1), np.float32(-1))
    return sign * np.sqrt(np.maximum((r + x) / 2, 0)), sign * np.sqrt(np.maximum((r - x) / 2, 0)) * np.sign(y)


# Draves's variations, those that fold the plane without tearing points out of the frame: sines, sphere,
# swirl, horseshoe, disc, spiral, and root (Julia).
BENDS: tuple[Bend, ...] = (
    lambda x, y, s, r: (np.sin(x * 1.5), np.sin(y * 1.5)),
    lambda x, y, s, r: (x / (s + 0.05), y / (s + 0.05)),
    lambda x, y, s, r: (x * np.sin(s) - y * np.cos(s), x * np.cos(s) + y * np.sin(s)),
    lambda x, y, s, r: ((x - y) * (x + y) / r, 2 * x * y / r),
    _disc,
    lambda x, y, s, r: ((y / r + np.sin(r)) / (r + 0.2) * 0.7, (x / r - np.cos(r)) / (r + 0.2) * 0.7),
    _root,
)


class _Function(NamedTuple):
    """An affine map, bent by some share, that takes its turn as often as its weight says."""

    affine: Field
    bend: Bend
    share: np.float32
    weight: float


def _function(luck: Rng) -> _Function:
    turn, skew, wide, high = luck.uniform((0, -0.6, 0.45, 0.45), (2 * np.pi, 0.6, 1.05, 1.05))
    c, f, share, weight = luck.uniform((-0.9, -0.9, 0.55, 0.5), (0.9, 0.9, 1.0, 1.5))
    a, b, d, e = np.cos(turn), -np.sin(turn + skew), np.sin(turn), np.cos(turn + skew)
    affine = np.array([wide * a, high * b, c, wide * d, high * e, f], np.float32)
    return _Function(affine, BENDS[int(luck.randint(len(BENDS)))], np.float32(share), float(weight))


def _hand_on(functions: list[_Function], at: Field, hue: Field, order: Ints) -> tuple[Field, Field]:
    """Move all points by one step: shuffled, cut into slices by weight, a function for each slice."""
    at, hue = at[:, order], hue[order]
    shares = np.cumsum([function.weight for function in functions])
    cuts = [0, *(shares / shares[-1] * len(hue)).astype(int).tolist()]
    for i, ((a, b, c, d, e, f), bend, share, _) in enumerate(functions):
        cut = slice(cuts[i], cuts[i + 1])
        x, y = at[:, cut]
        u, v = a * x + b * y + c, d * x + e * y + f
        s = u * u + v * v + 1e-4
        moved = np.stack([u, v]) * (1 - share) + np.stack(bend(u, v, s, np.sqrt(s))) * share
        # A function may throw points far away near its pole; none may leave for good.
        at[:, cut] = np.clip(moved, -8, 8)
        hue[cut] = (hue[cut] + i / (len(functions) - 1)) * 0.5
    return at, hue


def _find(traits: Flame) -> tuple[list[_Function], Field]:
    """Return the first good one of some candidates, or the best: neither dots nor dust nor a sliver."""
    luck = stream("flame", traits.functions, traits.figure)
    found: list[tuple[float, list[_Function], Field]] = []
    for _ in range(CANDIDATES):
        functions = [_function(luck) for _ in range(traits.functions)]
        at = luck.uniform(-1, 1, (2, SCOUTS)).astype(np.float32)
        order, hue, trail = luck.permutation(SCOUTS), np.zeros(SCOUTS, np.float32), []
        for _ in range(SCOUTING):
            at, hue = _hand_on(functions, at, hue, order)
            trail.append(at)
        cloud = np.hstack(trail[-LATEST:])
        short, long = extent(cloud, 2)
        miss = abs(filling(cloud, 32) - 0.33)
        found.append((miss + (long > 9) + (short < 0.25) + (long > 2.6 * short), functions, cloud))
        if found[-1][0] < 0.09:
            break
    return min(found, key=lambda entry: entry[0])[1:]
