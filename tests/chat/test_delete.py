"""“Delete”: for the owner of a picture, and for moderators."""

import discord

from tests.chat.conftest import Chat, answer_to, code_on
from tests.pictures import png_of


async def test_the_owner_can_delete_the_message_and_keeps_the_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    result = await chat.click(chat.ann, card, "delete")
    assert chat.messages() == []
    assert "/gallery" in result.followups[0].content
    kept = answer_to(await chat.ann.slash(chat.channel, "download"))
    assert await kept.attachments[0].read() == png_of(code_on(card))


async def test_somebody_else_cannot_delete_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    result = await chat.click(chat.ben, chat.messages()[0], "delete")
    (answer,) = result.followups
    assert answer.ephemeral
    assert "Only the person it was drawn for" in answer.content
    assert len(chat.messages()) == 1


async def test_a_moderator_can_delete_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    role = chat.ann.guild.create_role("Curators", permissions=discord.Permissions(manage_messages=True))
    curator = chat.ann.guild.add_member(chat.env.create_user("curator"), roles=[role])
    result = await chat.click(curator, chat.messages()[0], "delete")
    assert result.followups == []
    assert chat.messages() == []


async def test_the_person_who_requested_the_picture_of_the_day_can_delete_it(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    await chat.click(chat.ben, chat.messages()[0], "delete")
    assert len(chat.messages()) == 1
    result = await chat.click(chat.ann, chat.messages()[0], "delete")
    assert result.followups == []
    assert chat.messages() == []


async def test_the_button_works_after_a_restart_without_data(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await chat.restart_without_data()
    await chat.click(chat.ann, chat.messages()[0], "delete")
    assert chat.messages() == []


async def test_a_private_picture_can_be_dismissed(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", private=True)
    await chat.click(chat.ann, answer_to(result), "delete")
    assert result.response is None
