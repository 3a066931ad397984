"""Stacked profiles, each hiding what lies behind it.

After Harold Craft's plot of the pulsar CP 1919 (1970), which Peter Saville put on the sleeve of
Joy Division's "Unknown Pleasures" (1979).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import RGB, Floats, Noise, Rng, Smooth, filled_below, mix, tones
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

STEP = 7.0
# Translators: “pulsar” is the plot of a pulsar's pulses on a well-known record sleeve.
SHAPES = {
    "pulsar": (3, text("in the shape of a pulsar")),
    "mountains": (3, text("in the shape of a mountain")),
    "twin peaks": (2, text("in the shape of a twin peak")),
    "wandering river": (2, text("in the shape of a wandering river")),
    "crater": (1.5, text("in the shape of a crater")),
}
FINISHES = {
    "lines": (4, text("as lines")),
    "silhouettes": (4, text("as silhouettes")),
    "lit lines": (2, text("as lit lines")),
}


@dataclass(frozen=True)
class Ridgelines:
    rows: int = whole(18, 64, "profiles from back to front")
    shape: Option = choice(SHAPES, "where they rise")
    height: float = number(120, 300, "how high the highest rises")
    rough: float = number(0.3, 0.62, "how rough they are")
    finish: Option = choice(FINISHES, "lines, filled shapes or coloured lines")
    night: bool = flag(0.6, "whether the ground is dark")

    @property
    def profiles(self) -> int:
        """The number of profiles drawn: fewer silhouettes, because hills look better with space between."""
        return self.rows // 4 + 4 if self.finish == "silhouettes" else self.rows

    def describe(self, palette: Palette) -> Text:
        return text(
            "{rows} stacked ridgelines {shape}, {finish} {ground}, near ones hiding far ones",
            rows=self.profiles,
            shape=self.shape.words,
            finish=self.finish.words,
            ground=on_ground(dark=self.night),
        )


@style(
    id="ridgelines",
    name=text("Ridgelines"),
    about=text("stacked profiles of noise, after a pulsar and a record sleeve"),
    source="Harold Craft 1970; Peter Saville for Joy Division, 1979",
)
def ridgelines(canvas: Smooth, traits: Ridgelines, palette: Palette, rng: Rng) -> None:
    """Paint from back to front; every profile first covers what it hides."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    rows = traits.profiles
    hills = traits.finish == "silhouettes"
    bleed = hills or traits.shape in ("mountains", "wandering river")
    margin = -20.0 if bleed else max(0.17 * canvas.width, canvas.width / 2 - 520)
    x = np.linspace(margin, canvas.width - margin, int((canvas.width - 2 * margin) / STEP))
    top, bottom = canvas.height * 0.24, canvas.height * (1.04 if bleed else 0.86)
    depth = np.linspace(0, 1, rows)
    # Far hills crowd together; the rows of a signal are evenly spaced.
    base = top + (bottom - top) * depth ** (1.5 if hills else 1.0)
    floors = base + 8 + (bottom - top) * 0.5
    if bleed:
        floors[-1] = base[-1] + 8 + canvas.height
    heights = _heights(traits, (x - canvas.width / 2) / 500, depth, rng) * traits.height

    if hills:
        sun = canvas.width * (0.3 + 0.4 * rng.random_sample()), top - traits.height * 0.35
        canvas.circle(*sun, 70 + 60 * rng.random_sample(), scheme.accent)
    pen = 1.6 if hills else min(4.2, 0.2 * (bottom - top) / rows + 0.7)
    fills, strokes = _colours(traits, scheme, rng)
    for ridge, floor, fill, stroke in zip(base[:, None] - heights, floors, fills, strokes, strict=True):
        line = np.column_stack([x, ridge])
        canvas.polygon(filled_below(line, floor), fill)
        canvas.line(line, stroke, pen)


def _colours(traits: Ridgelines, scheme: Scheme, rng: Rng) -> tuple[list[RGB], list[RGB]]:
    """Return the colours that fill the profiles, and those of their lines, from back to front."""
    ground, inks, rows = scheme.ground, scheme.inks, traits.profiles
    if traits.finish == "silhouettes":
        if traits.night:
            stops = [inks[-1], *inks[-2:0:-1], mix(ground, inks[0], 0.25)]
        else:
            stops = [mix(ground, inks[0], 0.35), *inks[1:-1], inks[-1]]
        fills = tones(stops, rows)
        return fills, [mix(fill, ground if traits.night else inks[0], 0.35) for fill in fills]
    if traits.finish == "lit lines":
        return [ground] * rows, tones(inks[-3:], rows)
    lines = [inks[-1]] * rows
    lines[int(rng.randint(rows // 3, rows))] = scheme.accent
    return [ground] * rows, lines


def _heights(traits: Ridgelines, across: Floats, depth: Floats, rng: Rng) -> Floats:
    """Return the (rows, points) heights of the profiles, from 0 to about 1."""
    noise, drift = Noise(rng), Noise(rng)
    u, v = np.meshgrid(across, depth)
    seed = rng.uniform(0, 90)
    wander = drift(v * 2.2 + seed, 0.5)
    match traits.shape:
        case "pulsar":
            swell = _bell(u - 0.16 * wander, 0.26)
        case "twin peaks":
            swell = _bell(u + 0.3 - 0.1 * wander, 0.17) + 0.8 * _bell(u - 0.3 - 0.1 * wander, 0.17)
        case "wandering river":
            swell = (1.0 - 0.97 * _bell(u - 0.75 * wander, 0.16 + 0.2 * v)) * 0.8
        case "crater":
            swell = 0.85 * _bell(np.hypot(u / 0.62, (v - 0.5) * 2 / 0.72) - 0.8, 0.24)
        case _:
            swell = 0.35 + 0.75 * np.clip(drift(u * 0.9 + seed, v * 1.6) + 0.25, 0, 1)
    # Each row is a slice of one field, less than a feature further on, so that neighbours look alike.
    apart = 0.22
    if traits.finish == "silhouettes":
        swell, apart = 0.35 + 0.8 * swell, 0.7
    fine = noise.fbm(u * 3.2 + seed, v * len(depth) * apart, 5, traits.rough)
    peaks = np.clip(0.36 + 0.95 * fine, 0, None)
    calm = 0.035 * noise(u * 9 + seed, v * len(depth) * 0.9)
    return swell * peaks + calm * (0.4 + swell)


def _bell(away: Floats, width: Floats | float) -> Floats:
    """Return a bell curve over distances: 1 at 0, and about a third at this width."""
    return np.exp(-((away / width) ** 2))
