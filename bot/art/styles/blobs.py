"""Bodies that flow into one another as they come near, in bands of their common field.

Source: James Blinn, "A Generalization of Algebraic Surface Drawing" (1982), known as metaballs.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from bot.art.drawing import BLACK, Floats, Noise, Picture, Rng, Smooth, direction, distance, mix, scatter
from bot.art.drawing.shading import bands, blend, enlarged, inside, level_lines, shade, stroke
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0
CORE = 0.35
# Translators: how melting blobs are shown; “bands” are bands of colour, as on a map.
FINISHES = {
    "bands": (4, text("shown as bands")),
    "glass": (3, text("shown as glass")),
    "outlines": (2, text("shown as outlines")),
    "lava": (3, text("shown as lava")),
}


@dataclass(frozen=True)
class Blobs:
    bodies: int = whole(6, 30, "bodies on a square canvas")
    finish: Option = choice(FINISHES, "how the field is shown")
    rings: int = whole(4, 11, "bands from the rim to the core")
    contrast: float = number(0.3, 0.85, "how unlike in size the bodies are")
    night: bool = flag(0.5, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{bodies} soft bodies melting into one another, {shown} {ground}",
            bodies=self.bodies,
            shown=self.finish.words,
            ground=on_ground(dark=self.night),
        )


class _Bodies(NamedTuple):
    """The common field of all bodies, on a coarse grid."""

    depth: Floats  # the field's logarithm: 0 on the rim, and as even inside as outside
    size: Floats  # the mean radius of the bodies near each place
    hue: Floats  # the mean of their hues, 0 to 1


@style(
    id="blobs",
    name=text("Blobs"),
    about=text("soft bodies that melt into one another"),
    source="James Blinn, A Generalization of Algebraic Surface Drawing, 1982",
)
def blobs(canvas: Smooth, traits: Blobs, palette: Palette, rng: Rng) -> None:
    finish = {"bands": _bands, "outlines": _outlines}.get(traits.finish, _solid)
    canvas.paint(finish(canvas, traits, palette.scheme(dark=traits.night), _melted(canvas, traits, rng)))


def _melted(canvas: Smooth, traits: Blobs, rng: Rng) -> _Bodies:
    count = max(3, round(traits.bodies * canvas.width * canvas.height / 1e6))
    centres = scatter(rng, count, canvas.width, canvas.height)
    # Large ones gather around one place, and droplets stray from it.
    focus = canvas.size * (0.5 + 0.17 * direction(rng.uniform(0, 2 * np.pi)))
    away = distance(centres, focus)
    centres = centres + (focus - centres) * 0.3 * np.exp(-((away / 420) ** 2))[:, None]
    size = 1 - traits.contrast + traits.contrast * 1.9 * np.exp(-((away / 330) ** 2))
    radii = 340 / np.sqrt(traits.bodies + 1) * np.maximum(size * rng.uniform(0.75, 1.2, count), 0.22)
    xs, ys = canvas.mesh(CELL)
    noise = Noise(rng)
    x, y = xs + 34 * noise(xs / 260, ys / 260), ys + 34 * noise(xs / 260 + 77, ys / 260)
    total, hue, local = np.zeros((3, *xs.shape))
    for i, ((cx, cy), radius) in enumerate(zip(centres, radii, strict=True)):
        squared = (x - cx) ** 2 + (y - cy) ** 2
        pull = (radius**2 * (1 + CORE) / (squared + CORE * radius**2)) ** 2
        total += pull
        local += pull * radius
        hue += pull * ((i * 0.618034) % 1)
    return _Bodies(np.log(total), local / total, hue / total)


def _bands(canvas: Smooth, traits: Blobs, scheme: Scheme, bodies: _Bodies) -> Picture:
    stops = [scheme.ground, *scheme.at_least(2, 0.5, last=True)]
    low, high = np.percentile(bodies.depth, (3, 99.5)).tolist()
    step = (high - low) / (traits.rings + 1)
    colours = shade(np.linspace(0, 1, traits.rings + 2)[None], stops)[0]
    level, steep = enlarged(canvas, bodies.depth, CELL)
    picture = bands((level - low) / step, steep / step, colours)
    return blend(picture, scheme.accent, stroke(np.abs(level) / steep, 3 * canvas.scale))


def _outlines(canvas: Smooth, traits: Blobs, scheme: Scheme, bodies: _Bodies) -> Picture:
    level, steep = enlarged(canvas, bodies.depth, CELL)
    body, stops = inside(level / steep), scheme.at_least(2, 0.5, last=True)
    picture = shade(level * 0.12 + 0.5, [scheme.ground, mix(scheme.ground, scheme.inks[0], 0.3)])
    picture = blend(picture, shade(canvas.upscale(bodies.hue), stops), body)
    step = 4.4 / (traits.rings + 4)
    weight = np.where(level > 0, 1.6, 2.6).astype(np.float32) * canvas.scale
    lines = level_lines(level / step, steep / step, weight)
    picture = blend(picture, scheme.inks[-1], lines * (1 - body) * 0.8)
    return blend(picture, scheme.ground, lines * body)


def _solid(canvas: Smooth, traits: Blobs, scheme: Scheme, bodies: _Bodies) -> Picture:
    """Draw glowing bodies of glass or lava, lit from the upper left."""
    level, steep = enlarged(canvas, bodies.depth, CELL)
    body, stops = inside(level / steep), scheme.at_least(2, 0.5, last=True)
    picture = shade(np.exp(np.minimum(level, 0) * 1.3) * 0.35, [scheme.ground, scheme.accent])
    if not traits.night:
        cast = ndimage.shift(np.clip(bodies.depth + 0.9, 0, 1), (9, 7), order=0, mode="nearest")
        shadow = np.clip(canvas.upscale(cast), 0, 1)
        picture = blend(picture, mix(scheme.ground, BLACK, 0.6), shadow * 0.3)
    tone = canvas.upscale(bodies.hue) if traits.finish == "glass" else level / 2.4
    picture = blend(picture, shade(tone, stops), body)
    # A body on its own is an exact half sphere under this, and two that meet share a saddle.
    swell = bodies.size * np.sqrt((1 + CORE) * -np.expm1(-np.clip(bodies.depth, 0, None) / 2))
    down, across = np.gradient(swell, CELL)
    upright = 1 / np.sqrt(1 + down**2 + across**2)
    facing = 0.55 * (across + down) * upright + 0.6 * upright
    lit = canvas.upscale(np.clip(facing, -1, 1)) * body
    gleam = canvas.upscale(np.clip(facing, 0, 1) ** 9) * body
    picture = blend(picture, (8, 6, 20), np.clip(0.5 - lit, 0, 0.6) * body)
    return blend(picture, (255, 252, 246), np.clip(gleam * 0.9, 0, 1))
