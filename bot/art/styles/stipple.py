"""Forms shaded with dots alone.

The stippling of engravers since Giulio Campagnola (about 1510); as an algorithm, Adrian Secord,
"Weighted Voronoi Stippling" (2002). Here the dots come from a low-discrepancy sequence (Martin
Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018), are thinned out according
to the tone, and then push one another apart.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from bot.art.drawing import Field, Flags, Floats, Noise, Rng, Smooth, contrast, mix
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0
MARGIN = 60.0
# The plastic number's powers: the two-dimensional counterpart of the golden ratio.
STRIDE = np.array([0.7548776662466927, 0.5698402909980532])
# Translators: what is shaded with dots; “veil” is of cloth, “ripples” are on water.
SUBJECTS = {
    "spheres": (3, text("spheres")),
    "dunes": (3, text("dunes")),
    "veil": (2, text("the folds of a veil")),
    "ripples": (2, text("ripples that cross")),
    "moonrise": (2.5, text("a moon over hills")),
}


@dataclass(frozen=True)
class Stipple:
    subject: Option = choice(SUBJECTS, "what the dots shade")
    forms: int = whole(2, 5, "how many spheres, sources or bands of dunes there are")
    dots: float = number(11, 19, "thousands of dots asked for where it is darkest")
    size: float = number(2.1, 3.4, "size of a dot")
    swell: float = number(0, 1.2, "how much dots grow with the tone")
    framed: bool = flag(0.5, "whether a margin stays empty")
    night: bool = flag(0.5, "whether the dots are light on dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{subject}, shaded with thousands of dots alone, {colours}",
            subject=self.subject.words,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="stipple",
    name=text("Stippling"),
    about=text("forms shaded with dots alone"),
    source="after Adrian Secord, Weighted Voronoi Stippling, 2002",
)
def stipple(canvas: Smooth, traits: Stipple, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    scene = _Scene(canvas, traits.forms, rng)
    draw = {"spheres": _spheres, "dunes": _dunes, "veil": _veil, "ripples": _ripples, "moonrise": _moonrise}
    draw[traits.subject](scene, rng)
    tone = np.clip(scene.light if traits.night else 1 - scene.light, 0.0, 1.0) ** 1.1
    if traits.framed:
        tone = np.where(canvas.to_edge(scene.x, scene.y) > MARGIN, tone, 0)

    count = int(traits.dots * 2200 * canvas.area**0.8)
    points = (np.arange(1, count + 1)[:, None] * STRIDE + rng.random_sample(2)) % 1.0
    points += rng.normal(0, 0.22, (count, 2)) / count**0.5
    points = np.clip(points, 0, 0.99999) * canvas.size
    # Any beginning of the sequence is evenly spread, so the tone decides how much of it is kept.
    points = _pushed_apart(points[np.linspace(0, 1, count) < canvas.sample(tone, points)])
    dark = canvas.sample(tone, points)
    points, dark = points[dark > 0], dark[dark > 0]
    radii = traits.size * (1 + traits.swell * (dark - 0.2)) * (1.0 / (1 + 0.5 * traits.swell))

    # A dot is too small for a faint ink.
    visible = {
        ink: ink if contrast(ink, scheme.ground) > 3 else mix(ink, scheme.inks[-1], 0.45)
        for ink in scheme.inks
    }
    inks = [visible[ink] for ink in reversed(scheme.others)]
    part = canvas.sample(scene.part, points).astype(int)
    part = np.where(part < 0, len(inks), part % min(3, len(inks)))
    for nth, colour in enumerate((*inks, visible[scheme.accent])):
        canvas.circles(points[part == nth], radii[part == nth], colour)


def _pushed_apart(points: Floats) -> Floats:
    """Return the points, each moved away from its nearest neighbours, the more the nearer they are."""
    for _ in range(2):
        near, index = cKDTree(points).query(points, k=5)
        near, index = near[:, 1:], index[:, 1:]
        wanted = near.mean(axis=1, keepdims=True) * 1.12
        away = points[:, None] - points[index]
        push = np.maximum(0, wanted - near) / (near + 1e-6)
        points = points + 0.34 * (away * push[..., None]).sum(axis=1)
    return points


class _Scene:
    """What the dots shade: two fields over the canvas.

    :ivar light: how light each place is, 0 to 1.
    :ivar part: the part of the subject that is there, which decides the ink; -1 for the accent.
    """

    def __init__(self, canvas: Smooth, forms: int, rng: Rng) -> None:
        self.x, self.y = canvas.mesh(CELL)
        self.width, self.height = canvas.width, canvas.height
        self.forms, self.noise = forms, Noise(rng)
        self.light: Field = np.zeros_like(self.x)
        self.part: Field = np.zeros_like(self.x)

    def lay(self, shape: Flags, light: Floats | float, part: float) -> None:
        """Lay a part over what is there."""
        self.light = np.where(shape, light, self.light)
        self.part = np.where(shape, part, self.part)

    def away(self, x: float, y: float) -> Floats:
        """Return how far everything is from a place."""
        return np.hypot(self.x - x, self.y - y)

    def sphere(self, x: float, y: float, radius: float, towards: float) -> tuple[Flags, Floats]:
        """Return where a sphere is, and how light it is in a light from that direction."""
        nx, ny = (self.x - x) / radius, (self.y - y) / radius
        nz = np.sqrt(np.maximum(0, 1 - nx**2 - ny**2))
        light = 0.72 * (nx * np.cos(towards) + ny * np.sin(towards)) + 0.6 * nz
        return nx**2 + ny**2 < 1, np.clip(light, 0.03, 0.98)


def _spheres(scene: _Scene, rng: Rng) -> None:
    towards = rng.uniform(-2.6, -0.5)
    scene.light = 0.5 + 0.36 * np.clip((scene.y / scene.height - 0.45) * 1.6, -1, 1) * rng.choice([-1, 1])
    for nth in range(scene.forms):
        radius = 255.0 * 0.72**nth * rng.uniform(0.85, 1.15)
        x, y = rng.uniform(0.22, 0.78) * scene.width, rng.uniform(0.25, 0.75) * scene.height
        sx, sy = x - np.cos(towards) * radius * 0.5, y - np.sin(towards) * radius * 0.5
        away = ((scene.x - sx) ** 2 + (scene.y - sy) ** 2) / (1.15 * radius) ** 2
        scene.light = scene.light * (1 - 0.6 * np.exp(-(away**2)))
        scene.lay(*scene.sphere(x, y, radius, towards), -1.0 if nth == 1 else 1.0 + nth % 2)


def _dunes(scene: _Scene, rng: Rng) -> None:
    rows = scene.forms + 3
    scene.light = 0.95 - 0.5 * np.clip(1 - scene.y / scene.height * 1.8, 0, 1)
    for nth in range(rows):
        base = scene.height * (0.22 + 0.78 * (nth / rows) ** 1.15)
        crest = base - scene.noise.fbm(scene.x[0] / 420 + 13.0 * nth, 3.1 * nth, 2) * 130
        below = (scene.y - crest) / (scene.height / rows * 1.25)
        scene.lay(below > 0, 0.08 + 0.95 * np.clip(below, 0, 1) ** 0.8, 1.0 + nth % 2)
    away = scene.away(scene.width * rng.uniform(0.25, 0.75), scene.height * 0.15)
    scene.lay((away < 62) & (scene.part == 0), 0.6, -1.0)


def _veil(scene: _Scene, rng: Rng) -> None:
    size = rng.uniform(330, 560)
    x, y = scene.x / size, scene.y / size
    warp = scene.noise.fbm(x, y, 2)
    fold = scene.noise(x + 2.2 * warp + 9, y * 0.8 + 1.5 * warp)
    light = 0.5 + 0.5 * np.sin(fold * (5 + 1.6 * scene.forms) + warp * 4)
    broad = scene.noise(scene.x / 600 + 50, scene.y / 600)
    scene.light = np.clip(light * (0.9 + 0.5 * broad), 0, 1)
    scene.part = np.where(broad > 0.22, 1.0, np.where(broad < -0.42, -1.0, 0.0))


def _ripples(scene: _Scene, rng: Rng) -> None:
    height = np.zeros_like(scene.x)
    sources = []
    for _ in range(min(scene.forms, 4)):
        away = scene.away(rng.uniform(0.1, 0.9) * scene.width, rng.uniform(0.1, 0.9) * scene.height)
        height += np.cos(away / rng.uniform(62, 120) * 2 * np.pi) / (1 + away / 420)
        sources.append(away)
    scene.light = np.clip(0.5 + 0.5 * height, 0, 1)
    scene.part = np.where(np.min(sources, axis=0) < 62, -1.0, np.argmin(sources, axis=0) % 3)


def _moonrise(scene: _Scene, rng: Rng) -> None:
    x, y = scene.width * rng.uniform(0.3, 0.7), scene.height * rng.uniform(0.3, 0.42)
    radius = rng.uniform(150, 230)
    glow = np.exp(-np.maximum(0, scene.away(x, y) - radius) / 150)
    scene.light = 0.12 + 0.75 * glow
    scene.lay(*scene.sphere(x, y, radius, rng.uniform(0, 2 * np.pi)), -1.0)
    for nth in range(3):
        hills = scene.noise.fbm(scene.x[0] / 330 + 9.0 * nth, nth, 4) * 150
        below = (scene.y - (scene.height * (0.62 + 0.13 * nth) - hills)) / 190
        scene.lay(below > 0, np.clip(0.75 - 0.8 * below - 0.05 * nth, 0.02, 1), 1.0 + nth % 2)
