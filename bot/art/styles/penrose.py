"""Penrose's rhombs: a tiling with fivefold order that never repeats.

Source: Roger Penrose (1974), by deflation of Raphael Robinson's triangles (1975).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing import RGB, Flags, Floats, Noise, Rng, Smooth, direction, mix, tones
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

Complexes = NDArray[np.complex128]
PHI = (1 + 5**0.5) / 2
COLOURINGS = {
    "facets": (3, text("in facets of colour")),
    "rings": (3, text("in rings of colour")),
    "clouds": (3, text("in clouds of colour")),
    "stars": (2, text("in stars of colour")),
}


@dataclass(frozen=True)
class Penrose:
    edge: float = number(34, 104, "length of an edge")
    colouring: Option = choice(COLOURINGS, "what the colour goes by")
    inlay: str = choice({"plain": 4, "arcs": 3, "nested": 3}, "what is drawn on the tiles")
    joint: float = number(0.0, 0.09, "width of the joints, of an edge")
    centred: bool = flag(0.5, "whether the fivefold middle is in the middle")
    night: bool = flag(0.5, "whether the joints are dark")

    def describe(self, palette: Palette) -> Text:
        if self.edge < 45:
            tiling = text("a Penrose tiling of small rhombs")
        elif self.edge > 70:
            tiling = text("a Penrose tiling of large rhombs")
        else:
            tiling = text("a Penrose tiling of middling rhombs")
        if self.inlay == "arcs":
            tiling = text("{tiling} with arcs on them", tiling=tiling)
        elif self.inlay == "nested":
            tiling = text("{tiling} with smaller ones inside", tiling=tiling)
        return text(
            "{tiling}, {colours}, {joints}",
            tiling=tiling,
            colours=self.colouring.words,
            joints=text("dark joints") if self.night else text("pale joints"),
        )


@style(
    id="penrose",
    # Translators: named for Roger Penrose.
    name=text("Penrose"),
    about=text("fivefold order that never repeats"),
    source="Roger Penrose 1974; Raphael Robinson 1975",
)
def penrose(canvas: Smooth, traits: Penrose, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    half = np.hypot(canvas.width, canvas.height) / 2
    heading = rng.uniform(0, 2 * np.pi)
    shift = 0.0 if traits.centred else rng.uniform(0.5, 1.4) * half
    middle = shift * np.exp(1j * rng.uniform(0, 2 * np.pi))
    # Tiles are complex numbers, seen from the middle of the canvas, until they are drawn.
    thick, corners = _tiles(half + shift + 2 * traits.edge, traits.edge, heading)
    corners = corners - middle
    points = np.stack([corners.real, corners.imag], axis=2) + canvas.size / 2
    seen = np.all((points.max(axis=1) > 0) & (points.min(axis=1) < canvas.size), axis=1)
    thick, corners, points = thick[seen], corners[seen], points[seen]
    colours = _colours(traits, scheme, rng, thick, corners, middle)
    hearts = points.mean(axis=1, keepdims=True)
    # A joint eats into both tiles; adjoining tiles without one must overlap a little, or a seam shows.
    height = traits.edge * np.sin(np.pi / 5 * (1 + thick.astype(np.float64)))[:, None, None]
    inset = 1 - traits.joint * traits.edge / height if traits.joint > 0.02 else 1 + 0.5 / height
    layers = [(inset, 0.0), (0.62, 0.55), (0.3, 0.0)]
    for size, faded in layers if traits.inlay == "nested" else layers[:1]:
        for tile, colour in zip(hearts + (points - hearts) * size, colours, strict=True):
            canvas.polygon(tile, mix(colour, scheme.ground, faded) if faded else colour)
    if traits.inlay == "arcs":
        for path in _arcs(points, thick, traits.edge):
            canvas.lines(path, scheme.ground, traits.edge * 0.2)
            canvas.lines(path, scheme.inks[-1], traits.edge * 0.075)


def _tiles(reach: float, edge: float, heading: float) -> tuple[Flags, Complexes]:
    """Return rhombs out to `reach`: whether each is thick, and its four corners.

    Ten triangles around the middle are cut into ever smaller ones, some of them acute (a0, b0, c0)
    and some obtuse (a1, b1, c1).
    """
    generations = int(np.ceil(np.log(reach / np.cos(np.pi / 10) / edge) / np.log(PHI)))
    spokes = np.exp(1j * (np.pi * np.arange(11) / 5 + heading)) * edge * PHI**generations
    b, c = spokes[:-1].copy(), spokes[1:].copy()
    # Every other triangle is mirrored, so that neighbours are cut alike along their common edge.
    b[::2], c[::2] = spokes[1::2], spokes[:-1:2]
    a, obtuse = np.zeros(10, complex), np.zeros(10, bool)
    for _ in range(generations):
        a0, b0, c0 = a[~obtuse], b[~obtuse], c[~obtuse]
        a1, b1, c1 = a[obtuse], b[obtuse], c[obtuse]
        p = a0 + (b0 - a0) / PHI
        q, r = b1 + (a1 - b1) / PHI, b1 + (c1 - b1) / PHI
        a = np.concatenate([c0, p, r, q, r])
        b = np.concatenate([p, c0, c1, r, q])
        c = np.concatenate([b0, a0, a1, b1, a1])
        obtuse = np.repeat([False, True, True, True, False], [len(a0)] * 2 + [len(a1)] * 3)
    # Two mirrored triangles share a base, which is a diagonal of their rhomb.
    base = (b + c) / 2
    key = np.rint(base.real * 4).astype(np.int64) * 10_000_019 + np.rint(base.imag * 4).astype(np.int64)
    first = np.unique(key, return_index=True)[1]
    a, b, c, obtuse = a[first], b[first], c[first], obtuse[first]
    return obtuse, np.stack([a, b, b + c - a, c], axis=1)


def _colours(
    traits: Penrose, scheme: Scheme, rng: Rng, thick: Flags, corners: Complexes, middle: complex
) -> list[RGB]:
    """Return a colour for every tile."""
    heart = corners.mean(axis=1)
    lean = np.angle(corners[:, 2] - corners[:, 0]) % np.pi
    # Rhombs point in one of five directions.
    way = np.rint(lean / (np.pi / 5)).astype(int) % 5
    noise = Noise(rng)
    cloud = noise.fbm(heart.real / 420 + 7, heart.imag / 420 + 3, 2) * 0.75 + 0.5
    away = np.abs(heart + middle) / 520
    place = {
        # As if the thick rhombs were faces of boxes, each turned to the light by so much.
        "facets": way / 4 * 0.5 + cloud * 0.62 - 0.06,
        "rings": 0.5 - 0.5 * np.cos(away * np.pi * 2.2) + (way - 2) * 0.035 + np.where(thick, 0, 0.16),
        "clouds": cloud + np.where(thick, 0, 0.22) + (way - 2) * 0.03,
        "stars": np.where(thick, 0.72 * np.clip(cloud * 1.25 - 0.1, 0, 1), 0.97),
    }[traits.colouring]
    run = tones(scheme.inks, 64)
    # The accent goes to a few thin tiles that lie near one another.
    accented = (noise(heart.real / 300 + 40, heart.imag / 300) > 0.34) & ~thick
    steps = np.clip(place * 63, 0, 63).astype(int)
    return [scheme.accent if rare else run[step] for step, rare in zip(steps, accented, strict=True)]


def _arcs(points: Floats, thick: Flags, edge: float) -> list[Floats]:
    """Return arcs about the two sharp corners through the middles of the edges, where arcs always meet."""
    row = np.arange(len(points))
    paths = []
    for corner in (0, 2):
        at = corner + thick
        pivot = points[row, at]
        before, after = (np.angle((points[row, (at + k) % 4] - pivot) @ np.array([1, 1j])) for k in (1, 3))
        sweep = (after - before + np.pi) % (2 * np.pi) - np.pi
        turn = before[:, None] + sweep[:, None] * np.linspace(0, 1, 9)
        paths.append(pivot[:, None] + edge / 2 * direction(turn))
    return paths
