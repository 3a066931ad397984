"""Lines that follow a field of angles.

Source: the flow fields of generative art, as Tyler Hobbs describes them in "Flow Fields" (2020):
gradient noise read as an angle, curves traced through it with short steps.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Flags, Floats, Noise, Rng, Smooth, mix
from bot.art.drawing.points import direction, distance, jittered, ranked, trace
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

CELL, STEP, MARGIN = 6.0, 12.0, 62.0
# Curving and angular, then the room between lines, their steps at most, and their widths.
FORMS = {
    "streams": (4, (text("curving streams"), text("angular streams")), (20.0, 46, (16.0, 9.0, 5.0, 2.4))),
    "silk": (3, (text("curving silk"), text("angular silk")), (20.0, 58, (1.6,))),
    "dashes": (2, (text("curving dashes"), text("angular dashes")), (21.0, 4, (10.0, 6.5, 4.0))),
    "needles": (1, (text("curving needles"), text("angular needles")), (14.0, 12, (2.6, 1.5))),
}


@dataclass(frozen=True)
class FlowField:
    form: Option = choice(FORMS, "what follows the field")
    feature: float = number(300, 1100, "size of the field's features")
    bend: float = number(0.35, 1.15, "how far the field turns, in half turns")
    heading: float = number(0, 360, "main direction, in degrees")
    stepped: bool = flag(0.15, "whether angles snap to eighths of a turn")
    disc: bool = flag(0.4, "whether a disc of other colours stands in the flow")
    framed: bool = flag(0.5, "whether a margin stays empty")
    night: bool = flag(0.4, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        lines = self.form.words[self.stepped]
        if self.disc:
            flow = text("{lines} following a field of flow around a disc of its own colour", lines=lines)
        else:
            flow = text("{lines} following a field of flow", lines=lines)
        return text(
            "{flow}, {edge}, {colours}",
            flow=flow,
            edge=text("running inside a margin") if self.framed else text("running off every edge"),
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="flowfield",
    name=text("Flow field"),
    about=text("lines that follow a field of angles"),
    source="flow fields, as described by Tyler Hobbs, 2020",
)
def flowfield(canvas: Smooth, traits: FlowField, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    noise, regions = Noise(rng), Noise(rng)
    spacing, steps, widths = traits.form.value
    starts = _starts(canvas, spacing, 0.35 if traits.form == "dashes" else 0.6, rng)
    flow = direction(_angles(canvas, traits, noise)) * STEP
    paths = trace(starts, lambda points: canvas.sample(flow, points), steps)

    hub = canvas.centre + (rng.random_sample(2) - 0.5) * (canvas.size * 0.3)
    away = distance(paths, hub) - 1000 * rng.uniform(0.17, 0.26)
    within = (away[:, 0] < 0) & traits.disc
    pen = max(widths) / 2
    edge = MARGIN + pen if traits.framed else -400.0
    good: Flags = np.all((paths > edge) & (paths < canvas.size - edge), axis=2)
    if traits.disc:
        good &= np.where(within[:, None], away < -pen, away > pen + 5)
    ends = np.where(good.all(axis=1), steps, good.argmin(axis=1))

    # Regions of colour, rather than a random one for each line, give the eye something to rest on.
    inks, count = scheme.others, len(starts)
    tone = regions.at(starts / 620) + rng.normal(0, 0.07, count)
    ink = (np.clip(ranked(tone) / count, 0, 0.999) * len(inks)).astype(int)
    bright = rng.random_sample(count) < 0.03
    group = np.where(within, len(inks) + rng.choice(3, count, p=[0.7, 0.2, 0.1]), ink)
    group[bright & ~within] = len(inks)
    # With a disc the accent is for the disc alone, so single bright lines are of its colours, too.
    inner = [scheme.accent, mix(scheme.accent, scheme.inks[-1], 0.5), scheme.inks[-1]]
    colours = [*inks, *(inner if traits.disc else inner[:1])]

    reach = rng.uniform(0.35, 1.0, count) * steps
    ends = np.minimum(ends, reach.astype(int) + 3)
    size = np.minimum((rng.random_sample(count) ** 0.45 * len(widths)).astype(int), len(widths) - 1)
    opacity = 0.62 if traits.form == "silk" else 1.0
    for nth, width in enumerate(widths):
        for at, colour in enumerate(colours):
            chosen = np.flatnonzero((size == nth) & (group == at) & (ends > 2))
            canvas.lines([paths[i, : ends[i]] for i in chosen], colour, width, opacity, round=True)


def _angles(canvas: Smooth, traits: FlowField, noise: Noise) -> Floats:
    xs, ys = canvas.mesh(CELL)
    turn = noise.fbm(xs / traits.feature, ys / traits.feature, 2, 0.25) * traits.bend * np.pi * 1.6
    if traits.stepped:
        turn = np.round(turn / (np.pi / 4)) * (np.pi / 4)
    return turn + np.radians(traits.heading)


def _starts(canvas: Smooth, spacing: float, jitter: float, rng: Rng) -> Floats:
    """Return one point somewhere in each cell of a grid, in random order."""
    # Slightly more than the spacing: a rounding error in the canvas's width must not add a column.
    xs, ys = canvas.mesh(spacing * 1.000001)
    points = np.stack([xs.ravel(), ys.ravel()], axis=1)
    # A little more than the canvas, or lines would visibly begin at the edge they come from.
    points = jittered((points - canvas.centre) * 1.12 + canvas.centre, spacing, jitter, rng)
    return points[rng.permutation(len(points))]
