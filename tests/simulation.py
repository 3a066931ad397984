"""A simulated Discord whose clock runs and in which people act simultaneously.

simcord lets one person act at a time, waits until the bot is idle, and lets time pass only then. Most tests
need exactly that, but a queue or a slow picture cannot be tested so. This module holds everything that uses
private parts of simcord.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from typing import Any

from aiohttp import ClientOSError
from simcord import Env, InteractionResult
from simcord._dpy_internals import real_monotonic
from simcord.backend import serializers
from simcord.http.client import _path_of

# Seconds after which the simulated Discord forgets an interaction. No request takes longer.
REMEMBERED = 180.0


def let_time_run(env: Env) -> None:
    """Let the bot's timers fire when they are due, until the bot is restarted."""
    loop: Any = env._loop
    call_at = env._runtime.call_at  # type: ignore[union-attr]  # there is one once the bot runs

    def call_later(delay: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:
        timer: asyncio.TimerHandle = call_at(real_monotonic() + delay, callback, *args, context=context)
        return timer

    def call_when(when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:
        return call_later(when - loop.time(), callback, *args, context=context)

    loop.call_later, loop.call_at = call_later, call_when


async def run_clock(env: Env) -> None:
    """Advance Discord's clock with the real one, so that interactions expire."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.05)
        now = time.perf_counter()
        env.backend.advance_clock(now - last)
        last = now


@contextmanager
def at_once(env: Env) -> Iterator[None]:
    """Inside the block, actions return without waiting for the bot, so that people act simultaneously."""

    async def settle_nothing(**_: Any) -> None:
        return

    settle = env._settle_internal
    insides: Any = env
    insides._settle_internal = settle_nothing
    try:
        yield
    finally:
        insides._settle_internal = settle


def record_of(result: InteractionResult) -> Any:
    """Return the simulated Discord's record of an interaction."""
    return result._interaction


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until a condition is true."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a condition has no event to wait for
            await asyncio.sleep(0.01)


def cut(
    env: Env, method: str, path: str, *, error: Exception | None = None, times: int = 1, arrived: bool = False
) -> None:
    """Drop the connection during the next requests to a path.

    :param path: as for ``Env.inject_error``.
    :param arrived: whether Discord still receives the request, so that only its answer is lost.
    """
    left = times

    def interrupted(request: Any) -> Any:
        async def dropped(route: Any, *args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if not (left and route.method == method and fnmatch(_path_of(route.url), path)):
                return await request(route, *args, **kwargs)
            left -= 1
            if arrived:
                await request(route, *args, **kwargs)
            raise error or ClientOSError(104, "Connection reset by peer")

        return dropped

    clients: tuple[Any, ...] = (env._webhook_adapter, env.bot.http)
    for client in clients:
        client.request = interrupted(client.request)


def forget_old_records(env: Env, messages: int) -> None:
    """Let the simulated Discord keep only the newest messages of each channel, and no log of requests.

    simcord keeps everything, which would look like a memory leak of the bot.
    """
    backend = env.backend
    backend.http_requests.clear()
    backend.transcript.clear()
    # Ids of the current millisecond must not be issued twice.
    newest = max((id >> 22 for id in backend._reserved_ids), default=0)
    backend._reserved_ids -= {id for id in backend._reserved_ids if id >> 22 < newest}
    for moment in [moment for moment in backend._sequences if moment < newest]:
        del backend._sequences[moment]
    for channel in backend.messages.values():
        for id in list(channel)[:-messages]:
            message = channel.pop(id)
            for attachment in message.attachments:
                backend.cdn._blobs.pop(attachment["url"], None)
    used = {a["url"] for c in backend.messages.values() for m in c.values() for a in m.attachments}
    for url in backend.cdn._blobs.keys() - used:
        del backend.cdn._blobs[url]
    limit = backend.iso_after(-REMEMBERED)
    expired = [i for i in backend.interactions.values() if (i.initial_response_deadline or "") < limit]
    for interaction in expired:
        del backend.interactions[interaction.id]
        del backend.interaction_tokens[interaction.token]


def sizes(env: Env) -> dict[str, float]:
    """Return how much the simulated Discord holds, which is its share of the memory."""
    backend = env.backend
    return {
        "messages": sum(map(len, backend.messages.values())),
        "interactions": len(backend.interactions),
        "files_mib": sum(map(len, backend.cdn._blobs.values())) / 2**20,
    }


async def start_new_session(env: Env) -> None:
    """Let the gateway's session become invalid and a new one start."""
    backend, state = env.backend, env.bot._connection
    env.bot.dispatch("disconnect")
    state.clear()
    with env._bot_scope():
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(backend.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in backend.guilds.values()],
            "session_id": "another",
            "resume_gateway_url": "wss://gateway.invalid",
            "application": {"id": str(backend.application_id), "flags": 0},
        }
        state.parsers["READY"](ready)
        for guild in list(backend.guilds.values()):
            backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
    await env.settle()
    assert all(env.bot.get_guild(id) for id in backend.guilds)
