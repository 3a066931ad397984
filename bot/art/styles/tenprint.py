"""Diagonals, each falling left or right by the toss of a coin, that become a maze.

After the one-line Commodore 64 program 10 PRINT CHR$(205.5+RND(1)); : GOTO 10 (user's guide, 1982),
as studied by Nick Montfort et al. in "10 PRINT" (2012). The corridors between the diagonals are
traced here, so that each can have a colour of its own.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from bot.art.drawing import RGB, SQUARE, Flags, Floats, Grid, Ints, Noise, Rng, Smooth, mix, pick
from bot.art.drawing.points import equal_groups, ranked
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

FINISHES = {
    "walls": (3, text("a maze of bare diagonals")),
    "corridors": (6, text("a maze of diagonals with some of the corridors between them filled in")),
    "mosaic": (5, text("a maze of a mosaic of corridors, each in one colour")),
}
# A corridor of up to this many triangles is a small loop.
SHORT = 8


@dataclass(frozen=True)
class TenPrint:
    cells: int = whole(11, 40, "diagonals along the short side")
    weight: float = number(0.1, 0.36, "thickness of a diagonal, as part of a cell")
    bias: float = number(0.5, 0.62, "how loaded the coin is")
    coin: str = choice({"even": 3, "drift": 3, "rings": 2, "mirror": 2}, "what loads the coin")
    finish: Option = choice(FINISHES, "what is coloured")
    night: bool = flag(0.45, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        # Translators: diagonals in a row of the grid.
        row = text("{cells} to a row", cells=self.cells)
        coin = {
            "even": row,
            "drift": text("{row}, leaning now one way and now the other", row=row),
            "rings": text("{row}, leaning by rings around a point", row=row),
            "mirror": text("{row}, mirrored down the middle", row=row),
        }
        return text(
            "{maze}, {row}, {ground}",
            maze=self.finish.words,
            row=coin[self.coin],
            ground=on_ground(dark=self.night),
        )


@style(
    id="tenprint",
    # Translators: the name of a famous program; it stays.
    name=text("10 PRINT"),
    about=text("a coin toss per cell makes a maze of diagonals"),
    source="10 PRINT, Commodore 64 user's guide, 1982; Montfort et al., 2012",
)
def tenprint(canvas: Smooth, traits: TenPrint, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.covering(canvas, traits.cells)
    rising = _tosses(grid, traits, rng)
    # Projecting ends meet at right angles, and so close every corner.
    reach = traits.weight / 2 / np.sqrt(2)
    down, across = grid.indices
    first = np.stack([across - reach, down + np.where(rising, 1 + reach, -reach)], axis=-1)
    last = np.stack([across + 1 + reach, down + np.where(rising, -reach, 1 + reach)], axis=-1)
    strokes = grid.to_units(np.stack([first, last], axis=2).reshape(-1, 2, 2))
    width = traits.weight * grid.side
    if traits.finish != "walls":
        _fill_corridors(canvas, grid, rising, traits.finish, scheme, rng)
        wall = scheme.ground if traits.finish == "mosaic" else scheme.inks[-1]
        canvas.lines(strokes, wall, width * 0.7)
        return
    walls = _walls(rising)
    sizes = np.bincount(walls)
    shade = equal_groups(sizes.astype(float), len(scheme.inks))[walls]
    shade[sizes[walls] <= 2] = len(scheme.inks)
    for nth, colour in enumerate((*scheme.inks, scheme.accent)):
        canvas.lines(strokes[shade == nth], colour, width)


def _tosses(grid: Grid, traits: TenPrint, rng: Rng) -> Flags:
    """Return whether each cell's diagonal rises to the right."""
    coins = rng.random_sample((grid.rows, grid.columns))
    noise = Noise(rng)
    focus_x, focus_y = rng.uniform(0.2, 0.8, 2)
    down, across = (index / traits.cells for index in grid.indices)
    sway = (traits.bias - 0.5) * 4
    if traits.coin == "drift":
        return coins < 0.5 + sway * 1.6 * noise(across * 2.6, down * 2.6) + (traits.bias - 0.5)
    if traits.coin == "rings":
        x, y = focus_x * grid.columns / traits.cells, focus_y * grid.rows / traits.cells
        return coins < 0.5 + (0.2 + sway) * np.cos(np.hypot(across - x, down - y) * 15)
    tosses = coins < traits.bias
    if traits.coin == "mirror":
        half = grid.columns // 2
        tosses[:, grid.columns - half :] = ~tosses[:, :half][:, ::-1]
    return tosses


def _fill_corridors(canvas: Smooth, grid: Grid, rising: Flags, finish: str, scheme: Scheme, rng: Rng) -> None:
    """Colour the corridors: all of them in a mosaic, or some of them on the bare ground."""
    triangles, corridors = _corridors(rising)
    lengths = np.bincount(corridors)
    draws = rng.random_sample(len(lengths)).tolist()
    # The longest corridors take the strongest inks, and small loops, which are rare, the accent.
    ranks = ranked(-lengths.astype(float)).tolist()
    faint = [mix(scheme.ground, ink, 0.14) for ink in scheme.inks]
    colours: list[RGB | None] = []
    for length, rank, draw in zip(lengths.tolist(), ranks, draws, strict=True):
        if finish == "mosaic":
            colours.append(pick(scheme.inks, draw) if length > SHORT else scheme.accent)
        elif rank < 3:
            colours.append(scheme.inks[rank % max(1, len(scheme.inks) - 1)])
        elif length <= SHORT:
            colours.append(scheme.accent)
        else:
            colours.append(pick(faint, draw / 0.3) if draw < 0.3 else None)
    for corners, corridor in zip(grid.to_units(triangles), corridors.tolist(), strict=True):
        colour = colours[corridor]
        if colour:
            # The thin outline covers the seams between the triangles.
            canvas.polygon(corners, colour, colour, 0.6)


def _corridors(rising: Flags) -> tuple[Floats, Ints]:
    """Return the two triangles of every cell, in cells, and the number of the corridor each belongs to.

    A corridor runs on across every side of a cell; within a cell it joins two sides.
    """
    rows, columns = rising.shape
    down, across = (index.ravel() for index in np.indices(rising.shape))
    # The sides are numbered: first those above and below cells, then those to the left and right.
    above = down * columns + across
    below = above + columns
    west = (rows + 1) * columns + down * (columns + 1) + across
    rises = rising.ravel()
    upper, lower = np.where(rises, west, west + 1), np.where(rises, west + 1, west)
    labels = _connected(np.concatenate([above, below]), np.concatenate([upper, lower]))
    cells = np.stack([across, down], axis=1)[:, None]
    # The corners of each triangle, where the diagonal rises and where it falls.
    halves = [([0, 1, 3], [0, 1, 2]), ([1, 2, 3], [0, 2, 3])]
    triangles = [cells + SQUARE[np.where(rises[:, None], *corners)] for corners in halves]
    return np.concatenate(triangles), np.concatenate([labels[above], labels[below]])


def _walls(rising: Flags) -> Ints:
    """Return the number of the wall that each diagonal is part of."""
    down, across = np.indices(rising.shape)
    width = rising.shape[1] + 1
    corner = down * width + across
    first = np.where(rising, corner + width, corner).ravel()
    last = np.where(rising, corner + 1, corner + width + 1).ravel()
    return np.unique(_connected(first, last)[first], return_inverse=True)[1]


def _connected(first: Ints, last: Ints) -> Ints:
    """Return the group of each node, given the two ends of every edge between nodes."""
    count = int(max(first.max(), last.max())) + 1
    edges = coo_matrix((np.ones(len(first)), (first, last)), shape=(count, count))
    return connected_components(edges, directed=False)[1].astype(np.int64)
