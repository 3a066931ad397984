"""/download and the download button: files of pictures."""

from dataclasses import replace
from io import BytesIO

from PIL import Image
from simcord import InteractionResult

from bot.art.recipe import Recipe
from bot.art.render import recipe_in
from bot.art.size import SIZES
from tests.chat.conftest import Chat, answer_to, code_on
from tests.pictures import png_of


async def file_in(result: InteractionResult) -> bytes:
    assert result.ephemeral
    assert result.response is not None
    (attachment,) = result.response.attachments
    return await attachment.read()


async def test_somebody_without_pictures_is_pointed_to_genart(chat: Chat) -> None:
    assert "/genart" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download"))


async def test_the_last_picture_is_returned_privately_byte_for_byte(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.click_another(chat.ann, chat.messages()[0])
    (message,) = chat.messages()
    result = await chat.ann.slash(chat.channel, "download")
    assert await file_in(result) == png_of(code_on(message))
    assert code_on(message) in chat.ephemeral_text(result)
    assert chat.messages() == [message]


async def test_each_person_gets_their_own_last_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.click_another(chat.ben, chat.messages()[0])
    ann_s, ben_s = (png_of(code_on(m)) for m in chat.messages())
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == ann_s
    assert await file_in(await chat.ben.slash(chat.channel, "download")) == ben_s


async def test_the_last_picture_may_be_private_or_from_another_server(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    elsewhere = chat.env.create_guild("Elsewhere")
    there = elsewhere.create_text_channel("there")
    ann_there = elsewhere.add_member(chat.ann.user)
    await ann_there.slash(there, "genart")
    last = png_of(code_on(there.history()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last
    secret = await chat.ann.slash(chat.channel, "genart", private=True)
    assert secret.response is not None
    last = png_of(code_on(secret.response.message))
    assert await file_in(await ann_there.slash(there, "download")) == last


async def test_the_last_picture_survives_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.restart()
    last = png_of(code_on(chat.messages()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last


async def test_format_and_size_can_be_chosen(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="moire", title="Ж")
    code = code_on(chat.messages()[0])
    result = await chat.ann.slash(chat.channel, "download", format="webp", size="phone")
    file = await file_in(result)
    assert Image.open(BytesIO(file)).size == (1080, 2340)
    assert recipe_in(file) == replace(Recipe.parse(code), size=SIZES["phone"])
    assert "1080x2340" in chat.ephemeral_text(result)
    assert "not a size" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download", size="9"))


async def test_the_button_gives_anybody_the_picture_on_the_card(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", title="Ж `x`")
    (card,) = chat.messages()
    await chat.ann.slash(chat.channel, "genart", style="squares")
    for who in (chat.ann, chat.ben):
        result = await chat.click(who, card, "download")
        assert await file_in(result) == png_of(code_on(card))
        menu = answer_to(result)
        await chat.select(who, menu, "fetch", "webp-desktop")
        file = await file_in(result)
        assert recipe_in(file) == replace(Recipe.parse(code_on(card)), size=SIZES["desktop"])
        await chat.select(who, menu, "fetch", "png-asis")
        assert await file_in(result) == png_of(code_on(card))
    assert "no picture yet" in chat.ephemeral_text(await chat.ben.slash(chat.channel, "download"))


async def test_the_buttons_work_without_any_data(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    await chat.restart_without_data()
    result = await chat.click(chat.ben, card, "download")
    assert await file_in(result) == png_of(code_on(card))
    menu = answer_to(result)
    await chat.restart_without_data()
    await chat.select(chat.ben, menu, "fetch", "webp-asis")
    assert recipe_in(await file_in(result)).code == code_on(card)
