"""Where work runs that takes longer than a moment: in worker processes, never on the event loop.

A person's job waits in a fair line (``line``) until one of the lanes is free. A lane (``lane``) does one
job at a time in a process of its own (``worker``, and ``process`` at the other end of the pipe), which is
killed at the deadline and replaced. ``pool`` brings them together for asyncio.
"""

from bot.rendering.errors import Busy, Cancelled, RenderError, RenderTimeout, TooMuchMemory
from bot.rendering.pool import PoolRenderer
from bot.rendering.renderer import PoolState, Renderer, Requester, Restart, Timing

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
    "Timing",
    "TooMuchMemory",
]
