"""Quarter circles, half circles, bars and dots on a grid of tiles of several sizes.

After the teaching of elementary form at the Bauhaus (1919-1933): Wassily Kandinsky, "Punkt und Linie
zu Fläche" (1926), and the geometric posters of Herbert Bayer and Joost Schmidt (1923).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, contrast, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

SETS = {
    "classic": text("a Bauhaus grid of quarter circles, half circles, triangles and bars"),
    "arcs": text("a Bauhaus grid of concentric arcs and rings"),
    "petals": text("a Bauhaus grid of leaves and petals"),
    "signals": text("a Bauhaus grid of bars, dots and chequers"),
}


@dataclass(frozen=True)
class Bauhaus:
    tiles: int = whole(4, 9, "tiles along the short side")
    motifs: str = choice({"classic": 5, "petals": 3, "arcs": 3, "signals": 2}, "which forms")
    merge: float = number(0.12, 0.6, "how much of the grid goes to larger tiles")
    rest: float = number(0.08, 0.32, "how many tiles are left plain")
    order: str = choice({"free": 4, "mirror": 2, "regions": 3}, "how tiles relate")
    border: bool = flag(0.5, "a margin around the grid")
    night: bool = flag(0.35, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        order = {
            "free": text("freely turned"),
            "mirror": text("mirrored down the middle"),
            "regions": text("coloured by region"),
        }
        if self.border:
            row = text("{tiles} tiles to a row within a margin", tiles=self.tiles)
        else:
            row = text("{tiles} tiles to a row from edge to edge", tiles=self.tiles)
        return text(
            "{grid}, {order}, {row}, {ground}",
            grid=SETS[self.motifs],
            order=order[self.order],
            row=row,
            ground=on_ground(dark=self.night),
        )


@style(
    id="bauhaus",
    name=text("Bauhaus"),
    about=text("quarter circles, bars and dots on a grid of tiles"),
    source="after Wassily Kandinsky, 1926, and Herbert Bayer and Joost Schmidt, 1923",
    traits=Bauhaus,
    surface=Smooth,
)
def bauhaus(canvas: Smooth, traits: Bauhaus, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, inks = scheme.ground, scheme.inks
    canvas.fill(ground)
    margin = 60.0 if traits.border else 0.0
    side = (1000 - 2 * margin) / traits.tiles
    columns, rows = (
        (round if traits.border else lambda v: int(np.ceil(v - 1e-6)))((length - 2 * margin) / side)
        for length in (canvas.width, canvas.height)
    )
    origin = (np.array([canvas.width, canvas.height]) - np.array([columns, rows]) * side) / 2
    noise = Noise(rng)
    plain = [ground, mix(ground, inks[0], 0.22), mix(ground, inks[-1], 0.1)]
    motifs = MOTIFS[traits.motifs]
    half = (columns + 1) // 2 if traits.order == "mirror" else columns
    for column, row, span in _places(half, rows, traits.merge, rng):
        lots = rng.random_sample(5)
        hue = float(noise(column / 3.1, row / 3.1)) * 0.7 + 0.5
        where = hue if traits.order == "regions" else lots[0]
        back, front = _pair(where, lots[1], ground, plain, inks, scheme.accent)
        motif = motifs[int(lots[3] * len(motifs))]
        if lots[2] < traits.rest * (0.5 if span > 1 else 1):
            motif = []
        turn = int(lots[4] * 4)
        for flipped in (False, True) if traits.order == "mirror" else (False,):
            at_column = columns - column - span if flipped else column
            corner = origin + np.array([at_column, row]) * side
            frame = _Frame(corner, side * span, turn, flipped)
            canvas.polygon(frame.points(SQUARE), back, back, 0.6)
            for form, ink in motif:
                canvas.polygon(frame.points(form), front if ink else back)


@dataclass(frozen=True)
class _Frame:
    """Where a tile lies and which way it is turned; forms are given within 0 to 1."""

    corner: Floats
    side: float
    turn: int
    flipped: bool

    def points(self, unit: Floats) -> Floats:
        p = unit - 0.5
        for _ in range(self.turn):
            p = np.stack([-p[:, 1], p[:, 0]], axis=1)
        if self.flipped:
            p = p * [-1, 1]
        # A little over the edge, or forms that go on in the next tile would show a seam.
        points: Floats = self.corner - 0.3 + (p + 0.5) * (self.side + 0.6)
        return points


def _places(columns: int, rows: int, merge: float, rng: Rng) -> list[tuple[int, int, int]]:
    """Columns, rows and spans of tiles that fill the grid, the large ones placed first."""
    free = np.ones((rows, columns), dtype=bool)
    found = []
    for span, share in ((3, 0.35), (2, 0.65)):
        wanted = int(merge * share * rows * columns / span**2 + 0.5)
        if min(rows, columns) < span + 2:
            continue
        for _ in range(wanted * 4):
            row, column = int(rng.randint(0, rows - span + 1)), int(rng.randint(0, columns - span + 1))
            if wanted and free[row : row + span, column : column + span].all():
                free[row : row + span, column : column + span] = False
                found.append((column, row, span))
                wanted -= 1
    return found + [(int(c), int(r), 1) for r, c in np.argwhere(free)]


def _pair(
    where: float, lot: float, ground: RGB, plain: list[RGB], inks: tuple[RGB, ...], accent: RGB
) -> tuple[RGB, RGB]:
    """A colour for the tile and one for the form on it that can be told apart."""
    ink = inks[min(len(inks) - 1, max(0, int(where * len(inks))))]
    if lot < 0.07:
        return plain[0], accent
    if lot < 0.42:
        return plain[int(lot * 97) % 3], ink
    if lot < 0.62:
        return ink, ground
    rest = [other for other in inks if contrast(other, ink) > 1.45] or [ground]
    return ink, rest[int(lot * 389) % len(rest)]


Part = tuple[Floats, bool]
SQUARE = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
HALF_TURN, WHOLE_TURN = 2, 4


def _sector(x: float, y: float, radius: float, quarters: int = 1, first: float = 0.0) -> Floats:
    t = first + np.linspace(0, quarters * np.pi / 2, 24 * quarters + 1)
    arc = np.stack([x + radius * np.cos(t), y + radius * np.sin(t)], axis=1)
    return arc if quarters == WHOLE_TURN else np.concatenate([[[x, y]], arc])


def _nested(x: float, y: float, quarters: int, *radii: float) -> list[Part]:
    """Sectors one inside another, in the colours of form and tile by turns."""
    return [(_sector(x, y, radius, quarters), index % 2 == 0) for index, radius in enumerate(radii)]


def _leaf() -> Floats:
    arc = _sector(0, 0, 1)[1:]
    return np.concatenate([arc, 1 - arc])


def _bars(*lengths: float) -> list[Part]:
    return [(SQUARE * [size, 0.5 / 4] + [0, (line + 0.25) / 4], True) for line, size in enumerate(lengths)]


def _scattered(form: Floats, count: int, every: int = 1) -> list[Part]:
    spots = [(x, y) for x in range(count) for y in range(count) if (x + y) % every == 0]
    return [((form + np.array(spot)) / count, True) for spot in spots]


QUARTER, HALF, DISC = _nested(0, 0, 1, 1), _nested(0.5, 0, HALF_TURN, 0.5), _nested(0.5, 0.5, WHOLE_TURN, 0.5)
HALVES = HALF + _nested(0.5, 0.5, HALF_TURN, 0.5)
TARGET = _nested(0.5, 0.5, WHOLE_TURN, 0.5, 0.36, 0.22, 0.08)
RAINBOW, BAND = _nested(0, 0, 1, 1, 0.8, 0.6, 0.4, 0.2), _nested(0, 0, 1, 1, 0.5)
ARCHES = _nested(0.5, 0, HALF_TURN, 0.5, 0.34, 0.18) + _nested(0.5, 0.5, HALF_TURN, 0.5, 0.34, 0.18)
LEAF: list[Part] = [(_leaf(), True)]
EYE: list[Part] = [(_leaf(), True), (_sector(0.5, 0.5, 0.13, WHOLE_TURN), False)]
FLOWER: list[Part] = [
    ((form + np.array(spot)) / 2, True)
    for form, spots in ((_leaf(), ((1, 0), (0, 1))), (_leaf() * [-1, 1] + [1, 0], ((0, 0), (1, 1))))
    for spot in spots
]
DROP: list[Part] = [(np.concatenate([[[0.0, 0]], _sector(0.5, 0.5, 0.5, 3, -np.pi / 2)[1:]]), True)]
TRIANGLE: list[Part] = [(SQUARE[[0, 1, 3]], True)]
STRIPES, STAIRS = _bars(1, 1, 1, 1), _bars(0.25, 0.5, 0.75, 1)
DOTS, DOT = _scattered(_sector(0.5, 0.5, 0.3, WHOLE_TURN), 3), _nested(0.5, 0.5, WHOLE_TURN, 0.24)
CHEQUERS = _scattered(SQUARE, 4, 2)
MOTIFS: dict[str, list[list[Part]]] = {
    "classic": [QUARTER, QUARTER, HALF, DISC, TRIANGLE, STRIPES, HALVES, BAND, LEAF, DOTS, TARGET],
    "arcs": [RAINBOW, RAINBOW, RAINBOW, ARCHES, TARGET, BAND, QUARTER],
    "petals": [LEAF, LEAF, EYE, FLOWER, DROP, QUARTER, DOT, DISC],
    "signals": [STRIPES, STRIPES, STAIRS, DOTS, CHEQUERS, TRIANGLE, DOT, HALF],
}
