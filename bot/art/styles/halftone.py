"""A print in two or three inks, each screened at its own angle and none quite in register.

Halftone screens after Georg Meisenbach (1882); the look is that of Risograph prints (1986).
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops
from scipy import ndimage

from bot.art.drawing.arrays import Field, Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, contrast, mix, oklab
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import blend, pixel_mesh, plain
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0


@dataclass(frozen=True)
class Halftone:
    subject: str = choice({"dunes": 3, "spheres": 3, "folds": 2, "bloom": 2}, "what is printed")
    pitch: float = number(8, 19, "distance of the dots")
    inks: int = whole(2, 3, "inks")
    slip: float = number(2, 14, "how far the inks are out of register")
    screen: str = choice({"dots": 3, "lines": 1}, "shape of the screen")
    black: bool = flag(0.22, "whether the paper is black")

    def describe(self, palette: Palette) -> Text:
        # Translators: what is printed; “folds” are those of cloth, “bloom” is a flower.
        subject = {
            "dunes": text("a print of dunes"),
            "spheres": text("a print of spheres"),
            "folds": text("a print of folds"),
            "bloom": text("a print of bloom"),
        }
        if self.inks == 2:
            inks = text("in two inks on black paper") if self.black else text("in two inks on pale paper")
        else:
            inks = text("in three inks on black paper") if self.black else text("in three inks on pale paper")
        coarse, even, fine = {
            "dots": (
                text("each in coarse halftone dots at its own angle"),
                text("each in even halftone dots at its own angle"),
                text("each in fine halftone dots at its own angle"),
            ),
            "lines": (
                text("each in coarse halftone lines at its own angle"),
                text("each in even halftone lines at its own angle"),
                text("each in fine halftone lines at its own angle"),
            ),
        }[self.screen]
        return text(
            "{print} {inks}, {screen}, slightly out of register",
            print=subject[self.subject],
            inks=inks,
            screen=coarse if self.pitch > 15 else fine if self.pitch < 11 else even,
        )


@style(
    id="halftone",
    name=text("Halftone"),
    about=text("a print in a few inks, slightly out of register"),
    source="after Georg Meisenbach's screens, 1882, and Risograph prints",
    traits=Halftone,
    surface=Smooth,
)
def halftone(canvas: Smooth, traits: Halftone, palette: Palette, rng: Rng) -> None:
    """One plate of tones for each ink; inks darken each other on pale paper, and cover black."""
    scheme = palette.scheme(dark=traits.black)
    inks = _inks(scheme, traits.inks)
    plates = _plates(canvas, traits, rng)
    if len(inks) == 2:
        plates = np.stack([plates[0], plates[2] + 0.6 * plates[1]])
    sheet = plain(canvas, scheme.ground)
    first, way = rng.uniform(0, 2 * np.pi, 2)
    for plate, (ink, tones) in enumerate(zip(inks, plates, strict=False)):
        slip = traits.slip * (plate > 0) * np.array([np.cos(way + plate * 2.3), np.sin(way + plate * 2.3)])
        moved = ndimage.shift(np.clip(tones, 0, 1), slip[::-1] / CELL, order=1, mode="nearest")
        # Angles 30 degrees apart keep the screens from beating with one another.
        cover = _screen(canvas, traits, first + plate * np.pi / 6, slip, canvas.upscale(moved))
        if traits.black:
            sheet = blend(sheet, ink, cover * np.float32(0.88))
            continue
        # Ink darkens what it covers, but some of its own colour always stays on top.
        solid = Image.new("RGB", canvas.pixels, ink)
        printed = Image.blend(ImageChops.multiply(Image.fromarray(sheet), solid), solid, 0.3)
        sheet = blend(sheet, np.asarray(printed), cover)
    canvas.paint(sheet)


def _inks(scheme: Scheme, count: int) -> list[RGB]:
    """The accent, the strongest ink against the paper, and one as far as can be from both."""
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
    """How much of each pixel is inked so that on average it is the tone."""
    x, y = pixel_mesh(canvas)
    turn = np.float32(2 * np.pi / traits.pitch)
    x, y = (x - np.float32(slip[0])) * turn, (y - np.float32(slip[1])) * turn
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    u, v = x * cos + y * sin, y * cos - x * sin
    if traits.screen == "dots":
        spot = (np.cos(u) + np.cos(v)) * np.float32(0.5)
        steep = np.hypot(np.sin(u), np.sin(v)) * np.float32(0.5)
        # The share of the plane above a height of this surface is close to a smooth S.
        height = 1 - 2 * tone - np.float32(0.24) * np.sin(np.float32(2 * np.pi) * tone)
    else:
        spot, steep, height = np.cos(u), np.abs(np.sin(u)), np.cos(np.float32(np.pi) * tone)
    per_pixel = np.maximum(steep, np.float32(0.15)) * turn / np.float32(canvas.scale)
    cover: Field = np.clip((spot - height) / per_pixel + np.float32(0.5), 0, 1)
    cover[tone < 0.03], cover[tone > 0.97] = 0, 1
    return cover


def _plates(canvas: Smooth, traits: Halftone, rng: Rng) -> Floats:
    """Tones for three plates: the accent's, the middle's, and the deepest ink's."""
    xs, ys = canvas.mesh(CELL)
    u, v = (xs - canvas.width / 2) / 500, (ys - canvas.height / 2) / 500
    wide, high = canvas.width / 1000, canvas.height / 1000
    noise, blank = Noise(rng), np.zeros_like(u)
    soft = noise.fbm(u * 0.9, v * 0.9, 2)
    px, py = rng.uniform(-0.45, 0.45) * wide, rng.uniform(-0.5, -0.2) * high
    if traits.subject == "dunes":
        size = rng.uniform(0.28, 0.46)
        sun = _inside(size - np.hypot(u - px, v - py)) * np.clip(0.55 + (py + size - v) * 0.6, 0.3, 1)
        sky = np.clip(0.32 - 0.3 * (v + high) / high, 0, 0.4)
        plates = np.stack([np.maximum(sun, sky), blank, sky * 0.3])
        for i in range(5):
            lift = 0.26 * noise(u * (0.7 + 0.12 * i) + i * 7.7, i * 3.1)
            crest = -0.12 * high + i * 0.24 * high + lift + 0.09 * np.sin(u * (1.3 + 0.4 * i) + i * 2)
            # Every hill is dark at its crest and pale at its foot, so that it stands off the next.
            fall = np.exp(-np.clip(v - crest, 0, None) * 4.5)
            tones = [0.12 + 0.75 * (1 - fall), 0.8 * fall * (i % 2), fall * (0.45 + 0.12 * i)]
            plates += (np.stack(tones) - plates) * _inside(v - crest)
    elif traits.subject == "spheres":
        plates = np.stack([0.12 + 0.1 * (v / high + 1), blank, blank])
        for i, size in enumerate(rng.uniform(0.14, 0.34, 7) * (2.0, 1.5, 1.0, 1.0, 0.8, 0.6, 0.5)):
            px, py = rng.uniform(-0.75, 0.75, 2) * (wide, high)
            gap = np.hypot(u - px, v - py)
            dome = np.sqrt(np.clip(1 - (gap / size) ** 2, 0, 1))
            dark = 1 - np.clip((px - u + py - v) / size * 0.5 + dome * 0.62, 0, 1)
            shadow = np.clip((size - np.hypot(u - px - 0.12, v - py - 0.16)) / 0.25 + 0.5, 0, 1)
            plates[2] = np.maximum(plates[2], shadow * 0.4)
            first, second = ((0.95, 0.25), (0.3, 0.95), (0.95, 0.25))[i % 3]
            tones = [dark * first, dark * second, np.clip(1.7 * dark - 0.95, 0, 1)]
            plates += (np.stack(tones) - plates) * _inside(size - gap)
    elif traits.subject == "folds":
        turn, fold = rng.uniform(0, np.pi), rng.uniform(1.6, 3.0)
        phase = (u * np.cos(turn) + v * np.sin(turn) + 0.45 * soft) * fold
        saw = phase - np.floor(phase)
        ramp = np.minimum(saw, (1 - saw) * 14)
        plates = np.stack([1.05 - ramp * 1.2, ramp * 0.9 * (0.5 + soft), ramp**3 * 1.1])
    else:
        plates = np.stack([np.clip(0.2 + 0.3 * soft + 0.16 * v, 0, 0.4), blank, blank])
        reach, petals = np.hypot(u - px / 2, v - py / 2), int(rng.randint(5, 10))
        theta = petals / 2 * (np.arctan2(v - py / 2, u - px / 2) + rng.uniform(0, 6))
        for ring, size in enumerate((1.02, 0.74, 0.46)):
            rim = size * (0.72 + 0.28 * np.abs(np.cos(theta + ring * np.pi / 2)) ** 0.7)
            inner, crease = np.clip(reach / rim, 0, 1), np.abs(np.sin(theta + ring * np.pi / 2)) ** 3
            deep = np.clip(crease * inner * 0.9 + 0.25 * ring * (1 - inner), 0, 1)
            tones = [inner**2 * 0.95, (1 - inner) * 0.9, deep]
            plates += (np.roll(tones, ring % 2, axis=0) - plates) * _inside(rim - reach)
        plates += (np.array([0.0, 0.0, 0.95])[:, None, None] - plates) * _inside(0.17 - reach)
    return plates


def _inside(distance: Floats) -> Floats:
    """1 inside and 0 outside, with an edge one cell wide."""
    inside: Floats = np.clip(distance * (500 / CELL) + 0.5, 0, 1)
    return inside
