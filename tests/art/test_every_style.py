"""Styles never warn, never draw a blank picture, and never the same one for two seeds."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.size import Size
from bot.art.style import Style, styles

SEEDS = range(20)
SHAPES = (Size(240, 240), Size(162, 351), Size(450, 150))

# `test_render.py` draws every style in the quick test run as well.
pytestmark = pytest.mark.slow
EVERY = pytest.mark.parametrize("style", styles().values(), ids=lambda s: s.id)


def drawn(style: Style, palette: str, seed: int, size: Size) -> NDArray[np.float64]:
    image = render(Recipe(style.id, style.version, palette, seed, size=size))
    assert image.size == size
    return np.asarray(image.convert("RGB"), np.float64)


@EVERY
def test_no_seed_and_no_shape_is_blank(style: Style) -> None:
    names = list(palettes())
    for seed, size in itertools.product(SEEDS, SHAPES):
        pixels = drawn(style, names[seed * 11 % len(names)], seed, size)
        ground = np.median(pixels.reshape(-1, 3), axis=0)
        inked = (np.abs(pixels - ground).max(axis=2) > 12).mean()
        assert inked > 0.02, f"seed {seed}, {size}: {inked:.1%} of it is not ground"


@EVERY
def test_no_two_seeds_look_the_same(style: Style) -> None:
    pictures = [drawn(style, "harbour", seed, SHAPES[0]) for seed in SEEDS]
    for (a, one), (b, two) in itertools.combinations(enumerate(pictures), 2):
        assert np.abs(one - two).mean() > 1.5, f"seeds {a} and {b}"


@EVERY
@pytest.mark.parametrize("palette", ["#000000 #ffffff", "#777777 #787878", "#000000 #000001 #000002"])
def test_odd_palettes_can_be_drawn_with(style: Style, palette: str) -> None:
    for seed in range(3):
        drawn(style, palette, seed, SHAPES[0])
