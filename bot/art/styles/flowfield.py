"""Lines that follow a field of angles.

Source: the flow fields of generative art, as Tyler Hobbs describes them in "Flow Fields" (2020):
gradient noise read as an angle, curves traced through it with short steps.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

CELL = 6.0
STEP = 12.0
MARGIN = 62.0


@dataclass(frozen=True)
class FlowField:
    form: str = choice({"streams": 4, "silk": 3, "dashes": 2, "needles": 1}, "what follows the field")
    feature: float = number(300, 1100, "size of the field's features")
    bend: float = number(0.35, 1.15, "how far the field turns, in half turns")
    heading: float = number(0, 360, "main direction, in degrees")
    stepped: bool = flag(0.15, "whether angles snap to eighths of a turn")
    disc: bool = flag(0.4, "whether a disc of other colours stands in the flow")
    framed: bool = flag(0.5, "whether a margin stays empty")
    night: bool = flag(0.4, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        form = {
            "streams": text("angular streams") if self.stepped else text("curving streams"),
            "silk": text("angular silk") if self.stepped else text("curving silk"),
            "dashes": text("angular dashes") if self.stepped else text("curving dashes"),
            "needles": text("angular needles") if self.stepped else text("curving needles"),
        }[self.form]
        if self.disc:
            flow = text("{lines} following a field of flow around a disc of its own colour", lines=form)
        else:
            flow = text("{lines} following a field of flow", lines=form)
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
    traits=FlowField,
    surface=Smooth,
)
def flowfield(canvas: Smooth, traits: FlowField, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    noise, regions = Noise(rng), Noise(rng)
    xs, ys = canvas.mesh(CELL)
    turn = noise.fbm(xs / traits.feature, ys / traits.feature, 2, 0.25) * traits.bend * np.pi * 1.6
    if traits.stepped:
        turn = np.round(turn / (np.pi / 4)) * (np.pi / 4)
    angle = turn + np.radians(traits.heading)

    spacing, steps, widths = {
        "streams": (20.0, 46, (16.0, 9.0, 5.0, 2.4)),
        "silk": (20.0, 58, (1.6,)),
        "dashes": (21.0, 4, (10.0, 6.5, 4.0)),
        "needles": (14.0, 12, (2.6, 1.5)),
    }[traits.form]
    starts = _scatter(canvas, spacing, 0.35 if traits.form == "dashes" else 0.6, rng)
    paths = _trace(canvas, angle, starts, steps)

    short = min(canvas.width, canvas.height)
    hub = np.array(canvas.centre) + (rng.random_sample(2) - 0.5) * [canvas.width * 0.3, canvas.height * 0.3]
    radius = short * rng.uniform(0.17, 0.26)
    away = np.hypot(*(paths - hub).transpose(2, 0, 1)) - radius
    inside = (away[:, 0] < 0) & traits.disc
    pen = max(widths) / 2
    good = np.where(inside[:, None], away < -pen, away > pen + 5) if traits.disc else away == away
    edge = MARGIN + pen if traits.framed else -400.0
    limit = np.array([canvas.width, canvas.height]) - edge
    good &= ((paths > edge) & (paths < limit)).all(axis=2)
    ends = np.where(good.all(axis=1), steps, good.argmin(axis=1))

    # Regions of colour, rather than a toss for each line, give the eye something to rest on.
    tone = regions(starts[:, 0] / 620, starts[:, 1] / 620) + rng.normal(0, 0.07, len(starts))
    rank = np.clip(np.argsort(np.argsort(tone, kind="stable"), kind="stable") / len(tone), 0, 0.999)
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    ink = (rank * len(inks)).astype(int)
    bright = rng.random_sample(len(starts)) < 0.03
    inner = [scheme.accent, mix(scheme.accent, scheme.inks[-1], 0.5), scheme.inks[-1]]
    group = np.where(inside, len(inks) + rng.choice(3, len(starts), p=[0.7, 0.2, 0.1]), ink)
    group[bright & ~inside] = len(inks)
    # A disc takes the accent for itself.
    colours = inks + inner if traits.disc else [*inks, scheme.accent]

    order = np.arange(len(starts))
    reach = rng.uniform(0.35, 1.0, len(starts)) * steps
    ends = np.minimum(ends, reach.astype(int) + 3)
    size = np.minimum((rng.random_sample(len(starts)) ** 0.45 * len(widths)).astype(int), len(widths) - 1)
    opacity = 0.62 if traits.form == "silk" else 1.0
    for nth, width in enumerate(widths):
        for at, colour in enumerate(colours):
            chosen = order[(size == nth) & (group == at) & (ends > 2)]
            strokes = [paths[i, : ends[i]] for i in chosen.tolist()]
            canvas.lines(strokes, colour, width, opacity, round=True)


def _scatter(canvas: Smooth, spacing: float, jitter: float, rng: Rng) -> Floats:
    """One point somewhere in each cell of a grid, in random order."""
    # A whisker more than the spacing: a rounding in the canvas's width must not add a column.
    xs, ys = canvas.mesh(spacing * 1.000001)
    points = np.stack([xs.ravel(), ys.ravel()], axis=1)
    # A little more than the canvas, or lines would visibly begin at the edge they come from.
    points = (points - canvas.centre) * 1.12 + canvas.centre
    points = points + rng.uniform(-jitter, jitter, points.shape) * spacing
    return points[rng.permutation(len(points))]


def _trace(canvas: Smooth, angle: Floats, starts: Floats, steps: int) -> Floats:
    """(lines, steps, 2): all lines walk at once."""
    rows, columns = angle.shape
    flow = np.stack([np.cos(angle), np.sin(angle)], axis=2) * STEP
    paths = np.empty((len(starts), steps, 2))
    at = starts.copy()
    for step in range(steps):
        paths[:, step] = at
        column = np.clip((at[:, 0] / canvas.width * columns).astype(int), 0, columns - 1)
        row = np.clip((at[:, 1] / canvas.height * rows).astype(int), 0, rows - 1)
        at = at + flow[row, column]
    return paths
