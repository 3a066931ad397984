"""Square cells in rows and columns, centred on the canvas."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from bot.art.drawing.arrays import Floats, Ints
from bot.art.drawing.canvas import UNITS, Canvas

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
"""The corners of a square of side 1, clockwise from the origin."""
CORNERS = SQUARE - 0.5
"""The corners of a square of side 1 around the origin."""


@dataclass(frozen=True)
class Grid:
    """A grid of square cells whose middle is the middle of the canvas.

    Positions in the grid are counted in cells from its top left corner: (0.5, 0.5) is the centre of the
    first cell.

    :ivar columns: the number of cells in a row.
    :ivar rows: the number of cells in a column.
    :ivar side: the side of a cell, in units.
    :ivar middle: the middle of the grid, in units.
    """

    columns: int
    rows: int
    side: float
    middle: Floats

    @classmethod
    def covering(cls, canvas: Canvas, count: int) -> "Grid":
        """Return a grid of `count` cells along the short side that reaches every edge of the canvas."""
        side = UNITS / count
        # Without the tolerance, a rounding error in the longer side could add an invisible row.
        columns, rows = (math.ceil(length / side - 1e-6) for length in (canvas.width, canvas.height))
        return cls(columns, rows, side, canvas.size / 2)

    @classmethod
    def within(cls, canvas: Canvas, count: int, margin: float) -> "Grid":
        """Return a grid of `count` cells along the short side, surrounded by a margin in units.

        Along the longer side the margin differs by up to half a cell.
        """
        side = (UNITS - 2 * margin) / count
        columns, rows = (round((length - 2 * margin) / side) for length in (canvas.width, canvas.height))
        return cls(columns, rows, side, canvas.size / 2)

    @cached_property
    def origin(self) -> Floats:
        """The top left corner of the grid, in units."""
        return self.middle - np.array([self.columns, self.rows]) * self.side / 2

    @property
    def indices(self) -> tuple[Ints, Ints]:
        """The row and the column of every cell: two (rows, columns) arrays."""
        down, across = np.mgrid[: self.rows, : self.columns]
        return down, across

    @property
    def centres(self) -> Floats:
        """The centres of all cells in units, row by row: (rows * columns, 2)."""
        down, across = (index.ravel() for index in self.indices)
        steps = np.stack([across, down], axis=1) - np.array([self.columns - 1, self.rows - 1]) / 2
        return steps * self.side + self.middle

    def to_units(self, points: ArrayLike) -> Floats:
        """Return (…, 2) positions in the grid as points on the canvas, in units."""
        return self.origin + np.asarray(points) * self.side
