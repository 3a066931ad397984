"""Diagonals, each falling left or right by the toss of a coin, that become a maze.

After the one-line Commodore 64 program 10 PRINT CHR$(205.5+RND(1)); : GOTO 10 (user's guide, 1982),
as studied by Nick Montfort et al. in "10 PRINT" (2012). The corridors between the diagonals are
traced here, so that each can have a colour of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Ints = NDArray[np.int64]
FINISHES = {
    "walls": text("a maze of bare diagonals"),
    "corridors": text("a maze of diagonals with some of the corridors between them filled in"),
    "mosaic": text("a maze of a mosaic of corridors, each in one colour"),
}


@dataclass(frozen=True)
class TenPrint:
    cells: int = whole(11, 40, "diagonals along the short side")
    weight: float = number(0.1, 0.36, "thickness of a diagonal, as part of a cell")
    bias: float = number(0.5, 0.62, "how loaded the coin is")
    coin: str = choice({"even": 3, "drift": 3, "rings": 2, "mirror": 2}, "what loads the coin")
    finish: str = choice({"walls": 3, "corridors": 6, "mosaic": 5}, "what is coloured")
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
            maze=FINISHES[self.finish],
            row=coin[self.coin],
            ground=on_ground(dark=self.night),
        )


@style(
    id="tenprint",
    # Translators: the name of a famous program; it stays.
    name=text("10 PRINT"),
    about=text("a coin toss per cell makes a maze of diagonals"),
    source="10 PRINT, Commodore 64 user's guide, 1982; Montfort et al., 2012",
    traits=TenPrint,
    surface=Smooth,
)
def tenprint(canvas: Smooth, traits: TenPrint, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    cell = 1000 / traits.cells
    columns, rows = (int(np.ceil(side / cell - 1e-6)) for side in (canvas.width, canvas.height))
    left, top = (canvas.width - columns * cell) / 2, (canvas.height - rows * cell) / 2
    origin = np.array([left, top])
    rising = _tosses(traits, rows, columns, rng)

    inks = scheme.inks
    wall = inks[-1]
    if traits.finish != "walls":
        triangles, corridor = _corridors(rising)
        sizes = np.bincount(corridor)
        # Loops are rare and small ones are charming, so the shortest get the loudest colours.
        rank = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
        lots = rng.random_sample(len(sizes))
        faint = [mix(scheme.ground, ink, 0.14) for ink in inks]
        for path, corners in zip(corridor.tolist(), triangles, strict=True):
            length, lot = int(sizes[path]), lots[path]
            if traits.finish == "mosaic":
                colour = inks[int(lot * len(inks))] if length > 8 else scheme.accent
            elif rank[path] < 3:
                colour = inks[rank[path] % max(1, len(inks) - 1)]
            elif length <= 8:
                colour = scheme.accent
            elif lot < 0.3:
                colour = faint[int(lot / 0.3 * len(inks))]
            else:
                continue
            canvas.polygon(origin + corners * cell, colour, colour, 0.6)
        if traits.finish == "mosaic":
            wall = scheme.ground

    # Projecting ends meet at right angles, and so close every corner.
    reach = traits.weight / 2 / np.sqrt(2)
    down, across = np.mgrid[0:rows, 0:columns]
    first = np.stack([across - reach, down + np.where(rising, 1 + reach, -reach)], axis=-1)
    last = np.stack([across + 1 + reach, down + np.where(rising, -reach, 1 + reach)], axis=-1)
    strokes = origin + np.stack([first, last], axis=2).reshape(-1, 2, 2) * cell
    width = traits.weight * cell
    if traits.finish != "walls":
        canvas.lines(strokes, wall, width * 0.7)
        return
    labels = _walls(rising).ravel()
    sizes = np.bincount(labels)
    order = np.argsort(np.argsort(sizes, kind="stable"), kind="stable")
    shade = (order * len(inks) // len(order))[labels]
    shade[sizes[labels] <= 2] = len(inks)
    for index, colour in enumerate((*inks, scheme.accent)):
        canvas.lines(strokes[shade == index], colour, width)


def _tosses(traits: TenPrint, rows: int, columns: int, rng: Rng) -> NDArray[np.bool_]:
    """Whether each cell's diagonal rises to the right."""
    coins = rng.random_sample((rows, columns))
    noise = Noise(rng)
    fx, fy = rng.uniform(0.2, 0.8, 2)
    down, across = np.mgrid[0:rows, 0:columns] / traits.cells
    sway = (traits.bias - 0.5) * 4
    tosses: NDArray[np.bool_]
    match traits.coin:
        case "drift":
            tosses = coins < 0.5 + sway * 1.6 * noise(across * 2.6, down * 2.6) + (traits.bias - 0.5)
        case "rings":
            away = np.hypot(across - fx * columns / traits.cells, down - fy * rows / traits.cells)
            tosses = coins < 0.5 + (0.2 + sway) * np.cos(away * 15)
        case "mirror":
            tosses = coins < traits.bias
            half = columns // 2
            tosses[:, columns - half :] = ~tosses[:, :half][:, ::-1]
        case _:
            tosses = coins < traits.bias
    return tosses


def _corridors(rising: NDArray[np.bool_]) -> tuple[NDArray[np.float64], Ints]:
    """The two triangles of every cell, and the number of the corridor each belongs to.

    A corridor runs on across every side of a cell; within a cell it joins two sides.
    """
    rows, columns = rising.shape
    down, across = (a.ravel() for a in np.mgrid[0:rows, 0:columns])
    flat = rising.ravel()
    above = down * columns + across
    west = (rows + 1) * columns + down * (columns + 1) + across
    below, east = above + columns, west + 1
    sides = (
        np.concatenate([above, below]),
        np.concatenate([np.where(flat, west, east), np.where(flat, east, west)]),
    )
    total = (rows + 1) * columns + rows * (columns + 1)
    joined = coo_matrix((np.ones(len(sides[0])), sides), shape=(total, total))
    label = connected_components(joined, directed=False)[1].astype(np.int64)
    x, y = across[:, None], down[:, None]
    rise = flat[:, None]
    upper = np.stack([x + np.where(rise, [0, 1, 0], [0, 1, 1]), y + np.array([0, 0, 1])], axis=-1)
    lower = np.stack([x + np.where(rise, [1, 1, 0], [0, 1, 0]), y + np.array([0, 1, 1])], axis=-1)
    return np.concatenate([upper, lower]).astype(np.float64), label[sides[0]]


def _walls(rising: NDArray[np.bool_]) -> Ints:
    """The number of the wall that each diagonal is part of."""
    rows, columns = rising.shape
    down, across = np.mgrid[0:rows, 0:columns]
    point = down * (columns + 1) + across
    ends = (
        np.where(rising, point + columns + 1, point).ravel(),
        np.where(rising, point + 1, point + columns + 2).ravel(),
    )
    total = (rows + 1) * (columns + 1)
    joined = coo_matrix((np.ones(rising.size), ends), shape=(total, total))
    label = connected_components(joined, directed=False)[1].astype(np.int64)
    return np.unique(label[ends[0]], return_inverse=True)[1].reshape(rows, columns)
