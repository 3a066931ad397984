"""A simulated Discord whose clock runs, with many people in it at once. All that touches simcord's insides.

simcord by itself lets one person act at a time, waits until the bot has nothing left to do, and lets time
pass only then. That is what most tests want. It can show neither a line of people who wait nor a clock
that runs while a picture is being drawn.
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
from simcord.http.client import _path_of

# Seconds after which the simulated Discord forgets an interaction; nobody waits longer.
REMEMBERED = 180.0


def let_time_run(env: Env) -> None:
    """The bot's timers fire when they are due, whatever else goes on. Lasts until the bot is restarted."""
    loop: Any = env._loop
    call_at = env._runtime.call_at  # type: ignore[union-attr]  # there is one once the bot runs

    def call_later(delay: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:
        timer: asyncio.TimerHandle = call_at(real_monotonic() + delay, callback, *args, context=context)
        return timer

    def call_when(when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:
        return call_later(when - loop.time(), callback, *args, context=context)

    loop.call_later, loop.call_at = call_later, call_when


async def run_clock(env: Env) -> None:
    """Discord's clock goes with the real one, so that it closes what was not answered in time."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.05)
        now = time.perf_counter()
        env.backend.advance_clock(now - last)
        last = now


@contextmanager
def at_once(env: Env) -> Iterator[None]:
    """Inside, whoever does something does not wait for the answer, and others may do something as well."""

    async def not_at_all(**_: Any) -> None:
        return

    waiting = env._settle_internal
    insides: Any = env
    insides._settle_internal = not_at_all
    try:
        yield
    finally:
        insides._settle_internal = waiting


def record_of(result: InteractionResult) -> Any:
    """What Discord knows of an interaction."""
    return result._interaction


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for something to come true."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for knows nothing of events
            await asyncio.sleep(0.01)


def cut(
    env: Env, method: str, path: str, *, error: Exception | None = None, times: int = 1, arrived: bool = False
) -> None:
    """The connection drops in the middle of the next such requests.

    :param path: as for ``Env.inject_error``.
    :param arrived: whether what was sent still reaches Discord, so that only its answer is lost.
    """
    left = times

    def cutting(request: Any) -> Any:
        async def dropped(route: Any, *args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if not (left and route.method == method and fnmatch(_path_of(route.url), path)):
                return await request(route, *args, **kwargs)
            left -= 1
            if arrived:
                await request(route, *args, **kwargs)
            raise error or ClientOSError(104, "Connection reset by peer")

        return dropped

    ends: tuple[Any, ...] = (env._webhook_adapter, env.bot.http)
    for end in ends:
        end.request = cutting(end.request)


def forget_the_past(env: Env, messages: int) -> None:
    """Discord keeps but so many messages of each channel, with their files, and no log of what was sent.

    simcord keeps everything for ever, which would pass for a leak of the bot.
    """
    backend = env.backend
    backend.http_requests.clear()
    backend.transcript.clear()
    # Ids of this very millisecond could be given once more.
    this = max((id >> 22 for id in backend._reserved_ids), default=0)
    backend._reserved_ids -= {id for id in backend._reserved_ids if id >> 22 < this}
    for past in [moment for moment in backend._sequences if moment < this]:
        del backend._sequences[past]
    for channel in backend.messages.values():
        for id in list(channel)[:-messages]:
            message = channel.pop(id)
            for attachment in message.attachments:
                backend.cdn._blobs.pop(attachment["url"], None)
    used = {a["url"] for c in backend.messages.values() for m in c.values() for a in m.attachments}
    for url in backend.cdn._blobs.keys() - used:
        del backend.cdn._blobs[url]
    long_ago = backend.iso_after(-REMEMBERED)
    over = [i for i in backend.interactions.values() if (i.initial_response_deadline or "") < long_ago]
    for interaction in over:
        del backend.interactions[interaction.id]
        del backend.interaction_tokens[interaction.token]


def remembered(env: Env) -> dict[str, float]:
    """What the simulated Discord itself holds: its share of the memory."""
    backend = env.backend
    return {
        "messages": sum(map(len, backend.messages.values())),
        "interactions": len(backend.interactions),
        "files_mib": sum(map(len, backend.cdn._blobs.values())) / 2**20,
    }
