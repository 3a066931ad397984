"""Variations: four at a glance, numbers that take one, and four others."""

from io import BytesIO

from PIL import Image

from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, code_on, controls_on, picture_on, shown_to, texts
from tests.pictures import png_of


async def test_a_sheet_of_four_that_can_be_taken(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="truchet", title="Knots")
    (card,) = chat.messages()
    sheet = shown_to(await chat.press(chat.ann, card, "variations"))
    assert texts(sheet)[0] == "### Variations of Knots"
    labels = [control["label"] for control in controls_on(sheet)]
    assert labels == ["1", "2", "3", "4", "Four others"]
    width, height = Image.open(BytesIO(await picture_on(sheet, chat.env))).size
    assert min(width, height) >= 1000
    took = [control["custom_id"] for control in controls_on(sheet)][2]
    taken = shown_to(await chat.ann.click(sheet, custom_id=took))
    before = Recipe.parse(code_on(card))
    recipe = Recipe.parse(code_on(taken))
    assert (recipe.seed, recipe.variation, recipe.title) == (before.seed, 3, "Knots")
    assert await picture_on(taken, chat.env) == png_of(recipe.code)
    assert [m.id for m in chat.messages()] == [card.id, sheet.id, taken.id]
    # What was asked for is handed on: the style stays, the rest is rolled again.
    await chat.another(chat.ann, taken)
    assert Recipe.parse(code_on(chat.messages()[2])).style == "truchet"


async def test_four_others_in_place_for_its_owner_and_apart_for_anybody_else(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = shown_to(await chat.press(chat.ann, chat.messages()[0], "variations"))
    await chat.press(chat.ann, sheet, "others")
    _, after = chat.messages()
    assert after.id == sheet.id
    assert Recipe.parse(code_on(after)).variation == 5
    of_ben = shown_to(await chat.press(chat.ben, after, "others"))
    assert [m.id for m in chat.messages()][1:] == [sheet.id, of_ben.id]
    assert code_on(chat.messages()[1]) == code_on(after)
    assert Recipe.parse(code_on(of_ben)).variation == 9


async def test_what_is_taken_from_somebody_else_s_sheet_is_one_s_own(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = shown_to(await chat.press(chat.ann, chat.messages()[0], "variations"))
    taken = shown_to(await chat.press(chat.ben, sheet, "take"))
    assert code_on(shown_to(await chat.ben.slash(chat.channel, "download"))) == code_on(taken)
    assert code_on(shown_to(await chat.ann.slash(chat.channel, "download"))) == code_on(chat.messages()[0])


async def test_of_a_private_picture_everything_stays_private(chat: Chat) -> None:
    card = shown_to(await chat.ann.slash(chat.channel, "genart", private=True))
    shown = await chat.press(chat.ann, card, "variations")
    assert shown.ephemeral
    taken = await chat.press(chat.ann, shown_to(shown), "take")
    assert taken.ephemeral
    assert chat.messages() == []


async def test_after_a_restart_with_nothing_left(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = shown_to(await chat.press(chat.ann, chat.messages()[0], "variations"))
    await chat.forget_everything()
    await chat.press(chat.ann, sheet, "others")
    assert Recipe.parse(code_on(chat.messages()[1])).variation == 5
    taken = shown_to(await chat.press(chat.ben, chat.messages()[1], "take"))
    assert Recipe.parse(code_on(taken)).variation == 5


async def test_the_hundredth_is_followed_by_the_first(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="squares1.harbour.7.v98")
    sheet = shown_to(await chat.press(chat.ann, chat.messages()[0], "variations"))
    numbers = [c["custom_id"].partition(".v")[2] for c in controls_on(sheet)[:4]]
    assert numbers == ["99", "", "1", "2"]
