"""L-systems: the grammars of the book, and where a turtle comes by."""

from typing import Any

import numpy as np
import pytest

from bot.art.drawing.lsystem import rewritten, walk
from bot.art.drawing.rng import Rng


class NoDeviation(Rng):
    """A generator whose normal distribution always returns its mean."""

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        return np.full(size, float(loc))


def test_lindenmayers_algae_grow_like_fibonaccis_rabbits() -> None:
    algae = {"A": ["AB"], "B": ["A"]}
    words = [rewritten("A", algae, rounds, Rng(1)) for rounds in range(6)]
    assert words[:4] == ["A", "AB", "ABA", "ABAAB"]
    assert [len(word) for word in words] == [1, 2, 3, 5, 8, 13]


def test_chance_picks_among_productions() -> None:
    word = rewritten("X" * 400, {"X": ["F", "L"]}, 1, Rng(1))
    assert set(word) == {"F", "L"}
    assert 150 < word.count("F") < 250
    assert word == rewritten("X" * 400, {"X": ["F", "L"]}, 1, Rng(1))


def test_the_turtle_walks_upwards_and_branches_take_shorter_steps() -> None:
    left = walk("FF[+FL]F", np.pi / 2, 0.0, 0.5, NoDeviation(1))
    assert np.concatenate(left.strokes[0]) == pytest.approx(np.array([[0, 0], [0, 1], [0, 2], [0, 3]]))
    (branch,) = left.strokes[1]
    assert branch[0] == pytest.approx([0, 2])
    assert np.hypot(*(branch[1] - branch[0])) == pytest.approx(0.5)
    assert branch[1][0] == pytest.approx(-0.5, abs=0.01)
    assert left.organs["L"][0, :2] == pytest.approx(branch[1])


def test_a_branch_without_a_step_leaves_no_stroke() -> None:
    left = walk("F[+L][-K]", 0.5, 0.0, 0.5, NoDeviation(1))
    assert list(left.strokes) == [0]
    assert left.organs["L"][0, 2] == pytest.approx(np.pi / 2 + 0.5)
    assert left.organs["K"][0, 2] == pytest.approx(np.pi / 2 - 0.5)
