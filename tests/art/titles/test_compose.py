"""Titles are always legible, never clipped, and the same in every process."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.art.palette import find_palette, palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.size import Size
from bot.art.style import Style
from bot.art.titles.cleaning import clean_title
from bot.art.titles.compose import background, choose_placement, set_title
from tests.art.golden import EVERY_STYLE_IF_SLOW
from tests.art.titles.pictures import (
    EVERY_PICTURE,
    FAMILY,
    PICTURES,
    TITLES,
    Picture,
    assert_legible,
    assert_whole,
    night,
    placed,
    print_,
    stripes,
)
from tests.pictures import png_of

HARBOUR = find_palette("harbour")
SIZES = (Size(512, 512), Size(1500, 500), Size(540, 1170), Size(64, 64), Size(400, 320))


@EVERY_PICTURE
@pytest.mark.parametrize(
    "size", [SIZES[0], *(pytest.param(size, marks=pytest.mark.slow) for size in SIZES[1:])], ids=str
)
def test_titles_are_legible_and_whole(picture: Picture, size: Size) -> None:
    names = list(palettes())
    for i, title in enumerate(TITLES):
        image = picture(size)
        palette = names[(i * 37 + PICTURES.index(picture) * 11 + size.width) % len(names)]
        assert_legible(image, title, palette)
        assert_whole(placed(image, title, palette), size)


@EVERY_STYLE_IF_SLOW
def test_titles_are_legible_on_every_style(style: Style) -> None:
    names = list(palettes())
    for seed in range(3):
        palette = names[(len(style.id) * 31 + seed * 71) % len(names)]
        image = render(Recipe(style.id, style.version, palette, seed, size=Size(400, 400)))
        assert_legible(image, TITLES[seed], palette)


@pytest.mark.parametrize(
    "colours", ["#777777 #777778", "#ffffff #fffffe", "#00ff00 #ffff00", "#000000 #010101"]
)
@EVERY_PICTURE
def test_palettes_without_a_usable_ink_get_one(picture: Picture, colours: str) -> None:
    assert_legible(picture((300, 300)), "Night Train", colours)


def test_a_calm_picture_needs_no_band_and_a_busy_one_does() -> None:
    on_night, on_stripes, on_print = (placed(p((500, 500)), "Night") for p in (night, stripes, print_))
    assert on_night.band is None
    assert on_night.moved is None
    assert on_stripes.band is not None
    assert on_print.moved is not None


@pytest.mark.parametrize("size", [Size(1080, 2340), Size(1500, 500), Size(333, 517), Size(401, 101)], ids=str)
def test_a_band_reaches_the_edges(size: Size) -> None:
    image = stripes(size)
    placement = placed(image, "Night")
    assert placement.band is not None
    edge = np.asarray(background(image, placement))
    strip = edge[-1] if size.height > size.width / 1.6 else edge[:, 0]
    assert (strip == placement.fill).all()


def test_a_picture_with_a_margin_is_kept_whole() -> None:
    image = print_((500, 500))
    placement = placed(image, "Night Train")
    assert placement.moved is not None
    left, top, scale = placement.moved
    assert 0.6 <= scale <= 1
    assert top + scale * 940 < placement.y
    assert left >= 0


def test_an_invisible_title_leaves_the_picture_as_it_is() -> None:
    image = render(Recipe.parse("squares1.harbour.7.100x100"))
    for title in ("\u200d", "\u2800", "\u3164", "\u00a0"):
        assert set_title(image, title, HARBOUR) is image


def test_a_recipe_s_title_is_on_its_picture() -> None:
    plain, titled = (render(Recipe.parse(f"squares1.harbour.7{t}")) for t in ("", "~Night Train"))
    assert titled.mode == "RGB"
    assert titled.size == plain.size
    assert np.asarray(titled).tobytes() != np.asarray(plain.convert("RGB")).tobytes()


def test_a_title_is_the_same_in_every_process() -> None:
    code = f"squares1.harbour.7~{TITLES[3]} {TITLES[4]}"
    program = (
        "import sys, hashlib; from tests.pictures import png_of; "
        "print(hashlib.sha256(png_of(sys.argv[1])).hexdigest())"
    )
    for hash_seed, language in (("1", "C"), ("2", "ar_EG.UTF-8")):
        environment = {
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": ":".join(sys.path),
            "PYTHONUTF8": "1",
            "LC_ALL": language,
        }
        done = subprocess.run(
            [sys.executable, "-c", program, code], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == hashlib.sha256(png_of(code)).hexdigest()


wide = st.characters(min_codepoint=0x3000, max_codepoint=0xFFEF, exclude_categories=["Cs"])
marks = st.sampled_from("\u0301\u0327\u0e49\u05b0\u064e\u093f\u0fb1\u20dd\u200d\ufe0f")
pieces = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(wide, max_size=20),
    st.text(marks, min_size=5, max_size=40),
    st.text("אבגعمل12 ()[]", max_size=20),
    st.sampled_from(
        [FAMILY, "🇩🇪", "1️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "W" * 80]
    ),
)
any_titles = st.lists(pieces, max_size=5).map(lambda p: clean_title("".join(p)[:60]))


@pytest.mark.slow
@given(any_titles, st.sampled_from(PICTURES), st.sampled_from(SIZES), st.sampled_from(list(palettes())))
@settings(max_examples=150, deadline=None)
def test_any_title_is_set_whole_and_legibly(title: str, picture: Picture, size: Size, palette: str) -> None:
    image = picture(size)
    placement = choose_placement(image, title, find_palette(palette))
    if placement is None:
        assert set_title(image, title, HARBOUR) is image
        return
    assert_whole(placement, size)
    assert_legible(image, title, palette)
