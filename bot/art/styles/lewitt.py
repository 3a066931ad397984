"""A wall drawing: a short instruction, carried out cell by cell without exception.

After Sol LeWitt, "Paragraphs on Conceptual Art" (1967) and his wall drawings: lines in four
directions (1969 on), arcs from corners and sides (1971 on), bands of colour (1980s). The instruction
decides; whoever draws only carries it out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, style, whole
from bot.i18n.text import Text, text

WORDS = {
    "directions": text("a wall drawing of bands in four directions"),
    "corners": text("a wall drawing of arcs from corners"),
    "sides": text("a wall drawing of arcs from corners and sides"),
    "everything": text("a wall drawing of bands in four directions and arcs from corners and sides"),
}
# Translators: how the cells of the grid follow one another; a way is a way to fill a cell.
PLANS = {
    "permuted": text("every way in turn, row by row"),
    "mirrored": text("mirrored down and across"),
    "free": text("each cell as it comes"),
}
SQUARE = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
# Ways to fill a cell: 0-3 are bands at so many eighths of a turn, 4-7 arcs from a corner, 8-11 arcs
# from a side.
WAYS = {"directions": (0, 4), "corners": (4, 8), "sides": (4, 12), "everything": (0, 12)}
HEARTS = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]])
# What a way becomes in a mirror, left to right and upside down.
ACROSS = (0, 3, 2, 1, 5, 4, 7, 6, 8, 11, 10, 9)
OVER = (0, 3, 2, 1, 7, 6, 5, 4, 10, 9, 8, 11)


@dataclass(frozen=True)
class LeWitt:
    instruction: str = choice(
        {"directions": 3, "corners": 3, "sides": 3, "everything": 2}, "what may be drawn"
    )
    plan: str = choice({"mirrored": 4, "free": 3, "permuted": 2}, "how cells follow one another")
    cells: int = whole(3, 7, "cells along the short side")
    bands: int = whole(4, 11, "bands in a cell")
    colours: str = choice({"way": 3, "cycle": 3, "single": 2}, "what decides a colour")
    border: bool = flag(0.5, "a margin around the drawing")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        # Translators: a way is one of the ways to fill a cell, such as arcs from its top left corner.
        colours = {
            "way": text("one colour to a way"),
            "cycle": text("all colours in turn"),
            "single": text("in one colour"),
        }
        return text(
            "{drawing} in a grid of {cells} cells to a side, {plan}, {bands} bands to a cell, "
            "{colours}, {ground}",
            drawing=WORDS[self.instruction],
            cells=self.cells,
            plan=PLANS[self.plan],
            bands=self.bands,
            colours=colours[self.colours],
            ground=on_ground(dark=self.night),
        )


@style(
    id="lewitt",
    # Translators: what Sol LeWitt called these works.
    name=text("Wall Drawing"),
    about=text("an instruction of bands and arcs, carried out cell by cell"),
    source="Sol LeWitt, wall drawings, 1969-2007",
    traits=LeWitt,
    surface=Smooth,
)
def lewitt(canvas: Smooth, traits: LeWitt, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, inks = scheme.ground, scheme.inks
    canvas.fill(ground)
    margin = 60.0 if traits.border else 0.0
    side = (1000 - 2 * margin) / traits.cells
    spans = ((length - 2 * margin) / side for length in (canvas.width, canvas.height))
    columns, rows = (round(s) if traits.border else int(np.ceil(s - 1e-6)) for s in spans)
    origin = (np.array([canvas.width, canvas.height]) - np.array([columns, rows]) * side) / 2
    first, last = WAYS[traits.instruction]
    lots = rng.randint(first, last, (rows, columns))
    steps = rng.permutation(np.arange(first, last))
    order = rng.permutation(len(inks))
    special = rng.random_sample((rows, columns)) < 0.06
    shapes: dict[int, list[Floats]] = {}
    for row in range(rows):
        for column in range(columns):
            way = int(lots[row, column])
            j, i = min(row, rows - 1 - row), min(column, columns - 1 - column)
            if traits.plan == "permuted":
                way = int(steps[(column + row * (1 + len(steps) // 3)) % len(steps)])
            elif traits.plan == "mirrored":
                way = int(lots[j, i])
                way = ACROSS[way] if column != i else way
                way = OVER[way] if row != j else way
            accent = bool(special[j, i] if traits.plan == "mirrored" else special[row, column])
            colours = _colours(traits, way, ground, inks, order, scheme.accent if accent else None)
            at = origin + np.array([column, row]) * side
            canvas.polygon(at + SQUARE * side, colours[0], colours[0], 0.6)
            if way not in shapes:
                shapes[way] = _bands(way, traits.bands)
            for band, shape in enumerate(shapes[way]):
                # A little over the edge, or bands that go on in the next cell would show a seam.
                canvas.polygon(at - 0.3 + shape * (side + 0.6), colours[band % len(colours)])


def _colours(
    traits: LeWitt, way: int, ground: RGB, inks: tuple[RGB, ...], order: NDArray[np.int64], accent: RGB | None
) -> list[RGB]:
    """The colours that the bands of a cell take in turn."""
    if accent is not None:
        return [ground, accent]
    if traits.colours == "cycle":
        turned = [inks[int(order[(i + way) % len(inks)])] for i in range(len(inks))]
        return [ground, *turned] if len(turned) % 2 else [*turned, ground]
    if traits.colours == "way":
        ink = inks[int(order[way % len(inks)])]
        return [mix(ground, ink, 0.22), ink] if way % 3 else [ground, ink]
    return [ground, inks[-1]]


def _bands(way: int, count: int) -> list[Floats]:
    """Shapes in the unit square, each covering part of the one before."""
    if way < 4:
        turn = way * np.pi / 4
        normal = np.array([np.cos(turn), np.sin(turn)])
        reach = SQUARE @ normal
        cuts = np.linspace(reach.min(), reach.max(), count + 1)[:-1]
        return [_clip(SQUARE, -normal, -float(cut)) for cut in cuts]
    heart = HEARTS[way - 4]
    longest = 1.0 if way < 8 else float(np.hypot(0.5, 1))
    shapes = []
    for radius in np.linspace(longest, 0, count, endpoint=False):
        t = np.linspace(0, 2 * np.pi, 121)[:-1]
        disc = heart + np.stack([np.cos(t), np.sin(t)], axis=1) * radius
        for edge, limit in (([1, 0], 1.0), ([-1, 0], 0.0), ([0, 1], 1.0), ([0, -1], 0.0)):
            disc = _clip(disc, np.array(edge), limit)
        shapes.append(disc)
    return shapes


def _clip(shape: Floats, normal: Floats, limit: float) -> Floats:
    """The part of a convex shape on one side of a line (Sutherland and Hodgman, 1974)."""
    excess = shape @ normal - limit
    kept: list[Floats] = []
    for here, beyond, a, b in zip(shape, np.roll(shape, -1, 0), excess, np.roll(excess, -1), strict=True):
        if a <= 1e-12:
            kept.append(here)
        if (a > 1e-12) != (b > 1e-12) and a != b:
            kept.append(here + (beyond - here) * (a / (a - b)))
    return np.array(kept)
