"""Run slow functions in worker processes, never on the event loop.

A job waits in a fair queue (``fair_queue``) until a worker slot is free. A slot (``worker_slot``) runs one
job at a time in its own process (``worker`` is the parent's end of the pipe, ``child`` the other), which is
killed at the deadline and replaced. ``pool`` connects them on the event loop.
"""

from bot.rendering.errors import Busy, Cancelled, RenderError, RenderTimeout, TooMuchMemory
from bot.rendering.pool import PoolRenderer
from bot.rendering.renderer import PoolState, Renderer, Requester, Restart

__all__ = [
    "Busy",
    "Cancelled",
    "PoolRenderer",
    "PoolState",
    "RenderError",
    "RenderTimeout",
    "Renderer",
    "Requester",
    "Restart",
    "TooMuchMemory",
]
