"""Broad ribbons that follow a field and never touch.

After the structure of Tyler Hobbs' "Fidenza" (2021): curves of a flow field, drawn as ribbons of a
few widths, the widest first, each one stopping before it would hit another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing import Floats, Noise, Rng, Smooth, direction, ranked, trace
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

CELL = 4.0
STEP = 7.0
PAD = 220.0
TRIES = 2300
BLOCKS = 12
ACCENT = 0.07
WIDTHS = {
    "broad": (3, text("broad ribbons"), (92.0, 60.0, 36.0, 20.0, 11.0)),
    "mixed": (4, text("mixed ribbons"), (120.0, 52.0, 26.0, 13.0, 7.0)),
    "even": (2, text("even ribbons"), (34.0, 28.0, 22.0)),
    "fine": (2, text("fine ribbons"), (30.0, 15.0, 9.0)),
    "huge": (1, text("huge ribbons"), (200.0, 130.0, 60.0, 24.0)),
}
CUTS = {
    "whole": (5, text("flowing side by side without touching")),
    "blocks": (3, text("flowing side by side without touching, cut into blocks")),
    "stripes": (1.5, text("flowing side by side without touching, striped along their length")),
}


@dataclass(frozen=True)
class Ribbons:
    widths: Option = choice(WIDTHS, "the ribbons' widths")
    feature: float = number(500, 1700, "size of the field's features")
    bend: float = number(0.25, 1.0, "how far the field turns, in half turns")
    heading: float = number(0, 360, "main direction, in degrees")
    spacing: float = number(2, 9, "gap between ribbons")
    cut: Option = choice(CUTS, "what a ribbon is made of")
    framed: bool = flag(0.45, "whether a margin stays empty")
    night: bool = flag(0.35, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{ribbons} {flowing}, {edge}, {colours}",
            ribbons=self.widths.words,
            flowing=self.cut.words,
            edge=text("inside a wide margin") if self.framed else text("to every edge"),
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="ribbons",
    name=text("Ribbons"),
    about=text("broad ribbons that follow a field and never touch"),
    source="after Tyler Hobbs, Fidenza, 2021",
)
def ribbons(canvas: Smooth, traits: Ribbons, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    field, regions = Noise(rng), Noise(rng)
    taken = _Taken(canvas, 66.0 if traits.framed else None)
    widths = traits.widths.value
    # Narrow ribbons are for the gaps that are left, so they need the most tries.
    tries = np.arange(1, len(widths) + 1) ** 1.4
    tries *= TRIES * canvas.area / tries.sum()
    colours = [*scheme.others, scheme.accent]
    inks = len(scheme.others)
    # Gathered by pen and colour, because drawing many lines with one pen is faster.
    lines: dict[tuple[float, int], list[Floats]] = {}

    def flow(points: Floats) -> Floats:
        turn = field(*(points / traits.feature).T) * traits.bend * np.pi * 1.5
        return STEP * direction(turn + np.radians(traits.heading))

    for width, count in zip(widths, tries.astype(int).tolist(), strict=True):
        starts = rng.random_sample((count, 2)) * (canvas.size + PAD) - PAD / 2
        paths = trace(starts, flow, int(70 + width * 0.5))
        reaches = rng.uniform(0.2, 1.0, count) ** 0.7
        tone = regions.at(starts / 800) + rng.normal(0, 0.13, count)
        ink = (ranked(tone) / count * inks).astype(int)
        ink[rng.random_sample(count) < ACCENT] = inks
        draws = rng.random_sample((count, BLOCKS))
        for path, reach, own, chances in zip(paths, reaches.tolist(), ink.tolist(), draws, strict=True):
            free = taken.place(path, width, traits.spacing, reach)
            if free is None:
                continue
            for pen, draw, line in _lines(free, width, traits.cut, chances):
                other = int(draw * inks)
                lines.setdefault((pen, other if other < inks else own), []).append(line)
    for (pen, nth), strokes in lines.items():
        canvas.lines(strokes, colours[nth], pen)


class _Taken:
    """The cells of a coarse grid that a ribbon already lies on."""

    def __init__(self, canvas: Smooth, margin: float | None) -> None:
        self._columns, self._rows = (round((side + 2 * PAD) / CELL) + 1 for side in canvas.size)
        cells = np.zeros((self._rows, self._columns), dtype=bool)
        if margin is not None:
            rim = int((PAD + margin) / CELL)
            cells[:rim] = cells[-rim:] = True
            cells[:, :rim] = cells[:, -rim:] = True
        self._cells = cells.ravel()

    def place(self, path: Floats, width: float, gap: float, reach: float) -> Floats | None:
        """Return as much of the path as is free from its start on, and take it, if it is long enough.

        :param reach: the share of the free length to use, 0 to 1.
        """
        shortest = max(width * 0.9, 22.0)
        x, y = path[0].tolist()
        # Most starts are already taken, and looking at one cell is cheap.
        if self._cells[int((y + PAD) / CELL) * self._columns + int((x + PAD) / CELL)]:
            return None
        free = self._free(self._at(path))
        if free * STEP < shortest:
            return None
        path = path[: max(3, int(free * (0.35 + 0.65 * reach)))]
        half = width / 2 + gap
        across = np.linspace(-half, half, int(2 * half / (CELL * 0.8)) + 2)
        at = self._at(path[:, None] + _normals(path)[:, None] * across[:, None])
        trim = 1 + int(gap / STEP)
        end = self._free(at) - trim
        if (end - trim) * STEP <= shortest:
            return None
        self._cells[at[trim:end]] = True
        return path[trim:end]

    def _at(self, points: Floats) -> NDArray[np.intp]:
        """Return the cells that points lie in."""
        cell = ((points + PAD) / CELL).astype(np.intp)
        column = np.minimum(np.maximum(cell[..., 0], 0), self._columns - 1)
        row = np.minimum(np.maximum(cell[..., 1], 0), self._rows - 1)
        return row * self._columns + column

    def _free(self, at: NDArray[np.intp]) -> int:
        """Return how many rows of cells are free, from the first on."""
        hit = np.any(self._cells[at.reshape(len(at), -1)], axis=1)
        first = int(hit.argmax())
        return first if hit[first] else len(hit)


def _normals(path: Floats) -> Floats:
    """Return the unit vectors across a path at its points."""
    along = np.gradient(path, axis=0) / STEP
    return np.stack([-along[:, 1], along[:, 0]], axis=1)


def _lines(path: Floats, width: float, cut: str, draws: Floats) -> Iterator[tuple[float, float, Floats]]:
    """Yield the lines of one ribbon: the pen's width, a random number, and the points.

    A number under 1 selects one of the inks for the line; otherwise it has the ribbon's own colour.
    """
    if cut == "blocks" and width > 8:
        lengths = np.maximum(2, width * (0.25 + 2.2 * draws**3) / STEP).astype(int).tolist()
        begin = 0
        for nth in range(10 * BLOCKS):
            end = begin + lengths[nth % BLOCKS]
            # A stump at the end would look like a mistake.
            end = len(path) - 1 if end + 3 >= len(path) else end
            yield width, draws[(nth + 1) % BLOCKS] * 7, path[begin : end + 1]
            begin = end + 1
            if begin >= len(path) - 1:
                return
    elif cut == "stripes" and width > 12:
        count = 2 + int(draws[0] * 3.5)
        normals = _normals(path)
        for nth in range(count):
            offset = width * ((nth + 0.5) / count - 0.5)
            draw = draws[1] * 2.5 if nth % 2 else 1.0
            yield width / count * 0.72, draw, (path + normals * offset)[::2]
    else:
        yield width, 1.0, path[:: 1 if len(path) < 8 else 2]
