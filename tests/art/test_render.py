"""The same recipe gives the same picture, for ever and everywhere."""

import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.art import Brief, Recipe, encode, render
from bot.art.describe import alt_text, file_name, title_of
from bot.art.drawing.rng import Rng
from bot.art.size import Size
from bot.art.style import Style, all_versions, styles
from tests.art.golden import (
    EVERY_STYLE,
    EVERY_STYLE_IF_SLOW,
    FOLDER,
    golden_file,
    golden_recipe,
    look_alike,
    open_golden,
)


@EVERY_STYLE
def test_a_style_looks_as_it_did_when_it_shipped(style: Style) -> None:
    assert golden_file(style).exists(), "python -m tests.art.golden draws it"
    assert look_alike(render(golden_recipe(style)), open_golden(style)), (
        f"{style.id} has changed: give it a new version and keep version {style.version} as it was"
    )


@EVERY_STYLE_IF_SLOW
def test_the_comparison_can_fail(style: Style) -> None:
    assert not look_alike(render(golden_recipe(style, seed=21)), open_golden(style))


def test_no_version_that_shipped_was_removed() -> None:
    kept = {golden_file(style).name for style in all_versions()}
    assert {file.name for file in FOLDER.glob("*.png")} == kept


@EVERY_STYLE_IF_SLOW
def test_a_variation_is_another_picture(style: Style) -> None:
    recipe = golden_recipe(style)
    varied = Recipe(style.id, style.version, recipe.palette, recipe.seed, 1, recipe.size)
    assert varied.parts == recipe.parts
    assert not look_alike(render(varied), render(recipe))


@EVERY_STYLE
@pytest.mark.parametrize(
    "size",
    [
        Size(64, 64),
        Size(400, 100),
        pytest.param(Size(100, 400), marks=pytest.mark.slow),
        pytest.param(Size(333, 517), marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_every_size_is_drawn_in_full(style: Style, size: Size) -> None:
    image = render(Recipe(style.id, style.version, "harbour", 3, size=size))
    assert image.size == size
    assert np.asarray(image.convert("L")).std() > 2


def coarse(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB").resize((25, 25), Image.Resampling.BOX), np.float64)


@EVERY_STYLE_IF_SLOW
def test_the_composition_is_the_same_at_every_size(style: Style) -> None:
    small, large = (
        coarse(render(Recipe(style.id, style.version, "harbour", 5, size=Size(side, side))))
        for side in (500, 1500)
    )
    assert np.abs(small - large).mean() < 6


@pytest.mark.slow
def test_the_same_code_gives_the_same_bytes_in_every_process() -> None:
    codes = [Brief(style=id).resolve(Rng(7)).code for id in styles()]
    program = (
        "import hashlib, sys\n"
        "from tests.pictures import png_of\n"
        "for code in sys.argv[1:]: print(hashlib.sha256(png_of(code)).hexdigest())"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program, *codes],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].split()) == len(set(outputs[0].split())) == len(codes)


def test_a_file_carries_its_recipe_title_and_description() -> None:
    recipe = Recipe("squares", 1, "harbour", 7, title="Ж 🎨")
    info = Image.open(BytesIO(encode(render(recipe), recipe))).info
    assert Recipe.parse(info["genart"]) == recipe
    assert info["Title"] == "Ж 🎨"
    assert info["Description"] == alt_text(recipe)


@EVERY_STYLE
def test_a_style_describes_its_pictures(style: Style) -> None:
    for seed in range(20):
        recipe = Recipe(style.id, style.version, "harbour", seed)
        text = alt_text(recipe)
        assert 20 <= len(text) <= 200, text
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert not text.endswith("..")
    assert title_of(recipe) == f"{style.name} in Harbour"
    assert file_name(recipe.code) == f"{style.id}{style.version}-harbour-19.png"
