"""One job at a time, in a worker that is replaced whenever it dies, hangs or has done enough.

All that happens here blocks, so it happens in threads: one at a time drives a lane, while another may
start the worker that is to come after this one.
"""

import logging
import pickle
import threading
from collections import Counter
from collections.abc import Callable

from bot.errors import UserError
from bot.i18n.text import text
from bot.rendering.child import Answer, Failure, pid
from bot.rendering.errors import RenderError, RenderTimeout, TooMuchMemory
from bot.rendering.renderer import Restart
from bot.rendering.worker import Worker, WorkerDied, WorkerOverdue

log = logging.getLogger(__name__)

_NOTHING = pickle.dumps((pid, ()))


class WorkerSlot:
    """A place to work.

    :param deadline: seconds that one job may take.
    :param memory: MiB that one job may take; None for as much as there is.
    :param jobs: how many a worker does before another takes over.
    :param prepare: done first in every worker; pickled.
    :param on_change: called from any thread when ``broken`` may have become true.
    :ivar restarts: how often a worker was replaced.
    """

    def __init__(
        self,
        deadline: float,
        memory: int | None,
        jobs: int,
        prepare: Callable[[], object] | None,
        on_change: Callable[["WorkerSlot"], object],
    ) -> None:
        self._deadline = deadline
        self._prepare_worker = prepare
        self._memory = memory
        self._jobs = jobs
        self._on_change = on_change
        self._done = 0
        self._worker: Worker | None = None
        self._next: Worker | None = None
        self._lock = threading.Lock()
        self._workers: set[Worker] = set()
        self._closed = False
        self.restarts: Counter[Restart] = Counter()

    @property
    def alive(self) -> bool:
        """Whether there is a worker that runs."""
        worker = self._worker
        return worker is not None and worker.alive

    @property
    def broken(self) -> bool:
        """Whether there is something for ``mend`` to do."""
        return self._next is not None or not self.alive

    @property
    def worn(self) -> bool:
        """Whether the worker has done enough, and ``prepare`` has yet to find another."""
        return self._done >= self._jobs and self._next is None

    def run(self, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
        """Does a job, and does it again if the worker was lost without the job being at fault.

        :return: what the function returns.
        :raises UserError: the one that the function raised.
        :raises RenderError: if it failed in any other way.
        """
        job = pickle.dumps((function, arguments))
        for _ in range(2):
            try:
                answer = self._ask(job, self._deadline)
            except WorkerDied as error:
                lost: Exception = error
            except WorkerOverdue as error:
                if error.begun:
                    raise self._too_slow() from error
                lost = error
            else:
                return self._result(answer)
        raise RenderError(text("That picture was dropped twice. Please try another.")) from lost

    def check(self) -> None:
        """Sees that there is a worker, and that it answers.

        :raises RenderError: if there is none to be had.
        """
        try:
            self._ask(_NOTHING, self._deadline)
        except (WorkerDied, WorkerOverdue):
            self.repair()

    def repair(self) -> None:
        """Sees that there is a worker, and that it is the next one if that is ready.

        :raises RenderError: if there is none to be had.
        """
        self._ready_worker()

    def prepare(self) -> None:
        """Starts the worker that is to be next. Until it is ready, the present one works on."""
        try:
            self._next = self._hire()
        except RenderError:
            if not self._closed:
                log.warning("Could not start a worker to take over", exc_info=True)
        else:
            self._on_change(self)

    def close(self) -> None:
        """Kills all workers, without waiting; whatever is running here ends with a RenderError."""
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        for worker in workers:
            worker.kill()

    def join(self) -> None:
        """Waits until all workers are gone, after ``close``, and when nothing runs here any more."""
        for worker in self._workers:
            worker.end()

    def _ask(self, job: bytes, deadline: float) -> Answer:
        worker = self._ready_worker()
        try:
            answer = worker.ask(job, deadline)
        except WorkerOverdue:
            self._lose(Restart.DEADLINE)
            raise
        except BaseException:
            # Whatever it was, the answer may still come, and would pass for that to the next job.
            self._lose(Restart.DIED)
            raise
        self._done += 1
        return answer

    def _result(self, answer: Answer) -> object:
        if not isinstance(answer.error, Failure):
            if answer.error is not None:
                raise answer.error
            return answer.result
        if answer.error.memory:
            # What is left of it would make the next job fail as well.
            self._done = self._jobs
            raise TooMuchMemory(
                text("That takes more memory than I have. Please try a smaller size.")
            ) from answer.error
        raise RenderError(text("I could not draw that picture. Please try another.")) from answer.error

    def _too_slow(self) -> RenderTimeout:
        return RenderTimeout(
            text(
                "That picture took longer than {seconds} s, so I put it aside. Please try another.",
                seconds=f"{self._deadline:g}",
            )
        )

    def _ready_worker(self) -> Worker:
        if self._worker is not None and not self._worker.alive:
            self._lose(Restart.DIED)
        if self._next is not None:
            if self._worker is not None:
                self._lose(Restart.RECYCLED)
            self._worker, self._next = self._next, None
        if self._worker is None:
            self._worker = self._hire()
        return self._worker

    def _lose(self, reason: Restart) -> None:
        worker, self._worker, self._done = self._worker, None, 0
        if worker is None or self._closed:
            return
        self.restarts[reason] += 1
        log.log(logging.INFO if reason is Restart.RECYCLED else logging.WARNING, "%s: %s", worker, reason)
        self._dismiss(worker)

    def _hire(self) -> Worker:
        for _ in range(2):
            if self._closed:
                break
            try:
                return self._start_worker()
            except (WorkerDied, WorkerOverdue, Failure, UserError, OSError, RuntimeError) as error:
                failed: Exception = error
        if self._closed:
            raise restarting()
        raise no_worker() from failed

    def _start_worker(self) -> Worker:
        worker = Worker(self._memory, self._prepare_worker, self._changed)
        with self._lock:
            self._workers.add(worker)
            if self._closed:
                worker.kill()
        try:
            worker.ready()
        except BaseException:
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: Worker) -> None:
        worker.end()
        with self._lock:
            self._workers.discard(worker)

    def _changed(self) -> None:
        if not self._closed:
            self._on_change(self)


def restarting() -> RenderError:
    """What people are told whose job ends because the bot does."""
    return RenderError(text("I am being restarted. Please try again in a minute."))


def no_worker() -> RenderError:
    """What people are told while no worker can be started."""
    return RenderError(text("I cannot draw at the moment. Please try again in a minute."))
