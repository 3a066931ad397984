"""Islamic star patterns: from every edge of a tiling two rays set out and meet their neighbours'.

The method of "polygons in contact": E. H. Hankin, "The Drawing of Geometric Patterns in Saracenic Art"
(1925); Craig S. Kaplan, "Islamic star patterns from polygons in contact" (2005).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.art.drawing import RGB, Floats, Noise, Rng, Smooth, direction, distance, mix
from bot.art.drawing.tilings import Polygon, tiled
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

TILINGS = {
    "4.8.8": (4, text("an Islamic star pattern grown in octagons and squares")),
    "3.12.12": (4, text("an Islamic star pattern grown in dodecagons and triangles")),
    "4.6.12": (4, text("an Islamic star pattern grown in dodecagons, hexagons and squares")),
    "3.6.3.6": (2, text("an Islamic star pattern grown in hexagons and triangles")),
    "3.4.6.4": (3, text("an Islamic star pattern grown in hexagons, squares and triangles")),
}
# Each with the width of a strand, in edges, and how much of which ink is mixed into the field behind.
FINISHES = {
    "strap": (4, text("drawn as outlined straps"), (0.085, 0, 0.35)),
    "lace": (3, text("drawn as straps woven over and under"), (0.11, -1, 0.16)),
    "inlay": (2, text("drawn as an inlay of coloured stone without straps"), (0.0, -1, 1.0)),
    "line": (1, text("drawn as fine lines"), (0.035, 0, 0.1)),
}
COLOURS = {
    "tile": (4, text("coloured by kind of star")),
    "patches": (3, text("coloured in drifting patches")),
    "glow": (2, text("coloured in rings around one place")),
}


@dataclass(frozen=True)
class Star:
    tiling: Option = choice(TILINGS, "the polygons that the stars grow in")
    angle: float = number(48, 74, "angle between a ray and its edge, in degrees")
    scale: float = number(64, 128, "length of an edge")
    finish: Option = choice(FINISHES, "how the rays are drawn")
    colours: Option = choice(COLOURS, "what decides a colour")
    night: bool = flag(0.5, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{pattern} at {angle:.0f} degrees, {finish}, {colours}, {ground}",
            pattern=self.tiling.words,
            angle=self.angle,
            finish=self.finish.words,
            colours=self.colours.words,
            ground=on_ground(dark=self.night),
        )


class _Stones(NamedTuple):
    """The colours of one tile: of its star, of the petals around it, and of what lies behind."""

    heart: RGB
    petal: RGB
    ground: RGB
    field: RGB


@style(
    id="star",
    name=text("Islamic Star"),
    about=text("star patterns grown from the edges of a tiling"),
    source="E. H. Hankin, 1925; Craig S. Kaplan, Islamic star patterns from polygons in contact, 2005",
)
def star(canvas: Smooth, traits: Star, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, ink = scheme.ground, scheme.inks[-1]
    edges_wide, field_ink, share = traits.finish.value
    field = mix(ground, scheme.inks[field_ink], share)
    canvas.fill(field)
    edge = traits.scale * (1.35 if traits.tiling in ("4.8.8", "3.6.3.6") else 1.0)
    width, outline = edge * edges_wide, max(1.5, edge * 0.016)
    theta = float(np.radians(traits.angle))
    tiles = tiled(traits.tiling, edge, canvas.width, canvas.height)
    strands: list[Floats] = []
    overs: list[Floats] = []
    for tile, (heart, petal) in zip(tiles, _tints(canvas, tiles, traits, scheme, rng), strict=True):
        if traits.finish == "line":
            heart, petal = mix(ground, heart, 0.3), mix(ground, petal, 0.14)
        else:
            # Stones in the colour of the field could not be seen.
            heart, petal = (ground if colour == field else colour for colour in (heart, petal))
        rings = _rings(tile, theta, _depth(tile.sides, traits.angle), edge)
        _inlay(canvas, tile, rings, _Stones(heart, petal, ground, field), large=edge > 80)
        strands.extend(tile.centre + _rays(rings))
        if traits.finish == "lace":
            overs.extend(tile.centre + _overs(rings, theta, width / 2 + outline))
    if traits.finish == "line":
        canvas.lines(strands, ink, width)
    elif traits.finish != "inlay":
        for pieces in (strands, overs):
            canvas.lines(pieces, ink, width + 2 * outline)
            canvas.lines(pieces, ground, width)


def _tints(
    canvas: Smooth, tiles: list[Polygon], traits: Star, scheme: Scheme, rng: Rng
) -> Iterator[tuple[RGB, RGB]]:
    """Yield for each tile the colour of its heart, and that of the petals around it."""
    inks = scheme.inks
    noise, focus = Noise(rng), rng.uniform(0.2, 0.8, 2) * canvas.size
    order = rng.permutation(len(inks))
    if traits.colours == "tile":
        kinds = sorted({tile.sides for tile in tiles}, reverse=True)
        for tile in tiles:
            kind = kinds.index(tile.sides)
            heart, petal = (inks[order[nth % len(inks)]] for nth in (kind, kind + 1))
            yield (heart if kind else scheme.accent), petal
    else:
        at = np.array([tile.centre for tile in tiles])
        patches = traits.colours == "patches"
        tone = 0.5 + 0.85 * noise.at(at / 430) if patches else distance(at, focus) / 900
        for nth in (np.clip(tone, 0, 0.999) * len(inks)).astype(int).tolist():
            yield inks[nth], inks[(nth + 1) % len(inks)]


def _inlay(canvas: Smooth, tile: Polygon, rings: list[Floats], stones: _Stones, *, large: bool) -> None:
    """Fill one tile: the star in its middle, and rings of kites up to its edges."""
    heart, petal, ground, field = stones
    star = np.stack([rings[-2], rings[-1]], axis=1).reshape(-1, 2)
    canvas.polygon(tile.centre + star, heart)
    if tile.sides >= 8:
        # The heart of a large star would be bare: stars within the star fill it.
        pointed = star * np.tile([1.0, 0.8], tile.sides)[:, None]
        for size, colour in ((0.72, ground), (0.58, petal), (0.34, field), (0.24, heart)):
            canvas.polygon(tile.centre + pointed * size, colour)
    elif tile.sides == 6 and large:
        canvas.polygon(tile.centre + star * 0.6, field)
        canvas.polygon(tile.centre + star * 0.44, petal)
    for level in range(1, len(rings) - 1):
        outer, wing, inner = rings[level - 1 : level + 2]
        kites = np.stack([np.roll(outer, -1, axis=0), wing, inner, np.roll(wing, -1, axis=0)], axis=1)
        for kite in kites:
            canvas.polygon(tile.centre + kite, petal if level % 2 else ground)


def _depth(sides: int, angle: float) -> int:
    """Return how many neighbours' rays a ray crosses or meets: the k of the star {n/k}."""
    most = next(k for least, k in ((12, 4), (8, 3), (6, 2), (3, 1)) if sides >= least)
    return max(1, min(most, int(angle / (180 / sides) + 1e-9)))


def _rings(tile: Polygon, theta: float, depth: int, edge: float) -> list[Floats]:
    """Return the middles of the edges, then the first crossings of the rays, the second, and so on."""
    apothem = edge / (2 * np.tan(np.pi / tile.sides))
    rings = []
    for level in range(depth + 1):
        half = level * np.pi / tile.sides
        along = apothem * np.tan(half) / (np.cos(theta) + np.sin(theta) * np.tan(half))
        radius = (apothem - along * np.sin(theta)) / np.cos(half)
        rings.append(direction(tile.first + np.arange(tile.sides) * 2 * np.pi / tile.sides + half) * radius)
    return rings


def _rays(rings: list[Floats]) -> Floats:
    """Return the rays in pairs, from the middle of an edge to where they meet, and on to another edge."""
    starts, tips = rings[0], rings[-1]
    rays = np.stack([starts, tips, np.roll(starts, 1 - len(rings), axis=0)], axis=1)
    # Strands run on into the next polygon; a little overlap hides the seam.
    away = rays[:, [0, 2]] - tips[:, None]
    rays[:, [0, 2]] += away / np.linalg.norm(away, axis=2, keepdims=True) * 0.4
    return rays


def _overs(rings: list[Floats], theta: float, half_width: float) -> Floats:
    """Return short pieces of the strands that lie on top: one way at even crossings, the other at odd."""
    pieces = []
    *crossings, tips = rings
    for level, crossing in enumerate(crossings):
        # At odd crossings the ray that comes back from the edge `level` further on lies on top.
        way = np.roll(tips, (len(crossings) - level) * (level % 2), axis=0) - crossing
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        slant = abs(np.sin(2 * (theta - level * np.pi / len(tips))))
        reach = half_width / max(0.3, slant) + 0.6 * half_width
        pieces.append(np.stack([crossing - way * reach, crossing + way * reach], axis=1))
    return np.concatenate(pieces)
