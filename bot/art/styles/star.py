"""Islamic star patterns: from every edge of a tiling two rays set out and meet their neighbours'.

The method of "polygons in contact": E. H. Hankin, "The Drawing of Geometric Patterns in Saracenic Art"
(1925); Craig S. Kaplan, "Islamic star patterns from polygons in contact" (2005).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.arrays import Floats
from bot.art.canvas import Smooth
from bot.art.colour import mix
from bot.art.noise import Noise
from bot.art.palette import Palette
from bot.art.rng import Rng
from bot.art.style import choice, flag, number, style

TILINGS = {
    "4.8.8": "octagons and squares",
    "3.12.12": "dodecagons and triangles",
    "4.6.12": "dodecagons, hexagons and squares",
    "3.6.3.6": "hexagons and triangles",
    "3.4.6.4": "hexagons, squares and triangles",
}
FINISHES = {
    "strap": "outlined straps",
    "lace": "straps woven over and under",
    "inlay": "an inlay of coloured stone without straps",
    "line": "fine lines",
}


@dataclass(frozen=True)
class Star:
    tiling: str = choice(
        {"4.8.8": 4, "3.12.12": 4, "4.6.12": 4, "3.6.3.6": 2, "3.4.6.4": 3},
        "the polygons that the stars grow in",
    )
    angle: float = number(48, 74, "angle between a ray and its edge, in degrees")
    scale: float = number(64, 128, "length of an edge")
    finish: str = choice({"strap": 4, "lace": 3, "inlay": 2, "line": 1}, "how the rays are drawn")
    colours: str = choice({"tile": 4, "patches": 3, "glow": 2}, "what decides a colour")
    night: bool = flag(0.5, "a dark ground")

    def describe(self, palette: Palette) -> str:
        colours = {
            "tile": "by kind of star",
            "patches": "in drifting patches",
            "glow": "in rings around one place",
        }
        return (
            f"an Islamic star pattern grown in {TILINGS[self.tiling]} at {self.angle:.0f} degrees, drawn as "
            f"{FINISHES[self.finish]}, coloured {colours[self.colours]}, on a "
            f"{'dark' if self.night else 'pale'} ground"
        )


SQRT3 = float(np.sqrt(3))
# Per tiling: the two steps of its lattice, and per polygon of one cell how far out and in which
# direction (degrees) its centre lies, its number of sides, and the direction of one of them. Edges
# are 1 long.
KAGOME, TWELVE, GREAT, RHOMBI = 2.0, 2 + SQRT3, 3 + SQRT3, 1 + SQRT3
OCTA = 1 + float(np.sqrt(2))
CELLS: dict[str, tuple[float, bool, tuple[tuple[float, float, int, float], ...]]] = {
    "4.8.8": (OCTA, True, ((0, 0, 8, 0), (OCTA / np.sqrt(2), 45, 4, 45))),
    "3.12.12": (TWELVE, False, ((0, 0, 12, 0), (TWELVE / SQRT3, 30, 3, 210), (TWELVE / SQRT3, 90, 3, 270))),
    "4.6.12": (
        GREAT,
        False,
        (
            (0, 0, 12, 0),
            (GREAT / SQRT3, 30, 6, 30),
            (GREAT / SQRT3, 90, 6, 30),
            (GREAT / 2, 0, 4, 0),
            (GREAT / 2, 60, 4, 60),
            (GREAT / 2, 120, 4, 120),
        ),
    ),
    "3.6.3.6": (KAGOME, False, ((0, 0, 6, 30), (KAGOME / SQRT3, 30, 3, 210), (KAGOME / SQRT3, 90, 3, 270))),
    "3.4.6.4": (
        RHOMBI,
        False,
        (
            (0, 0, 6, 0),
            (RHOMBI / SQRT3, 30, 3, 30),
            (RHOMBI / SQRT3, 90, 3, 90),
            (RHOMBI / 2, 0, 4, 0),
            (RHOMBI / 2, 60, 4, 60),
            (RHOMBI / 2, 120, 4, 120),
        ),
    ),
}


@style(
    id="star",
    name="Islamic Star",
    about="star patterns grown from the edges of a tiling",
    source="E. H. Hankin, 1925; Craig S. Kaplan, Islamic star patterns from polygons in contact, 2005",
    traits=Star,
    surface=Smooth,
)
def star(canvas: Smooth, traits: Star, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, inks = scheme.ground, scheme.inks
    edge = traits.scale * (1.35 if traits.tiling in ("4.8.8", "3.6.3.6") else 1.0)
    theta = np.radians(traits.angle)
    tiles = _tiles(canvas, traits.tiling, edge)
    field = {
        "strap": mix(ground, inks[0], 0.35),
        "lace": mix(ground, inks[-1], 0.16),
        "inlay": inks[-1],
        "line": mix(ground, inks[0], 0.1),
    }[traits.finish]
    canvas.fill(field)

    at = np.array([centre for centre, _, _ in tiles])
    noise, focus = Noise(rng), rng.uniform(0.2, 0.8, 2) * [canvas.width, canvas.height]
    order = rng.permutation(len(inks))
    patch = 0.5 + 0.85 * noise(at[:, 0] / 430, at[:, 1] / 430)
    glow = np.hypot(*(at - focus).T) / 900
    shade = np.clip(patch if traits.colours == "patches" else glow, 0, 0.999)
    sides = sorted({n for _, n, _ in tiles}, reverse=True)
    strands: list[Floats] = []
    overs: list[Floats] = []
    width = edge * {"strap": 0.085, "lace": 0.11, "inlay": 0.0, "line": 0.035}[traits.finish]
    outline = max(1.5, edge * 0.016)
    for tile, (centre, n, first) in enumerate(tiles):
        depth = _depth(n, traits.angle)
        rings = _rings(n, first, theta, depth, edge)
        if traits.colours == "tile":
            kind = sides.index(n)
            inner = inks[int(order[kind % len(inks)])] if kind else scheme.accent
            petal = inks[int(order[(kind + 1) % len(inks)])]
        else:
            inner = inks[int(shade[tile] * len(inks))]
            petal = inks[int((shade[tile] * len(inks) + 1) % len(inks))]
        if traits.finish == "line":
            inner, petal = mix(ground, inner, 0.3), mix(ground, petal, 0.14)
        else:
            petal, inner = (ground if colour == field else colour for colour in (petal, inner))
        heart = np.stack([rings[depth - 1], rings[depth]], axis=1).reshape(-1, 2)
        canvas.polygon(centre + heart, inner)
        if n >= 8:
            # The heart of a large star would be bare: stars within the star fill it.
            pointed = heart * np.tile([1.0, 0.8], n)[:, None]
            for size, colour in ((0.72, ground), (0.58, petal), (0.34, field), (0.24, inner)):
                canvas.polygon(centre + pointed * size, colour)
        elif n == 6 and edge > 80:
            canvas.polygon(centre + heart * 0.6, field)
            canvas.polygon(centre + heart * 0.44, petal)
        for level in range(1, depth):
            colour = petal if level % 2 else ground
            outer, inward = np.roll(rings[level - 1], -1, axis=0), rings[level + 1]
            wings = rings[level], np.roll(rings[level], -1, axis=0)
            for kite in np.stack([outer, wings[0], inward, wings[1]], axis=1):
                canvas.polygon(centre + kite, colour)
        if width:
            ends = np.roll(rings[0], -depth, axis=0)
            paths = np.stack([rings[0], rings[depth], ends], axis=1)
            # Strands run on into the next polygon; a little overlap hides the seam.
            for here, beyond in ((0, 1), (2, 1)):
                away = paths[:, here] - paths[:, beyond]
                paths[:, here] += away / np.linalg.norm(away, axis=1, keepdims=True) * 0.4
            strands.extend(centre + paths)
            if traits.finish == "lace":
                overs.extend(centre + _overs(rings, n, theta, depth, width / 2 + outline))
    dark = inks[-1]
    if traits.finish == "line":
        canvas.lines(strands, dark, width)
    elif width:
        for pieces in (strands, overs):
            canvas.lines(pieces, dark, width + 2 * outline)
            canvas.lines(pieces, ground, width)


def _tiles(canvas: Smooth, tiling: str, edge: float) -> list[tuple[Floats, int, float]]:
    """Centre, sides and direction of a side (radians) of every polygon that can be seen."""
    step, square, cell = CELLS[tiling]
    first = np.array([step, 0.0])
    second = np.array([0.0, step]) if square else np.array([step / 2, step * SQRT3 / 2])
    reach = int((canvas.width / 2 + canvas.height / SQRT3) / (step * edge)) + 3
    found = []
    for j in range(-reach, reach + 1):
        for i in range(-reach, reach + 1):
            for out, way, n, side in cell:
                turn = np.radians(way)
                at = i * first + j * second + out * np.array([np.cos(turn), np.sin(turn)])
                at = at * edge + canvas.centre
                radius = edge / (2 * np.sin(np.pi / n))
                if np.all(at > -radius) and at[0] < canvas.width + radius and at[1] < canvas.height + radius:
                    found.append((at, n, float(np.radians(side))))
    return found


def _depth(n: int, angle: float) -> int:
    """How many neighbours' rays a ray crosses or meets: the k of the star {n/k}."""
    most = 4 if n >= 12 else 3 if n >= 8 else 2 if n >= 6 else 1
    return max(1, min(most, int(angle / (180 / n) + 1e-9)))


def _rings(n: int, first: float, theta: float, depth: int, edge: float) -> list[Floats]:
    """The middles of the edges, then the first crossings of the rays, the second, and so on."""
    apothem = edge / (2 * np.tan(np.pi / n))
    rings = []
    for level in range(depth + 1):
        half = level * np.pi / n
        along = apothem * np.tan(half) / (np.cos(theta) + np.sin(theta) * np.tan(half))
        radius = (apothem - along * np.sin(theta)) / np.cos(half)
        turn = first + np.arange(n) * 2 * np.pi / n + half
        rings.append(np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius)
    return rings


def _overs(rings: list[Floats], n: int, theta: float, depth: int, half_width: float) -> Floats:
    """Short pieces of the strands that lie on top: one way at even crossings, the other at odd."""
    pieces = []
    for level in range(depth):
        crossing = rings[level]
        # At odd crossings it is the ray that comes back from the edge `level` further on.
        other = np.roll(rings[depth], (depth - level) * (level % 2), axis=0)
        way = other - crossing
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        reach = half_width / max(0.3, abs(np.sin(2 * (theta - level * np.pi / n)))) + 0.6 * half_width
        pieces.append(np.stack([crossing - way * reach, crossing + way * reach], axis=1))
    return np.concatenate(pieces)
