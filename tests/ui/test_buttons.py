"""custom_ids: short enough for Discord, readable for ever."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.art.recipe import Brief, Recipe
from bot.art.size import Size
from bot.art.style import ID_LENGTH, styles
from bot.ui.buttons import AnotherButton
from tests.art.test_recipe import recipes

CUSTOM_ID_LENGTH = 100


@given(st.integers(0, 2**64 - 1), recipes(), st.booleans(), st.booleans())
async def test_a_custom_id_fits_and_comes_back(
    owner: int, recipe: Recipe, style: bool, palette: bool
) -> None:
    brief = Brief(recipe.style if style else None, recipe.palette if palette else None)
    button = AnotherButton.of(owner, brief, recipe)
    assert len(button.custom_id) <= CUSTOM_ID_LENGTH
    match = AnotherButton.__discord_ui_compiled_template__.fullmatch(button.custom_id)
    assert match is not None
    again = await AnotherButton.from_custom_id(cast("Any", None), button.item, match)
    assert again.custom_id == button.custom_id


def test_the_longest_recipe_there_can_be_fits() -> None:
    palette = " ".join(f"#{i:06x}" for i in range(8))
    recipe = Recipe("squares", 1, palette, 999_999_999, 99, Size(4096, 4095), "x" * 80)
    spare = ID_LENGTH - len("squares") + len("99") - len("1")
    assert len(AnotherButton.of(2**64 - 1, Brief("squares", palette), recipe).custom_id) + spare <= 100
    assert max(len(id) for id in styles()) <= ID_LENGTH


@pytest.mark.parametrize(
    "custom_id", ["genart:another:AAAAAAAAAAA:0:squares1.harbour.7", "genart:another:FDUD_gAAAAg:3:x1.y.0"]
)
def test_custom_ids_that_are_already_out_there_are_still_known(custom_id: str) -> None:
    assert AnotherButton.__discord_ui_compiled_template__.fullmatch(custom_id)
