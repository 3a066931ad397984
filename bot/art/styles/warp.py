"""Noise bent by noise bent by noise: silk, marbled paper, agate.

Source: Inigo Quilez, "Domain warping" (2002): f(p + k g(p + k h(p))), where the inner fields also
choose the colours.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import bands, blend, enlarged, level_lines, plain, relief, shade
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

COARSE, CELL = 10.0, 4.0


@dataclass(frozen=True)
class Warp:
    feature: float = number(560, 1400, "width of a fold")
    bend: float = number(1.1, 2.3, "how far the noise is bent")
    grain: float = number(0.22, 0.46, "how rough the noise is")
    finish: str = choice({"silk": 5, "marbled paper": 3, "agate": 3, "engraving": 1.5}, "how it is coloured")
    night: bool = flag(0.5, "whether the folds sink into the dark")

    def describe(self, palette: Palette) -> Text:
        if self.bend < 1.2:
            noise = text("noise gently bent by noise")
        elif self.bend > 1.8:
            noise = text("noise strongly bent by noise")
        else:
            noise = text("noise well bent by noise")
        finish = {
            "silk": text("into folds like silk"),
            "marbled paper": text("into folds like marbled paper"),
            "agate": text("into folds like agate"),
            "engraving": text("into folds like engraving"),
        }
        return text(
            "{noise} {folds}, {tone}",
            noise=noise,
            folds=finish[self.finish],
            tone=text("deep in tone") if self.night else text("light in tone"),
        )


@style(
    id="warp",
    # Translators: the style's name, from “domain warping”.
    name=text("Warp"),
    about=text("noise that bends noise, like silk or marbled paper"),
    source="Inigo Quilez, Domain warping, 2002",
    traits=Warp,
    surface=Smooth,
)
def warp(canvas: Smooth, traits: Warp, palette: Palette, rng: Rng) -> None:
    """The two bending fields are smooth enough for a coarse grid; the last one is not."""
    scheme = palette.scheme(dark=traits.night)
    first, second, last = Noise(rng), Noise(rng), Noise(rng)
    ox, oy = rng.uniform(0, 99, 2)
    turn = rng.uniform(0, 2 * np.pi)
    small = Smooth((round(canvas.width / CELL), round(canvas.height / CELL)))

    xs, ys = canvas.mesh(COARSE)
    # Stretching along one direction gives the folds a grain to run along.
    u = (xs * np.cos(turn) + ys * np.sin(turn)) / traits.feature + ox
    v = (ys * np.cos(turn) - xs * np.sin(turn)) / traits.feature * 1.5 + oy
    qx, qy = first.fbm(u, v, 2), first.fbm(u + 5.2, v + 1.3, 2)
    # Where the bending fades the folds run calm, and the eye can rest.
    calm = np.clip(0.62 + 1.1 * last(u * 0.8 + 31, v * 0.8 + 11), 0.12, 1)
    force = traits.bend * calm
    bx, by = u + force * qx, v + force * qy
    rx, ry = second.fbm(bx + 1.7, by + 9.2, 3, traits.grain), second.fbm(bx + 8.3, by + 2.8, 3, traits.grain)
    cx, cy = (small.upscale(f).astype(np.float64) for f in (u + force * rx, v + force * ry))
    folds = last.fbm(cx, cy, 4, traits.grain)
    low, high = np.percentile(folds, (1, 99))
    folds = (folds - low) / (high - low + 1e-9)

    tone = canvas.upscale(folds)
    reach = np.hypot(qx, qy)
    sheen = canvas.upscale((reach - reach.min()) / (np.ptp(reach) + 1e-9))
    stops = [scheme.ground, *scheme.inks]
    if traits.finish == "silk":
        picture = shade(tone * np.float32(0.75) + sheen * np.float32(0.25), stops)
        picture = blend(picture, scheme.accent, np.clip(canvas.upscale(rx) * 2 - np.float32(0.3), 0, 0.7))
        picture = relief(canvas, picture, folds * traits.feature * 0.16, CELL, 0.5)
    else:
        count = {"marbled paper": 8, "agate": 20, "engraving": 38}[traits.finish]
        field = folds * 0.8 + small.upscale(reach / (reach.max() + 1e-9)) * 0.4
        level, steep = enlarged(canvas, field * count, CELL)
        if traits.finish == "engraving":
            weight = (np.float32(1.4) + np.float32(6.0) * np.clip(tone, 0, 1) ** 2) * np.float32(canvas.scale)
            # Crowded lines grow thin instead of running into one another.
            weight = np.minimum(weight, np.float32(0.5) / steep)
            ink = shade(sheen, scheme.inks[-2:])
            picture = blend(plain(canvas, scheme.ground), ink, level_lines(level, steep, weight))
        else:
            cycle = [*stops, *reversed(stops[1:-1])]
            colours = [cycle[i % len(cycle)] for i in range(-2, count + 12)]
            picture = bands(level + 2, steep, colours)
            if traits.finish == "agate":
                picture = blend(picture, shade(tone, stops), np.full_like(tone, 0.55))
            picture = relief(canvas, picture, folds * traits.feature * 0.08, CELL, 0.5)
    canvas.paint(picture)
