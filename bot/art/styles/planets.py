"""Worlds under one light: gas giants, cratered moons and seas, with rings about them.

After Chesley Bonestell's "Saturn as Seen from Titan" (1944). Shading after Johann Lambert (1760).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from bot.art.drawing import Floats, Noise, Picture, Rng, Smooth, along_axes, scatter
from bot.art.drawing.colour import BLACK, RGB, mix
from bot.art.drawing.shading import blend, inside, pixel_mesh, shade
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

GRAIN, STARS = 3.0, 300
WARM: RGB = (255, 250, 240)
CRATERS = 0.03 + 0.16 * np.linspace(1, 0, 60) ** 4
# Each world without rings, and with them.
SURFACES = {
    "banded gas": (4, (text("a planet of banded gas"), text("a planet of banded gas with rings"))),
    "craters": (2, (text("a planet of craters"), text("a planet of craters with rings"))),
    "seas": (3, (text("a planet of seas"), text("a planet of seas with rings"))),
}
MOONS = ("craters", "seas", "banded gas")
VIEWS = {
    "whole": (3, text("seen whole")),
    "behind hills": (3, text("seen behind hills")),
    "close by": (2, text("seen close by")),
    "as a crescent": (2, text("seen as a crescent")),
}


@dataclass(frozen=True)
class Planets:
    view: Option = choice(VIEWS, "how it is seen")
    surface: Option = choice(SURFACES, "what the largest world is made of")
    rings: bool = flag(0.55, "whether it has rings")
    tilt: float = number(-0.6, 0.6, "how far its axis leans")
    moons: int = whole(0, 5, "its moons")
    night: bool = flag(0.75, "whether the sky is dark")

    def describe(self, palette: Palette) -> Text:
        bare, ringed = self.surface.words
        few = (text("no moon"), text("one moon"), text("two moons"))
        return text(
            "{planet} and {moons}, {view} {sky}",
            planet=ringed if self.rings else bare,
            moons=few[self.moons] if self.moons < 3 else text("{number} moons", number=self.moons),
            view=self.view.words,
            sky=text("in a starry night sky") if self.night else text("in a pale sky"),
        )


class _World(NamedTuple):
    """A ball in the sky: its place and size in units, what it is made of, how far its axis leans."""

    x: float
    y: float
    radius: float
    surface: str
    tilt: float


@dataclass(frozen=True)
class _Scene:
    """What all worlds of a picture share; `light` is the direction towards the sun, in three dimensions."""

    canvas: Smooth
    scheme: Scheme
    night: bool
    light: Floats
    noise: Noise


@style(
    id="planets",
    name=text("Planets"),
    about=text("worlds, rings and moons under one light"),
    source="after Chesley Bonestell, 1944",
)
def planets(canvas: Smooth, traits: Planets, palette: Palette, rng: Rng) -> None:
    """Draw from the far to the near: sky, stars, moons, ring behind, world, ring before, hills."""
    scheme = palette.scheme(dark=traits.night)
    noise, side = Noise(rng), float(rng.choice([-1.0, 1.0]))
    light = np.array([-side * 0.75, *((-0.25, -0.1) if traits.view == "as a crescent" else (-0.45, 0.62))])
    scene = _Scene(canvas, scheme, traits.night, light / np.linalg.norm(light), noise)
    planet, *moons = _worlds(canvas, traits, side, rng)
    canvas.paint(_sky(scene, planet))
    stars = rng.random_sample((STARS, 2)) * canvas.size
    if traits.night:
        sizes = 0.8 + 2.6 * np.linspace(0, 1, STARS) ** 9
        canvas.circles(stars, sizes, mix(scheme.inks[-1], WARM, 0.5), 0.85)
    image = Image.fromarray(canvas.array())
    for moon in moons:
        _draw_world(image, scene, moon, rng)
    if traits.rings:
        _draw_ring(image, scene, planet, before=False)
    _draw_world(image, scene, planet, rng)
    if traits.rings:
        _draw_ring(image, scene, planet, before=True)
    picture = np.asarray(image)
    canvas.paint(_hills(scene, picture) if traits.view == "behind hills" else picture)


def _worlds(canvas: Smooth, traits: Planets, side: float, rng: Rng) -> list[_World]:
    """Return the planet and its moons, which keep clear of one another."""
    x, y = canvas.width * (0.5 + side * rng.uniform(0.05, 0.2)), canvas.height * rng.uniform(0.42, 0.55)
    radius = rng.uniform(220, 330)
    if traits.view == "close by":
        x, y, radius = canvas.width * (0.5 + 0.3 * side), y + 0.12 * canvas.height, radius * 1.75
    worlds = [_World(x, y, radius, traits.surface, traits.tilt)]
    for x, y in scatter(rng, 12, canvas.width, canvas.height * 0.9).tolist():
        size = float(rng.uniform(16, 36) if rng.random_sample() < 0.6 else rng.uniform(40, 95))
        gap = min(np.hypot(x - other.x, y - other.y) - 1.2 * other.radius for other in worlds)
        moons = len(worlds) - 1
        if moons < traits.moons and gap > size * 1.3 and size < x < canvas.width - size:
            worlds.append(_World(x, y, size, MOONS[moons % 3], moons))
    return worlds


def _sky(scene: _Scene, planet: _World) -> Picture:
    """Return clouds, and a glow on the side of the planet that is lit."""
    canvas, scheme, ground = scene.canvas, scene.scheme, scene.scheme.ground
    xs, ys = canvas.mesh(8.0)
    cloud = scene.noise.fbm(xs / 520 + 3, ys / 520 + 9, 4)
    away = np.hypot(xs - planet.x - scene.light[0] * planet.radius / 2, ys - planet.y)
    glow = np.exp(-((away / (planet.radius * 1.7)) ** 2))
    tone = 0.3 + 0.6 * cloud + 0.4 * glow + 0.35 * (ys / canvas.height - 0.5)
    deep = mix(ground, BLACK if scene.night else scheme.inks[0], 0.4)
    return shade(canvas.upscale(tone), [deep, ground, mix(ground, scheme.accent, 0.27)])


def _hills(scene: _Scene, picture: Picture) -> Picture:
    """Return the picture with four ranges of hills before it, the near ones darker."""
    canvas, scheme, night = scene.canvas, scene.scheme, scene.night
    x, y = pixel_mesh(canvas)
    for i in range(4):
        rough = scene.noise.fbm(x / (330 - 40 * i) + 20 * i, 3.7 * i, 5)
        crest = canvas.height * (0.72 + 0.08 * i) - (100 - 14 * i) * rough.astype(np.float32)
        far = mix(scheme.ground, scheme.accent if night else scheme.inks[-1], 0.36 - 0.06 * i)
        tone = mix(far, BLACK if night else scheme.inks[-1], 0.12 + 0.2 * i)
        picture = blend(picture, tone, inside((y - crest) * canvas.scale))
    return picture


class _Ball:
    """The visible half of a ball of radius 1, on a coarse square; u and v are places in its pattern."""

    def __init__(self, cells: int, tilt: float, seed: float) -> None:
        self.line, self.seed = np.linspace(-1.02, 1.02, cells), seed
        self.x, self.y = np.meshgrid(self.line, self.line)
        self.z = np.sqrt(np.clip(1 - self.x * self.x - self.y * self.y, 0.02, 1))
        # Dividing by the height crowds the pattern towards the limb, as on a ball.
        self.bulge = 1 / (0.55 + 0.45 * self.z)
        across, self.v = along_axes(self.x, self.y, tilt)
        self.u = across * self.bulge


def _gas(ball: _Ball, noise: Noise, rng: Rng) -> tuple[Floats, Floats]:
    """Return the tones of bands of gas with one great storm; its heights are all zero."""
    u, v, seed = ball.u, ball.v, ball.seed
    level = np.arcsin(np.clip(v + noise.fbm(u * 1.6 + seed, v * 4.2, 4) * 0.16 * ball.z, -1, 1))
    tone = 0.5 + 0.5 * noise(seed, level * 3.4) + 0.28 * noise(seed + 5, level * 11)
    tone += 0.7 * np.exp(-((((u - 0.25) / 0.28) ** 2 + ((v - 0.32) / 0.12) ** 2) ** 2))
    return tone, np.zeros_like(tone)


def _seas(ball: _Ball, noise: Noise, rng: Rng) -> tuple[Floats, Floats]:
    """Return the tones and heights of seas, lands and two caps of ice."""
    land = noise.fbm(ball.u * 1.7 + ball.seed, ball.v * ball.bulge * 1.7 + ball.seed, 5)
    shore = np.clip(land * 16 + 0.5, 0, 1)
    ice = np.clip((np.abs(ball.v) - 0.84 + land * 0.25) * 11 + 0.5, 0, 1)
    tone = 0.16 + 0.18 * np.clip(land + 0.3, 0, 1) + shore * (0.3 + 0.5 * np.clip(land, 0, 1))
    return tone + (1 - tone) * ice, land * shore * 0.1


def _craters(ball: _Ball, noise: Noise, rng: Rng) -> tuple[Floats, Floats]:
    """Return the tones and heights of rough ground with craters."""
    tone = 0.45 + 0.55 * noise.fbm(ball.u * 2.2 + ball.seed, ball.v * ball.bulge * 2.2, 4)
    height = tone * 0.09
    for (x, y), size in zip(rng.uniform(-0.85, 0.85, (60, 2)), CRATERS, strict=True):
        reach = 1.6 * size
        (left, right), (top, bottom) = (np.searchsorted(ball.line, (at - reach, at + reach)) for at in (x, y))
        box = slice(top, bottom), slice(left, right)
        dx, dy = ball.x[box] - x, ball.y[box] - y
        # Craters near the limb are seen from the side, and narrow towards it.
        squash = (dx * x + dy * y) ** 2 / max(0.15, 1 - x * x - y * y)
        gap = np.sqrt(dx**2 + dy**2 + squash) / size
        rim = 0.19 * np.exp(-(((gap - 1) / 0.18) ** 2))
        height[box] += (np.minimum(gap**2 - 1, 0) * 0.21 + rim) * size
        tone[box] -= 0.16 * np.exp(-((gap / 0.8) ** 4))
    return tone, height


def _draw_world(image: Image.Image, scene: _Scene, world: _World, rng: Rng) -> None:
    """Draw a ball: computed on a coarse square, enlarged, and cut out with a clean edge."""
    x, y, radius, surface, tilt = world
    (lx, ly, lz), scheme, scale = scene.light, scene.scheme, scene.canvas.scale
    ball = _Ball(max(24, round(2 * radius / GRAIN)), tilt, rng.uniform(0, 90))
    pale, inks = max(scheme.ground) > 127, list(scheme.inks)
    if pale:
        # In a pale sky a world of the deepest inks would look like a hole.
        inks = [scheme.ground, *inks[: max(1, len(inks) - 1)]]
    run = [*inks[:1], *inks] if surface == "seas" else [*inks, scheme.accent, inks[len(inks) // 2]]
    pattern = {"banded gas": _gas, "seas": _seas, "craters": _craters}[surface]
    tone, height = pattern(ball, scene.noise, rng)
    down, across = np.gradient(height, ball.line[1] - ball.line[0])
    lambert = ball.x * lx + ball.y * ly + ball.z * lz - 0.9 * (across * lx + down * ly)
    night = mix(scheme.inks[-1] if pale else scheme.ground, BLACK, 0.5)
    body = blend(shade(tone, run), night, np.clip(0.96 - lambert * 1.2, 0, 0.94))
    body = blend(body, WARM, np.clip(lambert - 0.72, 0, 0.28) * 0.6)
    left, top = round((x - 1.02 * radius) * scale), round((y - 1.02 * radius) * scale)
    side = round(2.04 * radius * scale)
    at = np.arange(side) + 0.5
    away = np.hypot((at[None, :] + left) / scale - x, (at[:, None] + top) / scale - y)
    mask = Image.fromarray((inside((radius - away) * scale) * 255).astype(np.uint8))
    image.paste(Image.fromarray(body).resize((side, side), Image.Resampling.BICUBIC), (left, top), mask)


def _draw_ring(image: Image.Image, scene: _Scene, world: _World, *, before: bool) -> None:
    """Draw half of a flat disc of bands: what lies before the world, or behind it."""
    canvas, scheme, noise = scene.canvas, scene.scheme, scene.noise
    px, py = pixel_mesh(canvas)
    # float32 like the fields, with which it is rounded.
    lean, flat = world.tilt * 0.8 - 0.12, np.float32(0.16 + 0.16 * abs(world.tilt))
    high = 2.1 * world.radius * (abs(np.sin(lean)) + float(flat))
    top, bottom = (round(max(0.0, v) * canvas.scale) for v in (world.y - high, world.y + high))
    u, v = along_axes((px - world.x) / world.radius, (py[top:bottom] - world.y) / world.radius, lean)
    reach, edge = np.sqrt(u * u + (v / flat) ** 2), np.float32(world.radius * canvas.scale) * flat
    at = np.linspace(0, 1, 400)
    gap = np.clip(np.abs(at - 0.63) * 30, 0, 1)
    bands = (np.clip(0.62 + 0.9 * noise.fbm(at * 11 + 5, 0.37, 3), 0.04, 1) * gap).astype(np.float32)
    stops = [scheme.inks[len(scheme.inks) // 2], scheme.inks[-1], scheme.accent]
    colours = shade(0.5 + 0.8 * noise(at * 6 + 60, 0.4), stops)
    place = np.clip((reach - 1.3) * (399 / 0.8), 0, 399).astype(np.int32)
    rim = np.clip(np.minimum(reach - 1.3, 2.1 - reach) * edge, 0, 1)
    cover = bands.take(place) * rim * ((v > 0) if before else (v <= 0))
    if not before:
        # The world's shadow falls on the part behind it, away from the light.
        lx, ly, _ = scene.light.tolist()
        shadow = np.clip((1 - np.abs(u * ly - v * lx)) * 12, 0, 1) * np.clip(-(u * lx + v * ly) * 6, 0, 1)
        cover = cover * (1 - 0.8 * shadow)
    mask = Image.fromarray((cover * 235).astype(np.uint8))
    image.paste(Image.fromarray(colours.take(place, axis=0)), (0, top), mask)
