"""The scheduled posts of the picture of the day: failures, changes and shutdown."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from simcord import MemberActor

from bot.interactions.client import SHUTDOWN_TIMEOUT
from bot.store import DailySchedule, DatabaseStore, StoreError
from tests.chat.conftest import Chat, outcomes, pass_until, posted
from tests.simulation import cut, start_new_session, until


async def test_a_failed_post_is_retried_and_a_forbidden_one_is_not(
    chat: Chat, manager: MemberActor, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    path = f"/channels/{chat.channel.id}/messages"
    chat.env.inject_error("POST", path, status=400, code=50035, message="Odd")
    with caplog.at_level(logging.INFO, "bot.requests"):
        await pass_until(chat, 1)
        await chat.env.advance_time(900)
    assert "will try its picture of the day again" in caplog.text
    assert len(posted(chat)) == 1
    chat.env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions")
    with caplog.at_level(logging.INFO, "bot.requests"):
        await pass_until(chat, 1)
        await chat.env.advance_time(900)
    assert "not allowed to post the picture of the day" in caplog.text
    assert len(posted(chat)) == 1
    assert outcomes(caplog) == ["unposted", "answered", "unposted"]
    assert await chat.store.daily_schedules()


async def test_the_database_is_not_asked_about_servers_that_are_not_due(
    chat: Chat, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    read, servers = DatabaseStore.daily_schedule, list[int]()

    async def count(store: DatabaseStore, server: int) -> DailySchedule | None:
        servers.append(server)
        return await read(store, server)

    monkeypatch.setattr(DatabaseStore, "daily_schedule", count)
    await chat.env.advance_time(900)
    assert servers == []
    await pass_until(chat, 1)
    assert set(servers) == {chat.ann.guild.id}


async def test_the_schedule_of_a_server_that_was_left_is_deleted(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    store = chat.store
    await store.set_daily_schedule(DailySchedule(1, 9, 1, "UTC"))
    chat.env.inject_error("POST", "/channels/9/messages", status=403, code=50001, message="Missing Access")
    await pass_until(chat, 1)
    assert [daily.server for daily in await store.daily_schedules()] == [chat.ann.guild.id]
    assert len(posted(chat)) == 1


async def test_a_post_is_repeated_at_once_after_a_dropped_connection(
    chat: Chat, manager: MemberActor
) -> None:
    """Both requests have the same nonce, by which Discord recognises the second; it forgets it in minutes."""
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    cut(chat.env, "POST", f"/channels/{chat.channel.id}/messages", arrived=True)
    await pass_until(chat, 1)
    nonces = [r.json["nonce"] for r in chat.env.http_requests if r.json and "nonce" in r.json]
    assert len(nonces) == 2
    assert len(set(nonces)) == 1
    assert all(r.json["enforce_nonce"] for r in chat.env.http_requests if r.json and "nonce" in r.json)


async def test_shutdown_waits_for_a_post_in_progress(chat: Chat, manager: MemberActor) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    bot = chat.bot
    advancing = asyncio.ensure_future(pass_until(chat, 1))
    await until(lambda: b"genart_jobs_running 1.0" in bot.metrics.text())
    assert posted(chat) == []
    start = time.perf_counter()
    await bot.finish()
    assert len(posted(chat)) == 1
    # It ends with the post, long before the time limit.
    assert time.perf_counter() - start < SHUTDOWN_TIMEOUT / 2
    await advancing


async def test_an_unknown_time_zone_of_one_server_does_not_affect_others(
    chat: Chat, manager: MemberActor, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    await chat.store.set_daily_schedule(DailySchedule(1, 2, 1, "Atlantis/Capital"))
    await pass_until(chat, 1)
    assert len(posted(chat)) == 1
    assert "Server 1: no picture of the day" in caplog.text


def fail_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the next attempt to read the schedules fail."""
    succeed = DatabaseStore.daily_schedules

    async def fail(store: DatabaseStore) -> NoReturn:
        monkeypatch.setattr(DatabaseStore, "daily_schedules", succeed)
        raise error

    monkeypatch.setattr(DatabaseStore, "daily_schedules", fail)


# An error that the store may raise, and an unexpected one.
ERRORS = [StoreError("The database is locked."), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_a_failed_check_for_due_posts_is_followed_by_the_next(
    chat: Chat,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    fail_once(monkeypatch, error)
    await chat.env.advance_time(900)
    assert "Could not check" in caplog.text
    await pass_until(chat, 1)
    assert len(posted(chat)) == 1


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_the_checks_start_even_if_the_schedules_cannot_be_read(
    chat: Chat,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)
    # Loading an extension runs its module again, so that the imported class is another one.
    cog: Any = chat.bot.get_cog("PictureOfTheDay")
    cog.post_all_due.cancel()
    fail_once(monkeypatch, error)
    await start_new_session(chat.env)
    assert "Could not check" in caplog.text
    await pass_until(chat, 1)
    assert len(posted(chat)) == 1


@pytest.mark.parametrize(
    ("change", "during"),
    [
        ("channel", "drawing"),
        ("stop", "posting elsewhere"),
        pytest.param("channel", "posting elsewhere", marks=pytest.mark.slow),
        pytest.param("hour", "drawing", marks=pytest.mark.slow),
        pytest.param("hour", "posting elsewhere", marks=pytest.mark.slow),
        pytest.param("stop", "drawing", marks=pytest.mark.slow),
    ],
)
async def test_a_change_during_a_post_takes_effect(
    chat: Chat, manager: MemberActor, change: str, during: str
) -> None:
    server = chat.ann.guild
    other = server.create_text_channel("other")
    await manager.slash(chat.channel, "daily", channel=chat.channel, hour=1)

    async def change_schedule() -> None:
        if change == "stop":
            await chat.store.delete_daily_schedule(server.id)
            return
        before = await chat.store.daily_schedule(server.id)
        assert before is not None
        moved = replace(before, channel=other.id) if change == "channel" else replace(before, hour=6)
        await chat.store.set_daily_schedule(moved)

    if during == "drawing":
        advancing = asyncio.ensure_future(pass_until(chat, 1))
        await until(lambda: b"genart_jobs_running 1.0" in chat.bot.metrics.text())
        await change_schedule()
        await advancing
    else:
        # Servers are served in the order of their ids. This one comes first.
        await chat.store.set_daily_schedule(DailySchedule(1, 9, 1, "UTC"))
        during_post(chat, 9, change_schedule)
        await pass_until(chat, 1)
    await chat.env.advance_time(1800)
    in_other = len(other.history())
    assert (len(posted(chat)), in_other) == (0, 1 if change == "channel" else 0)
    await pass_until(chat, 6)
    assert (len(posted(chat)), len(other.history())) == (1 if change == "hour" else 0, in_other)


def during_post(chat: Chat, channel: int, do: Callable[[], Awaitable[None]]) -> None:
    """Call a function while the bot posts to that channel."""
    http: Any = chat.bot.http
    request = http.request

    async def slow(route: Any, *args: Any, **kwargs: Any) -> Any:
        if (route.method, route.channel_id) == ("POST", channel):
            await do()
        return await request(route, *args, **kwargs)

    http.request = slow
