"""Corridors coloured by the distance from where they begin.

Source: the growing-tree algorithm as Jamis Buck describes it in "Mazes for Programmers" (2015),
and his colouring by distance: from some cell on, carve into an unvisited neighbour, from the
newest cell (long winding corridors) or from any (short branching ones).
"""

import math
from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Floats, Grid, Rng, Smooth, direction, distance, tones
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

Point = tuple[float, float]
Stroke = list[Point]
SHADES = 40
MARGIN = 62.0
PLANS = {
    "square": (3, text("a maze of squares")),
    "round": (3, text("a maze of rings")),
    "disc": (2, text("a maze cut to a disc")),
}
# Each with how often a corridor goes on from the newest cell, rather than from any.
GROWTHS = {
    "winding": (4, text("with winding corridors"), 1.0),
    "branching": (1.5, text("with branching corridors"), 0.0),
    "mixed": (2, text("with mixed corridors"), 0.9),
}


@dataclass(frozen=True)
class Maze:
    plan: Option = choice(PLANS, "what the maze is laid out on")
    pitch: float = number(15, 42, "distance between corridors")
    growth: Option = choice(GROWTHS, "how it grew")
    weight: float = number(0.42, 0.82, "width of a corridor, as a share of the pitch")
    tides: int = whole(1, 4, "how often the colours come round")
    start: str = choice({"middle": 3, "corner": 2, "anywhere": 2}, "where the distance is counted from")
    thread: bool = flag(0.3, "whether the longest way is drawn in")
    night: bool = flag(0.55, "whether the walls are dark")

    def describe(self, palette: Palette) -> Text:
        coloured = text("coloured by how far they are from the start")
        if self.thread:
            coloured = text("{distance}, a thread along its longest way", distance=coloured)
        return text(
            "{maze} {corridors}, {distance}, {colours}",
            maze=self.plan.words,
            corridors=self.growth.words,
            distance=coloured,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="maze",
    name=text("Maze"),
    about=text("corridors coloured by the distance from where they begin"),
    source="Jamis Buck, Mazes for Programmers, 2015",
)
def maze(canvas: Smooth, traits: Maze, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    # A wider pitch on a long canvas keeps the number of cells in bounds.
    pitch = traits.pitch * (canvas.width * canvas.height / 1e6) ** 0.25
    plan = _rings(canvas, pitch) if traits.plan == "round" else _grid(canvas, pitch, traits.plan == "disc")
    start = {
        "middle": canvas.size / 2,
        "corner": np.array([0.0, canvas.height * float(rng.randint(2))]),
        "anywhere": rng.random_sample(2) * canvas.size,
    }[traits.start]
    root = int(distance(plan.points, start).argmin())
    parents, steps = _carve(plan.neighbours, root, traits.growth.value, rng)

    stops = [*scheme.others]
    if len(stops) < 3 or traits.tides % 2:
        stops.append(scheme.accent)
    run = tones(stops if traits.tides == 1 else [*stops, *stops[-2::-1]], SHADES)
    longest = max(steps)
    shades = [int(step / (longest + 1) * traits.tides * SHADES) % SHADES for step in steps]
    width = pitch * traits.weight
    for shade, strokes in sorted(_strokes(plan, parents, steps, shades).items()):
        canvas.lines(strokes, run[shade], width, round=True)
    if traits.thread:
        cell, way = steps.index(longest), []
        while cell != root:
            way += plan.way(parents[cell], cell)[::-1]
            cell = parents[cell]
        canvas.line([*way, plan.place(root)], scheme.ground, width * 0.36, round=True)
    x, y = plan.place(root)
    canvas.circle(x, y, width * 0.8, scheme.accent)
    canvas.circle(x, y, width * 0.4, scheme.ground)


@dataclass(frozen=True)
class _Plan:
    """Where the cells are, and the neighbours of each. On rings, also radius and angle."""

    points: Floats
    neighbours: list[list[int]]
    polar: list[Point] | None = None

    def place(self, cell: int) -> Point:
        x, y = self.points[cell].tolist()
        return x, y

    def way(self, a: int, b: int) -> Stroke:
        """Return the points on the way from one cell to a neighbour, without the first."""
        if self.polar is None:
            return [self.place(b)]
        (inner, _), (outer, _) = sorted((self.polar[a], self.polar[b]))
        (_, begin), (radius, end) = self.polar[a], self.polar[b]
        if inner < 1:
            return [self.place(b)]
        turn = (end - begin + np.pi) % (2 * np.pi) - np.pi
        steps = max(2, int(abs(turn) * inner / 7) + 1)
        angles = [begin + turn * nth / steps for nth in range(steps + 1)]
        x, y = self.place(0)
        arc = [(x + inner * math.cos(angle), y + inner * math.sin(angle)) for angle in angles]
        # Along the inner of the two rings, then straight outwards, or the other way about.
        return [*arc[1:], self.place(b)] if radius == outer else [*arc, self.place(b)]


def _grid(canvas: Smooth, pitch: float, cut: bool) -> _Plan:
    """Return square cells, or only those within a disc."""
    columns, rows = (max(3, int((side - 2 * MARGIN) / pitch)) for side in (canvas.width, canvas.height))
    grid = Grid(columns, rows, pitch, canvas.size / 2)
    inside = distance(grid.centres, grid.middle) < (500 - MARGIN if cut else np.inf)
    number = np.where(inside, np.cumsum(inside) - 1, -1).reshape(rows, columns)
    framed = np.pad(number, 1, constant_values=-1)
    sides = np.stack([framed[:-2, 1:-1], framed[2:, 1:-1], framed[1:-1, :-2], framed[1:-1, 2:]], axis=2)
    neighbours = [[n for n in four if n >= 0] for four in sides[number >= 0].tolist()]
    return _Plan(grid.centres[inside], neighbours)


def _rings(canvas: Smooth, pitch: float) -> _Plan:
    """Return a cell in the middle, and rings whose cells are about as long as they are wide."""
    reach = math.hypot(*canvas.centre) if canvas.width != canvas.height else 500 - MARGIN
    polar: list[Point] = [(0.0, 0.0)]
    neighbours: list[list[int]] = [[]]
    count, first_before = 1, 0
    for ring in range(1, int(reach / pitch) + 1):
        ratio = min(2, max(1, round(2 * math.pi * ring / count / 1.25))) if ring > 1 else 6
        before, count = count, count * ratio
        first = len(polar)
        for nth in range(count):
            polar.append((ring * pitch, (nth + 0.5) / count * 2 * math.pi))
            inward = first_before + nth * before // count
            neighbours.append([first + (nth - 1) % count, first + (nth + 1) % count, inward])
            neighbours[inward].append(first + nth)
        first_before = first
    radius, angle = np.array(polar).T
    return _Plan(direction(angle) * radius[:, None] + canvas.centre, neighbours, polar)


def _carve(neighbours: list[list[int]], root: int, newest: float, rng: Rng) -> tuple[list[int], list[int]]:
    """Return the cell that each was carved from, and its distance from the root in steps.

    :param newest: how often to carve on from the newest cell (0-1), rather than from any active one.
    """
    parents, steps = [-1] * len(neighbours), [0] * len(neighbours)
    parents[root] = root
    active = [root]
    # Every cell becomes active once and inactive once.
    for draw, toss in rng.random_sample((2 * len(neighbours) + 2, 2)).tolist():
        if not active:
            break
        at = len(active) - 1 if draw < newest else int(toss * len(active))
        cell = active[at]
        fresh = [n for n in neighbours[cell] if parents[n] < 0]
        if fresh:
            chosen = fresh[int((draw * 7919 + toss) % 1 * len(fresh))]
            parents[chosen], steps[chosen] = cell, steps[cell] + 1
            active.append(chosen)
        else:
            active[at] = active[-1]
            active.pop()
    return parents, steps


def _strokes(plan: _Plan, parents: list[int], steps: list[int], shades: list[int]) -> dict[int, list[Stroke]]:
    """Return the corridors by shade, from the root outwards; a stroke is as long as its shade lasts."""
    strokes: dict[int, list[Stroke]] = {}
    unfinished: dict[int, Stroke] = {}
    _root, *cells = sorted(range(len(parents)), key=steps.__getitem__)
    for cell in cells:
        parent = parents[cell]
        stroke = unfinished.pop(parent, [])
        if not stroke or shades[parent] != shades[cell]:
            stroke = [plan.place(parent)]
            strokes.setdefault(shades[cell], []).append(stroke)
        stroke.extend(plan.way(parent, cell))
        unfinished[cell] = stroke
    return strokes
