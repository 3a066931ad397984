"""Worlds under one light: gas giants, cratered moons and seas, with rings about them.

After Chesley Bonestell's "Saturn as Seen from Titan" (1944). Shading after Johann Lambert (1760).
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from bot.art.drawing.arrays import Floats, Picture
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.points import scatter
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import blend, pixel_mesh, shade
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

World = tuple[float, float, float]
GRAIN, WARM, STARS = 3.0, (255, 250, 240), 300
CRATERS = 0.03 + 0.16 * np.linspace(1, 0, 60) ** 4


# Each world without rings, and with them.
WORLDS = {
    "banded gas": (text("a planet of banded gas"), text("a planet of banded gas with rings")),
    "craters": (text("a planet of craters"), text("a planet of craters with rings")),
    "seas": (text("a planet of seas"), text("a planet of seas with rings")),
}


@dataclass(frozen=True)
class Planets:
    view: str = choice({"whole": 3, "behind hills": 3, "close by": 2, "as a crescent": 2}, "how it is seen")
    surface: str = choice({"banded gas": 4, "craters": 2, "seas": 3}, "what the largest world is made of")
    rings: bool = flag(0.55, "whether it has rings")
    tilt: float = number(-0.6, 0.6, "how far its axis leans")
    moons: int = whole(0, 5, "its moons")
    night: bool = flag(0.75, "whether the sky is dark")

    def describe(self, palette: Palette) -> Text:
        if self.moons < 3:
            moons = (text("no moon"), text("one moon"), text("two moons"))[self.moons]
        else:
            moons = text("{number} moons", number=self.moons)
        view = {
            "whole": text("seen whole"),
            "behind hills": text("seen behind hills"),
            "close by": text("seen close by"),
            "as a crescent": text("seen as a crescent"),
        }
        bare, ringed = WORLDS[self.surface]
        return text(
            "{planet} and {moons}, {view} {sky}",
            planet=ringed if self.rings else bare,
            moons=moons,
            view=view[self.view],
            sky=text("in a starry night sky") if self.night else text("in a pale sky"),
        )


@style(
    id="planets",
    name=text("Planets"),
    about=text("worlds, rings and moons under one light"),
    source="after Chesley Bonestell, 1944",
    traits=Planets,
    surface=Smooth,
)
def planets(canvas: Smooth, traits: Planets, palette: Palette, rng: Rng) -> None:
    """From the far to the near: sky, stars, moons, ring behind, world, ring before, hills."""
    scheme = palette.scheme(dark=traits.night)
    noise, side = Noise(rng), float(rng.choice([-1.0, 1.0]))
    x, y = canvas.width * (0.5 + side * rng.uniform(0.05, 0.2)), canvas.height * rng.uniform(0.42, 0.55)
    radius = rng.uniform(220, 330)
    if traits.view == "close by":
        x, y, radius = canvas.width * (0.5 + 0.3 * side), y + 0.12 * canvas.height, radius * 1.75
    rise = (-0.25, -0.1) if traits.view == "as a crescent" else (-0.45, 0.62)
    light = np.array([-side * 0.75, *rise])
    light /= np.linalg.norm(light)
    worlds: list[World] = [(x, y, radius)]
    for mx, my in scatter(rng, 12, canvas.width, canvas.height * 0.9).tolist():
        size = float(rng.uniform(16, 36) if rng.random_sample() < 0.6 else rng.uniform(40, 95))
        gaps = [np.hypot(mx - a, my - b) - 1.2 * c for a, b, c in worlds]
        if len(worlds) <= traits.moons and min(gaps) > size * 1.3 and size < mx < canvas.width - size:
            worlds.append((mx, my, size))

    canvas.paint(_sky(canvas, scheme, traits.night, noise, worlds[0], light))
    stars = rng.random_sample((STARS, 2)) * (canvas.width, canvas.height)
    if traits.night:
        sizes = 0.8 + 2.6 * np.linspace(0, 1, STARS) ** 9
        canvas.circles(stars, sizes, mix(scheme.inks[-1], WARM, 0.5), 0.85)
    image = Image.fromarray(canvas.array())
    for i, world in enumerate(worlds[1:]):
        _world(image, canvas, scheme, world, ("craters", "seas", "banded gas")[i % 3], i, light, noise, rng)
    if traits.rings:
        _ring(image, canvas, scheme, worlds[0], traits.tilt, light, noise, before=False)
    _world(image, canvas, scheme, worlds[0], traits.surface, traits.tilt, light, noise, rng)
    if traits.rings:
        _ring(image, canvas, scheme, worlds[0], traits.tilt, light, noise, before=True)
    picture = np.asarray(image)
    for i in range(4 if traits.view == "behind hills" else 0):
        px, py = pixel_mesh(canvas)
        rough = noise.fbm(px / (330 - 40 * i) + 20 * i, 3.7 * i, 5)
        crest = canvas.height * (0.72 + 0.08 * i) - (100 - 14 * i) * rough.astype(np.float32)
        far = mix(scheme.ground, scheme.accent if traits.night else scheme.inks[-1], 0.36 - 0.06 * i)
        tone = mix(far, (0, 0, 0) if traits.night else scheme.inks[-1], 0.12 + 0.2 * i)
        picture = blend(
            picture, tone, np.clip((py - crest) * np.float32(canvas.scale) + np.float32(0.5), 0, 1)
        )
    canvas.paint(picture)


def _sky(canvas: Smooth, scheme: Scheme, night: bool, noise: Noise, world: World, light: Floats) -> Picture:
    xs, ys = canvas.mesh(8.0)
    cloud = noise.fbm(xs / 520 + 3, ys / 520 + 9, 4)
    x, y, radius = world
    halo = np.exp(-((np.hypot(xs - x - light[0] * radius / 2, ys - y) / (radius * 1.7)) ** 2))
    tone = 0.3 + 0.6 * cloud + 0.4 * halo + 0.35 * (ys / canvas.height - 0.5)
    deep = mix(scheme.ground, (0, 0, 0) if night else scheme.inks[0], 0.4)
    return shade(canvas.upscale(tone), [deep, scheme.ground, mix(scheme.ground, scheme.accent, 0.27)])


def _world(
    image: Image.Image, canvas: Smooth, scheme: Scheme, world: World,
    surface: str, tilt: float, light: Floats, noise: Noise, rng: Rng,
) -> None:  # fmt: skip
    """A ball, computed on a coarse square, enlarged, and cut out with a clean edge."""
    x, y, radius = world
    line = np.linspace(-1.02, 1.02, max(24, round(2 * radius / GRAIN)))
    nx, ny = np.meshgrid(line, line)
    nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.02, 1))
    # Dividing by the height crowds the pattern towards the limb, as on a ball.
    bulge, seed = 1 / (0.55 + 0.45 * nz), rng.uniform(0, 90)
    u, v = (nx * np.cos(tilt) + ny * np.sin(tilt)) * bulge, ny * np.cos(tilt) - nx * np.sin(tilt)
    height, inks = np.zeros_like(u), list(scheme.inks)
    if max(scheme.ground) > 127:
        # In a pale sky a world of the deepest inks would be a hole.
        inks = [scheme.ground, *inks[: max(1, len(inks) - 1)]]
    run = [*inks, scheme.accent, inks[len(inks) // 2]]
    if surface == "banded gas":
        level = np.arcsin(np.clip(v + noise.fbm(u * 1.6 + seed, v * 4.2, 4) * 0.16 * nz, -1, 1))
        tone = 0.5 + 0.5 * noise(seed, level * 3.4) + 0.28 * noise(seed + 5, level * 11)
        tone += 0.7 * np.exp(-((((u - 0.25) / 0.28) ** 2 + ((v - 0.32) / 0.12) ** 2) ** 2))
    elif surface == "seas":
        land = noise.fbm(u * 1.7 + seed, v * bulge * 1.7 + seed, 5)
        shore = np.clip(land * 16 + 0.5, 0, 1)
        ice = np.clip((np.abs(v) - 0.84 + land * 0.25) * 11 + 0.5, 0, 1)
        tone = 0.16 + 0.18 * np.clip(land + 0.3, 0, 1) + shore * (0.3 + 0.5 * np.clip(land, 0, 1))
        tone, height, run = tone + (1 - tone) * ice, land * shore * 0.1, [*inks[:1], *inks]
    else:
        tone = 0.45 + 0.55 * noise.fbm(u * 2.2 + seed, v * bulge * 2.2, 4)
        height = tone * 0.09
        for (px, py), size in zip(rng.uniform(-0.85, 0.85, (60, 2)), CRATERS, strict=True):
            (x0, y0), (x1, y1) = (np.searchsorted(line, (px + k * size, py + k * size)) for k in (-1.6, 1.6))
            box = slice(y0, y1), slice(x0, x1)
            dx, dy = nx[box] - px, ny[box] - py
            # Craters near the limb are seen from the side, and narrow towards it.
            squash = (dx * px + dy * py) ** 2 / max(0.15, 1 - px * px - py * py)
            gap = np.sqrt(dx**2 + dy**2 + squash) / size
            rim = 0.19 * np.exp(-(((gap - 1) / 0.18) ** 2))
            height[box] += (np.minimum(gap**2 - 1, 0) * 0.21 + rim) * size
            tone[box] -= 0.16 * np.exp(-((gap / 0.8) ** 4))
    down, across = np.gradient(height, line[1] - line[0])
    lambert = nx * light[0] + ny * light[1] + nz * light[2] - 0.9 * (across * light[0] + down * light[1])
    night = mix(scheme.ground if max(scheme.ground) < 128 else scheme.inks[-1], (0, 0, 0), 0.5)
    body = blend(shade(tone, run), night, np.clip(0.96 - lambert * 1.2, 0, 0.94))
    body = blend(body, WARM, np.clip(lambert - 0.72, 0, 0.28) * 0.6)
    s = canvas.scale
    left, top, side = round((x - 1.02 * radius) * s), round((y - 1.02 * radius) * s), round(2.04 * radius * s)
    at = np.arange(side) + 0.5
    gap = np.hypot((at[None, :] + left) / s - x, (at[:, None] + top) / s - y)
    cover = Image.fromarray((np.clip((radius - gap) * s + 0.5, 0, 1) * 255).astype(np.uint8))
    image.paste(Image.fromarray(body).resize((side, side), Image.Resampling.BICUBIC), (left, top), cover)


def _ring(
    image: Image.Image, canvas: Smooth, scheme: Scheme, world: World,
    tilt: float, light: Floats, noise: Noise, *, before: bool,
) -> None:  # fmt: skip
    """Half of a flat disc of bands: what lies before the world, or behind it."""
    (px, py), (x, y, radius), lean = pixel_mesh(canvas), world, tilt * 0.8 - 0.12
    cos, sin, flat = np.float32(np.cos(lean)), np.float32(np.sin(lean)), np.float32(0.16 + 0.16 * abs(tilt))
    high = 2.1 * radius * (abs(float(sin)) + float(flat))
    top, bottom = (round(max(0.0, v) * canvas.scale) for v in (y - high, y + high))
    dx, dy = (px - np.float32(x)) / np.float32(radius), (py[top:bottom] - np.float32(y)) / np.float32(radius)
    u, v = dx * cos + dy * sin, dy * cos - dx * sin
    reach, edge = np.sqrt(u * u + (v / flat) ** 2), np.float32(radius * canvas.scale) * flat
    at = np.linspace(0, 1, 400)
    gap = np.clip(np.abs(at - 0.63) * 30, 0, 1)
    bands = (np.clip(0.62 + 0.9 * noise.fbm(at * 11 + 5, 0.37, 3), 0.04, 1) * gap).astype(np.float32)
    place = np.clip((reach - np.float32(1.3)) * np.float32(399 / 0.8), 0, 399).astype(np.int32)
    rim = np.clip(np.minimum(reach - np.float32(1.3), np.float32(2.1) - reach) * edge, 0, 1)
    stops = [scheme.inks[len(scheme.inks) // 2], scheme.inks[-1], scheme.accent]
    run = shade(0.5 + 0.8 * noise(at * 6 + 60, 0.4), stops)
    cover = bands.take(place) * rim * ((v > 0) if before else (v <= 0))
    if not before:
        # The world's shadow falls on the part behind it, away from the light.
        lx, ly = np.float32(light[0]), np.float32(light[1])
        shadow = np.clip((1 - np.abs(u * ly - v * lx)) * 12, 0, 1) * np.clip(-(u * lx + v * ly) * 6, 0, 1)
        cover = cover * (1 - np.float32(0.8) * shadow)
    mask = Image.fromarray((cover * np.float32(235)).astype(np.uint8))
    image.paste(Image.fromarray(run.take(place, axis=0)), (0, top), mask)
