"""Square tiles, turned at random, whose pattern joins up across every edge.

After Sébastien Truchet, "Mémoire sur les combinaisons" (1704): tiles halved by a diagonal;
Cyril Stanley Smith, "The tiling patterns of Sebastien Truchet and the topology of structural
hierarchy" (1987): quarter arcs; Christopher Carlson, "Multi-scale Truchet patterns" (2018): winged
tiles that join at every scale.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import CORNERS, Flags, Floats, Grid, Noise, Rng, Smooth
from bot.art.drawing.colour import BLACK, RGB, WHITE, gradient
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, plural, text

# The middles of the sides of a tile of side 1 around the origin: north, east, south and west.
SIDES = np.array([[0, -0.5], [0.5, 0], [0, 0.5], [-0.5, 0]])
# For each side the side that an arc leads to, by whether the tile is turned; and the tile beyond it.
LEADS = {True: (3, 2, 1, 0), False: (1, 0, 3, 2)}
STEPS = ((0, -1), (1, 0), (0, 1), (-1, 0))


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
        if self.kind == "scales":
            return text("blobs and necks of winged tiles in several sizes, {ground}", ground=ground)
        if self.kind == "triangles":
            return text(
                "an ornament of {tiles} by {tiles} tiles halved by their diagonals, {ground}",
                tiles=self.tiles,
                ground=ground,
            )
        ribbons = plural(
            "winding plain ribbons made of quarter arcs",
            "winding {count}-lane ribbons made of quarter arcs",
            count=self.lanes,
        )
        return text(
            "{ribbons}, {tiles} tiles to a row, {ground}", ribbons=ribbons, tiles=self.tiles, ground=ground
        )


@style(
    id="truchet",
    # Translators: named for Sébastien Truchet.
    name=text("Truchet"),
    about=text("turned tiles that join into ribbons, blobs or ornaments"),
    source="Sébastien Truchet, 1704; Cyril Stanley Smith, 1987; Christopher Carlson, 2018",
)
def truchet(canvas: Smooth, traits: Truchet, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    draw = {"ribbons": _ribbons, "scales": _scales, "triangles": _triangles}[traits.kind]
    draw(canvas, traits, scheme, rng)


def _ribbons(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """Draw Smith's arcs, followed from tile to tile so that every ribbon has one colour."""
    grid = Grid.covering(canvas, traits.tiles)
    down, across = grid.indices
    # Tiles that alternate close into circles, and equal ones open into waves.
    ordered = ((down + across) % 2 == 0) ^ (Noise(rng)(across / 3.7, down / 3.7) > 0)
    coins = rng.random_sample(ordered.shape) < 0.5
    turned = np.where(rng.random_sample(ordered.shape) < traits.order * 0.8, ordered, coins)
    paths = sorted(_follow(turned), key=len)
    # Several lanes pass over their neighbours like links; single ones would merge, so they stay narrow.
    strips = 2 * traits.lanes - 1
    lane = grid.side * (0.36 if traits.lanes == 1 else 0.66 / strips)
    for path, draw in zip(paths, rng.random_sample(len(paths)).tolist(), strict=True):
        points = grid.to_units(path)
        loop = np.allclose(path[0], path[-1])
        small = loop and len(path) < 40 and draw < 0.6
        colour = scheme.accent if small else scheme.inks[int(draw**0.7 * len(scheme.inks))]
        if loop:
            # An overlap hides the seam where an open stroke meets its own beginning.
            points = np.concatenate([points, points[1:4]])
        for strip in range(strips):
            canvas.line(points, scheme.ground if strip % 2 else colour, lane * (strips - strip))


def _follow(turned: Flags) -> list[Floats]:
    """Return the paths that the arcs join into, each as (n, 2) points in tiles."""
    rows, columns = turned.shape
    # Paths that leave the canvas are followed from where they enter it; closed ones from any side.
    entries = [(x, 0, 0) for x in range(columns)] + [(x, rows - 1, 2) for x in range(columns)]
    entries += [(0, y, 3) for y in range(rows)] + [(columns - 1, y, 1) for y in range(rows)]
    entries += [(x, y, side) for y in range(rows) for x in range(columns) for side in (0, 2)]
    seen: set[tuple[int, int, int]] = set()
    paths = []
    for x, y, side in entries:
        arcs = []
        while 0 <= x < columns and 0 <= y < rows and (x, y, side) not in seen:
            out = LEADS[bool(turned[y, x])][side]
            seen.update(((x, y, side), (x, y, out)))
            arcs.append(_arc(side, out) + 0.5 + np.array([x, y]))
            x, y, side = x + STEPS[out][0], y + STEPS[out][1], (out + 2) % 4
        if arcs:
            paths.append(np.concatenate([arcs[0][:1], *(arc[1:] for arc in arcs)]))
    return paths


def _arc(first: int, last: int) -> Floats:
    """Return a quarter circle between the middles of two adjoining sides of a tile."""
    start, end, turn = SIDES[first], SIDES[last], np.linspace(0, np.pi / 2, 9)[:, None]
    # Its centre is the corner between the two sides: start + end.
    return start + end - end * np.cos(turn) - start * np.sin(turn)


BARS = [SIDES[[0, 2]], SIDES[[1, 3]]]
# The figures of Carlson's tiles that are strokes, each with the random number below which it is drawn.
STROKES = (
    (0.31, [_arc(0, 1), _arc(2, 3)]),
    (0.62, [_arc(1, 2), _arc(3, 0)]),
    (0.68, BARS[:1]),
    (0.74, BARS[1:]),
    (0.82, BARS),
)
# Up to this number a tile is filled except for its corners; above it, it has no figure.
FULL = 0.92


def _scales(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """Draw Carlson's winged tiles, the large ones first; figure and ground swap at each halving.

    Only two colours can join across scales. So the tiles are drawn as a black and white stencil, and the
    figure is then tinted by a field that runs through all the inks.
    """
    grid = Grid.covering(canvas, 3 + traits.tiles // 8)
    noise, side = Noise(rng), grid.side
    canvas.fill(BLACK)
    level = [grid.to_units((x + 0.5, y + 0.5)) for y, x in np.ndindex(grid.rows, grid.columns)]
    eyes: list[tuple[Floats, float]] = []
    for depth in range(4):
        colours = (WHITE, BLACK) if depth % 2 == 0 else (BLACK, WHITE)
        finer: list[Floats] = []
        for at in level:
            busy = traits.split + 0.5 * float(noise(at[0] / 330, at[1] / 330)) - 0.14 * depth
            split, draw = rng.random_sample(2)
            if depth < 3 and split < busy:
                finer += [at + np.array([dx, dy]) * side / 4 for dy in (-1, 1) for dx in (-1, 1)]
            elif _winged(canvas, at, side, colours, draw) and depth < 2:
                eyes.append((at, side / 6))
        level, side = finer, side / 2

    x, y = canvas.mesh(8)
    hue = 0.5 + 0.62 * noise(x / 620 + 40.3, y / 620) + 0.25 * (y / canvas.height - 0.5)
    lookup = gradient(scheme.inks).astype(np.float32)
    tint = lookup[np.clip(canvas.upscale(hue) * 255, 0, 255).astype(np.uint8)]
    stencil = canvas.array()[..., :1].astype(np.float32) / 255
    ground = np.array(scheme.ground, np.float32)
    canvas.paint((ground + (tint - ground) * stencil + 0.5).astype(np.uint8))
    for (x, y), radius in eyes:
        canvas.circle(x, y, radius, scheme.accent)


def _winged(canvas: Smooth, at: Floats, side: float, colours: tuple[RGB, RGB], draw: float) -> bool:
    """Draw one tile, a third of its side beyond its edges; return whether its middle is empty."""
    figure, ground = colours
    corners, sides = at + CORNERS * side, at + SIDES * side

    def wings() -> None:
        canvas.circles(corners, side / 3, ground)
        canvas.circles(sides, side / 6, figure)

    canvas.polygon(corners, ground)
    wings()
    strokes = next((strokes for limit, strokes in STROKES if draw < limit), [])
    canvas.lines([at + stroke * side for stroke in strokes], figure, side / 3)
    if not strokes and draw < FULL:
        canvas.polygon(sides, figure)
        canvas.polygon(corners, figure)
        wings()
    return draw >= FULL


def _triangles(canvas: Smooth, traits: Truchet, scheme: Scheme, rng: Rng) -> None:
    """Draw a random block of halved tiles, unfolded by mirrors as on Truchet's plates."""
    grid = Grid.covering(canvas, traits.tiles + 3)
    down, across = grid.indices
    block = rng.randint(2, 5)
    facing, pairs = rng.randint(0, 4, (block, block)), rng.random_sample((block, block, 2))
    noise, draws, coins = Noise(rng), rng.random_sample(down.shape), rng.randint(0, 4, down.shape)
    # A mirror also turns the halves of the tiles.
    facing = np.concatenate([facing, facing[:, ::-1] ^ 1], axis=1)
    facing = np.concatenate([facing, 3 - facing[::-1]])
    pairs = np.concatenate([pairs, pairs[:, ::-1]], axis=1)
    pairs = np.concatenate([pairs, pairs[::-1]])
    # Counting from the middle puts the mirrors of the ornament in the middle of the canvas.
    at = (down - grid.rows // 2) % len(pairs), (across - grid.columns // 2) % len(pairs)
    doubt = (1 - traits.order) * (0.25 + 0.9 * noise(across / 4.3, down / 4.3))
    face = np.where(draws < doubt, coins, facing[at])
    inks, pairs = scheme.inks, pairs[at]
    for row, column in np.ndindex(down.shape):
        corners = grid.to_units((column + 0.5, row + 0.5)) + CORNERS * grid.side
        draw, backed = pairs[row, column]
        if backed < 0.3:
            canvas.polygon(corners, inks[0], inks[0], 0.6)
        colour = scheme.accent if draw < 0.1 else inks[-1 - int(draw**1.6 * len(inks))]
        canvas.polygon(np.roll(corners, 1 - face[row, column], axis=0)[:3], colour, colour, 0.6)
