"""Where a render runs: never on the event loop, and never for longer than its deadline.

Workers are spawned, not forked: a forked worker would share the parent's signal wake-up socket.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
import traceback
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Protocol, Self

from pebble import ProcessExpired, ProcessPool

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import PoliteError

PICTURES_PER_WORKER = 500
WAITING_PER_WORKER = 20


class RenderError(PoliteError):
    """A picture that could not be drawn."""

    fault = True


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
        """Ends all workers; whoever still waits for a picture gets a RenderError."""
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
        self._mending = asyncio.Lock()
        self._waiting: set[asyncio.Future[bytes | _Failure]] = set()

    async def start(self) -> None:
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=PICTURES_PER_WORKER,
            initializer=_prepare_worker,
            context=multiprocessing.get_context("spawn"),
        )
        ready = (asyncio.wrap_future(self._pool.schedule(os.getpid)) for _ in range(self._workers))
        await asyncio.gather(*ready)

    async def draw(self, recipe: Recipe) -> bytes:
        if len(self._waiting) >= self._workers * WAITING_PER_WORKER:
            raise RenderError("Too many pictures are waiting to be drawn. Please try again in a minute.")
        # A worker was killed from outside, or the pool gave up over it: that deserves a second try.
        for _ in range(2):
            try:
                return await self._attempt(recipe)
            except (ProcessExpired, BrokenProcessPool, RuntimeError) as error:
                dropped = error
                await self._mend()
        raise RenderError("That picture was dropped twice. Please try another.") from dropped

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        for picture in self._waiting:
            picture.cancel()
        if pool is not None:
            await _end(pool)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _attempt(self, recipe: Recipe) -> bytes:
        if self._pool is None:
            raise RenderError("I am not ready to draw. Please try again in a minute.")
        task: Future[bytes | _Failure] = self._pool.schedule(_work, (recipe.code,), timeout=self._deadline)
        picture = asyncio.wrap_future(task)
        self._waiting.add(picture)
        try:
            result = await picture
        except TimeoutError as error:
            raise RenderTimeout(
                f"That picture took longer than {self._deadline:g} s, so I put it aside. Please try another."
            ) from error
        except asyncio.CancelledError:
            if self._pool is None:
                raise RenderError("I am being restarted. Please try again in a minute.") from None
            raise
        finally:
            self._waiting.discard(picture)
        if isinstance(result, _Failure):
            raise RenderError("I could not draw that picture. Please try another.") from result
        return result

    async def _mend(self) -> None:
        """Replaces a pool that has given up."""
        async with self._mending:
            if self._pool is not None and not self._pool.active:
                await _end(self._pool)
                await self.start()


class _Failure(Exception):
    """What went wrong in a worker, as text: not every exception survives the way back."""


async def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble has no annotation there
    await asyncio.to_thread(pool.join)


def _work(code: str) -> bytes | _Failure:
    try:
        return draw_png(code)
    except Exception:
        return _Failure(traceback.format_exc())


def _prepare_worker() -> None:
    """Runs first in every worker: signals are the parent's business, and its end is the worker's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    # A title as well, so that the fonts are read before somebody waits for them.
    draw_png("squares1.harbour.0~Ready")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
