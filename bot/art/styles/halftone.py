"""A print in two or three inks, each screened at its own angle and none quite in register.

Halftone screens after Georg Meisenbach (1882); the look is that of Risograph prints (1986).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageChops
from scipy import ndimage

from bot.art.drawing import Field, Floats, Noise, Rng, Smooth, along_axes, direction
from bot.art.drawing.colour import RGB, contrast, mix, oklab
from bot.art.drawing.shading import blend, inside, pixel_mesh, plain
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0
# Translators: what is printed; “folds” are those of cloth, “bloom” is a flower.
SUBJECTS = {
    "dunes": (3, text("a print of dunes")),
    "spheres": (3, text("a print of spheres")),
    "folds": (2, text("a print of folds")),
    "bloom": (2, text("a print of bloom")),
}
DOTS = (
    text("each in coarse halftone dots at its own angle"),
    text("each in even halftone dots at its own angle"),
    text("each in fine halftone dots at its own angle"),
)
LINES = (
    text("each in coarse halftone lines at its own angle"),
    text("each in even halftone lines at its own angle"),
    text("each in fine halftone lines at its own angle"),
)


@dataclass(frozen=True)
class Halftone:
    subject: Option = choice(SUBJECTS, "what is printed")
    pitch: float = number(8, 19, "distance of the dots")
    inks: int = whole(2, 3, "inks")
    slip: float = number(2, 14, "how far the inks are out of register")
    screen: Option = choice({"dots": (3, DOTS), "lines": (1, LINES)}, "shape of the screen")
    black: bool = flag(0.22, "whether the paper is black")

    def describe(self, palette: Palette) -> Text:
        if self.inks == 2:
            inks = text("in two inks on black paper") if self.black else text("in two inks on pale paper")
        else:
            inks = text("in three inks on black paper") if self.black else text("in three inks on pale paper")
        coarse, even, fine = self.screen.words
        return text(
            "{print} {inks}, {screen}, slightly out of register",
            print=self.subject.words,
            inks=inks,
            screen=coarse if self.pitch > 15 else fine if self.pitch < 11 else even,
        )


@style(
    id="halftone",
    name=text("Halftone"),
    about=text("a print in a few inks, slightly out of register"),
    source="after Georg Meisenbach's screens, 1882, and Risograph prints",
)
def halftone(canvas: Smooth, traits: Halftone, palette: Palette, rng: Rng) -> None:
    """Print one plate of tones for each ink; inks darken each other on pale paper, and cover black."""
    scheme = palette.scheme(dark=traits.black)
    inks = _inks(scheme, traits.inks)
    subject = {"dunes": _dunes, "spheres": _spheres, "folds": _folds, "bloom": _bloom}[traits.subject]
    plates = subject(_Scene(canvas, rng), rng)
    if len(inks) == 2:
        plates = np.stack([plates[0], plates[2] + 0.6 * plates[1]])
    sheet = plain(canvas, scheme.ground)
    first, way = rng.uniform(0, 2 * np.pi, 2)
    for plate, (ink, tones) in enumerate(zip(inks, plates, strict=False)):
        slip = traits.slip * (plate > 0) * direction(way + plate * 2.3)
        moved = ndimage.shift(np.clip(tones, 0, 1), slip[::-1] / CELL, order=1, mode="nearest")
        # Angles 30 degrees apart keep the screens from beating with one another.
        cover = _screen(canvas, traits, first + plate * np.pi / 6, slip, canvas.upscale(moved))
        if traits.black:
            sheet = blend(sheet, ink, cover * 0.88)
            continue
        # Ink darkens what it covers, but some of its own colour always stays on top.
        solid = Image.new("RGB", canvas.pixels, ink)
        printed = Image.blend(ImageChops.multiply(Image.fromarray(sheet), solid), solid, 0.3)
        sheet = blend(sheet, np.asarray(printed), cover)
    canvas.paint(sheet)


def _inks(scheme: Scheme, count: int) -> list[RGB]:
    """Return the accent, the strongest ink against the paper, and one as far as can be from both."""
    strong = [c for c in scheme.inks if float(contrast(c, scheme.ground)) > 1.9] or list(scheme.inks)
    chosen = [scheme.accent, max(strong, key=lambda c: float(contrast(c, scheme.ground)))]
    if chosen[0] == chosen[1]:
        chosen[1] = strong[0] if strong[0] != chosen[0] else mix(chosen[0], scheme.ground, 0.45)
    rest = [c for c in strong if c not in chosen]
    if count == 3 and rest:
        labs = oklab(chosen)
        chosen.insert(1, max(rest, key=lambda c: float(np.min(np.linalg.norm(labs - oklab(c), axis=1)))))
    return chosen


def _screen(canvas: Smooth, traits: Halftone, angle: float, slip: Floats, tone: Field) -> Field:
    """Return how much of each pixel is inked so that on average it is the tone."""
    x, y = pixel_mesh(canvas)
    turn = 2 * np.pi / traits.pitch
    u, v = along_axes((x - float(slip[0])) * turn, (y - float(slip[1])) * turn, angle)
    if traits.screen == "dots":
        spot = (np.cos(u) + np.cos(v)) * 0.5
        steep = np.hypot(np.sin(u), np.sin(v)) * 0.5
        # The share of the plane above a height of this surface is close to a smooth S.
        height = 1 - 2 * tone - 0.24 * np.sin(2 * np.pi * tone)
    else:
        spot, steep, height = np.cos(u), np.abs(np.sin(u)), np.cos(np.pi * tone)
    cover = inside((spot - height) / (np.maximum(steep, 0.15) * turn / canvas.scale))
    cover[tone < 0.03], cover[tone > 0.97] = 0, 1
    return cover


class _Scene:
    """Where a subject is set: a mesh around the middle of the paper, in units of 500.

    A subject returns the tones of three plates: the accent's, the middle ink's, and the deepest ink's.
    """

    def __init__(self, canvas: Smooth, rng: Rng) -> None:
        xs, ys = canvas.mesh(CELL)
        self.u, self.v = (xs - canvas.width / 2) / 500, (ys - canvas.height / 2) / 500
        self.half = self.wide, self.high = canvas.width / 1000, canvas.height / 1000
        self.noise, self.blank = Noise(rng), np.zeros_like(self.u)
        self.x, self.y = rng.uniform(-0.45, 0.45) * self.wide, rng.uniform(-0.5, -0.2) * self.high

    def away(self, x: float, y: float) -> Floats:
        """Return how far every point is from a place."""
        return np.hypot(self.u - x, self.v - y)


def _lay(plates: Floats, tones: ArrayLike, depth: Floats) -> None:
    """Lay a shape over the plates, given how far each point is inside it."""
    plates += (np.asarray(tones) - plates) * inside(depth * (500 / CELL))


def _dunes(scene: _Scene, rng: Rng) -> Floats:
    u, v, high = scene.u, scene.v, scene.high
    size = rng.uniform(0.28, 0.46)
    sun = inside((size - scene.away(scene.x, scene.y)) * (500 / CELL))
    sun *= np.clip(0.55 + (scene.y + size - v) * 0.6, 0.3, 1)
    sky = np.clip(0.32 - 0.3 * (v + high) / high, 0, 0.4)
    plates = np.stack([np.maximum(sun, sky), scene.blank, sky * 0.3])
    for i in range(5):
        lift = 0.26 * scene.noise(u * (0.7 + 0.12 * i) + i * 7.7, i * 3.1)
        crest = -0.12 * high + i * 0.24 * high + lift + 0.09 * np.sin(u * (1.3 + 0.4 * i) + i * 2)
        # Every hill is dark at its crest and pale at its foot, so that it stands off the next.
        fall = np.exp(-np.clip(v - crest, 0, None) * 4.5)
        _lay(plates, [0.12 + 0.75 * (1 - fall), 0.8 * fall * (i % 2), fall * (0.45 + 0.12 * i)], v - crest)
    return plates


def _spheres(scene: _Scene, rng: Rng) -> Floats:
    plates = np.stack([0.12 + 0.1 * (scene.v / scene.high + 1), scene.blank, scene.blank])
    for i, size in enumerate(rng.uniform(0.14, 0.34, 7) * (2.0, 1.5, 1.0, 1.0, 0.8, 0.6, 0.5)):
        x, y = rng.uniform(-0.75, 0.75, 2) * scene.half
        away = scene.away(x, y)
        dome = np.sqrt(np.clip(1 - (away / size) ** 2, 0, 1))
        dark = 1 - np.clip((x - scene.u + y - scene.v) / size * 0.5 + dome * 0.62, 0, 1)
        shadow = inside((size - np.hypot(scene.u - x - 0.12, scene.v - y - 0.16)) / 0.25)
        plates[2] = np.maximum(plates[2], shadow * 0.4)
        first, second = ((0.95, 0.25), (0.3, 0.95), (0.95, 0.25))[i % 3]
        _lay(plates, [dark * first, dark * second, np.clip(1.7 * dark - 0.95, 0, 1)], size - away)
    return plates


def _folds(scene: _Scene, rng: Rng) -> Floats:
    turn, fold = rng.uniform(0, np.pi), rng.uniform(1.6, 3.0)
    soft = scene.noise.fbm(scene.u * 0.9, scene.v * 0.9, 2)
    phase = (scene.u * np.cos(turn) + scene.v * np.sin(turn) + 0.45 * soft) * fold
    saw = phase - np.floor(phase)
    ramp = np.minimum(saw, (1 - saw) * 14)
    return np.stack([1.05 - ramp * 1.2, ramp * 0.9 * (0.5 + soft), ramp**3 * 1.1])


def _bloom(scene: _Scene, rng: Rng) -> Floats:
    x, y = scene.x / 2, scene.y / 2
    soft = scene.noise.fbm(scene.u * 0.9, scene.v * 0.9, 2)
    plates = np.stack([np.clip(0.2 + 0.3 * soft + 0.16 * scene.v, 0, 0.4), scene.blank, scene.blank])
    reach, petals = scene.away(x, y), int(rng.randint(5, 10))
    theta = petals / 2 * (np.arctan2(scene.v - y, scene.u - x) + rng.uniform(0, 6))
    for ring, size in enumerate((1.02, 0.74, 0.46)):
        rim = size * (0.72 + 0.28 * np.abs(np.cos(theta + ring * np.pi / 2)) ** 0.7)
        inner, crease = np.clip(reach / rim, 0, 1), np.abs(np.sin(theta + ring * np.pi / 2)) ** 3
        deep = np.clip(crease * inner * 0.9 + 0.25 * ring * (1 - inner), 0, 1)
        _lay(plates, np.roll([inner**2 * 0.95, (1 - inner) * 0.9, deep], ring % 2, axis=0), rim - reach)
    _lay(plates, np.array([0.0, 0.0, 0.95])[:, None, None], 0.17 - reach)
    return plates
