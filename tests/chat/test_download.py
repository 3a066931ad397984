"""/download: one's own last picture, byte for byte, any time later."""

from simcord import InteractionResult

from bot.art.render import draw_png
from tests.chat.conftest import Chat, code_on


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
    assert await file_in(result) == draw_png(code_on(message))
    assert code_on(message) in chat.private(result)
    assert chat.messages() == [message]


async def test_everybody_gets_their_own(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.another(chat.ben, chat.messages()[0])
    ann_s, ben_s = (draw_png(code_on(m)) for m in chat.messages())
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == ann_s
    assert await file_in(await chat.ben.slash(chat.channel, "download")) == ben_s


async def test_the_last_one_may_come_from_anywhere(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    elsewhere = chat.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    ann_there = elsewhere.add_member(chat.ann.user)
    await ann_there.slash(room, "genart")
    last = draw_png(code_on(room.history()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last
    secret = await chat.ann.slash(chat.channel, "genart", private=True)
    assert secret.response is not None
    last = draw_png(code_on(secret.response.message))
    assert await file_in(await ann_there.slash(room, "download")) == last


async def test_it_survives_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.restart()
    last = draw_png(code_on(chat.messages()[0]))
    assert await file_in(await chat.ann.slash(chat.channel, "download")) == last
