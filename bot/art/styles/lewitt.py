"""A wall drawing: a short instruction, carried out cell by cell without exception.

After Sol LeWitt, "Paragraphs on Conceptual Art" (1967) and his wall drawings: lines in four
directions (1969 on), arcs from corners and sides (1971 on), bands of colour (1980s). The instruction
decides; whoever draws only carries it out.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import RGB, SQUARE, Floats, Grid, Rng, Smooth, direction, mix
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

# Each instruction allows a range of the ways to fill a cell: 0-3 are bands at so many eighths of a turn,
# 4-7 arcs from a corner, 8-11 arcs from a side.
INSTRUCTIONS = {
    "directions": (3, text("a wall drawing of bands in four directions"), (0, 4)),
    "corners": (3, text("a wall drawing of arcs from corners"), (4, 8)),
    "sides": (3, text("a wall drawing of arcs from corners and sides"), (4, 12)),
    "everything": (
        2,
        text("a wall drawing of bands in four directions and arcs from corners and sides"),
        (0, 12),
    ),
}
CENTRES = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]])
# What a way becomes in a mirror, left to right and upside down.
ACROSS = np.array([0, 3, 2, 1, 5, 4, 7, 6, 8, 11, 10, 9])
OVER = np.array([0, 3, 2, 1, 7, 6, 5, 4, 10, 9, 8, 11])
# Translators: how the cells of the grid follow one another; a way is a way to fill a cell.
PLANS = {
    "mirrored": (4, text("mirrored down and across")),
    "free": (3, text("each cell as it comes")),
    "permuted": (2, text("every way in turn, row by row")),
}
# Translators: a way is one of the ways to fill a cell, such as arcs from its top left corner.
COLOURS = {
    "way": (3, text("one colour to a way")),
    "cycle": (3, text("all colours in turn")),
    "single": (2, text("in one colour")),
}


@dataclass(frozen=True)
class LeWitt:
    instruction: Option = choice(INSTRUCTIONS, "what may be drawn")
    plan: Option = choice(PLANS, "how cells follow one another")
    cells: int = whole(3, 7, "cells along the short side")
    bands: int = whole(4, 11, "bands in a cell")
    colours: Option = choice(COLOURS, "what decides a colour")
    border: bool = flag(0.5, "a margin around the drawing")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{drawing} in a grid of {cells} cells to a side, {plan}, {bands} bands to a cell, "
            "{colours}, {ground}",
            drawing=self.instruction.words,
            cells=self.cells,
            plan=self.plan.words,
            bands=self.bands,
            colours=self.colours.words,
            ground=on_ground(dark=self.night),
        )


@style(
    id="lewitt",
    # Translators: what Sol LeWitt called these works.
    name=text("Wall Drawing"),
    about=text("an instruction of bands and arcs, carried out cell by cell"),
    source="Sol LeWitt, wall drawings, 1969-2007",
)
def lewitt(canvas: Smooth, traits: LeWitt, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.within(canvas, traits.cells, 60) if traits.border else Grid.covering(canvas, traits.cells)
    row, column = grid.indices
    first, last = traits.instruction.value
    ways = rng.randint(first, last, row.shape)
    sequence = rng.permutation(np.arange(first, last))
    inks = [scheme.inks[i] for i in rng.permutation(len(scheme.inks))]
    accented = rng.random_sample(row.shape) < 0.06
    if traits.plan == "permuted":
        ways = sequence[(column + row * (1 + len(sequence) // 3)) % len(sequence)]
    elif traits.plan == "mirrored":
        j, i = np.minimum(row, grid.rows - 1 - row), np.minimum(column, grid.columns - 1 - column)
        ways, accented = ways[j, i], accented[j, i]
        ways = np.where(column != i, ACROSS[ways], ways)
        ways = np.where(row != j, OVER[ways], ways)
    shapes = {way: _bands(way, traits.bands) for way in np.unique(ways).tolist()}
    for place in np.ndindex(row.shape):
        way = int(ways[place])
        colours = [scheme.ground, scheme.accent] if accented[place] else _colours(traits, scheme, inks, way)
        corner = grid.to_units((column[place], row[place]))
        canvas.polygon(corner + SQUARE * grid.side, colours[0], colours[0], 0.6)
        for band, shape in enumerate(shapes[way]):
            # A little over the edge, or bands that go on in the next cell would show a seam.
            canvas.polygon(corner - 0.3 + shape * (grid.side + 0.6), colours[band % len(colours)])


def _colours(traits: LeWitt, scheme: Scheme, inks: list[RGB], way: int) -> list[RGB]:
    """Return the colours that the bands of a cell take in turn."""
    if traits.colours == "cycle":
        turn = way % len(inks)
        cycle = [*inks[turn:], *inks[:turn]]
        return [scheme.ground, *cycle] if len(cycle) % 2 else [*cycle, scheme.ground]
    if traits.colours == "way":
        ink = inks[way % len(inks)]
        return [mix(scheme.ground, ink, 0.22), ink] if way % 3 else [scheme.ground, ink]
    return [scheme.ground, scheme.inks[-1]]


def _bands(way: int, count: int) -> list[Floats]:
    """Return shapes in the unit square, each covering part of the one before."""
    if way < 4:
        normal = direction(way * np.pi / 4)
        reach = SQUARE @ normal
        cuts = np.linspace(reach.min(), reach.max(), count + 1)[:-1]
        return [_clip(SQUARE, -normal, -float(cut)) for cut in cuts]
    circle = direction(np.linspace(0, 2 * np.pi, 121)[:-1])
    longest = 1.0 if way < 8 else float(np.hypot(0.5, 1))
    shapes = []
    for radius in np.linspace(longest, 0, count, endpoint=False):
        disc = CENTRES[way - 4] + circle * radius
        for edge, limit in (([1, 0], 1.0), ([-1, 0], 0.0), ([0, 1], 1.0), ([0, -1], 0.0)):
            disc = _clip(disc, np.array(edge), limit)
        shapes.append(disc)
    return shapes


def _clip(shape: Floats, normal: Floats, limit: float) -> Floats:
    """Return the part of a convex shape on one side of a line (Sutherland and Hodgman, 1974)."""
    excess = shape @ normal - limit
    kept: list[Floats] = []
    for here, beyond, a, b in zip(shape, np.roll(shape, -1, 0), excess, np.roll(excess, -1), strict=True):
        if a <= 1e-12:
            kept.append(here)
        if (a > 1e-12) != (b > 1e-12) and a != b:
            kept.append(here + (beyond - here) * (a / (a - b)))
    return np.array(kept)
