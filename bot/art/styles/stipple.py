"""Forms shaded with dots alone.

Source: the stippling of engravers since Giulio Campagnola (about 1510); as an algorithm, Adrian
Secord, "Weighted Voronoi Stippling" (2002). Here the dots come from a low-discrepancy sequence
(Martin Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018), each kept if the
tone asks for as many, and then push one another apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import contrast, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0
MARGIN = 60.0
# The plastic number's powers: the two-dimensional counterpart of the golden ratio.
STRIDE = np.array([0.7548776662466927, 0.5698402909980532])


@dataclass(frozen=True)
class Stipple:
    subject: str = choice(
        {"spheres": 3, "dunes": 3, "veil": 2, "ripples": 2, "moonrise": 2.5}, "what the dots shade"
    )
    forms: int = whole(2, 5, "how many spheres, sources or bands of dunes there are")
    dots: float = number(11, 19, "thousands of dots asked for where it is darkest")
    size: float = number(2.1, 3.4, "size of a dot")
    swell: float = number(0, 1.2, "how much dots grow with the tone")
    framed: bool = flag(0.5, "whether a margin stays empty")
    night: bool = flag(0.5, "whether the dots are light on dark")

    def describe(self, palette: Palette) -> Text:
        # Translators: what is shaded with dots; “veil” is of cloth, “ripples” are on water.
        subject = {
            "spheres": text("spheres"),
            "dunes": text("dunes"),
            "veil": text("the folds of a veil"),
            "ripples": text("ripples that cross"),
            "moonrise": text("a moon over hills"),
        }
        return text(
            "{subject}, shaded with thousands of dots alone, {colours}",
            subject=subject[self.subject],
            colours=in_colours(palette, dark=self.night),
        )


@dataclass(frozen=True)
class _Scene:
    """Where a subject is put: a mesh of x and y, in units, over the whole canvas.

    A subject gives two fields: how light it is (0 to 1), and which part of it is where, -1 for the
    part in the accent.
    """

    width: float
    height: float
    x: Floats
    y: Floats
    forms: int
    noise: Noise

    def away(self, x: float, y: float) -> Floats:
        """How far it is to a place."""
        away: Floats = np.hypot(self.x - x, self.y - y)
        return away


@style(
    id="stipple",
    name=text("Stippling"),
    about=text("forms shaded with dots alone"),
    source="after Adrian Secord, Weighted Voronoi Stippling, 2002",
    traits=Stipple,
    surface=Smooth,
)
def stipple(canvas: Smooth, traits: Stipple, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    xs, ys = canvas.mesh(CELL)
    scene = _Scene(canvas.width, canvas.height, xs, ys, traits.forms, Noise(rng))
    light, part = SUBJECTS[traits.subject](scene, rng)
    tone = np.clip(light if traits.night else 1 - light, 0.0, 1.0) ** 1.1
    if traits.framed:
        edge = np.minimum(np.minimum(xs, canvas.width - xs), np.minimum(ys, canvas.height - ys))
        tone = np.where(edge > MARGIN, tone, 0)

    # Rounded, as the canvas's own sides can be off by a last digit from one size to the next.
    area = round(canvas.width * canvas.height / 1e6, 6)
    count = int(traits.dots * 2200 * area**0.8)
    points = (np.arange(1, count + 1)[:, None] * STRIDE + rng.random_sample(2)) % 1.0
    points += rng.normal(0, 0.22, (count, 2)) / count**0.5
    points = np.clip(points, 0, 0.99999) * [canvas.width, canvas.height]
    # A stretch of the sequence is evenly spread, whatever its length: so a tone is a length.
    points = points[np.linspace(0, 1, count) < _at(tone, points, canvas)]
    points = _apart(points)
    points = points[_at(tone, points, canvas) > 0]
    dark, owner = _at(tone, points, canvas), _at(part, points, canvas).astype(int)
    # A dot is too small for a faint ink.
    faint = [c if contrast(c, scheme.ground) > 3 else mix(c, scheme.inks[-1], 0.45) for c in scheme.inks]
    inks = [f for c, f in zip(scheme.inks, faint, strict=True) if c != scheme.accent][::-1] or faint
    colours = [*inks, faint[scheme.inks.index(scheme.accent)]]
    radii = traits.size * (1 + traits.swell * (dark - 0.2)) * (1.0 / (1 + 0.5 * traits.swell))
    owner = np.where(owner < 0, len(inks), owner % min(3, len(inks)))
    for nth, colour in enumerate(colours):
        mine = owner == nth
        canvas.circles(points[mine], radii[mine], colour)


def _at(field: Floats, points: Floats, canvas: Smooth) -> Floats:
    """What the field is at these points."""
    size = np.array(field.shape[::-1])
    column, row = np.clip((points / [canvas.width, canvas.height] * size).astype(int), 0, size - 1).T
    result: Floats = field[row, column]
    return result


def _apart(points: Floats) -> Floats:
    """Each dot moves away from its nearest neighbours, the more the nearer they are."""
    for _ in range(2):
        near, index = cKDTree(points).query(points, k=5)
        near, index = near[:, 1:], index[:, 1:]
        wanted = near.mean(axis=1, keepdims=True) * 1.12
        away = points[:, None] - points[index]
        push = np.maximum(0, wanted - near) / (near + 1e-6)
        points = points + 0.34 * (away * push[..., None]).sum(axis=1)
    return points


def _ball(scene: _Scene, x: float, y: float, r: float, towards: float) -> tuple[NDArray[np.bool_], Floats]:
    """Where a sphere is, and how light it is there."""
    nx, ny = (scene.x - x) / r, (scene.y - y) / r
    nz = np.sqrt(np.maximum(0, 1 - nx**2 - ny**2))
    light = 0.72 * (nx * np.cos(towards) + ny * np.sin(towards)) + 0.6 * nz
    return nx**2 + ny**2 < 1, np.clip(light, 0.03, 0.98)


def _spheres(scene: _Scene, rng: Rng) -> tuple[Floats, Floats]:
    towards = rng.uniform(-2.6, -0.5)
    light = 0.5 + 0.36 * np.clip((scene.y / scene.height - 0.45) * 1.6, -1, 1) * rng.choice([-1, 1])
    part = np.zeros_like(light)
    for nth in range(scene.forms):
        r = 255.0 * 0.72**nth * rng.uniform(0.85, 1.15)
        x = rng.uniform(0.22, 0.78) * scene.width
        y = rng.uniform(0.25, 0.75) * scene.height
        sx, sy = x - np.cos(towards) * r * 0.5, y - np.sin(towards) * r * 0.5
        shadow = np.exp(-((((scene.x - sx) ** 2 + (scene.y - sy) ** 2) / (1.15 * r) ** 2) ** 2))
        inside, lit = _ball(scene, x, y, r, towards)
        light = np.where(inside, lit, light * (1 - 0.6 * shadow))
        part = np.where(inside, -1.0 if nth == 1 else 1.0 + nth % 2, part)
    return light, part


def _dunes(scene: _Scene, rng: Rng) -> tuple[Floats, Floats]:
    rows = scene.forms + 3
    light = 0.95 - 0.5 * np.clip(1 - scene.y / scene.height * 1.8, 0, 1)
    part = np.zeros_like(light)
    for nth in range(rows):
        base = scene.height * (0.22 + 0.78 * (nth / rows) ** 1.15)
        crest = base - scene.noise.fbm(scene.x[0] / 420 + 13.0 * nth, 3.1 * nth, 2) * 130
        below = (scene.y - crest) / (scene.height / rows * 1.25)
        light = np.where(below > 0, 0.08 + 0.95 * np.clip(below, 0, 1) ** 0.8, light)
        part = np.where(below > 0, 1.0 + nth % 2, part)
    away = scene.away(scene.width * rng.uniform(0.25, 0.75), scene.height * 0.15)
    sun = (away < 62) & (part == 0)
    return np.where(sun, 0.6, light), np.where(sun, -1.0, part)


def _veil(scene: _Scene, rng: Rng) -> tuple[Floats, Floats]:
    size = rng.uniform(330, 560)
    x, y = scene.x / size, scene.y / size
    warp = scene.noise.fbm(x, y, 2)
    fold = scene.noise(x + 2.2 * warp + 9, y * 0.8 + 1.5 * warp)
    light = 0.5 + 0.5 * np.sin(fold * (5 + 1.6 * scene.forms) + warp * 4)
    broad = scene.noise(scene.x / 600 + 50, scene.y / 600)
    part = np.where(broad > 0.22, 1.0, np.where(broad < -0.42, -1.0, 0.0))
    return np.clip(light * (0.9 + 0.5 * broad), 0, 1), part


def _ripples(scene: _Scene, rng: Rng) -> tuple[Floats, Floats]:
    total = np.zeros_like(scene.x)
    sources = []
    for _ in range(min(scene.forms, 4)):
        away = scene.away(rng.uniform(0.1, 0.9) * scene.width, rng.uniform(0.1, 0.9) * scene.height)
        total += np.cos(away / rng.uniform(62, 120) * 2 * np.pi) / (1 + away / 420)
        sources.append(away)
    nearest = np.argmin(sources, axis=0) % 3
    part = np.where(np.min(sources, axis=0) < 62, -1.0, nearest)
    return np.clip(0.5 + 0.5 * total, 0, 1), part


def _moonrise(scene: _Scene, rng: Rng) -> tuple[Floats, Floats]:
    x, y = scene.width * rng.uniform(0.3, 0.7), scene.height * rng.uniform(0.3, 0.42)
    r = rng.uniform(150, 230)
    moon, lit = _ball(scene, x, y, r, rng.uniform(0, 2 * np.pi))
    glow = np.exp(-np.maximum(0, scene.away(x, y) - r) / 150)
    light = np.where(moon, lit, 0.12 + 0.75 * glow)
    part = np.where(moon, -1.0, 0.0)
    for nth in range(3):
        hills = scene.noise.fbm(scene.x[0] / 330 + 9.0 * nth, nth, 4) * 150
        below = (scene.y - (scene.height * (0.62 + 0.13 * nth) - hills)) / 190
        light = np.where(below > 0, np.clip(0.75 - 0.8 * below - 0.05 * nth, 0.02, 1), light)
        part = np.where(below > 0, 1.0 + nth % 2, part)
    return light, part


SUBJECTS = {
    "spheres": _spheres,
    "dunes": _dunes,
    "veil": _veil,
    "ripples": _ripples,
    "moonrise": _moonrise,
}
