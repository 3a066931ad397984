"""Repeat a request to Discord after the connection dropped.

Only for requests that do no harm if they arrive twice: edits, deletions, posts with a nonce, ephemeral
messages. discord.py itself repeats a request after a 429 or a 5xx. After a dropped connection it does so only
for two errno values that Linux does not use.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError

T = TypeVar("T")

# Seconds before each further try.
_PAUSES = (0.25, 0.5, 1.0)
# Seconds for all tries together. The person's cooldown is held all this time.
TIMEOUT = 120.0

log = logging.getLogger(__name__)


async def retry_on_disconnect(request: Callable[[], Awaitable[T]]) -> T:
    """Send a request, up to four times, until the connection holds.

    :raises ClientError, OSError: if the last try fails.
    :raises TimeoutError: if all tries together take longer than ``TIMEOUT``.
    """
    async with asyncio.timeout(TIMEOUT):
        for pause in _PAUSES:
            try:
                return await request()
            except (ClientError, OSError) as error:
                log.info("Connection dropped; trying again: %r", error)
                await asyncio.sleep(pause)
        return await request()
