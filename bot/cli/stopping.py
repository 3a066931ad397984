"""Stop a long-running command: gracefully at the first signal, at once at the second."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def until_stopped(
    work: Coroutine[object, object, None], finish: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Run the work until it is done, or until Ctrl-C or SIGTERM; then call ``finish`` and cancel the work.

    A second signal ends the process at once.

    On Windows, where the event loop supports no signal handlers, ``asyncio.run`` cancels the work on Ctrl-C.

    :param finish: called at the first signal; the work goes on until it returns.
    """
    loop = asyncio.get_running_loop()
    working = asyncio.ensure_future(work)
    stopped = asyncio.Event()
    for number in SIGNALS:
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, _first_signal, loop, stopped)
    finishing = asyncio.ensure_future(_finish(stopped, working, finish))
    try:
        await working
    except asyncio.CancelledError:
        working.cancel()
    finally:
        if not stopped.is_set():
            finishing.cancel()
        with suppress(asyncio.CancelledError):
            await finishing


async def _finish(
    stopped: asyncio.Event, working: asyncio.Future[None], finish: Callable[[], Awaitable[None]] | None
) -> None:
    await stopped.wait()
    try:
        if finish is not None:
            await finish()
    finally:
        working.cancel()


def _first_signal(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    for number in SIGNALS:
        loop.remove_signal_handler(number)
        # Not through the event loop, which may be what hangs.
        signal.signal(number, _second_signal)
    stopped.set()


def _second_signal(number: int, _: FrameType | None) -> None:
    os._exit(128 + number)
