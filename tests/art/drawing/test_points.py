"""Points: placed, moved and measured."""

import numpy as np
import pytest

from bot.art.drawing.arrays import Floats
from bot.art.drawing.points import (
    along_axes,
    direction,
    distance,
    equal_groups,
    extent,
    filled_below,
    jittered,
    ranked,
    rotated,
    scatter,
    trace,
    turned,
)
from bot.art.drawing.rng import Rng, pick

ARROW = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0]])


def test_a_quarter_turn_goes_from_x_to_y() -> None:
    assert rotated(ARROW, np.pi / 2) == pytest.approx(np.array([[0, 0], [0, 2], [-1, 2]]))
    assert rotated(ARROW, 0.4) == pytest.approx(turned(ARROW.T, 0.4).T)
    assert direction(np.pi / 2) == pytest.approx([0, 1])


def test_many_angles_make_many_copies() -> None:
    angles = np.array([0.0, 0.3, -2.0])
    copies = rotated(ARROW, angles)
    assert copies.shape == (3, 3, 2)
    for copy, angle in zip(copies, angles, strict=True):
        assert copy == pytest.approx(rotated(ARROW, angle))


def test_coordinates_along_turned_axes_undo_a_turn() -> None:
    x, y = rotated(ARROW, 0.7).T
    assert np.stack(along_axes(x, y, 0.7), axis=1) == pytest.approx(ARROW)
    pixels = np.zeros((1, 5), np.float32), np.zeros((4, 1), np.float32)
    u, v = along_axes(*pixels, 0.7)
    assert u.shape == v.shape == (4, 5)
    assert u.dtype == v.dtype == np.float32


def test_ranks_run_from_the_least_and_equal_values_keep_their_order() -> None:
    assert ranked(np.array([0.5, -1.0, 9.0, 0.5])).tolist() == [1, 0, 3, 2]


@pytest.mark.parametrize(("count", "sizes"), [(3, [4, 3, 3]), (1, [10]), (10, [1] * 10)])
def test_equal_groups_are_as_equal_as_can_be(count: int, sizes: list[int]) -> None:
    values = Rng(4).random_sample(10)
    groups = equal_groups(values, count)
    assert np.bincount(groups).tolist() == sizes
    assert np.all(np.diff(groups[np.argsort(values)]) >= 0)


def test_distances_are_to_one_place_or_to_one_each() -> None:
    assert distance(ARROW, (2, 0)).tolist() == [2, 0, 1]
    assert distance(ARROW, ARROW + np.array([3, 4])).tolist() == [5, 5, 5]
    assert distance(np.stack([ARROW, ARROW + 1]), (2, 0)).shape == (2, 3)


def test_scattered_points_keep_away_from_one_another() -> None:
    points = scatter(Rng(1), 60, 1000, 500)
    assert np.all((points >= 0) & (points <= (1000, 500)))

    def nearest(some: Floats) -> Floats:
        gaps = np.hypot(*(some[:, None] - some[None]).transpose(2, 0, 1))
        return np.asarray((gaps + 9999 * np.eye(len(some))).min(axis=1))

    assert nearest(points).min() > 2 * nearest(Rng(1).random_sample((60, 2)) * (1000, 500)).min()
    assert nearest(points).mean() > 40


def test_jitter_stays_within_its_share_of_the_spacing() -> None:
    points = np.zeros((500, 2))
    moved = np.abs(jittered(points, 20.0, 0.4, Rng(2)))
    assert 7.5 < moved.max() <= 8
    assert not points.any()


def test_a_trace_begins_at_its_start_and_follows_the_flow() -> None:
    starts = np.array([[1.0, 0.0], [0.0, 3.0]])
    paths = trace(starts, lambda points: points * [1, 0], 4)
    assert paths[0].tolist() == [[1, 0], [2, 0], [4, 0], [8, 0]]
    assert paths[1].tolist() == [[0, 3]] * 4
    assert starts.tolist() == [[1, 0], [0, 3]]


def test_a_line_is_filled_down_to_the_floor() -> None:
    line = np.array([[0.0, 5.0], [4.0, 2.0], [8.0, 6.0]])
    assert filled_below(line, 9).tolist() == [[0, 5], [4, 2], [8, 6], [8, 9], [0, 9]]


def test_the_extent_of_a_cloud_is_its_shorter_and_its_longer_side() -> None:
    cloud = np.array([[0.0, 1.0, 2.0], [0.0, 5.0, 10.0]])
    assert extent(cloud, 0) == (2, 10)
    assert extent(cloud[::-1], 25) == (1, 5)


def test_every_option_is_picked_as_often() -> None:
    assert [pick("abc", lot) for lot in (0.0, 0.33, 0.34, 0.67, 0.999)] == ["a", "a", "b", "c", "c"]
