"""The requests that shutdown waits for, and cancels when they take too long."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class InFlight:
    """A set of running blocks of code. The task that calls ``wait`` or ``cancel`` is left out."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Future[None], asyncio.Task[Any] | None] = {}

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count the block inside as in flight."""
        done = asyncio.get_running_loop().create_future()
        self._tasks[done] = asyncio.current_task()
        try:
            yield
        finally:
            del self._tasks[done]
            done.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Wait up to this long for the current blocks to end; return whether any still runs."""
        if others := self._others():
            await asyncio.wait(others, timeout=max(0.0, seconds))
        return bool(self._others())

    async def cancel(self) -> None:
        """Cancel every block, twice: cleaning up after the first cancellation may hang as well."""
        for _ in range(2):
            for task in set(self._others().values()):
                task.cancel()
            await self.wait(0.5)

    def _others(self) -> dict[asyncio.Future[None], asyncio.Task[Any]]:
        me = asyncio.current_task()
        return {done: task for done, task in self._tasks.items() if task is not None and task is not me}
