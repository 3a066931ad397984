"""Pictures and titles to try, and what must be true of every title."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import contrast
from bot.art.palette import find_palette
from bot.art.titles.compose import background, choose_placement, set_title, text_mask
from bot.art.titles.fonts import glyph_bounds
from bot.art.titles.placing import Placement

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
TITLES = (
    "Night Train",
    "BLUE",
    "The Long Way Home From the Sea of Tranquillity, Told by Those Who Never Left It",
    "夜の海を渡る船",
    "שלום abc, 12 ימים",
    "हिन्दी की शाम",
    f"Slow Motion {FAMILY}🎨",
    "Łódź",
)


def grid(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of every pixel's centre, in units."""
    canvas = Canvas(size)
    return np.meshgrid((np.arange(size[0]) + 0.5) / canvas.scale, (np.arange(size[1]) + 0.5) / canvas.scale)


def painted(amount: np.ndarray, a: tuple[int, int, int], b: tuple[int, int, int]) -> Image.Image:
    rgb = np.array(a) + (np.array(b) - np.array(a)) * np.clip(amount, 0, 1)[..., None]
    return Image.fromarray(rgb.astype(np.uint8))


def night(size: tuple[int, int]) -> Image.Image:
    """Paint a moon in the middle of a dark sky."""
    x, y = grid(size)
    cx, cy = Canvas(size).centre
    return painted(np.hypot(x - cx, y - cy) < 200, (8, 12, 30), (240, 220, 170))


def dusk(size: tuple[int, int]) -> Image.Image:
    """Paint soft shades from black to white, with a mid-grey from which no ink stands out."""
    return painted(grid(size)[1] / Canvas(size).height, (0, 0, 0), (255, 255, 255))


def grey(size: tuple[int, int]) -> Image.Image:
    """Paint the grey that is equally far from black and white."""
    return Image.new("RGB", size, (118, 118, 118))


def stripes(size: tuple[int, int]) -> Image.Image:
    """Paint stripes from edge to edge."""
    return painted(grid(size)[0] % 50 < 25, (0, 0, 0), (255, 255, 255))


def print_(size: tuple[int, int]) -> Image.Image:
    """Paint stripes inside a margin."""
    x, y = grid(size)
    w, h = Canvas(size).width, Canvas(size).height
    inside = (x > 60) & (x < w - 60) & (y > 60) & (y < h - 60)
    return painted(inside & (y % 100 < 50), (245, 238, 220), (20, 60, 90))


def hairlines(size: tuple[int, int]) -> Image.Image:
    """Paint black with a few thin white lines, which a coarse view might overlook."""
    return painted(grid(size)[0] % 400 < 2, (0, 0, 0), (255, 255, 255))


PICTURES = (night, dusk, grey, stripes, print_, hairlines)
EVERY_PICTURE = pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p.__name__.strip("_"))
Picture = Callable[[tuple[int, int]], Image.Image]


def placed(image: Image.Image, title: str, palette: str = "harbour") -> Placement:
    placement = choose_placement(image, title, find_palette(palette))
    assert placement is not None
    return placement


def assert_legible(image: Image.Image, title: str, palette: str) -> None:
    """Check for a contrast of 4.5:1 between the ink and all but a thousandth of what lies under it."""
    placement = placed(image, title, palette)
    mask, (left, top) = text_mask(placement, image.size)
    box = (left, top, left + mask.width, top + mask.height)
    titled = np.asarray(set_title(image, title, find_palette(palette)).crop(box))
    under = np.asarray(background(image, placement).crop(box))
    shape_ = np.asarray(mask)
    assert (titled[shape_ == 255] == placement.ink).all()
    assert (titled[shape_ == 0] == under[shape_ == 0]).all()
    assert (contrast(under[shape_ > 0], placement.ink) < 4.5).mean() < 0.001


def assert_whole(placement: Placement, size: tuple[int, int]) -> None:
    """Check that every glyph lies off the edges of the canvas, or of the band if there is one."""
    canvas = Canvas(size)
    left, top, right, bottom = placement.band or (0.0, 0.0, canvas.width, canvas.height)
    for glyph, x, y in placement.block.glyphs:
        bounds = np.array(glyph_bounds(glyph.face, glyph.id)) * placement.block.size
        if bounds[0] == bounds[2]:
            continue
        assert placement.x + x + bounds[0] > left + 30
        assert placement.y + y + bounds[1] > top + 30
        assert placement.x + x + bounds[2] < right - 30
        assert placement.y + y + bounds[3] < bottom - 30
