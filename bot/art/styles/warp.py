"""Noise bent by noise bent by noise: silk, marbled paper, agate.

After Inigo Quilez, "Domain warping" (2002): f(p + k g(p + k h(p))), where the inner fields also
choose the colours.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Floats, Noise, Rng, Smooth, along_axes
from bot.art.drawing.shading import bands, blend, enlarged, level_lines, plain, relief, shade
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

COARSE, CELL = 10.0, 4.0
# Each with the number of bands or lines that it is divided into.
FINISHES = {
    "silk": (5, text("into folds like silk"), 0),
    "marbled paper": (3, text("into folds like marbled paper"), 8),
    "agate": (3, text("into folds like agate"), 20),
    "engraving": (1.5, text("into folds like engraving"), 38),
}


@dataclass(frozen=True)
class Warp:
    feature: float = number(560, 1400, "width of a fold")
    bend: float = number(1.1, 2.3, "how far the noise is bent")
    grain: float = number(0.22, 0.46, "how rough the noise is")
    finish: Option = choice(FINISHES, "how it is coloured")
    night: bool = flag(0.5, "whether the folds sink into the dark")

    def describe(self, palette: Palette) -> Text:
        if self.bend < 1.2:
            noise = text("noise gently bent by noise")
        elif self.bend > 1.8:
            noise = text("noise strongly bent by noise")
        else:
            noise = text("noise well bent by noise")
        return text(
            "{noise} {folds}, {tone}",
            noise=noise,
            folds=self.finish.words,
            tone=text("deep in tone") if self.night else text("light in tone"),
        )


@style(
    id="warp",
    # Translators: the style's name, from “domain warping”.
    name=text("Warp"),
    about=text("noise that bends noise, like silk or marbled paper"),
    source="Inigo Quilez, Domain warping, 2002",
)
def warp(canvas: Smooth, traits: Warp, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    fine = Smooth((round(canvas.width / CELL), round(canvas.height / CELL)))
    folds, reach, bent = _folds(canvas, fine, traits, rng)
    tone = canvas.upscale(folds)
    sheen = canvas.upscale((reach - reach.min()) / (np.ptp(reach) + 1e-9))
    stops = [scheme.ground, *scheme.inks]
    if traits.finish == "silk":
        picture = shade(tone * 0.75 + sheen * 0.25, stops)
        picture = blend(picture, scheme.accent, np.clip(canvas.upscale(bent) * 2 - 0.3, 0, 0.7))
        canvas.paint(relief(canvas, picture, folds * traits.feature * 0.16, CELL, 0.5))
        return
    count = traits.finish.value
    field = folds * 0.8 + fine.upscale(reach / (reach.max() + 1e-9)) * 0.4
    level, steep = enlarged(canvas, field * count, CELL)
    if traits.finish == "engraving":
        weight = (1.4 + 6.0 * np.clip(tone, 0, 1) ** 2) * canvas.scale
        # Crowded lines are thinner, so that they do not run into one another.
        lines = level_lines(level, steep, np.minimum(weight, 0.5 / steep))
        canvas.paint(blend(plain(canvas, scheme.ground), shade(sheen, scheme.inks[-2:]), lines))
        return
    cycle = [*stops, *reversed(stops[1:-1])]
    picture = bands(level + 2, steep, [cycle[i % len(cycle)] for i in range(-2, count + 12)])
    if traits.finish == "agate":
        picture = blend(picture, shade(tone, stops), np.full_like(tone, 0.55))
    canvas.paint(relief(canvas, picture, folds * traits.feature * 0.08, CELL, 0.5))


def _folds(canvas: Smooth, fine: Smooth, traits: Warp, rng: Rng) -> tuple[Floats, Floats, Floats]:
    """Return the folds, nearly all from 0 to 1; how far the first field bends; and the x of the second.

    The bending fields are smooth enough for a coarse grid; the folds are not.
    """
    first, second, last = Noise(rng), Noise(rng), Noise(rng)
    left, top = rng.uniform(0, 99, 2)
    x, y = along_axes(*canvas.mesh(COARSE), rng.uniform(0, 2 * np.pi))
    # Stretching along one direction gives the folds a grain to run along.
    u, v = x / traits.feature + left, y / traits.feature * 1.5 + top
    qx, qy = first.fbm(u, v, 2), first.fbm(u + 5.2, v + 1.3, 2)
    # Where the bending fades, the folds are calm.
    force = traits.bend * np.clip(0.62 + 1.1 * last(u * 0.8 + 31, v * 0.8 + 11), 0.12, 1)
    bx, by = u + force * qx, v + force * qy
    rx, ry = second.fbm(bx + 1.7, by + 9.2, 3, traits.grain), second.fbm(bx + 8.3, by + 2.8, 3, traits.grain)
    cx, cy = (fine.upscale(f).astype(np.float64) for f in (u + force * rx, v + force * ry))
    folds = last.fbm(cx, cy, 4, traits.grain)
    low, high = np.percentile(folds, (1, 99))
    return (folds - low) / (high - low + 1e-9), np.hypot(qx, qy), rx
