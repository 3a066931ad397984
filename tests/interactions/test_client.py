"""The shutdown with requests in flight, with discord.py's HTTP client and a fake Discord on loopback."""

import asyncio
import gc
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import discord
import pytest
from aiohttp import web

from bot.app import create_bot, create_store
from bot.interactions.client import ArtBot
from bot.rendering import Renderer
from bot.settings import Settings
from bot.store import DatabaseStore, LastPicture
from tests.simulation import until

ANN, SERVER = 7, 11


class HangingDiscord:
    """A server that answers acknowledgements, but no later request of an interaction.

    :ivar unanswered: the number of requests that it left unanswered.
    """

    def __init__(self) -> None:
        self.unanswered = 0

    async def answer(self, request: web.Request) -> web.Response:
        if "/webhooks/" in request.path:
            self.unanswered += 1
            await asyncio.Event().wait()
        account = {"id": "1", "username": "art", "discriminator": "0", "avatar": None}
        about: dict[str, Any] = {
            "name": "art",
            "icon": None,
            "description": "",
            "owner": account,
            "verify_key": "",
        }
        about |= {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
        known: dict[str, Any] = {
            "/users/@me": account,
            "/oauth2/applications/@me": account | about,
            "/applications/1/commands": [],
        }
        body = known.get(request.path, {"interaction": {"id": "1", "type": 2}})
        return web.Response(body=json.dumps(body).encode(), content_type="application/json")


@pytest.fixture
async def hanging(unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HangingDiscord]:
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{unused_tcp_port}")
    fake, app = HangingDiscord(), web.Application()
    app.router.add_route("*", "/{anything:.*}", fake.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield fake
    await runner.cleanup()


@pytest.fixture
async def asyncio_errors() -> AsyncIterator[list[str]]:
    """The errors that asyncio reports, such as exceptions that were never retrieved."""
    found: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: found.append(str(context)))
    yield found
    loop.set_exception_handler(None)


@pytest.fixture
def store(settings: Settings) -> DatabaseStore:
    return create_store(settings)


@pytest.fixture
async def bot(
    settings: Settings,
    make_renderer: Callable[[], Renderer],
    store: DatabaseStore,
    hanging: HangingDiscord,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[ArtBot]:
    monkeypatch.setattr("bot.interactions.client.SHUTDOWN_TIMEOUT", 0.2)
    async with create_bot(settings, renderer=make_renderer(), store=store) as bot:
        await bot.login("token")
        server: Any = {"id": str(SERVER), "name": "Art club"}
        bot._connection._add_guild_from_data(server)
        yield bot


def request_picture(bot: ArtBot) -> None:
    """Let the bot receive a /genart from Ann in its server."""
    ann = {"id": str(ANN), "username": "ann", "discriminator": "0", "avatar": None}
    member: Any = {"user": ann, "roles": [], "joined_at": None, "permissions": "0", "flags": 0}
    channel = {"id": "5", "type": 0, "name": "studio", "position": 0}
    now = discord.utils.time_snowflake(discord.utils.utcnow())
    interaction: Any = {"id": str(now), "application_id": "1", "type": 2, "token": "secret", "version": 1}
    interaction |= {"guild_id": str(SERVER), "channel_id": "5", "channel": channel}
    interaction |= {"member": member, "context": 0, "locale": "en-US", "app_permissions": "0"}
    interaction |= {"entitlements": [], "authorizing_integration_owners": {}, "attachment_size_limit": 2**23}
    options = [{"name": "recipe", "type": 3, "value": "squares1.harbour.7.64x64"}]
    interaction["data"] = {"id": "9", "name": "genart", "type": 1, "options": options}
    bot._connection.parse_interaction_create(interaction)


def database_of(store: DatabaseStore) -> sqlite3.Connection:
    """Connect to the bot's database, as another process would."""
    assert store.database.file is not None
    return sqlite3.connect(store.database.file, isolation_level=None)


async def close_slowly(bot: ArtBot, database: sqlite3.Connection) -> None:
    """Close the bot, and hold a lock on its database for half a second after it has left Discord."""
    closing = asyncio.ensure_future(bot.close())
    await until(bot.is_closed)
    await asyncio.sleep(0.5)
    database.execute("ROLLBACK")
    database.close()
    await closing
    gc.collect()
    await asyncio.sleep(0)


def outcomes(caplog: pytest.LogCaptureFixture) -> list[object]:
    return [vars(r)["facts"]["outcome"] for r in caplog.records if r.name == "bot.requests"]


@pytest.fixture(autouse=True)
def _log_requests(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")


async def test_an_unfinished_answer_is_cancelled_before_closing(
    bot: ArtBot,
    store: DatabaseStore,
    hanging: HangingDiscord,
    asyncio_errors: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    request_picture(bot)
    await until(lambda: hanging.unanswered)
    database = database_of(store)
    database.execute("BEGIN IMMEDIATE")
    # The store waits for this check before it closes.
    checking = asyncio.ensure_future(store.check())
    await asyncio.sleep(0.1)
    await close_slowly(bot, database)
    await asyncio.gather(checking, return_exceptions=True)
    assert asyncio_errors == []
    assert hanging.unanswered == 1
    assert outcomes(caplog) == ["cancelled"]
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


async def test_a_picture_being_saved_during_shutdown_is_kept(
    bot: ArtBot,
    store: DatabaseStore,
    hanging: HangingDiscord,
    asyncio_errors: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = database_of(store)
    database.execute("BEGIN IMMEDIATE")
    request_picture(bot)
    await until(lambda: store.busy)
    await close_slowly(bot, database)
    assert asyncio_errors == []
    assert hanging.unanswered == 0
    assert outcomes(caplog) == ["cancelled"]
    await store.open()
    last = await store.last_picture(ANN)
    await store.close()
    assert isinstance(last, LastPicture)


async def test_a_picture_whose_answer_was_cancelled_is_not_marked_as_posted(
    bot: ArtBot, store: DatabaseStore, hanging: HangingDiscord
) -> None:
    request_picture(bot)
    await until(lambda: hanging.unanswered)
    assert (await store.gallery(ANN, server=SERVER)).total == 1
    await bot.close()
    await store.open()
    made, posted = [(await store.gallery(ANN, server=where)).total for where in (None, SERVER)]
    await store.close()
    assert (made, posted) == (1, 0)


async def test_a_task_that_ignores_cancellation_is_not_waited_for(bot: ArtBot) -> None:
    released = asyncio.Event()

    async def ignore_cancellation() -> None:
        with bot.in_flight.track():
            while not released.is_set():
                with suppress(asyncio.CancelledError):
                    await released.wait()

    stubborn = asyncio.ensure_future(ignore_cancellation())
    await asyncio.sleep(0)
    begun = time.perf_counter()
    await bot.close()
    assert time.perf_counter() - begun < 5
    assert bot.is_closed()
    released.set()
    await stubborn


async def test_cleaning_up_after_a_cancellation_has_limited_time(bot: ArtBot) -> None:
    cleaned: list[str] = []
    hanging = asyncio.Event()

    async def work() -> None:
        with bot.in_flight.track():
            try:
                await hanging.wait()
            finally:
                await asyncio.sleep(0.01)
                cleaned.append("quickly")
                await hanging.wait()

    working = asyncio.ensure_future(work())
    await asyncio.sleep(0)
    await bot.close()
    hanging.set()
    await asyncio.wait([working])
    assert cleaned == ["quickly"]
    assert working.cancelled()


async def test_closing_does_not_cancel_the_task_that_closes(bot: ArtBot) -> None:
    with bot.in_flight.track():
        await bot.close()
    assert bot.is_closed()
