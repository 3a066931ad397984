"""A picture folded out of triangles.

Source: Boris Delaunay's triangulation, "Sur la sphère vide" (1934), over scattered heights, each
triangle lit as one flat facet: the look of early polygon graphics.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay

from bot.art.drawing import Floats, Noise, Rng, Smooth, direction, distance, jittered
from bot.art.drawing.colour import as_rgb, gradient, oklab, srgb
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

# A scene: (n, 3, 2) triangles, n tones (0-1, or ACCENT), and (n, 3) heights of the corners.
Fold = tuple[Floats, Floats, Floats]
BLEED = 90.0
STEPS = 64
ACCENT = -1.0
SCENES = {
    "ranges": (4, text("mountain ranges under an open sky")),
    "relief": (2.5, text("a rolling relief")),
    "burst": (2, text("a burst of light")),
    "planet": (2, text("a planet")),
}


@dataclass(frozen=True)
class LowPoly:
    scene: Option = choice(SCENES, "what is folded")
    facet: float = number(34, 95, "size of a facet")
    ranges: int = whole(2, 5, "how many ranges stand behind one another")
    relief: float = number(0.5, 1.5, "how strongly facets catch the light")
    light: float = number(0, 360, "where the light comes from, in degrees")
    sun: bool = flag(0.6, "whether a sun stands over the ranges")
    edges: bool = flag(0.2, "whether the folds are drawn")
    night: bool = flag(0.45, "whether it is night")

    def describe(self, palette: Palette) -> Text:
        sunny = self.scene == "ranges" and self.sun
        small = self.facet < 55
        folded = text("folded out of small triangles") if small else text("folded out of large triangles")
        if self.edges:
            folded = text("{folded}, the folds drawn", folded=folded)
        return text(
            "{scene} {folded}, {colours}",
            scene=text("mountain ranges under a sun") if sunny else self.scene.words,
            folded=folded,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="lowpoly",
    name=text("Low poly"),
    about=text("a picture folded out of triangles"),
    source="Boris Delaunay, Sur la sphère vide, 1934",
)
def lowpoly(canvas: Smooth, traits: LowPoly, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    # Coarser facets on a long canvas keep the time in bounds.
    facet = traits.facet * (canvas.width * canvas.height / 1e6) ** 0.25
    scene = {"ranges": _ranges, "relief": _relief, "burst": _burst, "planet": _planet}[traits.scene]
    triangles, tone, height = scene(_Sheet(canvas.size, facet, Noise(rng)), traits, rng)

    colours = [scheme.ground, *(c for c in scheme.inks if c != scheme.accent)]
    if len(colours) < 3:
        colours.append(scheme.accent)
    ramp = np.vstack([gradient(colours, STEPS), [scheme.accent]])
    index = np.clip((tone + rng.normal(0, 0.018, len(tone))) * STEPS, 0, STEPS - 1)
    lab = oklab(ramp)[np.where(tone == ACCENT, STEPS, index).astype(int)]
    lit = _lit(triangles, height, np.radians(traits.light))
    lab[:, 0] = np.clip(lab[:, 0] + lit * 0.21 * traits.relief, 0.05, 0.985)
    canvas.fill(scheme.ground)
    for triangle, colour in zip(triangles, map(as_rgb, srgb(lab)), strict=True):
        # Neighbours overlap a little: antialiased edges side by side would let the ground through.
        canvas.polygon(triangle, colour, colour, 1.0)
    if traits.edges:
        canvas.lines([t[[0, 1, 2, 0]] for t in triangles], scheme.ground, 1.1, 0.45)


def _lit(triangles: Floats, height: Floats, towards: float) -> Floats:
    """Return how far each facet is turned towards the light, from -1 to 1; 0 lies flat."""
    solid = np.concatenate([triangles, height[..., None]], axis=2)
    normal = np.cross(solid[:, 1] - solid[:, 0], solid[:, 2] - solid[:, 0])
    normal *= np.sign(normal[:, 2:] + 1e-12)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    return normal[:, 0] * np.cos(towards) + normal[:, 1] * np.sin(towards)


@dataclass(frozen=True)
class _Sheet:
    """A sheet to fold: its width and height, the size of a facet, and a field of noise."""

    size: Floats
    facet: float
    noise: Noise

    def scattered(self, rng: Rng) -> Floats:
        """Return the points of a jittered triangular grid, a little beyond the sheet."""
        facet = self.facet
        columns, rows = ((self.size + 2 * BLEED) / [facet, facet * 0.87]).astype(int) + 1
        row, column = np.divmod(np.arange(rows * columns), columns)
        grid = np.stack([(column + 0.5 * (row % 2)) * facet, row * facet * 0.87], axis=1) - BLEED
        return jittered(grid, facet, 0.36, rng)

    def triangles(self, points: Floats) -> tuple[Floats, Floats]:
        """Return the visible triangles between points, (n, 3, 2), and their middles, (n, 2)."""
        corners = points[Delaunay(points).simplices]
        corners = corners[((corners.max(axis=1) > 0) & (corners.min(axis=1) < self.size)).all(axis=1)]
        return corners, corners.mean(axis=1)


def _ring(hub: Floats, radius: float, facet: float) -> Floats:
    """Return points on a circle, and on one just outside, so that its edge is made of edges."""
    count = max(14, int(2 * np.pi * radius / facet * 1.6))
    unit = direction(np.arange(count) / count * 2 * np.pi)
    return np.vstack([hub + unit * radius, hub + unit * (radius + facet * 0.25)])


def _clear(points: Floats, hub: Floats, radius: float, facet: float) -> Floats:
    """Return the points without those that would fray the edge of a circle."""
    return points[np.abs(distance(points, hub) - radius) > facet * 0.5]


def _ranges(sheet: _Sheet, traits: LowPoly, rng: Rng) -> Fold:
    count, (wide, high), facet = traits.ranges, sheet.size, sheet.facet
    bases = high * np.linspace(rng.uniform(0.36, 0.46), 0.92, count)
    heights = 0.5 * high / count * rng.uniform(0.7, 1.3, count)

    def ridge(nth: int, x: Floats) -> Floats:
        return bases[nth] - heights[nth] * 1.5 * sheet.noise.fbm(x / 330 + 31 * nth, 7.7 * nth, 3)

    def below(nth: int, at: Floats) -> Floats:
        return at[..., 1] - ridge(nth, at[..., 0])

    points = sheet.scattered(rng)
    radius = rng.uniform(70, 130)
    sky = bases[0] - heights[0] * 0.6 - radius * rng.uniform(0.0, 1.2)
    hub = np.array([wide * rng.uniform(0.22, 0.78), max(sky, radius + 40)])
    if traits.sun:
        ring = _ring(hub, radius, facet)
        points = np.vstack([_clear(points, hub, radius, facet), ring[below(0, ring) < -facet * 0.2]])
    x = np.arange(-BLEED, wide + BLEED, facet * 0.5)
    for nth in range(count):
        crest = np.stack([x, ridge(nth, x)], axis=1)
        points = np.vstack([points[np.abs(below(nth, points)) > facet * 0.3], crest])

    triangles, middle = sheet.triangles(points)
    tone = 0.16 * (1 - middle[:, 1] / bases[0])
    if traits.sun:
        tone = np.where(distance(middle, hub) < radius, ACCENT, tone)
    for nth in range(count):
        depth = below(nth, middle)
        # The tops stand clear, the feet in the haze.
        top = 0.3 + 0.7 * (nth + 0.4) / count
        tone = np.where(depth > 0, top - 0.2 * (1 - np.exp(-depth / 150)), tone)
    steep = np.where(below(0, triangles) > 0, 85, 12)
    return triangles, tone, sheet.noise.at(triangles / 130, 2) * steep


def _relief(sheet: _Sheet, traits: LowPoly, rng: Rng) -> Fold:
    feature = rng.uniform(360, 620)
    slant = direction(rng.uniform(0, 2 * np.pi))
    fine = max(150.0, sheet.facet * 2.2)
    triangles, middle = sheet.triangles(sheet.scattered(rng))
    across = ((middle - sheet.size / 2) @ slant) / sheet.size.max()
    tone = np.clip(0.5 + across * 0.9 + sheet.noise.at(middle / feature + [70, 0], 2) * 0.6, 0, 1)
    return triangles, tone, sheet.noise.at(triangles / fine, 2, 0.4) * fine * 0.55


def _burst(sheet: _Sheet, traits: LowPoly, rng: Rng) -> Fold:
    hub = sheet.size * rng.uniform(0.3, 0.7, 2)
    rays = rng.randint(16, 30)
    points = [hub[None]]
    radius, nth = sheet.facet * 0.55, 0
    while radius < float(np.hypot(*sheet.size)) + BLEED:
        turn = (np.arange(rays) + 0.5 * (nth % 2) + rng.uniform(-0.16, 0.16, rays)) * 2 * np.pi / rays
        points.append(hub + direction(turn) * (radius * rng.uniform(0.9, 1.1, (rays, 1))))
        radius, nth = radius * 1.27 + 6, nth + 1
    triangles, middle = sheet.triangles(np.vstack(points))
    away = distance(middle, hub)
    waver = sheet.noise.at(middle / 300, 2) * 0.22
    tone = np.where(away < sheet.facet * 1.15, ACCENT, np.clip((away / 760) ** 0.8 + waver, 0, 1))
    return triangles, tone, sheet.noise.at(triangles / 170, 2) * 90


def _planet(sheet: _Sheet, traits: LowPoly, rng: Rng) -> Fold:
    size, facet = sheet.size, sheet.facet
    radius = rng.uniform(250, 350)
    hub = size / 2 + rng.uniform(-0.09, 0.09, 2) * size
    moon = rng.uniform(32, 62)
    # The moon keeps clear of the planet, but within the picture.
    at_moon = hub + direction(rng.uniform(0, 2 * np.pi)) * (radius + moon + 45)
    at_moon = np.clip(at_moon, moon + 25, size - moon - 25)
    points = sheet.scattered(rng)
    for centre, reach, fine in ((hub, radius, facet), (at_moon, moon, min(facet, 30.0))):
        points = np.vstack([_clear(points, centre, reach, facet), _ring(centre, reach, fine)])

    triangles, middle = sheet.triangles(points)
    sky = np.clip(0.05 + 0.12 * sheet.noise.at(middle / 380, 2), 0, 1)
    land = np.clip(0.72 + 0.65 * sheet.noise.at(middle / [210, 120] + [40, 0], 3), 0.3, 1)
    tone = np.where(distance(middle, hub) < radius, land, sky)
    tone = np.where(distance(middle, at_moon) < moon, ACCENT, tone)
    dome = np.maximum(radius**2 - ((triangles - hub) ** 2).sum(axis=-1), 0) ** 0.5
    return triangles, tone, dome + sheet.noise.at(triangles / 110, 2) * 34 * np.where(dome > 0, 1.0, 0.5)
