"""Noise: smooth, balanced, and for ever the same."""

import numpy as np
import pytest

from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng, stream


def test_values_fill_the_range_and_average_out() -> None:
    x, y = np.meshgrid(np.linspace(0, 80, 400), np.linspace(0, 80, 400))
    values = Noise(Rng(3))(x, y)
    assert -1.0 <= values.min() < -0.8
    assert 0.8 < values.max() <= 1.0
    assert abs(values.mean()) < 0.03


def test_it_is_smooth_and_repeats_after_256_units() -> None:
    noise = Noise(Rng(3))
    x = np.linspace(-3, 3, 6001)
    assert np.abs(np.diff(noise(x, 0.3))).max() < 0.005
    assert noise(x + 256, 0.3) == pytest.approx(noise(x, 0.3))


def test_octaves_stay_within_bounds() -> None:
    x, y = np.meshgrid(np.linspace(0, 40, 200), np.linspace(0, 40, 200))
    assert np.abs(Noise(Rng(3)).fbm(x, y, octaves=6)).max() <= 1.0


def test_streams_are_those_of_years_ago() -> None:
    assert stream("details", "squares", 7, 0).randint(0, 10**9, 3).tolist() == [
        504306918,
        160799616,
        201450969,
    ]
    assert Noise(stream("noise"))(0.5, 0.25) == pytest.approx(0.010716831461955217)
