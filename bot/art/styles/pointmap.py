"""Two formulas drawn by lot bend a grid of points; where it folds, points pile up into edges.

After Samila by Sepand Haghighi and Sadra Sabouri (2021). The formulas come from a small grammar of
sines of simple terms, so they are finite everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Field
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.density import Density
from bot.art.drawing.points import filling, frame, turned
from bot.art.drawing.rng import Rng, stream
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, style, whole
from bot.i18n.text import Text, text

SIDE, CHUNK = 1260, 90
THREADS = 140
CANDIDATES, SCOUTS = 14, 90

TERMS: tuple[Callable[[Field, Field], Field], ...] = (
    lambda x, y: x,
    lambda x, y: y,
    lambda x, y: x * y * np.float32(0.5),
    lambda x, y: x * x * np.float32(0.4),
    lambda x, y: y * y * np.float32(0.4),
    lambda x, y: x - y,
    lambda x, y: x + y,
    lambda x, y: x * np.cos(y),
    lambda x, y: y * np.sin(x),
    lambda x, y: np.sqrt(x * x + y * y),
)
Formula = list[tuple[np.float32, np.float32, np.float32, int]]


@dataclass(frozen=True)
class Pointmap:
    figure: int = whole(1, 999_999, "which pair of formulas")
    projection: str = choice({"plane": 4, "polar": 3, "mirror": 2}, "what the two formulas mean")
    weave: str = choice({"veil": 4, "threads": 3}, "points spread evenly or strung on threads")
    night: bool = flag(0.6, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        if self.weave == "veil":
            points = text("a million and a half points")
        else:
            points = text("many fine threads of points")
        view = {
            "plane": text("bent by two formulas"),
            "polar": text("bent by two formulas around a pole"),
            "mirror": text("bent by two formulas and mirrored"),
        }
        return text(
            "{points} {bent}, folding into veils and creases {ground}",
            points=points,
            bent=view[self.projection],
            ground=on_ground(dark=self.night),
        )


@style(
    id="pointmap",
    name=text("Point map"),
    about=text("two formulas drawn by lot bend a grid of points"),
    source="after Samila by Sepand Haghighi and Sadra Sabouri, 2021",
    traits=Pointmap,
    surface=Smooth,
)
def pointmap(canvas: Smooth, traits: Pointmap, palette: Palette, rng: Rng) -> None:
    """The formulas belong to the traits; the rng turns the figure and scatters its points."""
    scheme = palette.scheme(dark=traits.night)
    found, cloud = _find(traits)
    formulas = [[(s, p, f + np.float32(rng.normal(0, 0.13)), t) for s, p, f, t in sines] for sines in found]
    about, lean = float(rng.uniform(0, 2 * np.pi)), float(rng.normal(0, 0.12) + rng.randint(2) * np.pi / 2)
    angle = about if traits.projection == "polar" else lean
    low, high = frame(turned(cloud, angle), 1)
    if traits.projection == "mirror":
        high[0] += 0.8 * (high[0] - low[0])
    sides = np.array([canvas.width, canvas.height])
    fits = sides * 0.88 / (high - low)
    scale = float(min(fits.min() * (1.22 if max(sides) < 1200 else 1.7), fits.max()))
    offset = (sides / 2 - (low + high) / 2 * scale).astype(np.float32)

    density = Density(canvas)
    cell = np.float32(2 * np.pi / SIDE)
    across = np.linspace(-np.pi, np.pi, SIDE, dtype=np.float32)[None, :]
    threads = THREADS if traits.weave == "threads" else SIDE
    for start in range(0, SIDE, CHUNK):
        # The rows of a chunk are spread over the grid, so that those with weights stand for all.
        row = (np.arange(start // CHUNK, SIDE, SIDE // CHUNK) % threads).astype(np.float32)[:, None]
        jitter = rng.random_sample((2, CHUNK, SIDE)).astype(np.float32) * cell
        v = (row + np.float32(0.5)) * np.float32(2 * np.pi / threads) - np.float32(np.pi)
        v = v + jitter[0] * np.float32(0.15 if threads < SIDE else 1)
        u = across + jitter[1]
        x, y = turned(_bend(formulas, traits.projection, u, v), angle) * np.float32(scale)
        weights = u + v if start % (3 * CHUNK) == 0 else None
        density.add(x + offset[0], y + offset[1], weights)
        if traits.projection == "mirror":
            density.add(np.float32(canvas.width) - x - offset[0], y + offset[1], weights)

    inks = scheme.inks
    ground = mix(scheme.ground, (0, 0, 0), 0.2) if traits.night else scheme.ground
    stops = [scheme.accent, *inks[len(inks) // 2 :]]
    canvas.paint(density.glow(ground, stops, inks[-1], 1.6))


def _bend(formulas: list[Formula], projection: str, u: Field, v: Field) -> Field:
    first, second = (_value(f, u, v) for f in formulas)
    if projection == "polar":
        radius = np.float32(0.03) + np.abs(second)
        first = first * np.float32(1.3)
        first, second = radius * np.cos(first), radius * np.sin(first)
    return np.stack([first, second])


def _value(formula: Formula, u: Field, v: Field) -> Field:
    total = np.zeros_like(u)
    for strength, pace, phase, term in formula:
        total = total + strength * np.sin(pace * TERMS[term](u, v) + phase)
    return total


def _formula(luck: Rng, drift: int) -> Formula:
    """Three sines, the first of one coordinate alone so that the grid is not folded to a line."""
    pace, phase = luck.uniform(0.4, 0.9), luck.uniform(-1, 1)
    parts: Formula = [(np.float32(1), np.float32(pace), np.float32(phase), drift)]
    for strength in (luck.uniform(0.4, 1.0), luck.uniform(0.2, 0.7)):
        pace, phase = luck.uniform(0.5, 1.5), luck.uniform(0, 6.3)
        term = int(luck.randint(2, len(TERMS)))
        parts.append((np.float32(strength), np.float32(pace), np.float32(phase), term))
    return parts


def _find(traits: Pointmap) -> tuple[list[Formula], Field]:
    """Of some pairs of formulas the one that fills its frame best: creased, but not a smear."""
    luck = stream("pointmap", traits.figure)
    line = np.linspace(-np.pi, np.pi, SCOUTS, dtype=np.float32)
    u, v = np.meshgrid(line, line)
    pairs = [[_formula(luck, 0), _formula(luck, 1)] for _ in range(CANDIDATES)]
    clouds = [_bend(pair, traits.projection, u, v).reshape(2, -1) for pair in pairs]
    worth = []
    for cloud in clouds:
        low, high = frame(cloud, 1)
        short, long = sorted((high - low).tolist())
        worth.append(-abs(filling(cloud) - 0.5) - 0.3 * (long > 2.2 * short))
    best = int(np.argmax(worth))
    return pairs[best], clouds[best]
