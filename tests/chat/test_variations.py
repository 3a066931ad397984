"""“Variations”: sheets of four, each of which can be taken."""

from io import BytesIO

from PIL import Image

from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, answer_to, code_on, controls_on, picture_on, texts
from tests.pictures import png_of


async def test_a_sheet_shows_four_variations_to_take(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="truchet", title="Knots")
    (card,) = chat.messages()
    sheet = answer_to(await chat.click(chat.ann, card, "variations"))
    assert texts(sheet)[0] == "### Variations of Knots"
    labels = [control["label"] for control in controls_on(sheet)]
    assert labels == ["1", "2", "3", "4", "Four others"]
    width, height = Image.open(BytesIO(await picture_on(sheet, chat.env))).size
    assert min(width, height) >= 1000
    took = [control["custom_id"] for control in controls_on(sheet)][2]
    taken = answer_to(await chat.ann.click(sheet, custom_id=took))
    before = Recipe.parse(code_on(card))
    recipe = Recipe.parse(code_on(taken))
    assert (recipe.seed, recipe.variation, recipe.title) == (before.seed, 3, "Knots")
    assert await picture_on(taken, chat.env) == png_of(recipe.code)
    assert [m.id for m in chat.messages()] == [card.id, sheet.id, taken.id]
    # The requested options are passed on: the style stays, the rest is random.
    await chat.click_another(chat.ann, taken)
    assert Recipe.parse(code_on(chat.messages()[2])).style == "truchet"


async def test_four_others_replace_the_sheet_only_for_its_owner(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = answer_to(await chat.click(chat.ann, chat.messages()[0], "variations"))
    await chat.click(chat.ann, sheet, "others")
    _, after = chat.messages()
    assert after.id == sheet.id
    assert Recipe.parse(code_on(after)).variation == 5
    of_ben = answer_to(await chat.click(chat.ben, after, "others"))
    assert [m.id for m in chat.messages()][1:] == [sheet.id, of_ben.id]
    assert code_on(chat.messages()[1]) == code_on(after)
    assert Recipe.parse(code_on(of_ben)).variation == 9


async def test_a_variation_belongs_to_the_person_who_takes_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = answer_to(await chat.click(chat.ann, chat.messages()[0], "variations"))
    taken = answer_to(await chat.click(chat.ben, sheet, "take"))
    assert code_on(answer_to(await chat.ben.slash(chat.channel, "download"))) == code_on(taken)
    assert code_on(answer_to(await chat.ann.slash(chat.channel, "download"))) == code_on(chat.messages()[0])


async def test_variations_of_a_private_picture_are_private(chat: Chat) -> None:
    card = answer_to(await chat.ann.slash(chat.channel, "genart", private=True))
    shown = await chat.click(chat.ann, card, "variations")
    assert shown.ephemeral
    taken = await chat.click(chat.ann, answer_to(shown), "take")
    assert taken.ephemeral
    assert chat.messages() == []


async def test_the_buttons_work_after_a_restart_without_data(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    sheet = answer_to(await chat.click(chat.ann, chat.messages()[0], "variations"))
    await chat.restart_without_data()
    await chat.click(chat.ann, sheet, "others")
    assert Recipe.parse(code_on(chat.messages()[1])).variation == 5
    taken = answer_to(await chat.click(chat.ben, chat.messages()[1], "take"))
    assert Recipe.parse(code_on(taken)).variation == 5


async def test_the_last_variation_is_followed_by_the_first(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="squares1.harbour.7.v98")
    sheet = answer_to(await chat.click(chat.ann, chat.messages()[0], "variations"))
    numbers = [c["custom_id"].partition(".v")[2] for c in controls_on(sheet)[:4]]
    assert numbers == ["99", "", "1", "2"]
