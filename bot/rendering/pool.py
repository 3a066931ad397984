"""The renderer of one machine: gives each waiting job to the next worker slot that is free.

All decisions are made on the event loop. What blocks runs in threads, whose results come back to the loop as
futures.
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from bot import clock
from bot.observability.tracing import Span, add_time, request_age
from bot.rendering.child import JobResult
from bot.rendering.errors import (
    Busy,
    Cancelled,
    no_worker,
    not_ready,
    own_limit_reached,
    queue_full,
    shutting_down,
    waited_too_long,
)
from bot.rendering.fair_queue import FairQueue, QueueFull
from bot.rendering.renderer import PoolState, Requester, Restart
from bot.rendering.worker_slot import WorkerSlot

T = TypeVar("T")

WAITING_PER_WORKER = 20
WAITING_PER_PERSON = 8
# The style that uses most at 4096x4096 is blobs, with 892 MiB; the median of the styles is 309.
MEMORY = 1536
# Discord accepts an answer for 15 minutes. Drawing, perhaps twice, and sending come after the wait.
MAX_WAIT = 600.0
# Seconds until a slot whose worker could not be started tries again by itself.
RETRY_AFTER = 10.0

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Job:
    """A function to run in a worker, and the future of its result.

    :ivar times: seconds that each part took; empty until it has ended.
    """

    function: Callable[..., object]
    arguments: tuple[object, ...]
    result: asyncio.Future[Any]
    queued_at: float
    started_at: float = 0.0
    times: Mapping[Span, float] = field(default_factory=dict)

    def succeed(self, value: object) -> None:
        if not self.result.done():
            self.result.set_result(value)

    def fail(self, error: BaseException) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class PoolRenderer:
    """A fixed number of worker processes on this machine; one that dies or hangs is replaced.

    :param workers: how many jobs run at the same time.
    :param deadline: seconds that one job may take before its worker is killed.
    :param memory: MiB that one job may use, enforced on Linux only; None for no limit.
    :param jobs_per_worker: how many jobs a worker runs before it is replaced, which bounds memory leaks.
    :param max_wait: seconds from the beginning of a request until its jobs wait no longer in the queue.
    :param queue_limit: how many jobs may wait; by default 20 for each worker.
    :param queue_limit_per_person: how many of them may belong to one person.
    :param initializer: called first in every worker; pickled, so it must be a module-level function.
    """

    def __init__(
        self,
        workers: int,
        deadline: float,
        *,
        memory: int | None = MEMORY,
        jobs_per_worker: int = 500,
        max_wait: float = MAX_WAIT,
        queue_limit: int | None = None,
        queue_limit_per_person: int = WAITING_PER_PERSON,
        initializer: Callable[[], object] | None = None,
    ) -> None:
        if queue_limit is None:
            queue_limit = workers * WAITING_PER_WORKER
        self._max_wait = max_wait
        self._slots = [
            WorkerSlot(deadline, memory, jobs_per_worker, initializer, self._on_slot_change)
            for _ in range(workers)
        ]
        self._idle: deque[WorkerSlot] = deque()
        self._queue: FairQueue[_Job] = FairQueue(queue_limit, queue_limit_per_person)
        self._running: set[_Job] = set()
        self._starting_next: set[WorkerSlot] = set()
        self._retries: dict[WorkerSlot, asyncio.TimerHandle] = {}
        self._checking = asyncio.Lock()
        self._durations: deque[float] = deque(maxlen=50)
        # Two per slot: one runs its jobs, the other starts its next worker meanwhile.
        self._threads = ThreadPoolExecutor(2 * workers, "render")
        self._blocking: set[asyncio.Future[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        starting = [self._in_thread(slot.repair) for slot in self._slots]
        try:
            # Shielded, because the threads go on after a cancellation; ``close`` waits for them.
            results = await asyncio.shield(asyncio.gather(*starting, return_exceptions=True))
            for failure in filter(None, results):
                raise failure
        except BaseException:
            await self.close()
            raise
        self._idle.extend(self._slots)

    async def close(self) -> None:
        if self._loop is None:
            return
        self._loop = None
        for job in [*self._queue, *self._running]:
            job.fail(shutting_down())
        for slot in self._slots:
            slot.close()
        if self._blocking:
            await asyncio.wait(self._blocking)
        await asyncio.gather(*(self._in_thread(slot.join) for slot in self._slots))
        await asyncio.to_thread(self._threads.shutdown)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, function: Callable[..., T], *arguments: object, requester: Requester) -> T:
        if self._loop is None:
            raise not_ready()
        job = _Job(function, arguments, self._loop.create_future(), clock.now())
        try:
            self._queue.push(job, requester.person, requester.server)
        except QueueFull as full:
            raise self._refusal(requester, full) from None
        waiting = self._loop.call_later(self._max_wait - request_age(), self._give_up, job)
        self._dispatch()
        try:
            return cast("T", await job.result)
        finally:
            waiting.cancel()
            if job in self._queue:
                self._queue.remove(job)
            for part, seconds in job.times.items():
                add_time(part, seconds)

    def queue_position(self, person: int) -> int | None:
        return self._queue.position(person)

    def cancel(self, person: int) -> int:
        jobs = self._queue.remove_all(person)
        for job in jobs:
            job.fail(Cancelled())
        return len(jobs)

    async def check(self) -> None:
        # A second check at the same time would find no idle slots, and report nothing wrong.
        async with self._checking:
            if self._loop is None:
                raise not_ready()
            slots = list(self._idle)
            self._idle.clear()
            checks = [self._in_thread(slot.check) for slot in slots]
            for slot, check in zip(slots, checks, strict=True):
                check.add_done_callback(partial(self._on_repaired, slot))
            if checks:
                await asyncio.wait(checks)
            failures = [error for error in (check.exception() for check in checks) if error is not None]
            if len(failures) == len(self._slots):
                raise failures[0]
            if not any(slot.alive for slot in self._slots):
                raise no_worker()

    def state(self) -> PoolState:
        return PoolState(
            waiting=len(self._queue),
            running=len(self._running),
            idle=len(self._idle),
            alive=sum(slot.alive for slot in self._slots),
            wanted=len(self._slots),
            restarts={reason: sum(slot.restarts[reason] for slot in self._slots) for reason in Restart},
        )

    def _dispatch(self) -> None:
        """Give waiting jobs to idle slots until either runs out."""
        while self._loop is not None and self._idle and self._queue:
            job = self._queue.pop()
            if job.result.done():
                continue
            slot = self._idle.popleft()
            job.started_at = clock.now()
            self._running.add(job)
            running = self._in_thread(partial(slot.run, job.function, job.arguments))
            running.add_done_callback(partial(self._on_finished, slot, job))

    def _on_finished(self, slot: WorkerSlot, job: _Job, running: asyncio.Future[JobResult]) -> None:
        self._running.discard(job)
        ran = clock.now() - job.started_at
        self._durations.append(ran)
        spans: Mapping[Span, float] = {}
        if error := running.exception():
            job.fail(error)
        else:
            spans = running.result().spans
            job.succeed(running.result().value)
        waited = job.started_at - job.queued_at
        job.times = {Span.QUEUE: waited, Span.RENDER: ran - sum(spans.values()), **spans}
        if self._loop is None:
            return
        if slot.worn_out and slot not in self._starting_next:
            self._starting_next.add(slot)
            starting = self._in_thread(slot.start_next_worker)
            starting.add_done_callback(lambda _: self._starting_next.discard(slot))
        self._idle.append(slot)
        self._repair_if_broken(slot)
        self._dispatch()

    def _repair_if_broken(self, slot: WorkerSlot) -> None:
        """Repair an idle slot; one that is running a job repairs itself."""
        if self._loop is not None and slot in self._idle and slot.broken:
            self._idle.remove(slot)
            self._in_thread(slot.repair).add_done_callback(partial(self._on_repaired, slot))

    def _on_repaired(self, slot: WorkerSlot, repairing: asyncio.Future[None]) -> None:
        error = repairing.exception()
        if self._loop is None:
            return
        self._idle.append(slot)
        if error is None:
            self._repair_if_broken(slot)
        else:
            log.error("No worker could be started", exc_info=error)
            self._retry_later(slot)
        self._dispatch()

    def _retry_later(self, slot: WorkerSlot) -> None:
        """Repair a slot after a while. A job that comes to it before that tries at once."""
        if slot in self._retries:
            self._retries[slot].cancel()
        self._retries[slot] = asyncio.get_running_loop().call_later(RETRY_AFTER, self._repair_if_broken, slot)

    def _on_slot_change(self, slot: WorkerSlot) -> None:
        """Notice, from any thread, that a worker has ended or its successor is ready."""
        if (loop := self._loop) is not None:
            loop.call_soon_threadsafe(self._repair_if_broken, slot)

    def _in_thread(self, function: Callable[[], T]) -> asyncio.Future[T]:
        blocking = asyncio.wrap_future(self._threads.submit(function))
        self._blocking.add(blocking)
        blocking.add_done_callback(self._blocking.discard)
        return blocking

    def _give_up(self, job: _Job) -> None:
        """Fail a job that has waited in the queue for too long."""
        if job in self._queue:
            wait = self._estimate(len(self._queue))
            self._queue.remove(job)
            job.fail(waited_too_long(wait))

    def _refusal(self, requester: Requester, full: QueueFull) -> Busy:
        if full.own:
            return own_limit_reached(self._estimate(self._queue.position(requester.person) or 1))
        return queue_full(self._estimate(len(self._queue)))

    def _estimate(self, count: int) -> int:
        """Return the whole seconds until that many jobs have run, judging by the last ones."""
        each = sum(self._durations) / len(self._durations) if self._durations else 1.0
        return max(1, math.ceil(each * count / len(self._slots)))
