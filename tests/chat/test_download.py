"""/download: one's own last picture, byte for byte, any time later."""

from dataclasses import replace
from io import BytesIO

from PIL import Image
from simcord import InteractionResult

from bot.art.recipe import Recipe
from bot.art.render import recipe_in
from bot.art.size import SIZES
from tests.chat.conftest import Chat, code_on, shown_to
from tests.pictures import png_of


async def file_in(result: InteractionResult) -> bytes:
    assert result.ephemeral
    assert result.response is not None
    (attachment,) = result.response.attachments
    return await attachment.read()


async def test_nothing_yet_is_said_kindly(chat: Chat) -> None:
    assert "/genart" in chat.private(await chat.ann.slash(chat.channel, "download"))


async def test_the_last_picture_comes_back_privately_byte_for_byte(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.another(chat.ann, chat.messages()[0])
    (message,) = chat.messages()
    result = await chat.ann.slash(chat.channel, "download")
    assert await file_in(result) == png_of(code_on(message))
    assert code_on(message) in chat.private(result)
    assert chat.messages() == [message]


async def test_everybody_gets_their_own(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.another(chat.ben, chat.messages()[0])
    ann_s, ben_s = (png_of(code_on(m)) for m in chat.messages())
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == ann_s
    assert await file_in(await chat.ben.slash(chat.channel, "download")) == ben_s


async def test_the_last_one_may_come_from_anywhere(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    elsewhere = chat.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    ann_there = elsewhere.add_member(chat.ann.user)
    await ann_there.slash(room, "genart")
    last = png_of(code_on(room.history()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last
    secret = await chat.ann.slash(chat.channel, "genart", private=True)
    assert secret.response is not None
    last = png_of(code_on(secret.response.message))
    assert await file_in(await ann_there.slash(room, "download")) == last


async def test_it_survives_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.restart()
    last = png_of(code_on(chat.messages()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last


async def test_in_another_format_and_size(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="moire", title="Ж")
    code = code_on(chat.messages()[0])
    result = await chat.ann.slash(chat.channel, "download", format="webp", size="phone")
    file = await file_in(result)
    assert Image.open(BytesIO(file)).size == (1080, 2340)
    assert recipe_in(file) == replace(Recipe.parse(code), size=SIZES["phone"])
    assert "1080x2340" in chat.private(result)
    assert "not a size" in chat.private(await chat.ann.slash(chat.channel, "download", size="9"))


async def test_the_button_fetches_what_is_on_the_card_for_anybody(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Ж `x`")
    (card,) = chat.messages()
    await chat.ann.slash(chat.channel, "genart")
    for who in (chat.ann, chat.ben):
        result = await chat.press(who, card, "download")
        assert await file_in(result) == png_of(code_on(card))
        menu = shown_to(result)
        await chat.choose(who, menu, "fetch", "webp-desktop")
        file = await file_in(result)
        assert recipe_in(file) == replace(Recipe.parse(code_on(card)), size=SIZES["desktop"])
        await chat.choose(who, menu, "fetch", "png-asis")
        assert await file_in(result) == png_of(code_on(card))
    assert "no picture yet" in chat.private(await chat.ben.slash(chat.channel, "download"))


async def test_the_button_works_with_nothing_left(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    await chat.forget_everything()
    result = await chat.press(chat.ben, card, "download")
    assert await file_in(result) == png_of(code_on(card))
    menu = shown_to(result)
    await chat.forget_everything()
    await chat.choose(chat.ben, menu, "fetch", "webp-asis")
    assert recipe_in(await file_in(result)).code == code_on(card)
