"""Palettes from pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.art.drawing.colour import RGB, oklab
from bot.art.extract import palette_from
from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.render import render

SKY, SUN, SEA = (150, 200, 235), (250, 180, 40), (20, 60, 110)


def distance(a: RGB, b: RGB) -> float:
    return float(np.linalg.norm(oklab(a) - oklab(b)))


def seascape(mode: str = "RGB", size: tuple[int, int] = (400, 300)) -> Image.Image:
    image = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 2 // 3, *size), SEA)
    left, top, wide = size[0] // 2, size[1] // 5, size[0] // 6
    draw.ellipse((left, top, left + wide, top + wide), SUN)
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK"])
def test_what_is_in_the_picture_is_in_the_palette(mode: str) -> None:
    found = palette_from(seascape(mode)).colours
    for colour in (SKY, SUN, SEA):
        assert min(distance(colour, c) for c in found) < 0.05


def test_the_background_is_kept_and_a_spark_beats_a_grey() -> None:
    image = Image.new("RGB", (200, 200), (240, 238, 230))
    draw = ImageDraw.Draw(image)
    for i in range(9):
        draw.rectangle((20 + 18 * i, 40, 34 + 18 * i, 120), (20 + 20 * i,) * 3)
    draw.rectangle((90, 150, 110, 170), (220, 30, 60))
    found = palette_from(image).colours
    assert min(distance((240, 238, 230), c) for c in found) < 0.03
    assert min(distance((220, 30, 60), c) for c in found) < 0.05
    assert len(found) <= 6


def test_no_two_colours_are_alike_and_they_run_from_dark_to_light() -> None:
    noisy = np.asarray(seascape()) + np.random.RandomState(1).randint(0, 6, (300, 400, 3))
    found = palette_from(Image.fromarray(noisy.clip(0, 255).astype(np.uint8))).colours
    assert all(distance(a, b) > 0.05 for i, a in enumerate(found) for b in found[:i])
    assert list(oklab(found)[:, 0]) == sorted(oklab(found)[:, 0])


def test_the_same_picture_gives_the_same_palette_at_any_size() -> None:
    assert palette_from(seascape()) == palette_from(seascape())
    small, large = (palette_from(seascape(size=s)).colours for s in ((200, 150), (1600, 1200)))
    assert all(min(distance(a, b) for b in large) < 0.06 for a in small)


@pytest.mark.parametrize("colour", [(0, 0, 0, 255), (255, 255, 255, 255), (90, 20, 200, 255), (1, 2, 3, 0)])
def test_one_colour_alone_gets_company(colour: tuple[int, ...]) -> None:
    palette = palette_from(Image.new("RGBA", (5, 5), colour))
    assert len(palette.colours) == 2
    assert distance(*palette.colours) > 0.2


def test_a_picture_of_ours_gives_back_its_own_colours() -> None:
    found = palette_from(render(Recipe.parse("squares1.harbour.7"))).colours
    hits = [min(distance(c, f) for f in found) < 0.08 for c in palettes()["harbour"].colours]
    assert sum(hits) >= 4


@settings(max_examples=40)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_any_picture_gives_a_palette_that_can_be_drawn_with(width: int, height: int, seed: int) -> None:
    pixels = np.random.RandomState(seed).randint(0, 256, (height, width, 4)).astype(np.uint8)
    palette = palette_from(Image.fromarray(pixels))
    assert 2 <= len(palette.colours) <= 8
    assert Recipe("squares", 1, palette.name, 1).parts.palette == palette
