"""A place for one worker process, which is replaced whenever it dies, hangs or has run enough jobs.

Everything here blocks, so the pool calls it in threads. At most one thread at a time runs jobs in a slot;
another may start its next worker meanwhile.
"""

import logging
import pickle
import threading
from collections import Counter
from collections.abc import Callable

from bot.errors import UserError
from bot.i18n.text import text
from bot.rendering.child import JobResult, WorkerError, ping
from bot.rendering.errors import RenderError, RenderTimeout, TooMuchMemory, no_worker, shutting_down
from bot.rendering.renderer import Restart
from bot.rendering.worker import Worker, WorkerDied, WorkerTimeout

log = logging.getLogger(__name__)

_PING = pickle.dumps((ping, ()))


class WorkerSlot:
    """A worker and its replacements.

    :param deadline: seconds that one job may take.
    :param memory: MiB that one job may use; None for no limit.
    :param jobs_per_worker: how many jobs a worker runs before it is replaced.
    :param initializer: called first in every worker; pickled.
    :param on_change: called from any thread when ``broken`` may have become true.
    :ivar restarts: how often a worker was replaced, for each reason.
    """

    def __init__(
        self,
        deadline: float,
        memory: int | None,
        jobs_per_worker: int,
        initializer: Callable[[], object] | None,
        on_change: Callable[["WorkerSlot"], object],
    ) -> None:
        self._deadline = deadline
        self._memory = memory
        self._jobs_per_worker = jobs_per_worker
        self._initializer = initializer
        self._on_change = on_change
        self._jobs_run = 0
        self._worker: Worker | None = None
        self._next_worker: Worker | None = None
        self._lock = threading.Lock()
        # Those that ``close`` has to kill: also workers that are still starting.
        self._processes: set[Worker] = set()
        self._closed = False
        self.restarts: Counter[Restart] = Counter()

    @property
    def alive(self) -> bool:
        """Whether there is a worker whose process runs."""
        worker = self._worker
        return worker is not None and worker.alive

    @property
    def broken(self) -> bool:
        """Whether ``repair`` has anything to do."""
        return self._next_worker is not None or not self.alive

    @property
    def worn_out(self) -> bool:
        """Whether the worker has run enough jobs and ``start_next_worker`` has not been called yet."""
        return self._jobs_run >= self._jobs_per_worker and self._next_worker is None

    def run(self, function: Callable[..., object], arguments: tuple[object, ...]) -> JobResult:
        """Run a job; run it once more if the worker was lost and the job is not to blame.

        :raises UserError: the one that the function raised.
        :raises RenderError: if it failed in any other way.
        """
        job = pickle.dumps((function, arguments))
        for _ in range(2):
            try:
                return self._checked(self._run_in_worker(job))
            except WorkerDied as error:
                lost: Exception = error
            except WorkerTimeout as error:
                if error.started:
                    raise self._too_slow() from error
                lost = error
        raise RenderError(text("That picture was dropped twice. Please try another.")) from lost

    def check(self) -> None:
        """Replace the worker if it does not respond.

        :raises RenderError: if no worker can be started.
        """
        try:
            self._run_in_worker(_PING)
        except (WorkerDied, WorkerTimeout):
            self.repair()

    def repair(self) -> None:
        """Replace a worker that is dead, or whose successor is ready.

        :raises RenderError: if no worker can be started.
        """
        self._working_worker()

    def start_next_worker(self) -> None:
        """Start the worker that replaces the present one, which keeps running jobs until it is ready."""
        try:
            self._next_worker = self._start_worker()
        except RenderError:
            if not self._closed:
                log.warning("Could not start a worker to replace a worn-out one", exc_info=True)
        else:
            self._on_change(self)

    def close(self) -> None:
        """Kill all workers without waiting. A job that is running here fails with a RenderError."""
        with self._lock:
            self._closed = True
            workers = list(self._processes)
        for worker in workers:
            worker.kill()

    def join(self) -> None:
        """Wait until all workers have ended. Call it after ``close``, when nothing runs here any more."""
        for worker in self._processes:
            worker.close()

    def _run_in_worker(self, job: bytes) -> JobResult:
        worker = self._working_worker()
        try:
            result = worker.run(job, self._deadline)
        except WorkerTimeout:
            self._discard_worker(Restart.DEADLINE)
            raise
        except BaseException:
            # The result may still arrive. It must not be taken for that of the next job.
            self._discard_worker(Restart.DIED)
            raise
        self._jobs_run += 1
        return result

    def _checked(self, result: JobResult) -> JobResult:
        error = result.error
        if isinstance(error, WorkerError):
            if error.out_of_memory:
                # The memory that is left would not be enough for the next job either.
                self._jobs_run = self._jobs_per_worker
                message = text("That takes more memory than I have. Please try a smaller size.")
                raise TooMuchMemory(message) from error
            raise RenderError(text("I could not draw that picture. Please try another.")) from error
        if error is not None:
            raise error
        return result

    def _too_slow(self) -> RenderTimeout:
        return RenderTimeout(
            text(
                "That picture took longer than {seconds} s, so I put it aside. Please try another.",
                seconds=f"{self._deadline:g}",
            )
        )

    def _working_worker(self) -> Worker:
        """Return a worker whose process runs, after replacing the present one if necessary."""
        if self._worker is not None and not self._worker.alive:
            self._discard_worker(Restart.DIED)
        if self._next_worker is not None:
            if self._worker is not None:
                self._discard_worker(Restart.RECYCLED)
            self._worker, self._next_worker = self._next_worker, None
        if self._worker is None:
            self._worker = self._start_worker()
        return self._worker

    def _discard_worker(self, reason: Restart) -> None:
        worker, self._worker, self._jobs_run = self._worker, None, 0
        if worker is None or self._closed:
            return
        self.restarts[reason] += 1
        log.log(logging.INFO if reason is Restart.RECYCLED else logging.WARNING, "%s: %s", worker, reason)
        self._end(worker)

    def _start_worker(self) -> Worker:
        """Start a worker, in two attempts, and wait until it is ready.

        :raises RenderError: if neither succeeds, or the slot is closed.
        """
        for _ in range(2):
            if self._closed:
                break
            try:
                return self._try_to_start_worker()
            except (WorkerDied, WorkerTimeout, WorkerError, UserError, OSError) as error:
                failure: Exception = error
        if self._closed:
            raise shutting_down()
        raise no_worker() from failure

    def _try_to_start_worker(self) -> Worker:
        worker = Worker(self._memory, self._initializer, self._on_exit)
        with self._lock:
            self._processes.add(worker)
            if self._closed:
                worker.kill()
        try:
            worker.wait_until_ready()
        except BaseException:
            self._end(worker)
            raise
        return worker

    def _end(self, worker: Worker) -> None:
        worker.close()
        with self._lock:
            self._processes.discard(worker)

    def _on_exit(self) -> None:
        if not self._closed:
            self._on_change(self)
