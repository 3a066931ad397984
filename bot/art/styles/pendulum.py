"""The trace of swinging pendulums that slowly come to rest.

The harmonograph, a Victorian drawing machine credited to Hugh Blackburn (1844) and shown widely by
Samuel Charles Tisley (1873); its undamped figures are Jules Antoine Lissajous's (1857). A rotary
pendulum adds a turning table.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import as_rgb, gradient, mix
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, plural, text

MACHINES = {
    "lateral": text("fine loops drawn by two pendulums"),
    "rotary": text("fine loops drawn by a rotary harmonograph"),
    "twin": text("fine loops drawn by four pendulums"),
}


@dataclass(frozen=True)
class Pendulum:
    machine: str = choice({"rotary": 4, "twin": 4, "lateral": 2}, "which pendulums swing")
    ratio: str = choice(
        {"2:3": 4, "3:4": 3, "1:2": 3, "3:5": 3, "1:1": 2, "4:5": 2, "1:3": 2, "2:5": 2}, "their interval"
    )
    detune: float = number(0.001, 0.0075, "how far the interval is from pure")
    swings: int = whole(48, 130, "swings until the pen is lifted")
    damping: float = number(0.7, 2.1, "how far the pendulums have come to rest by then")
    pens: int = whole(1, 3, "pens, one after another")
    night: bool = flag(0.6, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        swings = plural(
            "in {swings} swings of one pen",
            "in {swings} swings of {count} pens",
            count=self.pens,
            swings=self.swings,
        )
        return text(
            "{loops} at an interval of {ratio} as they come to rest, {swings}, {ground}",
            loops=MACHINES[self.machine],
            ratio=self.ratio,
            swings=swings,
            ground=on_ground(dark=self.night),
        )


@style(
    id="pendulum",
    name=text("Harmonograph"),
    about=text("the trace of pendulums coming to rest"),
    source="the harmonograph, Hugh Blackburn, 1844; Jules Antoine Lissajous, 1857",
    traits=Pendulum,
    surface=Smooth,
)
def pendulum(canvas: Smooth, traits: Pendulum, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = scheme.inks if len(scheme.inks) > 1 else (mix(scheme.inks[0], scheme.ground, 0.45), scheme.inks[0])
    phases = rng.uniform(0, 2 * np.pi, 6)
    amounts = rng.uniform(0.55, 1.05, 3)
    # A long canvas gets a stretched figure, but not out of all shape.
    half = np.array([canvas.width, canvas.height]) / 2 - 60
    half = np.minimum(half, half.min() * 1.9)
    points_a_swing = 64
    for pen in range(traits.pens):
        path = _swing(traits, phases, amounts, pen, points_a_swing)
        path = np.array(canvas.centre) + path * half
        # A pen of its own for each part of the time lets the colour run along the trace.
        lookup = gradient(inks if pen % 2 == 0 else inks[::-1])
        parts = max(24, traits.swings * 2 // traits.pens)
        edges = np.linspace(0, len(path) - 1, parts + 1).astype(int)
        for index, (first, last) in enumerate(pairwise(edges)):
            colour = as_rgb(lookup[int(index / parts * 255)])
            canvas.line(path[first : last + 1], colour, 1.9, 0.85)


def _swing(traits: Pendulum, phases: Floats, amounts: Floats, pen: int, points: int) -> Floats:
    """The pen's path within -1 to 1."""
    swings = traits.swings / (1 + 0.6 * (traits.pens - 1))
    t = np.linspace(0, 1, int(swings * points))
    low, high = (int(part) for part in traits.ratio.split(":"))
    turns = t * swings * 2 * np.pi
    f1, f2 = 1.0, high / low * (1 + traits.detune)
    shift = pen * 0.12
    decay = np.exp(-traits.damping * t)
    slower = np.exp(-traits.damping * 0.8 * t)
    p = phases
    if traits.machine == "lateral":
        x = np.sin(turns * f1 + p[0] + shift) * decay
        y = np.sin(turns * f2 + p[1]) * decay
    elif traits.machine == "rotary":
        x = np.cos(turns * f1 + p[0]) * decay + amounts[0] * np.cos(turns * f2 + p[1] + shift) * slower
        y = np.sin(turns * f1 + p[0]) * decay + amounts[0] * np.sin(-turns * f2 - p[1] - shift) * slower
    else:
        f3, f4 = 1 + traits.detune * 0.5, f2 * (1 - traits.detune * 0.7)
        x = np.sin(turns * f1 + p[0] + shift) * decay + amounts[0] * np.sin(turns * f2 + p[1]) * slower
        y = np.sin(turns * f3 + p[2]) * decay + amounts[1] * np.sin(turns * f4 + p[3] + shift) * slower
    path = np.stack([x, y], axis=1)
    low_corner, high_corner = path.min(axis=0), path.max(axis=0)
    fitted: Floats = (path - (low_corner + high_corner) / 2) / ((high_corner - low_corner).max() / 2)
    return fitted
