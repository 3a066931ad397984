"""Fractal flames: functions chosen by lot, over and over, and the logarithm of where points fall.

Source: Scott Draves and Erik Reckase, "The Fractal Flame Algorithm" (2003): variations, log
density, colour by history.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Field
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.density import Density
from bot.art.drawing.points import filling, frame, turned
from bot.art.drawing.rng import Rng, stream
from bot.art.palette import Palette
from bot.art.style import choice, flag, style, whole
from bot.i18n.text import Text, text

POINTS, STEPS, SETTLE = 48_000, 40, 9
CANDIDATES, SCOUTS, SCOUTING, LATEST = 10, 700, 20, 7
BENDS = ("sines", "sphere", "swirl", "horseshoe", "disc", "spiral", "root")
FOLDS = {"none": 1, "mirrored": 1, "threefold": 3, "fourfold": 4, "fivefold": 5, "sixfold": 6}
Function = tuple[Field, str, np.float32, float]


@dataclass(frozen=True)
class Flame:
    figure: int = whole(1, 999_999, "which of the figures")
    functions: int = whole(2, 4, "functions that points are handed between")
    symmetry: str = choice(
        {"none": 5, "mirrored": 2, "threefold": 1, "fourfold": 1, "fivefold": 1, "sixfold": 1}, "its symmetry"
    )
    night: bool = flag(0.8, "whether it burns in the dark")

    def describe(self, palette: Palette) -> Text:
        form = {
            "none": text("a fractal flame"),
            "mirrored": text("a fractal flame of mirrored form"),
            "threefold": text("a fractal flame of threefold form"),
            "fourfold": text("a fractal flame of fourfold form"),
            "fivefold": text("a fractal flame of fivefold form"),
            "sixfold": text("a fractal flame of sixfold form"),
        }
        return text(
            "{flame} from {functions} functions: {veils}, coloured by origin",
            flame=form[self.symmetry],
            functions=self.functions,
            veils=text("veils of light in the dark") if self.night else text("veils of ink on a pale ground"),
        )


@style(
    id="flame",
    # Translators: the style's name, from “fractal flames”.
    name=text("Flame"),
    about=text("veils of light from functions chosen by lot"),
    source="Scott Draves and Erik Reckase, The Fractal Flame Algorithm, 2003",
    traits=Flame,
    surface=Smooth,
)
def flame(canvas: Smooth, traits: Flame, palette: Palette, rng: Rng) -> None:
    """All points move at once; slices of them take turns with the functions."""
    scheme = palette.scheme(dark=traits.night)
    functions, cloud = _find(traits)
    angle = float(rng.uniform(0, 2 * np.pi))
    for affine, *_ in functions:
        # The figure hangs on its functions smoothly: a nudge is a variation of it.
        affine += rng.normal(0, 0.035, 6).astype(np.float32)
    seen = turned(cloud, angle)
    low, high = frame(seen, 3)
    heart = (low + high) / 2
    folds = FOLDS[traits.symmetry]
    if folds > 1:
        # About its own middle the petals would lie on top of one another; a little off it they part.
        heart = heart + (high - low) * 0.32
        scale = (470 if max(canvas.width, canvas.height) < 1200 else 640) / np.percentile(
            np.hypot(*(seen - heart[:, None])), 96
        )
    else:
        if traits.symmetry == "mirrored":
            heart[0] = low[0] + 0.12 * (high[0] - low[0])
            low[0] = 2 * heart[0] - high[0]
        fits = np.array([canvas.width, canvas.height]) * 0.84 / (high - low)
        scale = min(fits.max(), fits.min() * (1.35 if max(canvas.width, canvas.height) < 1200 else 1.9))
    zoom, middle = np.float32(scale), heart.astype(np.float32)[:, None]
    cx, cy = (np.float32(v) for v in canvas.centre)

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
        if traits.symmetry == "mirrored":
            density.add(cx - placed[0], placed[1] + cy, weights)

    inks = scheme.inks
    ground = mix(scheme.ground, (0, 0, 0), 0.35) if traits.night else scheme.ground
    canvas.paint(density.glow(ground, [*inks[len(inks) // 3 :], scheme.accent], inks[-1], 5.0, 9.0))


def _hand_on(
    functions: list[Function], at: Field, hue: Field, order: NDArray[np.intp]
) -> tuple[Field, Field]:
    """One step for all points: shuffled, cut into slices by weight, a function for each slice."""
    at, hue = at[:, order], hue[order]
    shares = np.cumsum([weight for *_, weight in functions])
    cuts = [0, *(shares / shares[-1] * len(hue)).astype(int).tolist()]
    for i, ((a, b, c, d, e, f), bend, share, _) in enumerate(functions):
        cut = slice(cuts[i], cuts[i + 1])
        x, y = at[:, cut]
        u, v = a * x + b * y + c, d * x + e * y + f
        moved = np.stack([u, v]) * (1 - share) + _bent(bend, u, v) * share
        # A function may throw points far away near its pole; none may leave for good.
        at[:, cut] = np.clip(moved, -8, 8)
        hue[cut] = (hue[cut] + np.float32(i / (len(functions) - 1))) * np.float32(0.5)
    return at, hue


def _find(traits: Flame) -> tuple[list[Function], Field]:
    """The first good one of some candidates, or the best: neither dots nor dust nor a sliver."""
    luck = stream("flame", traits.functions, traits.figure)
    found: list[tuple[float, list[Function], Field]] = []
    for _ in range(CANDIDATES):
        functions = [_function(luck) for _ in range(traits.functions)]
        at = luck.uniform(-1, 1, (2, SCOUTS)).astype(np.float32)
        order, hue, trail = luck.permutation(SCOUTS), np.zeros(SCOUTS, np.float32), []
        for _ in range(SCOUTING):
            at, hue = _hand_on(functions, at, hue, order)
            trail.append(at)
        cloud = np.hstack(trail[-LATEST:])
        low, high = frame(cloud, 2)
        short, long = sorted((high - low).tolist())
        miss = abs(filling(cloud, 32) - 0.33)
        found.append((miss + (long > 9) + (short < 0.25) + (long > 2.6 * short), functions, cloud))
        if found[-1][0] < 0.09:
            break
    return min(found, key=lambda entry: entry[0])[1:]


def _function(luck: Rng) -> Function:
    turn, skew, wide, high = luck.uniform((0, -0.6, 0.45, 0.45), (2 * np.pi, 0.6, 1.05, 1.05))
    c, f, share, weight = luck.uniform((-0.9, -0.9, 0.55, 0.5), (0.9, 0.9, 1.0, 1.5))
    a, b, d, e = np.cos(turn), -np.sin(turn + skew), np.sin(turn), np.cos(turn + skew)
    affine = np.array([wide * a, high * b, c, wide * d, high * e, f], np.float32)
    return affine, BENDS[int(luck.randint(len(BENDS)))], np.float32(share), float(weight)


def _bent(bend: str, x: Field, y: Field) -> Field:
    """Draves's variations, those that fold the plane without tearing points out of the frame."""
    s = x * x + y * y + np.float32(1e-4)
    r = np.sqrt(s)
    here: Field = np.stack([x, y])
    bent: Field
    if bend == "sines":
        bent = np.sin(here * np.float32(1.5))
    elif bend == "sphere":
        bent = here / (s + np.float32(0.05))
    elif bend == "swirl":
        bent = np.stack([x * np.sin(s) - y * np.cos(s), x * np.cos(s) + y * np.sin(s)])
    elif bend == "horseshoe":
        bent = np.stack([(x - y) * (x + y) / r, 2 * x * y / r])
    elif bend == "disc":
        bent = np.arctan2(x, y) / np.float32(np.pi) * np.stack([np.sin(r * np.pi), np.cos(r * np.pi)])
    elif bend == "spiral":
        bent = np.stack([y / r + np.sin(r), x / r - np.cos(r)]) / (r + np.float32(0.2)) * np.float32(0.7)
    else:
        # Half the angle by square roots, and one of the two roots by a lot from the point itself.
        sign = np.where((x * 997) % 1 < 0.5, np.float32(1), np.float32(-1))
        bent = (
            sign
            * np.sqrt(np.maximum(np.stack([r + x, r - x]) / 2, 0))
            * np.stack([np.ones_like(y), np.sign(y)])
        )
    return bent
