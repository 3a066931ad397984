"""Bodies that flow into one another as they come near, in bands of their common field.

Source: James Blinn, "A Generalization of Algebraic Surface Drawing" (1982), known as metaballs.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.points import scatter
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import bands, blend, enlarged, shade, stroke
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 4.0
CORE = 0.35


@dataclass(frozen=True)
class Blobs:
    bodies: int = whole(6, 30, "bodies on a square canvas")
    finish: str = choice({"bands": 4, "glass": 3, "outlines": 2, "lava": 3}, "how the field is shown")
    rings: int = whole(4, 11, "bands from the rim to the core")
    contrast: float = number(0.3, 0.85, "how unlike in size the bodies are")
    night: bool = flag(0.5, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        # Translators: how melting blobs are shown; “bands” are bands of colour, as on a map.
        finish = {
            "bands": text("shown as bands"),
            "glass": text("shown as glass"),
            "outlines": text("shown as outlines"),
            "lava": text("shown as lava"),
        }
        return text(
            "{bodies} soft bodies melting into one another, {shown} {ground}",
            bodies=self.bodies,
            shown=finish[self.finish],
            ground=on_ground(dark=self.night),
        )


@style(
    id="blobs",
    name=text("Blobs"),
    about=text("soft bodies that melt into one another"),
    source="James Blinn, A Generalization of Algebraic Surface Drawing, 1982",
    traits=Blobs,
    surface=Smooth,
)
def blobs(canvas: Smooth, traits: Blobs, palette: Palette, rng: Rng) -> None:
    """The field is kept as its logarithm: 0 on the rim, and as even inside as outside."""
    scheme = palette.scheme(dark=traits.night)
    xs, ys = canvas.mesh(CELL)
    area = canvas.width * canvas.height / 1e6
    count = max(3, round(traits.bodies * area))
    centres = scatter(rng, count, canvas.width, canvas.height)
    # Large ones gather around one place, and droplets stray from it.
    turn = rng.uniform(0, 2 * np.pi)
    focus = (canvas.width * (0.5 + 0.17 * np.cos(turn)), canvas.height * (0.5 + 0.17 * np.sin(turn)))
    away = np.hypot(*(centres - focus).T)
    centres = centres + (np.array(focus) - centres) * 0.3 * np.exp(-((away / 420) ** 2))[:, None]
    size = 1 - traits.contrast + traits.contrast * 1.9 * np.exp(-((away / 330) ** 2))
    radius = 340 / np.sqrt(traits.bodies + 1) * np.maximum(size * rng.uniform(0.75, 1.2, count), 0.22)
    noise = Noise(rng)
    wx, wy = xs + 34 * noise(xs / 260, ys / 260), ys + 34 * noise(xs / 260 + 77, ys / 260)
    total = np.zeros_like(xs)
    hue = np.zeros_like(xs)
    local = np.zeros_like(xs)
    for i in range(count):
        squared = (wx - centres[i, 0]) ** 2 + (wy - centres[i, 1]) ** 2
        pull = (radius[i] ** 2 * (1 + CORE) / (squared + CORE * radius[i] ** 2)) ** 2
        total += pull
        local += pull * radius[i]
        hue += pull * ((i * 0.618034) % 1)
    hue /= total
    depth = np.log(total)
    level, steep = enlarged(canvas, depth, CELL)
    inside = np.clip(level / steep + np.float32(0.5), 0, 1)
    tone = canvas.upscale(hue)
    stops = (
        [*scheme.inks] if len(scheme.inks) > 1 else [scheme.inks[0], mix(scheme.inks[0], scheme.ground, 0.5)]
    )

    if traits.finish == "bands":
        low, high = np.percentile(depth, (3, 99.5))
        step = np.float32((high - low) / (traits.rings + 1))
        colours = shade(np.linspace(0, 1, traits.rings + 2)[None], [scheme.ground, *stops])[0]
        picture = bands((level - np.float32(low)) / step, steep / step, colours)
        rim = stroke(np.abs(level) / steep, np.float32(3 * canvas.scale))
        picture = blend(picture, scheme.accent, rim)
    elif traits.finish == "outlines":
        picture = shade(
            level * np.float32(0.12) + np.float32(0.5),
            [scheme.ground, mix(scheme.ground, scheme.inks[0], 0.3)],
        )
        picture = blend(picture, shade(tone, stops), inside)
        step = np.float32(4.4 / (traits.rings + 4))
        away = np.abs(level / step - np.rint(level / step)) / (steep / step)
        weight = np.where(level > 0, np.float32(1.6), np.float32(2.6)) * np.float32(canvas.scale)
        lines = stroke(away, weight)
        on_body, off_body = scheme.ground, scheme.inks[-1]
        picture = blend(
            blend(picture, off_body, lines * (1 - inside) * np.float32(0.8)), on_body, lines * inside
        )
    else:
        body = shade(tone, stops) if traits.finish == "glass" else shade(level / np.float32(2.4), stops)
        glow = np.exp(np.minimum(level, 0) * np.float32(1.3)) * np.float32(0.35)
        picture = shade(glow, [scheme.ground, scheme.accent])
        if not traits.night:
            shadow = canvas.upscale(
                ndimage.shift(np.clip(depth + 0.9, 0, 1), (9, 7), order=0, mode="nearest")
            )
            picture = blend(
                picture, mix(scheme.ground, (0, 0, 0), 0.6), np.clip(shadow, 0, 1) * np.float32(0.3)
            )
        picture = blend(picture, body, inside)
        # A body on its own is an exact half sphere under this, and two that meet share a saddle.
        swell = local / total * np.sqrt((1 + CORE) * -np.expm1(-np.clip(depth, 0, None) / 2))
        down, across = np.gradient(swell, CELL)
        upright = 1 / np.sqrt(1 + down**2 + across**2)
        facing = 0.55 * (across + down) * upright + 0.6 * upright
        lit = canvas.upscale(np.clip(facing, -1, 1)) * inside
        gleam = canvas.upscale(np.clip(facing, 0, 1) ** 9) * inside
        picture = blend(picture, (8, 6, 20), np.clip(np.float32(0.5) - lit, 0, 0.6) * inside)
        picture = blend(picture, (255, 252, 246), np.clip(gleam * np.float32(0.9), 0, 1))
    canvas.paint(picture)
