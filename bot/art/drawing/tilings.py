"""Archimedean tilings: tilings by regular polygons that look the same around every corner.

Source: Johannes Kepler, "Harmonices Mundi" (1619). They are named for the polygons around a corner:
4.8.8 has a square and two octagons there.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.points import direction

_SQRT2, _SQRT3 = float(np.sqrt(2)), float(np.sqrt(3))
_CORNER = 1 / _SQRT3


class Polygon(NamedTuple):
    """A regular polygon: its number of sides, and the direction of the first in radians."""

    centre: Floats
    sides: int
    first: float


class _Tiling(NamedTuple):
    """One cell of a lattice, for edges 1 long.

    :ivar step: the distance from one cell to the next.
    :ivar cell: for each polygon of the cell: the distance of its centre in steps and the direction of its
        centre, its number of sides, and the direction of its first side; directions in degrees.
    :ivar square: whether the lattice is square rather than triangular.
    """

    step: float
    cell: tuple[tuple[float, float, int, float], ...]
    square: bool = False


_SQUARES = tuple((0.5, way, 4, way) for way in (0, 60, 120))
_TILINGS = {
    "4.8.8": _Tiling(1 + _SQRT2, ((0, 0, 8, 0), (1 / _SQRT2, 45, 4, 45)), square=True),
    "3.12.12": _Tiling(2 + _SQRT3, ((0, 0, 12, 0), (_CORNER, 30, 3, 210), (_CORNER, 90, 3, 270))),
    "4.6.12": _Tiling(3 + _SQRT3, ((0, 0, 12, 0), (_CORNER, 30, 6, 30), (_CORNER, 90, 6, 30), *_SQUARES)),
    "3.6.3.6": _Tiling(2.0, ((0, 0, 6, 30), (_CORNER, 30, 3, 210), (_CORNER, 90, 3, 270))),
    "3.4.6.4": _Tiling(1 + _SQRT3, ((0, 0, 6, 0), (_CORNER, 30, 3, 30), (_CORNER, 90, 3, 90), *_SQUARES)),
}


def tiled(tiling: str, edge: float, width: float, height: float) -> list[Polygon]:
    """Return the visible polygons of a tiling; a polygon with the most sides lies in the middle."""
    step, cell, square = _TILINGS[tiling]
    size = np.array([width, height])
    across = np.array([step, 0.0])
    down = np.array([0.0, step]) if square else np.array([step / 2, step * _SQRT3 / 2])
    reach = int((width / 2 + height / _SQRT3) / (step * edge)) + 3
    polygons = [
        Polygon(out * step * direction(np.radians(way)), n, np.radians(first)) for out, way, n, first in cell
    ]
    found = []
    for j, i in product(range(-reach, reach + 1), repeat=2):
        corner = i * across + j * down
        for place, sides, first in polygons:
            centre = (corner + place) * edge + size / 2
            radius = edge / (2 * np.sin(np.pi / sides))
            if np.all((centre > -radius) & (centre < size + radius)):
                found.append(Polygon(centre, sides, first))
    return found
