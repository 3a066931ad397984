"""/styles and /palettes: lists to browse, open and draw from."""

from io import BytesIO

import pytest
from PIL import Image

from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.style import styles
from tests.chat.conftest import Chat, answer_to, code_on, controls_on, picture_on, texts


async def test_every_style_is_on_the_sheet_and_in_the_menus(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "styles")
    assert result.ephemeral
    page = answer_to(result)
    assert Image.open(BytesIO(await picture_on(page, chat.env))).width > 1000
    offered = [o["value"] for c in controls_on(page) for o in c["options"]]
    assert offered == sorted(styles(), key=lambda id: str(styles()[id].name).casefold())


async def test_a_style_can_be_opened_and_drawn(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "styles")
    menu = next(c for c in controls_on(answer_to(result)) if "veins" in str(c["options"]))
    await chat.ann.select(answer_to(result), ["veins"], custom_id=menu["custom_id"])
    assert "Veins" in texts(answer_to(result))[0]
    await chat.click(chat.ann, answer_to(result), "draw")
    (card,) = chat.messages()
    assert Recipe.parse(code_on(card)).style == "veins"
    await chat.click(chat.ann, answer_to(result), "styles")
    assert len(controls_on(answer_to(result))) == 2


async def test_a_style_is_found_by_name(chat: Chat) -> None:
    page = answer_to(await chat.ann.slash(chat.channel, "styles", name="Flow Field"))
    assert texts(page)[0].startswith("### Flow field")
    assert "There is no style" in chat.ephemeral_text(
        await chat.ann.slash(chat.channel, "styles", name="flo")
    )


async def test_palettes_are_paged(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "palettes")
    seen: list[str] = []
    pages = 0
    while True:
        page = answer_to(result)
        names = [o["value"] for c in controls_on(page) for o in c.get("options", [])]
        if names[0] in seen:
            break
        assert await picture_on(page, chat.env)
        seen += names
        pages += 1
        await chat.ann.click(page, label="Next")
    assert seen == list(palettes())
    assert f"Page 1 of {pages}" in texts(answer_to(result))[-1]
    await chat.ann.click(answer_to(result), label="Previous")
    assert f"Page {pages} of {pages}" in texts(answer_to(result))[-1]


async def test_a_palette_can_be_opened_and_drawn_with(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "palettes")
    name = list(palettes())[3]
    await chat.select(chat.ann, answer_to(result), "palette", name)
    await chat.click(chat.ann, answer_to(result), "paint")
    (card,) = chat.messages()
    assert Recipe.parse(code_on(card)).palette == name
    await chat.click(chat.ann, answer_to(result), "palettes")
    assert "Page 1 of" in texts(answer_to(result))[-1]


@pytest.mark.parametrize("name", ["harbour", "#0B132B #d1495b", "Night Train"])
async def test_a_palette_is_found_by_name_or_colours(chat: Chat, name: str) -> None:
    result = await chat.ann.slash(chat.channel, "palettes", name=name)
    page = answer_to(result)
    assert await picture_on(page, chat.env)
    await chat.click(chat.ann, page, "paint")
    assert Recipe.parse(code_on(chat.messages()[0])).palette in {name.lower(), "night-train"}


async def test_the_buttons_work_after_a_restart(chat: Chat) -> None:
    styles_page = await chat.ann.slash(chat.channel, "styles", name="veins")
    palettes_page = await chat.ann.slash(chat.channel, "palettes")
    await chat.restart_without_data()
    await chat.click(chat.ann, answer_to(styles_page), "draw")
    assert len(chat.messages()) == 1
    await chat.ann.click(answer_to(palettes_page), label="Next")
    assert "Page 2 of" in texts(answer_to(palettes_page))[-1]
