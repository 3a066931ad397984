"""Does again what a dropped connection may have lost.

Only for what may be repeated: edits, deletions, posts with a nonce, and a word to one person, which had
better come twice than never. After a 429 or a 5xx discord.py repeats by itself; after a dropped
connection it does so only for two errno values that Linux does not give.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError

T = TypeVar("T")

# Seconds before it is done once more.
_PAUSES = (0.25, 0.5, 1.0)
# Seconds for all tries together: the person who waits can do nothing else meanwhile.
WITHIN = 120.0

log = logging.getLogger(__name__)


async def retry_on_disconnect(act: Callable[[], Awaitable[T]]) -> T:
    """Does something, up to four times, until no connection drops.

    :raises ClientError, OSError: if one drops every time, or it takes too long.
    """
    async with asyncio.timeout(WITHIN):
        for pause in _PAUSES:
            try:
                return await act()
            except (ClientError, OSError) as dropped:
                log.info("Once more after a dropped connection: %r", dropped)
                await asyncio.sleep(pause)
        return await act()
