"""Space colonisation: branches come near their food, and hang together."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from bot.art.drawing.colonisation import STEP, Branches, colonise
from bot.art.drawing.rng import Rng


@pytest.fixture(scope="module")
def grown() -> Branches:
    trunk = np.array([[250.0, 500.0], [250.0, 500.0 - STEP]])
    return colonise(trunk, food(), reach=8)


def food() -> np.ndarray:
    return Rng(3).random_sample((600, 2)) * (500, 400)


def test_branches_come_near_all_food(grown: Branches) -> None:
    away, _ = cKDTree(grown.points).query(food())
    assert np.median(away) < 8
    # Morsels on two sides of a tip can hold it back for ever, but never far from them.
    assert away.max() < 4 * STEP


def test_all_branches_grow_from_the_trunk_in_steps(grown: Branches) -> None:
    assert (grown.parent < np.arange(len(grown.parent))).all()
    assert grown.parent[0] == -1
    assert set(grown.roots()) == {0}
    steps = np.linalg.norm(grown.points[1:] - grown.points[grown.parent[1:]], axis=1)
    assert steps.max() < STEP * 1.5


def test_roots_that_stand_apart_share_the_food() -> None:
    branches = colonise(np.array([[0.0, 0.0], [500.0, 0.0]]), food(), reach=8)
    assert set(branches.roots()) == {0, 1}


def test_where_there_is_no_food_nothing_grows() -> None:
    assert colonise(np.zeros((1, 2)), np.empty((0, 2)), reach=8).parent.tolist() == [-1]


def test_depths_ends_and_loads_follow_the_branches() -> None:
    #   0 - 1 - 2        a second root: 4
    #        \ - 3 - 5
    fork = Branches(np.zeros((6, 2)), np.array([-1, 0, 1, 1, -1, 3]))
    assert fork.roots().tolist() == [0, 0, 0, 0, 4, 0]
    assert fork.depths().tolist() == [0, 1, 2, 2, 0, 3]
    assert fork.ends().tolist() == [2, 4, 5]
    assert fork.loads().tolist() == [2, 2, 1, 1, 1, 1]


def test_strokes_pass_every_step_once_and_change_with_the_kind() -> None:
    points = np.arange(10.0).reshape(5, 2)
    line = Branches(points, np.array([-1, 0, 1, 2, 2]))
    assert line.strokes(["a", "a", "a", "b", "b"]) == {
        "a": [points[:3].tolist()],
        "b": [points[2:4].tolist(), points[[2, 4]].tolist()],
    }
