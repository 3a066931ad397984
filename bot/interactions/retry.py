"""Repeat a request to Discord after the connection dropped.

Only for requests that may arrive twice: edits, deletions, posts with a nonce, ephemeral messages. discord.py
repeats by itself after a 429 or a 5xx; after a dropped connection, only for two errno values that Linux
does not give.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError

T = TypeVar("T")

# Seconds before each further try.
_PAUSES = (0.25, 0.5, 1.0)
# Seconds for all tries together: until then the person cannot ask for anything else.
TIMEOUT = 120.0

log = logging.getLogger(__name__)


async def retry_on_disconnect(request: Callable[[], Awaitable[T]]) -> T:
    """Send a request, up to four times, until no connection drops.

    :raises ClientError, OSError: if the last one drops as well, or all together take too long.
    """
    async with asyncio.timeout(TIMEOUT):
        for pause in _PAUSES:
            try:
                return await request()
            except (ClientError, OSError) as error:
                log.info("Once more after a dropped connection: %r", error)
                await asyncio.sleep(pause)
        return await request()
