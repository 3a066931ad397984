"""Quarter circles, half circles, bars and dots on a grid of tiles of several sizes.

After the teaching of elementary form at the Bauhaus (1919-1933): Wassily Kandinsky, "Punkt und Linie
zu Fläche" (1926), and the geometric posters of Herbert Bayer and Joost Schmidt (1923).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import RGB, SQUARE, Floats, Grid, Noise, Rng, Smooth, contrast, direction, mix, pick
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

SETS = {
    "classic": (5, text("a Bauhaus grid of quarter circles, half circles, triangles and bars")),
    "petals": (3, text("a Bauhaus grid of leaves and petals")),
    "arcs": (3, text("a Bauhaus grid of concentric arcs and rings")),
    "signals": (2, text("a Bauhaus grid of bars, dots and chequers")),
}
ORDERS = {
    "free": (4, text("freely turned")),
    "mirror": (2, text("mirrored down the middle")),
    "regions": (3, text("coloured by region")),
}


@dataclass(frozen=True)
class Bauhaus:
    tiles: int = whole(4, 9, "tiles along the short side")
    motifs: Option = choice(SETS, "which forms")
    merge: float = number(0.12, 0.6, "how much of the grid goes to larger tiles")
    rest: float = number(0.08, 0.32, "how many tiles are left plain")
    order: Option = choice(ORDERS, "how tiles relate")
    border: bool = flag(0.5, "a margin around the grid")
    night: bool = flag(0.35, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        if self.border:
            row = text("{tiles} tiles to a row within a margin", tiles=self.tiles)
        else:
            row = text("{tiles} tiles to a row from edge to edge", tiles=self.tiles)
        return text(
            "{grid}, {order}, {row}, {ground}",
            grid=self.motifs.words,
            order=self.order.words,
            row=row,
            ground=on_ground(dark=self.night),
        )


@style(
    id="bauhaus",
    name=text("Bauhaus"),
    about=text("quarter circles, bars and dots on a grid of tiles"),
    source="after Wassily Kandinsky, 1926, and Herbert Bayer and Joost Schmidt, 1923",
)
def bauhaus(canvas: Smooth, traits: Bauhaus, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.within(canvas, traits.tiles, 60) if traits.border else Grid.covering(canvas, traits.tiles)
    noise, mirrored = Noise(rng), traits.order == "mirror"
    ground, inks = scheme.ground, scheme.inks
    plain = [ground, mix(ground, inks[0], 0.22), mix(ground, inks[-1], 0.1)]
    half = (grid.columns + 1) // 2 if mirrored else grid.columns
    for column, row, span in _places(half, grid.rows, traits.merge, rng):
        draws = rng.random_sample(5)
        hue = float(noise(column / 3.1, row / 3.1)) * 0.7 + 0.5
        back, front = _pair(hue if traits.order == "regions" else draws[0], draws[1], plain, scheme)
        motif, turn = pick(MOTIFS[traits.motifs], draws[3]), int(draws[4] * 4)
        if draws[2] < traits.rest * (0.5 if span > 1 else 1):
            motif = []
        for flipped in (False, True) if mirrored else (False,):
            corner = grid.to_units((grid.columns - column - span if flipped else column, row))
            side = grid.side * span
            canvas.polygon(_placed(SQUARE, corner, side, turn, flipped), back, back, 0.6)
            for form, ink in motif:
                canvas.polygon(_placed(form, corner, side, turn, flipped), front if ink else back)


def _placed(form: Floats, corner: Floats, side: float, turn: int, flipped: bool) -> Floats:
    """Return a form within 0 to 1 on its tile, after some quarter turns and perhaps mirrored."""
    points = form - 0.5
    for _ in range(turn):
        points = np.stack([-points[:, 1], points[:, 0]], axis=1)
    if flipped:
        points = points * [-1, 1]
    # A little over the edge, or forms that go on in the next tile would show a seam.
    return corner - 0.3 + (points + 0.5) * (side + 0.6)


def _places(columns: int, rows: int, merge: float, rng: Rng) -> list[tuple[int, int, int]]:
    """Return columns, rows and spans of tiles that fill the grid, the large ones first."""
    free = np.ones((rows, columns), dtype=bool)
    found = []
    for span, share in ((3, 0.35), (2, 0.65)):
        wanted = int(merge * share * rows * columns / span**2 + 0.5)
        if min(rows, columns) < span + 2:
            continue
        for _ in range(wanted * 4):
            row, column = int(rng.randint(0, rows - span + 1)), int(rng.randint(0, columns - span + 1))
            tile = free[row : row + span, column : column + span]
            if wanted and tile.all():
                tile[:] = False
                found.append((column, row, span))
                wanted -= 1
    return found + [(column, row, 1) for row, column in np.argwhere(free).tolist()]


def _pair(where: float, draw: float, plain: list[RGB], scheme: Scheme) -> tuple[RGB, RGB]:
    """Return a colour for the tile and one for the form on it that can be told apart."""
    inks = scheme.inks
    ink = inks[min(len(inks) - 1, max(0, int(where * len(inks))))]
    if draw < 0.07:
        return scheme.ground, scheme.accent
    if draw < 0.42:
        return plain[int(draw * 97) % 3], ink
    if draw < 0.62:
        return ink, scheme.ground
    rest = [other for other in inks if contrast(other, ink) > 1.45] or [scheme.ground]
    return ink, rest[int(draw * 389) % len(rest)]


# A part of a motif: its outline, and whether it is drawn in the colour of the form or in the tile's.
Part = tuple[Floats, bool]


def _sector(x: float, y: float, radius: float, quarters: int = 1, first: float = 0.0) -> Floats:
    """Return a sector of so many quarters of a disc; four are the whole disc."""
    arc = [x, y] + radius * direction(first + np.linspace(0, quarters * np.pi / 2, 24 * quarters + 1))
    return arc if quarters == 4 else np.concatenate([[[x, y]], arc])


def _nested(x: float, y: float, quarters: int, *radii: float) -> list[Part]:
    """Return sectors one inside another, in the colours of form and tile by turns."""
    return [(_sector(x, y, radius, quarters), index % 2 == 0) for index, radius in enumerate(radii)]


def _bars(*lengths: float) -> list[Part]:
    return [(SQUARE * [size, 0.5 / 4] + [0, (line + 0.25) / 4], True) for line, size in enumerate(lengths)]


def _repeated(form: Floats, count: int, *spots: tuple[int, int]) -> list[Part]:
    """Return the form at some spots of a grid of `count` by `count`."""
    return [((form + np.array(spot)) / count, True) for spot in spots]


ARC = _sector(0, 0, 1)[1:]
LENS = np.concatenate([ARC, 1 - ARC])
QUARTER, HALF, DISC = _nested(0, 0, 1, 1), _nested(0.5, 0, 2, 0.5), _nested(0.5, 0.5, 4, 0.5)
HALVES = HALF + _nested(0.5, 0.5, 2, 0.5)
TARGET = _nested(0.5, 0.5, 4, 0.5, 0.36, 0.22, 0.08)
RAINBOW, BAND = _nested(0, 0, 1, 1, 0.8, 0.6, 0.4, 0.2), _nested(0, 0, 1, 1, 0.5)
ARCHES = _nested(0.5, 0, 2, 0.5, 0.34, 0.18) + _nested(0.5, 0.5, 2, 0.5, 0.34, 0.18)
LEAF: list[Part] = [(LENS, True)]
EYE: list[Part] = [(LENS, True), (_sector(0.5, 0.5, 0.13, 4), False)]
FLOWER = _repeated(LENS, 2, (1, 0), (0, 1)) + _repeated(LENS * [-1, 1] + [1, 0], 2, (0, 0), (1, 1))
DROP: list[Part] = [(np.concatenate([[[0.0, 0]], _sector(0.5, 0.5, 0.5, 3, -np.pi / 2)[1:]]), True)]
TRIANGLE: list[Part] = [(SQUARE[[0, 1, 3]], True)]
STRIPES, STAIRS = _bars(1, 1, 1, 1), _bars(0.25, 0.5, 0.75, 1)
DOTS = _repeated(_sector(0.5, 0.5, 0.3, 4), 3, *np.ndindex(3, 3))
DOT = _nested(0.5, 0.5, 4, 0.24)
CHEQUERS = _repeated(SQUARE, 4, *((x, y) for x, y in np.ndindex(4, 4) if (x + y) % 2 == 0))
MOTIFS: dict[str, list[list[Part]]] = {
    "classic": [QUARTER, QUARTER, HALF, DISC, TRIANGLE, STRIPES, HALVES, BAND, LEAF, DOTS, TARGET],
    "arcs": [RAINBOW, RAINBOW, RAINBOW, ARCHES, TARGET, BAND, QUARTER],
    "petals": [LEAF, LEAF, EYE, FLOWER, DROP, QUARTER, DOT, DISC],
    "signals": [STRIPES, STRIPES, STAIRS, DOTS, CHEQUERS, TRIANGLE, DOT, HALF],
}
