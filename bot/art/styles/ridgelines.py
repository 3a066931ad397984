"""Stacked profiles, each hiding what lies behind it.

After Harold Craft's plot of the pulsar CP 1919 (1970), which Peter Saville put on the sleeve of
Joy Division's "Unknown Pleasures" (1979).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import gradient, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

STEP = 7.0


@dataclass(frozen=True)
class Ridgelines:
    rows: int = whole(18, 64, "profiles from back to front")
    shape: str = choice(
        {"pulsar": 3, "mountains": 3, "twin peaks": 2, "wandering river": 2, "crater": 1.5}, "where they rise"
    )
    height: float = number(120, 300, "how high the highest rises")
    rough: float = number(0.3, 0.62, "how rough they are")
    finish: str = choice(
        {"lines": 4, "silhouettes": 4, "lit lines": 2}, "lines, filled shapes or coloured lines"
    )
    night: bool = flag(0.6, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        # Translators: “pulsar” is the plot of a pulsar's pulses on a well-known record sleeve.
        shape = {
            "pulsar": text("in the shape of a pulsar"),
            "mountains": text("in the shape of a mountain"),
            "twin peaks": text("in the shape of a twin peak"),
            "wandering river": text("in the shape of a wandering river"),
            "crater": text("in the shape of a crater"),
        }
        finish = {
            "lines": text("as lines"),
            "silhouettes": text("as silhouettes"),
            "lit lines": text("as lit lines"),
        }
        return text(
            "{rows} stacked ridgelines {shape}, {finish} {ground}, near ones hiding far ones",
            rows=self.rows // 4 + 4 if self.finish == "silhouettes" else self.rows,
            shape=shape[self.shape],
            finish=finish[self.finish],
            ground=on_ground(dark=self.night),
        )


@style(
    id="ridgelines",
    name=text("Ridgelines"),
    about=text("stacked profiles of noise, after a pulsar and a record sleeve"),
    source="Harold Craft 1970; Peter Saville for Joy Division, 1979",
    traits=Ridgelines,
    surface=Smooth,
)
def ridgelines(canvas: Smooth, traits: Ridgelines, palette: Palette, rng: Rng) -> None:
    """Painted from back to front; every profile first covers what it hides."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    bleed = traits.shape in ("mountains", "wandering river") or traits.finish == "silhouettes"
    margin = -20.0 if bleed else max(0.17 * canvas.width, canvas.width / 2 - 520)
    x = np.linspace(margin, canvas.width - margin, int((canvas.width - 2 * margin) / STEP))
    across = (x - canvas.width / 2) / 500
    top, bottom = canvas.height * 0.24, canvas.height * (1.04 if bleed else 0.86)
    # Filled shapes read as ranges of hills, and hills want air between them.
    rows = traits.rows // 4 + 4 if traits.finish == "silhouettes" else traits.rows
    depth = np.linspace(0, 1, rows)
    # Rows crowd together far away when they are hills, and not when they are signals.
    base = top + (bottom - top) * depth ** (1.5 if traits.finish == "silhouettes" else 1.0)
    heights = _profiles(traits, across, depth, Noise(rng), Noise(rng), rng) * traits.height

    if traits.finish == "silhouettes":
        far, near = mix(scheme.ground, scheme.inks[0], 0.35), scheme.inks[-1]
        if traits.night:
            far, near = scheme.inks[-1], mix(scheme.ground, scheme.inks[0], 0.25)
        tones = gradient(
            [far, *(scheme.inks[1:-1] if not traits.night else scheme.inks[-2:0:-1]), near], rows
        )
        sun = canvas.width * (0.3 + 0.4 * rng.random_sample()), top - traits.height * 0.35
        canvas.circle(*sun, 70 + 60 * rng.random_sample(), scheme.accent)
    else:
        tones = gradient(scheme.inks[-3:], rows)
    pen = min(4.2, 0.2 * (bottom - top) / rows + 0.7)
    accent_row = int(rng.randint(rows // 3, rows))
    for row in range(rows):
        points = np.column_stack([x, base[row] - heights[row]])
        floor = base[row] + 8 + (canvas.height if row == rows - 1 and bleed else (bottom - top) * 0.5)
        shape = np.vstack([points, [[x[-1], floor], [x[0], floor]]])
        tone = int(tones[row][0]), int(tones[row][1]), int(tones[row][2])
        if traits.finish == "silhouettes":
            canvas.polygon(shape, tone)
            canvas.line(points, mix(tone, scheme.ground if traits.night else scheme.inks[0], 0.35), 1.6)
            continue
        canvas.polygon(shape, scheme.ground)
        if traits.finish == "lit lines":
            canvas.line(points, tone, pen)
        else:
            canvas.line(points, scheme.accent if row == accent_row else scheme.inks[-1], pen)


def _profiles(
    traits: Ridgelines,
    across: NDArray[np.float64],
    depth: NDArray[np.float64],
    noise: Noise,
    drift: Noise,
    rng: Rng,
) -> NDArray[np.float64]:
    """(rows, points) heights from 0 to about 1."""
    u, v = np.meshgrid(across, depth)
    seed = rng.uniform(0, 90)
    wander = drift(v * 2.2 + seed, v * 0 + 0.5)
    match traits.shape:
        case "pulsar":
            swell = np.exp(-(((u - 0.16 * wander) / 0.26) ** 2))
        case "twin peaks":
            swell = np.exp(-(((u + 0.3 - 0.1 * wander) / 0.17) ** 2))
            swell = swell + 0.8 * np.exp(-(((u - 0.3 - 0.1 * wander) / 0.17) ** 2))
        case "wandering river":
            swell = 1.0 - 0.97 * np.exp(-(((u - 0.75 * wander) / (0.16 + 0.2 * v)) ** 2))
            swell = swell * 0.8
        case "crater":
            ring = np.hypot(u / 0.62, (v - 0.5) * 2 / 0.72)
            swell = 0.85 * np.exp(-(((ring - 0.8) / 0.24) ** 2))
        case _:
            swell = 0.35 + 0.75 * np.clip(drift(u * 0.9 + seed, v * 1.6) + 0.25, 0, 1)
    if traits.finish == "silhouettes":
        swell = 0.35 + 0.8 * swell
    # Each row is a slice of one field, further on by less than a feature: neighbours are kin.
    kin = 0.7 if traits.finish == "silhouettes" else 0.22
    fine = noise.fbm(u * 3.2 + seed, v * len(depth) * kin, 5, traits.rough)
    peaks = np.clip(0.36 + 0.95 * fine, 0, None)
    calm = 0.035 * noise(u * 9 + seed, v * len(depth) * 0.9)
    return swell * peaks + calm * (0.4 + swell)
