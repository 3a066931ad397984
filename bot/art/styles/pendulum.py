"""The trace of swinging pendulums that slowly come to rest.

The harmonograph, a Victorian drawing machine credited to Hugh Blackburn (1844) and shown widely by
Samuel Charles Tisley (1873); its undamped figures are Jules Antoine Lissajous's (1857). A rotary
pendulum adds a turning table.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.art.drawing import Floats, Rng, Smooth, as_rgb, gradient
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, plural, text

MACHINES = {
    "rotary": (4, text("fine loops drawn by a rotary harmonograph")),
    "twin": (4, text("fine loops drawn by four pendulums")),
    "lateral": (2, text("fine loops drawn by two pendulums")),
}
RATIOS = {"2:3": 4, "3:4": 3, "1:2": 3, "3:5": 3, "1:1": 2, "4:5": 2, "1:3": 2, "2:5": 2}
POINTS = 64


@dataclass(frozen=True)
class Pendulum:
    machine: Option = choice(MACHINES, "which pendulums swing")
    ratio: str = choice(RATIOS, "their interval")
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
            loops=self.machine.words,
            ratio=self.ratio,
            swings=swings,
            ground=on_ground(dark=self.night),
        )


@style(
    id="pendulum",
    name=text("Harmonograph"),
    about=text("the trace of pendulums coming to rest"),
    source="the harmonograph, Hugh Blackburn, 1844; Jules Antoine Lissajous, 1857",
)
def pendulum(canvas: Smooth, traits: Pendulum, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = scheme.at_least(2, 0.45)
    phases = rng.uniform(0, 2 * np.pi, 6)
    amounts = rng.uniform(0.55, 1.05, 3)
    # A long canvas gets a stretched figure, but not out of all shape.
    half = canvas.size / 2 - 60
    half = np.minimum(half, half.min() * 1.9)
    for pen in range(traits.pens):
        path = canvas.size / 2 + _path(traits, phases, amounts, pen) * half
        # A stroke of its own for each part of the time lets the colour run along the path.
        run = gradient(inks if pen % 2 == 0 else inks[::-1])
        parts = max(24, traits.swings * 2 // traits.pens)
        edges = np.linspace(0, len(path) - 1, parts + 1).astype(int)
        for index, (first, last) in enumerate(pairwise(edges)):
            canvas.line(path[first : last + 1], as_rgb(run[int(index / parts * 255)]), 1.9, 0.85)


def _path(traits: Pendulum, phases: Floats, amounts: Floats, pen: int) -> Floats:
    """Return the path of a pen, (n, 2), within -1 to 1."""
    swings = traits.swings / (1 + 0.6 * (traits.pens - 1))
    time = np.linspace(0, 1, int(swings * POINTS))
    turns = time * swings * 2 * np.pi
    low, high = (int(part) for part in traits.ratio.split(":"))
    second = high / low * (1 + traits.detune)
    shift = pen * 0.12
    decay, slower = np.exp(-traits.damping * time), np.exp(-traits.damping * 0.8 * time)
    if traits.machine == "lateral":
        x = np.sin(turns + phases[0] + shift) * decay
        y = np.sin(turns * second + phases[1]) * decay
    elif traits.machine == "rotary":
        inner, outer = turns + phases[0], turns * second + phases[1] + shift
        x = np.cos(inner) * decay + amounts[0] * np.cos(outer) * slower
        y = np.sin(inner) * decay - amounts[0] * np.sin(outer) * slower
    else:
        third, fourth = 1 + traits.detune * 0.5, second * (1 - traits.detune * 0.7)
        x = np.sin(turns + phases[0] + shift) * decay
        x += amounts[0] * np.sin(turns * second + phases[1]) * slower
        y = np.sin(turns * third + phases[2]) * decay
        y += amounts[1] * np.sin(turns * fourth + phases[3] + shift) * slower
    path = np.stack([x, y], axis=1)
    lowest, highest = path.min(axis=0), path.max(axis=0)
    return (path - (lowest + highest) / 2) / ((highest - lowest).max() / 2)
