"""/daily: the picture of the day, which a server can have posted on a schedule."""

from typing import Any

import discord
from simcord import MemberActor

from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, answer_to, code_on, pass_until, picture_on, posted, texts
from tests.pictures import png_of


async def test_every_server_has_its_own_picture_of_the_day(chat: Chat) -> None:
    for who in (chat.ann, chat.ben):
        await who.slash(chat.channel, "daily")
    first, second = chat.messages()
    assert code_on(first) == code_on(second)
    assert await picture_on(first, chat.env) == png_of(code_on(first))
    assert "Picture of the day" in texts(first)[0]
    elsewhere = chat.env.create_guild("Elsewhere")
    there = elsewhere.create_text_channel("there")
    await elsewhere.add_member(chat.ann.user).slash(there, "daily")
    assert code_on(there.history()[0]) != code_on(first)


async def test_the_next_day_has_another_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    await chat.env.advance_time(24 * 3600)
    await chat.ann.slash(chat.channel, "daily")
    today, tomorrow = chat.messages()
    assert code_on(today) != code_on(tomorrow)


async def test_the_picture_of_the_day_belongs_to_nobody(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    assert "no picture yet" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download"))
    (daily,) = chat.messages()
    await chat.click_another(chat.ann, daily)
    assert code_on(chat.messages()[0]) == code_on(daily)
    assert len(chat.messages()) == 2


async def test_a_scheduled_picture_is_posted_once_a_day(chat: Chat, manager: MemberActor) -> None:
    answer = chat.ephemeral_text(await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1))
    assert chat.channel.mention in answer
    assert posted(chat) == []
    await pass_until(chat, 1)
    (first,) = posted(chat)
    await chat.env.advance_time(3600)
    assert len(posted(chat)) == 1
    await chat.restart()
    await chat.env.advance_time(3600)
    assert len(posted(chat)) == 1
    await pass_until(chat, 1)
    _, second = posted(chat)
    assert code_on(first) != code_on(second)
    await chat.ann.slash(chat.channel, "daily")
    assert code_on(chat.messages()[-1]) == code_on(second)


async def test_the_hour_is_in_the_chosen_time_zone(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=10, timezone="asia/tokyo")
    await pass_until(chat, 0)
    assert posted(chat) == []
    await pass_until(chat, 1)
    assert len(posted(chat)) == 1


async def test_a_schedule_can_be_stopped(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    assert "no longer posted" in chat.ephemeral_text(await manager.slash(chat.channel, "daily", stop=True))
    await pass_until(chat, 1)
    assert posted(chat) == []
    assert "is not posted here" in chat.ephemeral_text(await manager.slash(chat.channel, "daily", stop=True))


async def test_only_managers_can_change_the_schedule(chat: Chat) -> None:
    assert "Only people who can manage" in chat.ephemeral_text(
        await chat.ann.slash(chat.channel, "daily", hour=3)
    )
    assert "Only people who can manage" in chat.ephemeral_text(
        await chat.ann.slash(chat.channel, "daily", stop=True)
    )


async def test_an_unknown_time_zone_or_a_closed_channel_is_refused(chat: Chat, manager: MemberActor) -> None:
    answer = chat.ephemeral_text(await manager.slash(chat.channel, "daily", timezone="Europe/Berln"))
    assert "europe/berlin" in answer.lower()
    mute: dict[Any, discord.PermissionOverwrite] = {
        chat.ann.guild.default_role: discord.PermissionOverwrite(send_messages=False)
    }
    closed = chat.ann.guild.create_text_channel("closed", overwrites=mute)
    answer = chat.ephemeral_text(await manager.slash(chat.channel, "daily", channel=closed))
    assert "I may not post in" in answer


async def test_direct_messages_have_a_picture_of_the_day(chat: Chat) -> None:
    user = chat.ann.user
    await user.slash("daily")
    assert Recipe.parse(code_on(user.dm_channel.history()[0]))
    result = await user.slash("daily", hour=3)
    assert "That is for servers" in answer_to(result).content


async def test_time_zones_are_autocompleted(chat: Chat) -> None:
    offered = await chat.ann.autocomplete(chat.channel, "daily", "timezone", "new y")
    assert "America/New_York" in [choice["value"] for choice in offered]
