"""Worker processes that are started once for a test session and used by one bot after another.

Starting a worker takes a second or more. Most tests need one, but not one of their own.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from bot.rendering import PoolRenderer, PoolState, Requester

T = TypeVar("T")


class SharedPool:
    """A pool on an event loop in its own thread, since each test has a new event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="shared-pool", daemon=True)
        self._thread.start()
        self.renderer = PoolRenderer(workers=1, deadline=30.0)
        self.submit(self.renderer.start()).result()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the pool's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, function: Callable[[], T]) -> T:
        """Return what a function returns when it is called on the pool's event loop."""

        async def work() -> T:
            return function()

        return self.submit(work()).result()

    def close(self) -> None:
        self.submit(self.renderer.close()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class LentRenderer:
    """A renderer that uses a shared pool; closing it ends the jobs and leaves the workers."""

    def __init__(self, pool: SharedPool) -> None:
        self._pool = pool
        self._jobs: set[Future[Any]] = set()

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        for job in self._jobs:
            job.cancel()

    async def run(self, function: Callable[..., T], *arguments: object, requester: Requester) -> T:
        job = self._pool.submit(self._pool.renderer.run(function, *arguments, requester=requester))
        self._jobs.add(job)
        try:
            return await asyncio.wrap_future(job)
        finally:
            self._jobs.discard(job)

    def queue_position(self, person: int) -> int | None:
        return self._pool.call(lambda: self._pool.renderer.queue_position(person))

    def cancel(self, person: int) -> int:
        return self._pool.call(lambda: self._pool.renderer.cancel(person))

    async def check(self) -> None:
        await asyncio.wrap_future(self._pool.submit(self._pool.renderer.check()))

    def state(self) -> PoolState:
        return self._pool.call(self._pool.renderer.state)
