"""Square tiles, turned at random, whose pattern joins up across every edge.

After Sébastien Truchet, "Mémoire sur les combinaisons" (1704): tiles halved by a diagonal;
Cyril Stanley Smith, "The tiling patterns of Sebastien Truchet and the topology of structural
hierarchy" (1987): quarter arcs; Christopher Carlson, "Multi-scale Truchet patterns" (2018): winged
tiles that join at every scale.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, gradient
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, plural, text

Whole = NDArray[np.int64]
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
TURN = np.linspace(0, np.pi / 2, 9)
# Middles of the sides, and the corners, of a tile of side 1 around the origin.
SIDES = np.array([[0, -0.5], [0.5, 0], [0, 0.5], [-0.5, 0]])
CORNERS = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])


@dataclass(frozen=True)
class Truchet:
    kind: str = choice({"ribbons": 4, "scales": 5, "triangles": 2}, "which tiles")
    tiles: int = whole(5, 16, "tiles along the short side")
    lanes: int = whole(1, 4, "parallel lines in a ribbon")
    order: float = number(0.0, 1.0, "how strongly neighbouring tiles agree")
    split: float = number(0.35, 0.75, "how readily a tile falls into four smaller ones")
    night: bool = flag(0.45, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        ground = on_ground(dark=self.night)
        if self.kind == "ribbons":
            ribbons = plural(
                "winding plain ribbons made of quarter arcs",
                "winding {count}-lane ribbons made of quarter arcs",
                count=self.lanes,
            )
            return text(
                "{ribbons}, {tiles} tiles to a row, {ground}",
                ribbons=ribbons,
                tiles=self.tiles,
                ground=ground,
            )
        if self.kind == "scales":
            return text("blobs and necks of winged tiles in several sizes, {ground}", ground=ground)
        return text(
            "an ornament of {tiles} by {tiles} tiles halved by their diagonals, {ground}",
            tiles=self.tiles,
            ground=ground,
        )


@style(
    id="truchet",
    # Translators: named for Sébastien Truchet.
    name=text("Truchet"),
    about=text("turned tiles that join into ribbons, blobs or ornaments"),
    source="Sébastien Truchet, 1704; Cyril Stanley Smith, 1987; Christopher Carlson, 2018",
    traits=Truchet,
    surface=Smooth,
)
def truchet(canvas: Smooth, traits: Truchet, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    draw = {"ribbons": _ribbons, "scales": _scales, "triangles": _triangles}[traits.kind]
    draw(canvas, traits, scheme, rng)


def _grid(canvas: Smooth, tiles: int) -> tuple[int, int, float, Floats]:
    """Columns, rows, side of a tile and the top left corner of a grid that covers everything."""
    side = 1000 / tiles
    columns, rows = (int(np.ceil(length / side - 1e-6)) for length in (canvas.width, canvas.height))
    return columns, rows, side, canvas.centre - np.array([columns, rows]) * side / 2


def _ribbons(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """Smith's arcs, followed from tile to tile so that every ribbon has one colour."""
    columns, rows, side, origin = _grid(canvas, traits.tiles)
    down, across = np.mgrid[0:rows, 0:columns]
    checks = (down + across) % 2 == 0
    lean = Noise(rng)(across / 3.7, down / 3.7) * 2.2
    # Tiles that alternate close into circles, and equal ones open into waves.
    ordered = checks ^ (lean > 0)
    coins = rng.random_sample((rows, columns)) < 0.5
    turned = np.where(rng.random_sample((rows, columns)) < traits.order * 0.8, ordered, coins)
    paths = sorted(_follow(turned), key=len)
    lots = rng.random_sample(len(paths))
    inks = scheme.inks
    # Many lanes may pass over their neighbours like links; a single one would only merge with them.
    strips = 2 * traits.lanes - 1
    lane = side * (0.36 if traits.lanes == 1 else 0.66 / strips)
    for path, lot in zip(paths, lots.tolist(), strict=True):
        points = origin + path * side
        loop = np.allclose(path[0], path[-1])
        colour = scheme.accent if loop and len(path) < 40 and lot < 0.6 else inks[int(lot**0.7 * len(inks))]
        if loop:
            # An overlap hides the seam where an open stroke meets its own beginning.
            points = np.concatenate([points, points[1:4]])
        for strip in range(strips):
            canvas.line(points, scheme.ground if strip % 2 else colour, lane * (strips - strip))


def _follow(turned: NDArray[np.bool_]) -> list[Floats]:
    """The paths that the arcs join into, each as (n, 2) points in tiles."""
    rows, columns = turned.shape
    # By whether a tile is turned, and by side (0 north, 1 east, 2 south, 3 west), the side an arc leads to.
    leads = {True: (3, 2, 1, 0), False: (1, 0, 3, 2)}
    steps = ((0, -1), (1, 0), (0, 1), (-1, 0))
    seen: set[tuple[int, int, int]] = set()
    entries = [(x, 0, 0) for x in range(columns)] + [(x, rows - 1, 2) for x in range(columns)]
    entries += [(0, y, 3) for y in range(rows)] + [(columns - 1, y, 1) for y in range(rows)]
    entries += [(x, y, side) for y in range(rows) for x in range(columns) for side in (0, 2)]
    lookup = turned.tolist()
    paths = []
    for x, y, side in entries:
        arcs = []
        while 0 <= x < columns and 0 <= y < rows and (x, y, side) not in seen:
            out = leads[lookup[y][x]][side]
            seen.update(((x, y, side), (x, y, out)))
            arcs.append(_arc(side, out) + 0.5 + np.array([x, y]))
            x, y, side = x + steps[out][0], y + steps[out][1], (out + 2) % 4
        if arcs:
            paths.append(np.concatenate([arcs[0][:1], *(arc[1:] for arc in arcs)]))
    return paths


def _arc(first: int, last: int) -> Floats:
    """A quarter circle between the middles of two adjoining sides of a tile."""
    start, end = SIDES[first], SIDES[last]
    centre = start + end
    cos, sin = np.cos(TURN)[:, None], np.sin(TURN)[:, None]
    arc: Floats = centre + (start - centre) * cos + (end - centre) * sin
    return arc


BARS = [SIDES[[0, 2]], SIDES[[1, 3]]]
# The figures of Carlson's tiles that are strokes, each with the lots up to which it is drawn.
STROKES = (
    (0.31, [_arc(0, 1), _arc(2, 3)]),
    (0.62, [_arc(1, 2), _arc(3, 0)]),
    (0.68, BARS[:1]),
    (0.74, BARS[1:]),
    (0.82, BARS),
)
# Next come tiles that are filled but for their corners, and last those without a figure.
FULL = 0.92


def _scales(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """Carlson's winged tiles, the large ones first; figure and ground change places at each halving.

    Only two colours can join across scales. So they are drawn as a stencil, and the figure is
    then tinted by a field that runs through all the inks.
    """
    columns, rows, side, origin = _grid(canvas, 3 + traits.tiles // 8)
    noise = Noise(rng)
    canvas.fill(BLACK)
    level = [origin + (np.array([x, y]) + 0.5) * side for y, x in np.ndindex(rows, columns)]
    eyes: list[tuple[Floats, float]] = []
    for depth in range(4):
        colours = (WHITE, BLACK) if depth % 2 == 0 else (BLACK, WHITE)
        finer: list[Floats] = []
        for at in level:
            busy = traits.split + 0.5 * float(noise(at[0] / 330, at[1] / 330)) - 0.14 * depth
            split, lot = rng.random_sample(2)
            if depth < 3 and split < busy:
                finer += [at + np.array([dx, dy]) * side / 4 for dy in (-1, 1) for dx in (-1, 1)]
            elif _winged(canvas, at, side, colours, lot) and depth < 2:
                eyes.append((at, side / 6))
        level, side = finer, side / 2

    x, y = canvas.mesh(8)
    hue = 0.5 + 0.62 * noise(x / 620 + 40.3, y / 620) + 0.25 * (y / canvas.height - 0.5)
    lookup = gradient(scheme.inks).astype(np.float32)
    tint = lookup[np.clip(canvas.upscale(hue) * 255, 0, 255).astype(np.uint8)]
    stencil = canvas.array()[..., :1].astype(np.float32) / 255
    ground = np.array(scheme.ground, np.float32)
    canvas.paint((ground + (tint - ground) * stencil + 0.5).astype(np.uint8))
    for at, radius in eyes:
        canvas.circle(at[0], at[1], radius, scheme.accent)


def _winged(canvas: Smooth, at: Floats, side: float, colours: tuple[RGB, RGB], lot: float) -> bool:
    """Draws one tile, a third of its side beyond its edges; says whether its middle is left empty."""
    figure, ground = colours
    corners, sides = at + CORNERS * side, at + SIDES * side

    def wings() -> None:
        canvas.circles(corners, side / 3, ground)
        canvas.circles(sides, side / 6, figure)

    canvas.polygon(corners, ground)
    wings()
    strokes = next((strokes for limit, strokes in STROKES if lot < limit), [])
    canvas.lines([at + stroke * side for stroke in strokes], figure, side / 3)
    if not strokes and lot < FULL:
        canvas.polygon(sides, figure)
        canvas.polygon(corners, figure)
        wings()
    return lot >= FULL


def _triangles(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """A random block of halved tiles, unfolded by mirrors as on Truchet's plates."""
    columns, rows, side, origin = _grid(canvas, traits.tiles + 3)
    block = rng.randint(2, 5)
    facing = rng.randint(0, 4, (block, block))
    pairs = rng.random_sample((block, block, 2))
    noise = Noise(rng)
    lots = rng.random_sample((rows, columns))
    coins = rng.randint(0, 4, (rows, columns))
    inks = scheme.inks
    down, across = np.mgrid[:rows, :columns]
    # Folding outwards from the middle puts the ornament's axes on the canvas's own.
    mirrored, i = _fold(across - columns // 2, block)
    upturned, j = _fold(down - rows // 2, block)
    face = facing[j, i]
    face = np.where(mirrored, face ^ 1, face)
    face = np.where(upturned, 3 - face, face)
    doubt = (1 - traits.order) * (0.25 + 0.9 * noise(across / 4.3, down / 4.3))
    face = np.where(lots < doubt, coins, face)
    for row, column in np.ndindex(rows, columns):
        corners = origin + (np.array([column, row]) + 0.5) * side + CORNERS * side
        lot, backed = pairs[j[row, column], i[row, column]]
        if backed < 0.3:
            canvas.polygon(corners, inks[0], inks[0], 0.6)
        colour = scheme.accent if lot < 0.1 else inks[-1 - int(lot**1.6 * len(inks))]
        canvas.polygon(np.roll(corners, 1 - face[row, column], axis=0)[:3], colour, colour, 0.6)


def _fold(at: Whole, block: int) -> tuple[NDArray[np.bool_], Whole]:
    """Whether places are mirrored, and where in the block they lie."""
    turn, inside = np.divmod(at, block)
    mirrored = turn % 2 == 1
    return mirrored, np.where(mirrored, block - 1 - inside, inside)
