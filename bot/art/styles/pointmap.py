"""Two formulas drawn by lot bend a grid of points; where it folds, points pile up into edges.

After Samila by Sepand Haghighi and Sadra Sabouri (2021). The formulas come from a small grammar of
sines of simple terms, so they are finite everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.art.drawing import BLACK, Density, Field, Rng, Smooth, extent, filling, frame, mix, stream, turned
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

SIDE, CHUNK = 1260, 90
THREADS = 140
CANDIDATES, SCOUTS = 14, 90
Term = Callable[[Field, Field], Field]
TERMS: tuple[Term, ...] = (
    lambda x, y: x,
    lambda x, y: y,
    lambda x, y: x * y * 0.5,
    lambda x, y: x * x * 0.4,
    lambda x, y: y * y * 0.4,
    lambda x, y: x - y,
    lambda x, y: x + y,
    lambda x, y: x * np.cos(y),
    lambda x, y: y * np.sin(x),
    lambda x, y: np.sqrt(x * x + y * y),
)
# A sum of sines: the float32 strength, pace and phase of each, and the terms they are taken of.
Formula = tuple[Field, list[Term]]
PROJECTIONS = {
    "plane": (4, text("bent by two formulas")),
    "polar": (3, text("bent by two formulas around a pole")),
    "mirror": (2, text("bent by two formulas and mirrored")),
}
WEAVES = {
    "veil": (4, text("a million and a half points")),
    "threads": (3, text("many fine threads of points")),
}


@dataclass(frozen=True)
class Pointmap:
    figure: int = whole(1, 999_999, "which pair of formulas")
    projection: Option = choice(PROJECTIONS, "what the two formulas mean")
    weave: Option = choice(WEAVES, "points spread evenly or strung on threads")
    night: bool = flag(0.6, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{points} {bent}, folding into veils and creases {ground}",
            points=self.weave.words,
            bent=self.projection.words,
            ground=on_ground(dark=self.night),
        )


@style(
    id="pointmap",
    name=text("Point map"),
    about=text("two formulas drawn by lot bend a grid of points"),
    source="after Samila by Sepand Haghighi and Sadra Sabouri, 2021",
)
def pointmap(canvas: Smooth, traits: Pointmap, palette: Palette, rng: Rng) -> None:
    """Draw the formulas of the traits; the rng turns the figure and scatters its points."""
    scheme = palette.scheme(dark=traits.night)
    formulas, cloud = _find(traits)
    for sines, _ in formulas:
        sines[:, 2] += rng.normal(0, 0.13, len(sines)).astype(np.float32)
    about, lean = float(rng.uniform(0, 2 * np.pi)), float(rng.normal(0, 0.12) + rng.randint(2) * np.pi / 2)
    angle = about if traits.projection == "polar" else lean
    low, high = frame(turned(cloud, angle), 1)
    if traits.projection == "mirror":
        high[0] += 0.8 * (high[0] - low[0])
    fits = canvas.size * 0.88 / (high - low)
    scale = float(min(fits.min() * (1.22 if max(canvas.size) < 1200 else 1.7), fits.max()))
    left, top = (canvas.size / 2 - (low + high) / 2 * scale).tolist()

    density = Density(canvas)
    across = np.linspace(-np.pi, np.pi, SIDE, dtype=np.float32)[None, :]
    threads = THREADS if traits.weave == "threads" else SIDE
    for start in range(0, SIDE, CHUNK):
        # The rows of a chunk are spread over the grid, so that those with weights stand for all.
        row = (np.arange(start // CHUNK, SIDE, SIDE // CHUNK) % threads).astype(np.float32)[:, None]
        jitter = rng.random_sample((2, CHUNK, SIDE)).astype(np.float32) * (2 * np.pi / SIDE)
        v = (row + 0.5) * (2 * np.pi / threads) - np.pi
        v = v + jitter[0] * (0.15 if threads < SIDE else 1)
        u = across + jitter[1]
        x, y = turned(_bent(formulas, traits.projection, u, v), angle) * scale
        weights = u + v if start % (3 * CHUNK) == 0 else None
        density.add(x + left, y + top, weights)
        if traits.projection == "mirror":
            density.add(canvas.width - x - left, y + top, weights)

    inks = scheme.inks
    ground = mix(scheme.ground, BLACK, 0.2) if traits.night else scheme.ground
    stops = [scheme.accent, *inks[len(inks) // 2 :]]
    canvas.paint(density.glow(ground, stops, inks[-1], 1.6))


def _bent(formulas: list[Formula], projection: str, u: Field, v: Field) -> Field:
    """Return where two formulas send points, (2, …)."""
    first, second = (_value(formula, u, v) for formula in formulas)
    if projection == "polar":
        angle, radius = first * 1.3, np.abs(second) + 0.03
        first, second = radius * np.cos(angle), radius * np.sin(angle)
    return np.stack([first, second])


def _value(formula: Formula, u: Field, v: Field) -> Field:
    total = np.zeros_like(u)
    for (strength, pace, phase), term in zip(*formula, strict=True):
        total = total + strength * np.sin(pace * term(u, v) + phase)
    return total


def _formula(rng: Rng, coordinate: int) -> Formula:
    """Return three sines, the first of one coordinate alone, so that the grid is not folded to a line."""
    sines, terms = [(1.0, rng.uniform(0.4, 0.9), rng.uniform(-1, 1))], [TERMS[coordinate]]
    for strength in (rng.uniform(0.4, 1.0), rng.uniform(0.2, 0.7)):
        sines.append((strength, rng.uniform(0.5, 1.5), rng.uniform(0, 6.3)))
        terms.append(TERMS[int(rng.randint(2, len(TERMS)))])
    return np.array(sines, np.float32), terms


def _find(traits: Pointmap) -> tuple[list[Formula], Field]:
    """Return of some pairs of formulas the one that fills its frame best: creased, but not a smear."""
    luck = stream("pointmap", traits.figure)
    line = np.linspace(-np.pi, np.pi, SCOUTS, dtype=np.float32)
    u, v = np.meshgrid(line, line)
    pairs = [[_formula(luck, 0), _formula(luck, 1)] for _ in range(CANDIDATES)]
    clouds = [_bent(pair, traits.projection, u, v).reshape(2, -1) for pair in pairs]
    best = int(np.argmax([_worth(cloud) for cloud in clouds]))
    return pairs[best], clouds[best]


def _worth(cloud: Field) -> float:
    """Return how good a figure is: half full of points, and not too long."""
    short, long = extent(cloud, 1)
    return -abs(filling(cloud) - 0.5) - 0.3 * (long > 2.2 * short)
