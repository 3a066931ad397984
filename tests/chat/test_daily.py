"""/daily: one picture a day, the same for everybody, posted by itself where that is wished."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import discord
import pytest
from simcord import MemberActor

from bot.art.recipe import Recipe
from bot.interactions.client import SHUTDOWN_TIMEOUT
from bot.store import DailySchedule, DatabaseStore, StoreError
from tests.chat.conftest import Chat, code_on, picture_on, shown_to, texts
from tests.chat.test_outages import new_session
from tests.pictures import png_of
from tests.simulation import cut, until


@pytest.fixture
def manager(chat: Chat) -> MemberActor:
    role = chat.ann.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return chat.ann.guild.add_member(chat.env.create_user("manager"), roles=[role])


async def pass_until(chat: Chat, hour: int) -> None:
    """Lets the time pass until it is that hour in UTC, a minute later."""
    now = chat.env.now()
    then = now.replace(hour=hour, minute=1, second=0, microsecond=0)
    await chat.env.advance_time(((then - now) % timedelta(days=1)).total_seconds())


def posted(chat: Chat) -> list[discord.Message]:
    return [m for m in chat.messages() if m.author.id == chat.env.bot.user.id]


async def test_it_is_the_same_for_everybody_here_and_another_elsewhere(chat: Chat) -> None:
    for who in (chat.ann, chat.ben):
        await who.slash(chat.channel, "daily")
    first, second = chat.messages()
    assert code_on(first) == code_on(second)
    assert await picture_on(first, chat.env) == png_of(code_on(first))
    assert "Picture of the day" in texts(first)[0]
    elsewhere = chat.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    await elsewhere.add_member(chat.ann.user).slash(room, "daily")
    assert code_on(room.history()[0]) != code_on(first)


async def test_tomorrow_brings_another(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    await chat.env.advance_time(24 * 3600)
    await chat.ann.slash(chat.channel, "daily")
    today, tomorrow = chat.messages()
    assert code_on(today) != code_on(tomorrow)


async def test_it_is_nobody_s_last_picture_and_nobody_s_to_change(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "daily")
    assert "no picture yet" in chat.private(await chat.ann.slash(chat.channel, "download"))
    (daily,) = chat.messages()
    await chat.another(chat.ann, daily)
    assert code_on(chat.messages()[0]) == code_on(daily)
    assert len(chat.messages()) == 2


async def test_a_manager_has_it_posted_once_a_day(chat: Chat, manager: MemberActor) -> None:
    answer = chat.private(await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15))
    assert chat.channel.mention in answer
    assert posted(chat) == []
    await pass_until(chat, 15)
    (first,) = posted(chat)
    await chat.env.advance_time(3600)
    assert len(posted(chat)) == 1
    await chat.restart()
    await chat.env.advance_time(3600)
    assert len(posted(chat)) == 1
    await pass_until(chat, 15)
    _, second = posted(chat)
    assert code_on(first) != code_on(second)
    await chat.ann.slash(chat.channel, "daily")
    assert code_on(chat.messages()[-1]) == code_on(second)


async def test_the_clock_can_be_that_of_another_place(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=18, timezone="asia/tokyo")
    await pass_until(chat, 8)
    assert posted(chat) == []
    await pass_until(chat, 9)
    assert len(posted(chat)) == 1


async def test_it_is_stopped(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    assert "no longer posted" in chat.private(await manager.slash(chat.channel, "daily", stop=True))
    await pass_until(chat, 15)
    assert posted(chat) == []
    assert "is not posted here" in chat.private(await manager.slash(chat.channel, "daily", stop=True))


async def test_only_who_manages_the_server_decides(chat: Chat) -> None:
    assert "Only people who can manage" in chat.private(await chat.ann.slash(chat.channel, "daily", hour=3))
    assert "Only people who can manage" in chat.private(
        await chat.ann.slash(chat.channel, "daily", stop=True)
    )


async def test_a_time_zone_that_is_none_and_a_room_that_is_closed(chat: Chat, manager: MemberActor) -> None:
    answer = chat.private(await manager.slash(chat.channel, "daily", timezone="Europe/Berln"))
    assert "europe/berlin" in answer.lower()
    mute = {chat.ann.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    closed = chat.ann.guild.create_text_channel("closed", overwrites=mute)
    answer = chat.private(await manager.slash(chat.channel, "daily", channel=closed))
    assert "I may not post in" in answer


async def test_a_post_that_fails_is_tried_again_and_one_that_is_forbidden_is_not(
    chat: Chat, manager: MemberActor, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    path = f"/channels/{chat.channel.id}/messages"
    chat.env.inject_error("POST", path, status=400, code=50035, message="Odd")
    with caplog.at_level(logging.INFO, "bot.requests"):
        await pass_until(chat, 15)
        await chat.env.advance_time(900)
    assert "will try its picture of the day again" in caplog.text
    assert len(posted(chat)) == 1
    chat.env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions")
    with caplog.at_level(logging.INFO, "bot.requests"):
        await pass_until(chat, 15)
        await chat.env.advance_time(900)
    assert "may not post the picture of the day" in caplog.text
    assert len(posted(chat)) == 1
    outcomes = [r.facts["outcome"] for r in caplog.records if hasattr(r, "facts")]
    assert outcomes == ["unposted", "answered", "unposted"]
    assert await chat.store.daily_schedules()


async def test_a_server_that_was_left_while_the_bot_was_away_is_forgotten(
    chat: Chat, manager: MemberActor
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    store = chat.store
    await store.set_daily_schedule(DailySchedule(1, 9, 15, "UTC"))
    chat.env.inject_error("POST", "/channels/9/messages", status=403, code=50001, message="Missing Access")
    await pass_until(chat, 15)
    assert [daily.server for daily in await store.daily_schedules()] == [chat.ann.guild.id]
    assert len(posted(chat)) == 1


async def test_a_post_whose_connection_drops_is_repeated_at_once(chat: Chat, manager: MemberActor) -> None:
    """And with the same nonce, by which Discord knows it. A quarter of an hour later it would not."""
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    cut(chat.env, "POST", f"/channels/{chat.channel.id}/messages", arrived=True)
    await pass_until(chat, 15)
    nonces = [r.json["nonce"] for r in chat.env.http_requests if r.json and "nonce" in r.json]
    assert len(nonces) == 2
    assert len(set(nonces)) == 1
    assert all(r.json["enforce_nonce"] for r in chat.env.http_requests if r.json and "nonce" in r.json)


async def test_a_post_under_way_is_waited_for_at_the_end(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    bot = chat.bot
    passing = asyncio.ensure_future(pass_until(chat, 15))
    await until(lambda: b"genart_jobs_running 1.0" in bot.metrics.text())
    assert posted(chat) == []
    start = time.perf_counter()
    await bot.finish()
    assert len(posted(chat)) == 1
    # For the post, not for all the patience there is.
    assert time.perf_counter() - start < SHUTDOWN_TIMEOUT / 2
    await passing


async def test_a_server_whose_time_zone_is_no_more_is_no_matter_of_the_others(
    chat: Chat, manager: MemberActor, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    await chat.store.set_daily_schedule(DailySchedule(1, 2, 15, "Atlantis/Capital"))
    await pass_until(chat, 15)
    assert len(posted(chat)) == 1
    assert "Server 1: no picture of the day" in caplog.text


def fail_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the next attempt to read the schedules fail."""
    succeed = DatabaseStore.daily_schedules

    async def fail(store: DatabaseStore) -> NoReturn:
        monkeypatch.setattr(DatabaseStore, "daily_schedules", succeed)
        raise error

    monkeypatch.setattr(DatabaseStore, "daily_schedules", fail)


# An error that the store is known to raise, and one that nobody expects.
TROUBLE = [StoreError("The database is locked."), MemoryError()]


@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: type(error).__name__)
async def test_a_look_that_fails_is_followed_by_the_next(
    chat: Chat,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    fail_once(monkeypatch, error)
    await chat.env.advance_time(900)
    assert "Could not look" in caplog.text
    await pass_until(chat, 15)
    assert len(posted(chat)) == 1


@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: type(error).__name__)
async def test_a_start_that_cannot_tell_whether_to_look_looks(
    chat: Chat,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)
    chat.env.bot.get_cog("PictureOfTheDay").post_all_due.cancel()  # type: ignore[union-attr]
    fail_once(monkeypatch, error)
    await new_session(chat)
    assert "Could not look" in caplog.text
    await pass_until(chat, 15)
    assert len(posted(chat)) == 1


@pytest.mark.parametrize("while_it", ["posts elsewhere", "draws"])
@pytest.mark.parametrize("change", ["channel", "hour", "stop"])
async def test_what_is_settled_meanwhile_holds(
    chat: Chat, manager: MemberActor, while_it: str, change: str
) -> None:
    server = chat.ann.guild
    other = server.create_text_channel("other")
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=15)

    async def settle() -> None:
        if change == "stop":
            await chat.store.delete_daily_schedule(server.id)
            return
        before = await chat.store.daily_schedule(server.id)
        assert before is not None
        new = {"channel": {"channel": other.id}, "hour": {"hour": 20}}[change]
        await chat.store.set_daily_schedule(replace(before, **new))

    if while_it == "draws":
        passing = asyncio.ensure_future(pass_until(chat, 15))
        await until(lambda: b"genart_jobs_running 1.0" in chat.bot.metrics.text())
        await settle()
        await passing
    else:
        # Servers come one after the other, this one before.
        await chat.store.set_daily_schedule(DailySchedule(1, 9, 15, "UTC"))
        meanwhile(chat, 9, settle)
        await pass_until(chat, 15)
    await chat.env.advance_time(1800)
    in_other = len(other.history())
    assert (len(posted(chat)), in_other) == (0, 1 if change == "channel" else 0)
    await pass_until(chat, 20)
    assert (len(posted(chat)), len(other.history())) == (1 if change == "hour" else 0, in_other)


def meanwhile(chat: Chat, channel: int, do: Callable[[], Awaitable[None]]) -> None:
    """Something else happens while Discord takes its time with a message for that channel."""
    request = chat.env.bot.http.request

    async def slow(route: Any, *args: Any, **kwargs: Any) -> Any:
        if (route.method, route.channel_id) == ("POST", channel):
            await do()
        return await request(route, *args, **kwargs)

    chat.env.bot.http.request = slow  # type: ignore[method-assign]


async def test_in_a_direct_message_there_is_one_as_well(chat: Chat) -> None:
    user = chat.ann.user
    await user.slash("daily")
    assert Recipe.parse(code_on(user.dm_channel.history()[0]))
    result = await user.slash("daily", hour=3)
    assert "That is for servers" in shown_to(result).content


async def test_time_zones_are_offered_while_typing(chat: Chat) -> None:
    offered = await chat.ann.autocomplete(chat.channel, "daily", "timezone", "new y")
    assert "America/New_York" in [choice["value"] for choice in offered]
