"""Tilings: polygons that meet edge to edge, without gaps."""

from collections import Counter

import numpy as np
import pytest

from bot.art.drawing.tilings import tiled

EVERY = pytest.mark.parametrize("name", ["4.8.8", "3.12.12", "4.6.12", "3.6.3.6", "3.4.6.4"])
EDGE, WIDTH, HEIGHT = 40.0, 700.0, 500.0


def around(angles: np.ndarray, radius: float) -> np.ndarray:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius


@EVERY
def test_every_edge_inside_is_shared_by_two_polygons(name: str) -> None:
    middles: Counter[tuple[int, int]] = Counter()
    for centre, sides, first in tiled(name, EDGE, WIDTH, HEIGHT):
        apothem = EDGE / 2 / np.tan(np.pi / sides)
        turns = first + np.arange(sides) * 2 * np.pi / sides
        middles.update((round(x), round(y)) for x, y in (centre + around(turns, apothem)) * 10 + 0.123)
    inside = [n for (x, y), n in middles.items() if 0 < x < WIDTH * 10 and 0 < y < HEIGHT * 10]
    assert len(inside) > 150
    assert set(inside) == {2}


@EVERY
def test_the_polygons_named_meet_at_every_corner(name: str) -> None:
    corners: dict[tuple[int, int], list[int]] = {}
    for centre, sides, first in tiled(name, EDGE, WIDTH, HEIGHT):
        turns = first + (np.arange(sides) + 0.5) * 2 * np.pi / sides
        for x, y in (centre + around(turns, EDGE / 2 / np.sin(np.pi / sides))) * 10 + 0.123:
            corners.setdefault((round(x), round(y)), []).append(sides)
    wanted = sorted(map(int, name.split(".")))
    inside = [met for (x, y), met in corners.items() if 0 < x < WIDTH * 10 and 0 < y < HEIGHT * 10]
    assert len(inside) > 100
    assert all(sorted(met) == wanted for met in inside)
