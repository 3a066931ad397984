"""Ending a long-running command when it is told to."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress


async def until_stopped(work: Coroutine[object, object, None]) -> None:
    """Does the work until it is done, or until Ctrl-C or SIGTERM; then it may clean up and ends.

    Where the event loop takes no signal handlers (Windows), Ctrl-C arrives as usual, as a
    cancellation from ``asyncio.run``.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
