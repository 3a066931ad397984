"""Corridors coloured by the distance from where they begin.

Source: the growing-tree algorithm as Jamis Buck describes it in "Mazes for Programmers" (2015),
and his colouring by distance: from some cell on, carve into an unvisited neighbour, from the
newest cell (long winding corridors) or from any (short branching ones).
"""

import math
from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import as_rgb, gradient
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Point = tuple[float, float]
BINS = 40
MARGIN = 62.0


@dataclass(frozen=True)
class Maze:
    plan: str = choice({"square": 3, "round": 3, "disc": 2}, "what the maze is laid out on")
    pitch: float = number(15, 42, "distance between corridors")
    growth: str = choice({"winding": 4, "branching": 1.5, "mixed": 2}, "how it grew")
    weight: float = number(0.42, 0.82, "width of a corridor, as a share of the pitch")
    tides: int = whole(1, 4, "how often the colours come round")
    start: str = choice({"middle": 3, "corner": 2, "anywhere": 2}, "where the distance is counted from")
    thread: bool = flag(0.3, "whether the longest way is drawn in")
    night: bool = flag(0.55, "whether the walls are dark")

    def describe(self, palette: Palette) -> Text:
        plan = {
            "square": text("a maze of squares"),
            "round": text("a maze of rings"),
            "disc": text("a maze cut to a disc"),
        }
        growth = {
            "winding": text("with winding corridors"),
            "branching": text("with branching corridors"),
            "mixed": text("with mixed corridors"),
        }
        distance = text("coloured by how far they are from the start")
        if self.thread:
            distance = text("{distance}, a thread along its longest way", distance=distance)
        return text(
            "{maze} {corridors}, {distance}, {colours}",
            maze=plan[self.plan],
            corridors=growth[self.growth],
            distance=distance,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="maze",
    name=text("Maze"),
    about=text("corridors coloured by the distance from where they begin"),
    source="Jamis Buck, Mazes for Programmers, 2015",
    traits=Maze,
    surface=Smooth,
)
def maze(canvas: Smooth, traits: Maze, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    # A wider pitch on a long canvas keeps the number of cells in bounds.
    pitch = traits.pitch * (canvas.width * canvas.height / 1e6) ** 0.25
    plan = _rings(canvas, pitch) if traits.plan == "round" else _grid(canvas, pitch, traits.plan == "disc")
    at = {
        "middle": np.array(canvas.centre),
        "corner": np.array([0.0, canvas.height * float(rng.randint(2))]),
        "anywhere": rng.random_sample(2) * [canvas.width, canvas.height],
    }[traits.start]
    root = int(np.hypot(*(plan.points - at).T).argmin())
    parent, distance = _carve(plan.near, root, traits.growth, rng)

    stops = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    stops = [*stops, scheme.accent] if len(stops) < 3 or traits.tides % 2 else stops
    ramp = gradient(stops if traits.tides == 1 else [*stops, *stops[-2::-1]], BINS)
    far = max(distance) + 1
    tides = max(1, traits.tides)
    bins = [int(d / far * tides * BINS) % BINS for d in distance]
    width = pitch * traits.weight
    runs: dict[int, list[list[Point]]] = {}
    ends: dict[int, tuple[int, list[Point]]] = {}
    for cell in sorted(range(len(parent)), key=distance.__getitem__):
        up = parent[cell]
        if up < 0:
            continue
        before = ends.pop(up, None)
        if before is not None and before[0] == bins[cell]:
            run = before[1]
        else:
            run = [plan.place(up)]
            runs.setdefault(bins[cell], []).append(run)
        run.extend(plan.way(up, cell))
        ends[cell] = (bins[cell], run)
    for nth in sorted(runs):
        canvas.lines(runs[nth], as_rgb(ramp[nth]), width, round=True)
    if traits.thread:
        cell, way = distance.index(far - 1), []
        while parent[cell] >= 0:
            way += plan.way(parent[cell], cell)[::-1]
            cell = parent[cell]
        way.append(plan.place(cell))
        canvas.line(way, scheme.ground, width * 0.36, round=True)
    x, y = plan.place(root)
    canvas.circle(x, y, width * 0.8, scheme.accent)
    canvas.circle(x, y, width * 0.4, scheme.ground)


@dataclass(frozen=True)
class _Plan:
    """Where the cells are, and which are neighbours. On rings, also radius and angle."""

    points: Floats
    near: list[list[int]]
    polar: list[Point] | None = None

    def place(self, cell: int) -> Point:
        x, y = self.points[cell].tolist()
        return x, y

    def way(self, a: int, b: int) -> list[Point]:
        """From one cell to a neighbour, without the first point."""
        if self.polar is None:
            return [self.place(b)]
        (inner, _), (outer, _) = sorted((self.polar[a], self.polar[b]))
        (_, begin), (radius, end) = self.polar[a], self.polar[b]
        if inner < 1:
            return [self.place(b)]
        turn = (end - begin + np.pi) % (2 * np.pi) - np.pi
        steps = max(2, int(abs(turn) * inner / 7) + 1)
        # Along the inner of the two rings, then straight outwards, or the other way about.
        arc = [self._at(inner, begin + turn * nth / steps) for nth in range(steps + 1)]
        return [*arc[1:], self.place(b)] if radius == outer else [*arc, self.place(b)]

    def _at(self, radius: float, angle: float) -> Point:
        x, y = self.points[0].tolist()
        return x + radius * math.cos(angle), y + radius * math.sin(angle)


def _grid(canvas: Smooth, pitch: float, cut: bool) -> _Plan:
    columns, rows = (max(3, int((side - 2 * MARGIN) / pitch)) for side in (canvas.width, canvas.height))
    row, column = np.divmod(np.arange(rows * columns), columns)
    away = np.stack([column - (columns - 1) / 2, row - (rows - 1) / 2], axis=1) * pitch
    inside = np.hypot(*away.T) < (500 - MARGIN if cut else 1e9)
    number = np.where(inside, np.cumsum(inside) - 1, -1).reshape(rows, columns)
    framed = np.pad(number, 1, constant_values=-1)
    sides = np.stack([framed[:-2, 1:-1], framed[2:, 1:-1], framed[1:-1, :-2], framed[1:-1, 2:]], axis=2)
    near = [[n for n in four if n >= 0] for four in sides[number >= 0].tolist()]
    return _Plan(away[inside] + canvas.centre, near)


def _rings(canvas: Smooth, pitch: float) -> _Plan:
    """A cell in the middle, and rings whose cells are about as long as they are wide."""
    reach = math.hypot(*canvas.centre) if canvas.width != canvas.height else 500 - MARGIN
    polar: list[Point] = [(0.0, 0.0)]
    near: list[list[int]] = [[]]
    count, first_before = 1, 0
    for ring in range(1, int(reach / pitch) + 1):
        ratio = max(1, round(2 * math.pi * ring / count / 1.25)) if ring > 1 else 6
        before, count = count, count * min(ratio, 2 if ring > 1 else 6)
        first = len(polar)
        for nth in range(count):
            polar.append((ring * pitch, (nth + 0.5) / count * 2 * math.pi))
            inward = first_before + nth * before // count
            near.append([first + (nth - 1) % count, first + (nth + 1) % count, inward])
            near[inward].append(first + nth)
        first_before = first
    radius, angle = np.array(polar).T
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1) + canvas.centre
    return _Plan(points, near, polar)


def _carve(near: list[list[int]], root: int, growth: str, rng: Rng) -> tuple[list[int], list[int]]:
    """The cell that each was carved from (-1 for the root), and its distance from there."""
    parent, distance = [-2] * len(near), [0] * len(near)
    parent[root] = -1
    active = [root]
    newest = {"winding": 1.0, "branching": 0.0, "mixed": 0.9}[growth]
    rolls = rng.random_sample((2 * len(near) + 2, 2)).tolist()
    for roll, toss in rolls:
        if not active:
            break
        at = len(active) - 1 if roll < newest else int(toss * len(active))
        cell = active[at]
        fresh = [n for n in near[cell] if parent[n] == -2]
        if fresh:
            chosen = fresh[int((roll * 7919 + toss) % 1 * len(fresh))]
            parent[chosen], distance[chosen] = cell, distance[cell] + 1
            active.append(chosen)
        else:
            active[at] = active[-1]
            active.pop()
    return parent, distance
