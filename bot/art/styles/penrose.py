"""Penrose's rhombs: a tiling with fivefold order that never repeats.

Source: Roger Penrose (1974), by deflation of Raphael Robinson's triangles (1975).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, gradient, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

Flags = NDArray[np.bool_]
Complexes = NDArray[np.complex128]
PHI = (1 + 5**0.5) / 2


@dataclass(frozen=True)
class Penrose:
    edge: float = number(34, 104, "length of an edge")
    colouring: str = choice({"facets": 3, "rings": 3, "clouds": 3, "stars": 2}, "what the colour goes by")
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
        colouring = {
            "facets": text("in facets of colour"),
            "rings": text("in rings of colour"),
            "clouds": text("in clouds of colour"),
            "stars": text("in stars of colour"),
        }
        return text(
            "{tiling}, {colours}, {joints}",
            tiling=tiling,
            colours=colouring[self.colouring],
            joints=text("dark joints") if self.night else text("pale joints"),
        )


@style(
    id="penrose",
    # Translators: named for Roger Penrose.
    name=text("Penrose"),
    about=text("fivefold order that never repeats"),
    source="Roger Penrose 1974; Raphael Robinson 1975",
    traits=Penrose,
    surface=Smooth,
)
def penrose(canvas: Smooth, traits: Penrose, palette: Palette, rng: Rng) -> None:
    """Tiles are complex numbers around the fivefold middle until they are drawn."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    half = np.hypot(canvas.width, canvas.height) / 2
    heading = rng.uniform(0, 2 * np.pi)
    shift = 0.0 if traits.centred else rng.uniform(0.5, 1.4) * half
    middle = shift * np.exp(1j * rng.uniform(0, 2 * np.pi))
    thick, corners = _tiles(half + shift + 2 * traits.edge, traits.edge, heading)
    corners = corners - middle
    x, y = corners.real + canvas.width / 2, corners.imag + canvas.height / 2
    seen = (x.max(1) > 0) & (x.min(1) < canvas.width) & (y.max(1) > 0) & (y.min(1) < canvas.height)
    thick, corners, x, y = thick[seen], corners[seen], x[seen], y[seen]
    colours = _colours(traits, scheme, rng, thick, corners, middle)
    points = np.stack([x, y], axis=2)
    hearts = points.mean(axis=1, keepdims=True)
    # A joint eats into both tiles; adjoining tiles without one must overlap a little, or a seam shows.
    slim = np.sin(np.pi / 5 * (1 + thick.astype(np.float64)))
    height = traits.edge * slim[:, None, None]
    inset = 1 - traits.joint * traits.edge / height if traits.joint > 0.02 else 1 + 0.5 / height
    for factor, share in ((inset, 0.0), (0.62, 0.55), (0.3, 0.0))[: 3 if traits.inlay == "nested" else 1]:
        for tile, colour in zip(hearts + (points - hearts) * factor, colours, strict=True):
            canvas.polygon(tile, mix(colour, scheme.ground, share) if share else colour)
    if traits.inlay == "arcs":
        _arcs(canvas, traits, points, thick, scheme.ground, scheme.inks[-1])


def _tiles(reach: float, edge: float, heading: float) -> tuple[Flags, Complexes]:
    """Rhombs out to `reach`: whether each is thick, and its four corners."""
    generations = int(np.ceil(np.log(reach / np.cos(np.pi / 10) / edge) / np.log(PHI)))
    spokes = np.exp(1j * (np.pi * np.arange(11) / 5 + heading)) * edge * PHI**generations
    b, c = spokes[:-1].copy(), spokes[1:].copy()
    flip = np.arange(10) % 2 == 0
    b[flip], c[flip] = c[flip], b[flip]
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
    traits: Penrose, scheme: Scheme, rng: Rng, thick: Flags, corners: Complexes, sun: complex
) -> list[RGB]:
    """A colour for every tile."""
    heart = corners.mean(axis=1)
    run = gradient(scheme.inks, 64)
    lean = np.angle(corners[:, 2] - corners[:, 0]) % np.pi
    direction = np.rint(lean / (np.pi / 5)).astype(int) % 5
    noise = Noise(rng)
    cloud = noise.fbm(heart.real / 420 + 7, heart.imag / 420 + 3, 2) * 0.75 + 0.5
    far = np.abs(heart + sun) / 520
    if traits.colouring == "facets":
        # As if the thick rhombs were faces of boxes, each turned to the light by so much.
        at = direction / 4 * 0.5 + cloud * 0.62 - 0.06
    elif traits.colouring == "rings":
        at = 0.5 - 0.5 * np.cos(far * np.pi * 2.2) + (direction - 2) * 0.035 + np.where(thick, 0, 0.16)
    elif traits.colouring == "clouds":
        at = cloud + np.where(thick, 0, 0.22) + (direction - 2) * 0.03
    else:
        at = np.where(thick, 0.72 * np.clip(cloud * 1.25 - 0.1, 0, 1), 0.97)
    colours = [(int(r), int(g), int(b)) for r, g, b in run[np.clip(at * 63, 0, 63).astype(int)]]
    # The accent goes to a few thin tiles that lie near one another.
    glow = noise(heart.real / 300 + 40, heart.imag / 300)
    for i in np.flatnonzero((glow > 0.34) & ~thick).tolist():
        colours[i] = scheme.accent
    return colours


def _arcs(canvas: Smooth, traits: Penrose, points: Floats, thick: Flags, wide: RGB, fine: RGB) -> None:
    """Arcs about the two sharp corners through the middles of the edges, where they always meet."""
    row = np.arange(len(points))
    for corner in (0, 2):
        at = corner + thick
        pivot = points[row, at]
        before, after = (np.angle((points[row, (at + k) % 4] - pivot) @ np.array([1, 1j])) for k in (1, 3))
        sweep = (after - before + np.pi) % (2 * np.pi) - np.pi
        turn = before[:, None] + sweep[:, None] * np.linspace(0, 1, 9)
        path = pivot[:, None] + traits.edge / 2 * np.stack([np.cos(turn), np.sin(turn)], axis=2)
        canvas.lines(path, wide, traits.edge * 0.2)
        canvas.lines(path, fine, traits.edge * 0.075)
