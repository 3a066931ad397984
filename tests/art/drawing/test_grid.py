"""Grids: the right number of cells, in the middle of the canvas."""

import numpy as np
import pytest

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.grid import CORNERS, SQUARE, Grid

SIZES = [(600, 600), (400, 640), (162, 351), (450, 150), (1001, 700)]
EVERY = pytest.mark.parametrize("size", SIZES)


@EVERY
@pytest.mark.parametrize("count", [3, 7, 40])
def test_a_covering_grid_reaches_every_edge_and_not_a_cell_farther(size: tuple[int, int], count: int) -> None:
    canvas = Canvas(size)
    grid = Grid.covering(canvas, count)
    assert min(grid.columns, grid.rows) == count
    assert grid.side == 1000 / count
    low, high = grid.origin, canvas.size - grid.to_units((grid.columns, grid.rows))
    assert low == pytest.approx(high, abs=1e-9)
    assert np.all(low <= 1e-5)
    assert np.all(low > -grid.side / 2)


def test_a_rounding_error_in_a_side_adds_no_row() -> None:
    canvas = Canvas((300, 600))
    canvas.height += 1e-6
    grid = Grid.covering(canvas, 10)
    assert (grid.columns, grid.rows) == (10, 20)


@EVERY
def test_a_grid_within_a_margin_keeps_it_on_the_short_sides(size: tuple[int, int]) -> None:
    canvas = Canvas(size)
    grid = Grid.within(canvas, 8, margin=90)
    short = int(np.argmin(canvas.size))
    assert (grid.columns, grid.rows)[short] == 8
    assert grid.origin[short] == pytest.approx(90)
    assert abs(grid.origin[1 - short] - 90) <= grid.side / 4 + 1e-9


def test_cells_are_counted_row_by_row() -> None:
    grid = Grid.covering(Canvas((300, 200)), 2)
    assert (grid.columns, grid.rows) == (3, 2)
    down, across = grid.indices
    assert down.tolist() == [[0, 0, 0], [1, 1, 1]]
    assert across.tolist() == [[0, 1, 2], [0, 1, 2]]
    assert grid.centres.tolist() == [
        [250.0, 250.0], [750.0, 250.0], [1250.0, 250.0],
        [250.0, 750.0], [750.0, 750.0], [1250.0, 750.0],
    ]  # fmt: skip


@EVERY
def test_centres_lie_in_the_middle_of_the_corners(size: tuple[int, int]) -> None:
    grid = Grid.within(Canvas(size), 5, margin=60)
    down, across = (index.ravel() for index in grid.indices)
    cells = np.stack([across, down], axis=1)
    assert grid.to_units(cells + 0.5) == pytest.approx(grid.centres)
    corners = grid.to_units(cells[:, None] + SQUARE)
    assert corners == pytest.approx(grid.centres[:, None] + CORNERS * grid.side)
