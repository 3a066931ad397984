"""Delete: for whoever it was drawn for, and for who may manage messages."""

import discord

from tests.chat.conftest import Chat, code_on, shown_to
from tests.pictures import png_of


async def test_its_owner_takes_it_down_and_still_has_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    result = await chat.press(chat.ann, card, "delete")
    assert chat.messages() == []
    assert "/gallery" in result.followups[0].content
    kept = shown_to(await chat.ann.slash(chat.channel, "download"))
    assert await kept.attachments[0].read() == png_of(code_on(card))


async def test_a_stranger_does_not(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    result = await chat.press(chat.ben, chat.messages()[0], "delete")
    (answer,) = result.followups
    assert answer.ephemeral
    assert "Only the person it was drawn for" in answer.content
    assert len(chat.messages()) == 1


async def test_who_manages_messages_does(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    role = chat.ann.guild.create_role("Curators", permissions=discord.Permissions(manage_messages=True))
    curator = chat.ann.guild.add_member(chat.env.create_user("curator"), roles=[role])
    result = await chat.press(curator, chat.messages()[0], "delete")
    assert result.followups == []
    assert chat.messages() == []


async def test_the_picture_of_the_day_is_taken_down_by_who_called_for_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    await chat.press(chat.ben, chat.messages()[0], "delete")
    assert len(chat.messages()) == 1
    result = await chat.press(chat.ann, chat.messages()[0], "delete")
    assert result.followups == []
    assert chat.messages() == []


async def test_after_a_restart_with_nothing_left(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.forget_everything()
    await chat.press(chat.ann, chat.messages()[0], "delete")
    assert chat.messages() == []


async def test_a_private_one_is_put_away_by_whoever_sees_it(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", private=True)
    await chat.press(chat.ann, shown_to(result), "delete")
    assert result.response is None
