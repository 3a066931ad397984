"""A picture folded out of triangles.

Source: Boris Delaunay's triangulation, "Sur la sphère vide" (1934), over scattered heights, each
triangle lit as one flat facet: the look of early polygon graphics.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import as_rgb, gradient, oklab, srgb
from bot.art.drawing.noise import Noise
from bot.art.drawing.points import direction
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

BLEED = 90.0
STEPS = 64
ACCENT = -1.0


@dataclass(frozen=True)
class LowPoly:
    scene: str = choice({"ranges": 4, "relief": 2.5, "burst": 2, "planet": 2}, "what is folded")
    facet: float = number(34, 95, "size of a facet")
    ranges: int = whole(2, 5, "how many ranges stand behind one another")
    relief: float = number(0.5, 1.5, "how strongly facets catch the light")
    light: float = number(0, 360, "where the light comes from, in degrees")
    sun: bool = flag(0.6, "whether a sun stands over the ranges")
    edges: bool = flag(0.2, "whether the folds are drawn")
    night: bool = flag(0.45, "whether it is night")

    def describe(self, palette: Palette) -> Text:
        scene = {
            "ranges": text("mountain ranges under a sun")
            if self.sun
            else text("mountain ranges under an open sky"),
            "relief": text("a rolling relief"),
            "burst": text("a burst of light"),
            "planet": text("a planet"),
        }
        if self.facet < 55:
            folded = text("folded out of small triangles")
        else:
            folded = text("folded out of large triangles")
        if self.edges:
            folded = text("{folded}, the folds drawn", folded=folded)
        return text(
            "{scene} {folded}, {colours}",
            scene=scene[self.scene],
            folded=folded,
            colours=in_colours(palette, dark=self.night),
        )


@dataclass(frozen=True)
class _Fold:
    """A scene: corners of its facets, tone of a place (0-1, or ``ACCENT``), height of a place."""

    points: Floats
    tone: Callable[[Floats], Floats]
    height: Callable[[Floats], Floats]


@style(
    id="lowpoly",
    name=text("Low poly"),
    about=text("a picture folded out of triangles"),
    source="Boris Delaunay, Sur la sphère vide, 1934",
    traits=LowPoly,
    surface=Smooth,
)
def lowpoly(canvas: Smooth, traits: LowPoly, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    size = np.array([canvas.width, canvas.height])
    # Coarser facets on a long canvas keep the time in bounds.
    facet = traits.facet * (canvas.width * canvas.height / 1e6) ** 0.25
    scene = {"ranges": _ranges, "relief": _relief, "burst": _burst, "planet": _planet}[traits.scene]
    fold = scene(size, facet, traits, Noise(rng), rng)

    corners = fold.points[Delaunay(fold.points).simplices]
    corners = corners[((corners.max(axis=1) > 0) & (corners.min(axis=1) < size)).all(axis=1)]
    tone = fold.tone(corners.mean(axis=1))
    colours = [scheme.ground, *(c for c in scheme.inks if c != scheme.accent)]
    if len(colours) < 3:
        colours.append(scheme.accent)
    ramp = np.vstack([gradient(colours, STEPS), [scheme.accent]])
    index = np.clip((tone + rng.normal(0, 0.018, len(tone))) * STEPS, 0, STEPS - 1)
    lab = oklab(ramp)[np.where(tone == ACCENT, STEPS, index).astype(int)]
    lit = _lit(corners, fold.height, np.radians(traits.light))
    lab[:, 0] = np.clip(lab[:, 0] + lit * 0.21 * traits.relief, 0.05, 0.985)
    canvas.fill(scheme.ground)
    for triangle, colour in zip(corners, map(as_rgb, srgb(lab)), strict=True):
        # Neighbours overlap a little: antialiased edges side by side would let the ground through.
        canvas.polygon(triangle, colour, colour, 1.0)
    if traits.edges:
        canvas.lines([t[[0, 1, 2, 0]] for t in corners], scheme.ground, 1.1, 0.45)


def _lit(corners: Floats, height: Callable[[Floats], Floats], towards: float) -> Floats:
    """How far each facet is turned towards the light, from -1 to 1; 0 lies flat."""
    solid = np.concatenate([corners, height(corners.reshape(-1, 2)).reshape(-1, 3, 1)], axis=2)
    normal = np.cross(solid[:, 1] - solid[:, 0], solid[:, 2] - solid[:, 0])
    normal *= np.sign(normal[:, 2:] + 1e-12)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    lit: Floats = normal[:, 0] * np.cos(towards) + normal[:, 1] * np.sin(towards)
    return lit


def _scatter(size: Floats, facet: float, rng: Rng) -> Floats:
    """Points of a jittered triangular grid, a little beyond the canvas."""
    columns, rows = ((size + 2 * BLEED) / [facet, facet * 0.87]).astype(int) + 1
    row, column = np.divmod(np.arange(rows * columns), columns)
    grid = np.stack([(column + 0.5 * (row % 2)) * facet, row * facet * 0.87], axis=1) - BLEED
    return grid + rng.uniform(-0.36, 0.36, grid.shape) * facet


def _ring(hub: Floats, radius: float, facet: float) -> Floats:
    """Points on a circle, and on one just outside, so that its edge is made of edges."""
    count = max(14, int(2 * np.pi * radius / facet * 1.6))
    unit = direction(np.arange(count) / count * 2 * np.pi)
    return np.vstack([hub + unit * radius, hub + unit * (radius + facet * 0.25)])


def _away(points: Floats, hub: Floats) -> Floats:
    away: Floats = np.hypot(*(points - hub).T)
    return away


def _clear(points: Floats, hub: Floats, radius: float, facet: float) -> Floats:
    """The points without those that would fray the edge of a circle."""
    return points[np.abs(_away(points, hub) - radius) > facet * 0.5]


def _fbm(noise: Noise, at: Floats, octaves: int, gain: float = 0.5) -> Floats:
    return noise.fbm(at[:, 0], at[:, 1], octaves, gain)


def _ranges(size: Floats, facet: float, traits: LowPoly, noise: Noise, rng: Rng) -> _Fold:
    count = traits.ranges
    bases = size[1] * np.linspace(rng.uniform(0.36, 0.46), 0.92, count)
    heights = 0.5 * size[1] / count * rng.uniform(0.7, 1.3, count)

    def ridge(nth: int, x: Floats) -> Floats:
        line: Floats = bases[nth] - heights[nth] * 1.5 * noise.fbm(x / 330 + 31 * nth, 7.7 * nth, 3)
        return line

    def below(nth: int, at: Floats) -> Floats:
        return at[:, 1] - ridge(nth, at[:, 0])

    points = _scatter(size, facet, rng)
    radius = rng.uniform(70, 130)
    sky = bases[0] - heights[0] * 0.6 - radius * rng.uniform(0.0, 1.2)
    hub = np.array([size[0] * rng.uniform(0.22, 0.78), max(sky, radius + 40)])
    if traits.sun:
        ring = _ring(hub, radius, facet)
        points = np.vstack([_clear(points, hub, radius, facet), ring[below(0, ring) < -facet * 0.2]])
    x = np.arange(-BLEED, size[0] + BLEED, facet * 0.5)
    for nth in range(count):
        crest = np.stack([x, ridge(nth, x)], axis=1)
        points = np.vstack([points[np.abs(below(nth, points)) > facet * 0.3], crest])

    def tone(middle: Floats) -> Floats:
        value: Floats = 0.16 * (1 - middle[:, 1] / bases[0])
        if traits.sun:
            value = np.where(_away(middle, hub) < radius, ACCENT, value)
        for nth in range(count):
            depth = below(nth, middle)
            # The tops stand clear, the feet in the haze.
            top = 0.3 + 0.7 * (nth + 0.4) / count
            value = np.where(depth > 0, top - 0.2 * (1 - np.exp(-depth / 150)), value)
        return value

    def height(at: Floats) -> Floats:
        return _fbm(noise, at / 130, 2) * np.where(below(0, at) > 0, 85, 12)

    return _Fold(points, tone, height)


def _relief(size: Floats, facet: float, traits: LowPoly, noise: Noise, rng: Rng) -> _Fold:
    feature = rng.uniform(360, 620)
    slant = direction(rng.uniform(0, 2 * np.pi))
    fine = max(150.0, facet * 2.2)

    def tone(middle: Floats) -> Floats:
        across = ((middle - size / 2) @ slant) / size.max()
        broad = _fbm(noise, middle / feature + [70, 0], 2)
        value: Floats = np.clip(0.5 + across * 0.9 + broad * 0.6, 0, 1)
        return value

    def height(at: Floats) -> Floats:
        return _fbm(noise, at / fine, 2, 0.4) * fine * 0.55

    return _Fold(_scatter(size, facet, rng), tone, height)


def _burst(size: Floats, facet: float, traits: LowPoly, noise: Noise, rng: Rng) -> _Fold:
    hub = size * rng.uniform(0.3, 0.7, 2)
    rays = rng.randint(16, 30)
    points = [hub[None]]
    radius, nth = facet * 0.55, 0
    while radius < float(np.hypot(*size)) + BLEED:
        turn = (np.arange(rays) + 0.5 * (nth % 2) + rng.uniform(-0.16, 0.16, rays)) * 2 * np.pi / rays
        points.append(hub + direction(turn) * (radius * rng.uniform(0.9, 1.1, (rays, 1))))
        radius, nth = radius * 1.27 + 6, nth + 1

    def tone(middle: Floats) -> Floats:
        away = _away(middle, hub)
        waver = _fbm(noise, middle / 300, 2) * 0.22
        return np.where(away < facet * 1.15, ACCENT, np.clip((away / 760) ** 0.8 + waver, 0, 1))

    def height(at: Floats) -> Floats:
        return _fbm(noise, at / 170, 2) * 90

    return _Fold(np.vstack(points), tone, height)


def _planet(size: Floats, facet: float, traits: LowPoly, noise: Noise, rng: Rng) -> _Fold:
    radius = rng.uniform(250, 350)
    hub = size / 2 + rng.uniform(-0.09, 0.09, 2) * size
    moon = rng.uniform(32, 62)
    # The moon keeps clear of the planet, but within the picture.
    at_moon = hub + direction(rng.uniform(0, 2 * np.pi)) * (radius + moon + 45)
    at_moon = np.clip(at_moon, moon + 25, size - moon - 25)
    points = _scatter(size, facet, rng)
    for centre, reach, fine in ((hub, radius, facet), (at_moon, moon, min(facet, 30.0))):
        points = np.vstack([_clear(points, centre, reach, facet), _ring(centre, reach, fine)])

    def tone(middle: Floats) -> Floats:
        sky = 0.05 + 0.12 * _fbm(noise, middle / 380, 2)
        land = 0.72 + 0.65 * _fbm(noise, middle / [210, 120] + [40, 0], 3)
        value = np.where(_away(middle, hub) < radius, np.clip(land, 0.3, 1), np.clip(sky, 0, 1))
        return np.where(_away(middle, at_moon) < moon, ACCENT, value)

    def height(at: Floats) -> Floats:
        rough = _fbm(noise, at / 110, 2) * 34
        dome = np.maximum(radius**2 - ((at - hub) ** 2).sum(axis=1), 0) ** 0.5
        bulge: Floats = dome + rough * np.where(dome > 0, 1.0, 0.5)
        return bulge

    return _Fold(points, tone, height)
