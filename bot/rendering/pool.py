"""The renderer of one machine: brings waiting jobs and free lanes together, all on the event loop.

A job is handed to a lane the moment both are there, and a lane that comes back takes the next. Whatever
blocks happens in an executor's threads, and what they report comes back to the loop as a future.
"""

import asyncio
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from bot.i18n.text import plural, text
from bot.observability.tracing import age
from bot.rendering.errors import Busy, Cancelled, RenderError
from bot.rendering.fair_queue import FairQueue, QueueFull
from bot.rendering.renderer import PoolState, Requester, Restart, Timing
from bot.rendering.worker_slot import WorkerSlot, no_worker, restarting

T = TypeVar("T")

WAITING_PER_WORKER = 20
WAITING_PER_PERSON = 8
# The most that the styles take at 4096x4096 is 892 MiB (blobs); the median is 309.
MEMORY = 1536
# Discord takes answers for 15 minutes after the question. Drawing, perhaps twice, and sending come on top.
PATIENCE = 600.0
# Seconds after which a lane that found no worker tries again, although nobody asks it to.
AGAIN_AFTER = 10.0

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Ticket:
    """A job in the line or at work, and where its result is awaited."""

    function: Callable[..., object]
    arguments: tuple[object, ...]
    result: asyncio.Future[Any]
    asked: float
    begun: float = 0.0
    timing: Timing | None = None

    def fail(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class PoolRenderer:
    """A few worker processes on this machine; one that dies or hangs is replaced.

    :param workers: how many jobs are done at once.
    :param deadline: seconds that one job may take before its worker is killed.
    :param memory: MiB that one job may take, where the system can hold it to that (Linux can); None
        for as much as there is.
    :param jobs_per_worker: how many a worker does before it is replaced, which bounds what leaks.
    :param patience: seconds after which a request waits no longer for its turn, however many of its jobs
        were done before.
    :param prepare: done first in every worker; pickled, so a function that a module has by name.
    """

    def __init__(
        self,
        workers: int,
        deadline: float,
        *,
        memory: int | None = MEMORY,
        jobs_per_worker: int = 500,
        patience: float = PATIENCE,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        self._patience = patience
        self._lanes = [
            WorkerSlot(deadline, memory, jobs_per_worker, prepare, self._notice) for _ in range(workers)
        ]
        self._idle: deque[WorkerSlot] = deque()
        self._line: FairQueue[_Ticket] = FairQueue(workers * WAITING_PER_WORKER, WAITING_PER_PERSON)
        self._at_work: set[_Ticket] = set()
        self._preparing: set[WorkerSlot] = set()
        self._again: dict[WorkerSlot, asyncio.TimerHandle] = {}
        self._checking = asyncio.Lock()
        self._took: deque[float] = deque(maxlen=50)
        self._blocking: set[asyncio.Future[Any]] = set()
        self._threads: ThreadPoolExecutor | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        # Two each: one drives the lane, one starts the worker that is to be next.
        self._threads = _threads(2 * len(self._lanes))
        starting = [self._in_thread(self._threads, lane.repair) for lane in self._lanes]
        try:
            # Shielded, as a thread goes on whoever is cancelled; gathered, so that no failure goes unheard.
            ends = await asyncio.shield(asyncio.gather(*starting, return_exceptions=True))
            if failures := [end for end in ends if end is not None]:
                raise failures[0]
        except BaseException:
            await self.close()
            raise
        self._idle.extend(self._lanes)

    async def close(self) -> None:
        threads, self._threads = self._threads, None
        if threads is None:
            return
        for ticket in [*self._line, *self._at_work]:
            ticket.fail(restarting())
        for lane in self._lanes:
            lane.close()
        if self._blocking:
            await asyncio.wait(self._blocking)
        await asyncio.gather(*(self._in_thread(threads, lane.join) for lane in self._lanes))
        await asyncio.to_thread(threads.shutdown)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(
        self,
        job: Callable[..., T],
        *arguments: object,
        requester: Requester,
        on_end: Callable[[Timing], object] | None = None,
    ) -> T:
        if self._threads is None or self._loop is None:
            raise _not_ready()
        ticket = _Ticket(job, arguments, self._loop.create_future(), time.perf_counter())
        try:
            self._line.join(ticket, requester.person, requester.server)
        except QueueFull as full:
            raise self._refusal(requester, full) from None
        patience = self._loop.call_later(self._patience - age(), self._send_away, ticket)
        self._serve()
        try:
            return cast("T", await ticket.result)
        finally:
            patience.cancel()
            if ticket in self._line:
                self._line.remove(ticket)
            if on_end is not None and ticket.timing is not None:
                on_end(ticket.timing)

    def queue_position(self, person: int) -> int | None:
        return self._line.place(person)

    def cancel(self, person: int) -> int:
        tickets = self._line.remove_all(person)
        for ticket in tickets:
            ticket.fail(Cancelled())
        return len(tickets)

    async def check(self) -> None:
        # A second one at the same time would find all lanes taken by the first, and nothing wrong.
        async with self._checking:
            if self._threads is None:
                raise _not_ready()
            lanes = list(self._idle)
            self._idle.clear()
            checks = [self._in_thread(self._threads, lane.check) for lane in lanes]
            for lane, check in zip(lanes, checks, strict=True):
                check.add_done_callback(partial(self._mended, lane))
            if checks:
                await asyncio.wait(checks)
            failures = [error for error in (check.exception() for check in checks) if error is not None]
            if len(failures) == len(self._lanes):
                raise failures[0]
            if not any(lane.alive for lane in self._lanes):
                raise no_worker()

    def state(self) -> PoolState:
        return PoolState(
            waiting=len(self._line),
            running=len(self._at_work),
            alive=sum(lane.alive for lane in self._lanes),
            wanted=len(self._lanes),
            restarts={reason: sum(lane.restarts[reason] for lane in self._lanes) for reason in Restart},
        )

    def _serve(self) -> None:
        """Brings the line and the idle lanes together."""
        while self._threads is not None and self._idle and len(self._line):
            ticket = self._line.pop()
            if ticket.result.done():
                continue
            lane = self._idle.popleft()
            ticket.begun = time.perf_counter()
            self._at_work.add(ticket)
            running = self._in_thread(self._threads, partial(lane.run, ticket.function, ticket.arguments))
            running.add_done_callback(partial(self._done, lane, ticket))

    def _done(self, lane: WorkerSlot, ticket: _Ticket, running: asyncio.Future[object]) -> None:
        self._at_work.discard(ticket)
        ticket.timing = Timing(ticket.begun - ticket.asked, time.perf_counter() - ticket.begun)
        self._took.append(ticket.timing.ran)
        error = running.exception()
        if isinstance(error, Exception):
            ticket.fail(error)
        elif not ticket.result.done():
            ticket.result.set_result(running.result())
        if self._threads is None:
            return
        if lane.worn and lane not in self._preparing:
            self._preparing.add(lane)
            preparing = self._in_thread(self._threads, lane.prepare)
            preparing.add_done_callback(lambda _: self._preparing.discard(lane))
        self._idle.append(lane)
        self._look_after(lane)
        self._serve()

    def _look_after(self, lane: WorkerSlot) -> None:
        """Has a lane mended that is broken, unless it is at work, where it sees to that itself."""
        if self._threads is not None and lane in self._idle and lane.broken:
            self._idle.remove(lane)
            self._in_thread(self._threads, lane.repair).add_done_callback(partial(self._mended, lane))

    def _mended(self, lane: WorkerSlot, mending: asyncio.Future[None]) -> None:
        error = mending.exception()
        if self._threads is None:
            return
        self._idle.append(lane)
        if error is None:
            self._look_after(lane)
        else:
            log.error("No worker to be had", exc_info=error)
            self._try_later(lane)
        self._serve()

    def _try_later(self, lane: WorkerSlot) -> None:
        """Whoever comes to this lane before that makes it try at once, and is told if that fails."""
        if lane in self._again:
            self._again[lane].cancel()
        self._again[lane] = asyncio.get_running_loop().call_later(AGAIN_AFTER, self._look_after, lane)

    def _notice(self, lane: WorkerSlot) -> None:
        # Without a loop there is nobody left to serve.
        with suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._look_after, lane)

    def _in_thread(self, threads: ThreadPoolExecutor, act: Callable[[], T]) -> asyncio.Future[T]:
        task: Future[T] = threads.submit(act)
        blocking = asyncio.wrap_future(task)
        self._blocking.add(blocking)
        blocking.add_done_callback(self._blocking.discard)
        return blocking

    def _send_away(self, ticket: _Ticket) -> None:
        if ticket in self._line:
            wait = self._estimate(len(self._line))
            self._line.remove(ticket)
            ticket.fail(
                Busy(
                    plural(
                        "I am too busy to get to it. Please try again in {count} second.",
                        "I am too busy to get to it. Please try again in {count} seconds.",
                        count=wait,
                    ),
                    wait,
                )
            )

    def _refusal(self, requester: Requester, full: QueueFull) -> Busy:
        if full.own:
            wait = self._estimate(self._line.place(requester.person) or 1)
            message = plural(
                "You have many pictures waiting already. Please try again in {count} second.",
                "You have many pictures waiting already. Please try again in {count} seconds.",
                count=wait,
            )
        else:
            wait = self._estimate(len(self._line))
            message = plural(
                "I am busy, with many pictures waiting. Please try again in {count} second.",
                "I am busy, with many pictures waiting. Please try again in {count} seconds.",
                count=wait,
            )
        return Busy(message, wait)

    def _estimate(self, turns: int) -> int:
        """Whole seconds until that many turns have come, going by the last jobs."""
        each = sum(self._took) / len(self._took) if self._took else 1.0
        return max(1, math.ceil(each * turns / len(self._lanes)))


def _threads(number: int) -> ThreadPoolExecutor:
    """An executor whose threads are all there. One that it cannot start later would take its lane with it.

    :raises RenderError: if there are not so many to be had.
    """
    executor, gate = ThreadPoolExecutor(number, "render"), threading.Event()
    try:
        # Each of these keeps a thread from the next, which so has one of its own.
        for _ in range(number):
            executor.submit(gate.wait)
    except RuntimeError as error:
        executor.shutdown(wait=False)
        raise no_worker() from error
    finally:
        gate.set()
    return executor


def _not_ready() -> RenderError:
    return RenderError(text("I am not ready to draw. Please try again in a minute."))
