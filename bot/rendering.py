"""Where a render runs: never on the event loop, and never for longer than its deadline.

Workers are spawned, not forked: a forked worker would share the parent's signal wake-up socket.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future
from multiprocessing.connection import wait
from types import TracebackType
from typing import Protocol, Self

from pebble import ProcessExpired, ProcessPool

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import PoliteError

PICTURES_PER_WORKER = 500


class RenderError(PoliteError):
    """A picture that could not be drawn."""


class RenderTimeout(RenderError):
    """A picture that took longer than its deadline."""


class Renderer(Protocol):
    """Turns recipes into PNG files, somewhere."""

    async def start(self) -> None:
        """Makes ready, so that the first picture is as quick as the rest."""
        ...

    async def draw(self, recipe: Recipe) -> bytes:
        """The recipe's PNG file.

        :raises RenderError: if there is none to be had.
        """
        ...

    async def close(self) -> None:
        """Ends all workers; what they were drawing is lost."""
        ...


class PoolRenderer:
    """A pool of worker processes on this machine. One that dies or hangs is replaced.

    :param workers: how many pictures are drawn at once.
    :param deadline: seconds that one picture may take before its worker is killed.
    """

    def __init__(self, workers: int, deadline: float) -> None:
        self._workers = workers
        self._deadline = deadline
        self._pool: ProcessPool | None = None

    async def start(self) -> None:
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=PICTURES_PER_WORKER,
            initializer=_prepare_worker,
            context=multiprocessing.get_context("spawn"),
        )
        await asyncio.gather(
            *(asyncio.wrap_future(self._pool.schedule(os.getpid)) for _ in range(self._workers))
        )

    async def draw(self, recipe: Recipe) -> bytes:
        if self._pool is None:
            raise RenderError("The painters have not arrived yet. Please try again in a moment.")
        task: Future[bytes] = self._pool.schedule(draw_png, (recipe.code,), timeout=self._deadline)
        try:
            return await asyncio.wrap_future(task)
        except TimeoutError as error:
            raise RenderTimeout(
                f"That picture took longer than {self._deadline:g} s, so I put it aside. Please try another."
            ) from error
        except ProcessExpired as error:
            raise RenderError("The painter dropped that picture. Please try again.") from error

    async def close(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no annotation there
            await asyncio.to_thread(self._pool.join)
            self._pool = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _prepare_worker() -> None:
    """Runs first in every worker: signals are the parent's business, and its end is the worker's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    draw_png("squares1.harbour.0")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
