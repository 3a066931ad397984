"""Broad ribbons that follow a field and never touch.

Source: after the structure of Tyler Hobbs' "Fidenza" (2021): curves of a flow field, drawn as
ribbons of a few widths, the widest first, each one stopping before it would hit another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

CELL = 4.0
STEP = 7.0
PAD = 220.0
TRIES = 2300
BLOCKS = 12
ACCENT = 0.07
WIDTHS = {
    "broad": (92.0, 60.0, 36.0, 20.0, 11.0),
    "mixed": (120.0, 52.0, 26.0, 13.0, 7.0),
    "even": (34.0, 28.0, 22.0),
    "fine": (30.0, 15.0, 9.0),
    "huge": (200.0, 130.0, 60.0, 24.0),
}


@dataclass(frozen=True)
class Ribbons:
    widths: str = choice({"broad": 3, "mixed": 4, "even": 2, "fine": 2, "huge": 1}, "the ribbons' widths")
    feature: float = number(500, 1700, "size of the field's features")
    bend: float = number(0.25, 1.0, "how far the field turns, in half turns")
    heading: float = number(0, 360, "main direction, in degrees")
    spacing: float = number(2, 9, "gap between ribbons")
    cut: str = choice({"whole": 5, "blocks": 3, "stripes": 1.5}, "what a ribbon is made of")
    framed: bool = flag(0.45, "whether a margin stays empty")
    night: bool = flag(0.35, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        widths = {
            "broad": text("broad ribbons"),
            "mixed": text("mixed ribbons"),
            "even": text("even ribbons"),
            "fine": text("fine ribbons"),
            "huge": text("huge ribbons"),
        }
        flowing = {
            "whole": text("flowing side by side without touching"),
            "blocks": text("flowing side by side without touching, cut into blocks"),
            "stripes": text("flowing side by side without touching, striped along their length"),
        }
        return text(
            "{ribbons} {flowing}, {edge}, {colours}",
            ribbons=widths[self.widths],
            flowing=flowing[self.cut],
            edge=text("inside a wide margin") if self.framed else text("to every edge"),
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="ribbons",
    name=text("Ribbons"),
    about=text("broad ribbons that follow a field and never touch"),
    source="after Tyler Hobbs, Fidenza, 2021",
    traits=Ribbons,
    surface=Smooth,
)
def ribbons(canvas: Smooth, traits: Ribbons, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    noise, regions = Noise(rng), Noise(rng)
    taken = _Taken(canvas, 66.0 if traits.framed else None)
    widths = WIDTHS[traits.widths]
    # Rounded, as the canvas's own sides can be off by a last digit from one size to the next.
    area = round(canvas.width * canvas.height / 1e6, 6)
    # Narrow ribbons are for the gaps that are left, so they need the most tries.
    tries = np.arange(1, len(widths) + 1) ** 1.4
    tries *= TRIES * area / tries.sum()
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    strokes: dict[tuple[float, int], list[Floats]] = {}
    for width, count in zip(widths, tries.astype(int).tolist(), strict=True):
        starts = rng.random_sample((count, 2)) * [canvas.width + PAD, canvas.height + PAD] - PAD / 2
        paths = _trace(noise, traits, starts, int(70 + width * 0.5))
        reach = rng.uniform(0.2, 1.0, count) ** 0.7
        tone = regions(starts[:, 0] / 800, starts[:, 1] / 800) + rng.normal(0, 0.13, count)
        rank = np.argsort(np.argsort(tone, kind="stable"), kind="stable") / count
        ink = (rank * len(inks)).astype(int)
        ink[rng.random_sample(count) < ACCENT] = len(inks)
        toss = rng.random_sample((count, BLOCKS))
        for i in range(count):
            path = taken.place(paths[i], width, traits.spacing, reach[i])
            if len(path) * STEP > max(width * 0.9, 22.0):
                for pen, which, piece in _pieces(path, width, traits, int(ink[i]), toss[i], len(inks)):
                    strokes.setdefault((pen, which), []).append(piece)
    colours = [*inks, scheme.accent]
    for (pen, which), pieces in strokes.items():
        canvas.lines(pieces, colours[which], pen)


class _Taken:
    """Which cells of a coarse grid a ribbon already lies on."""

    def __init__(self, canvas: Smooth, margin: float | None) -> None:
        self._columns = round((canvas.width + 2 * PAD) / CELL) + 1
        self._rows = round((canvas.height + 2 * PAD) / CELL) + 1
        cells = np.zeros((self._rows, self._columns), dtype=bool)
        if margin is not None:
            rim = int((PAD + margin) / CELL)
            cells[:rim] = cells[-rim:] = True
            cells[:, :rim] = cells[:, -rim:] = True
        self._cells = cells.ravel()

    def place(self, path: Floats, width: float, gap: float, reach: float) -> Floats:
        """As much of the path as is free from its start on; takes it, if it is long enough."""
        # Most starts are taken by now: the cheapest question first.
        if self._cells[
            int(path[0, 1] / CELL + PAD / CELL) * self._columns + int(path[0, 0] / CELL + PAD / CELL)
        ]:
            return path[:0]
        free = self._free(self._at(path))
        if free * STEP < max(width * 0.9, 22.0):
            return path[:0]
        path = path[: max(3, int(free * (0.35 + 0.65 * reach)))]
        along = np.gradient(path, axis=0) / STEP
        normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
        half = width / 2 + gap
        across = np.linspace(-half, half, int(2 * half / (CELL * 0.8)) + 2)
        at = self._at(path[:, None] + normal[:, None] * across[:, None])
        trim = 1 + int(gap / STEP)
        end = self._free(at) - trim
        if (end - trim) * STEP <= max(width * 0.9, 22.0):
            return path[:0]
        self._cells[at[trim:end]] = True
        return path[trim:end]

    def _at(self, points: Floats) -> NDArray[np.intp]:
        cell = ((points + PAD) / CELL).astype(np.intp)
        column = np.minimum(np.maximum(cell[..., 0], 0), self._columns - 1)
        row = np.minimum(np.maximum(cell[..., 1], 0), self._rows - 1)
        result: NDArray[np.intp] = row * self._columns + column
        return result

    def _free(self, at: NDArray[np.intp]) -> int:
        hit: NDArray[np.bool_] = np.asarray(self._cells[at].reshape(len(at), -1).any(axis=1))
        first = int(hit.argmax())
        return first if hit[first] else len(hit)


def _trace(noise: Noise, traits: Ribbons, starts: Floats, steps: int) -> Floats:
    """(ribbons, steps, 2): all of them walk at once."""
    paths = np.empty((len(starts), steps, 2))
    at = starts.copy()
    for step in range(steps):
        paths[:, step] = at
        turn = noise(at[:, 0] / traits.feature, at[:, 1] / traits.feature) * traits.bend * np.pi * 1.5
        angle = turn + np.radians(traits.heading)
        at += STEP * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return paths


def _pieces(
    path: Floats, width: float, traits: Ribbons, ink: int, toss: Floats, inks: int
) -> Iterator[tuple[float, int, Floats]]:
    """The pens, inks and lines that one ribbon is drawn with."""
    if traits.cut == "blocks" and width > 8:
        lengths = np.maximum(2, (width * (0.25 + 2.2 * toss**3) / STEP)).astype(int)
        begin = 0
        for nth in range(10 * BLOCKS):
            end = begin + int(lengths[nth % BLOCKS])
            # A stump at the end would look like a mistake.
            end = len(path) - 1 if end + 3 >= len(path) else end
            other = int(toss[(nth + 1) % BLOCKS] * 7 * inks)
            yield width, other if other < inks else ink, path[begin : end + 1]
            begin = end + 1
            if begin >= len(path) - 1:
                return
    elif traits.cut == "stripes" and width > 12:
        count = 2 + int(toss[0] * 3.5)
        along = np.gradient(path, axis=0) / STEP
        normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
        for nth in range(count):
            offset = width * ((nth + 0.5) / count - 0.5)
            other = int(toss[1] * 2.5 * inks)
            which = other if nth % 2 and other < inks else ink
            yield width / count * 0.72, which, (path + normal * offset)[::2]
    else:
        yield width, ink, path[:: 1 if len(path) < 8 else 2]
