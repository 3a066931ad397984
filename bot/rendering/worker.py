"""One worker process as seen from its parent: a request that is not answered in time kills the process.

The timers are threads, because the simulated Discord of the preview stops the clock of the event loop.
"""

import multiprocessing
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import cast

from bot.rendering.child import STARTED, JobResult, WorkerError, serve

# On an idle machine a worker warms up in about a second, and starts a job within a millisecond.
WARM_UP_TIMEOUT = 60.0
START_TIMEOUT = 5.0


class WorkerDied(Exception):
    """The process ended before it sent its result."""


class WorkerTimeout(Exception):
    """The process was killed because it did not respond in time.

    :ivar started: whether it had started the job, which is then to blame rather than the worker.
    """

    def __init__(self, message: str, *, started: bool) -> None:
        super().__init__(message)
        self.started = started


class Worker:
    """A process and the pipe to it. All methods block, except ``kill`` and ``alive``, which are thread-safe.

    Workers are spawned, not forked: a forked one would share the parent's signal wake-up socket.

    :param memory: as for ``serve``, like ``initializer``.
    :param on_exit: called in a thread once the process has ended, for whatever reason.
    """

    def __init__(
        self, memory: int | None, initializer: Callable[[], object] | None, on_exit: Callable[[], object]
    ) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, child_pipe = spawn.Pipe()
        self._process = spawn.Process(
            target=serve, args=(child_pipe, memory, initializer), name="render-worker", daemon=True
        )
        self._process.start()
        # While this process holds a copy of that end, the pipe stays open after the worker has died.
        child_pipe.close()
        self._on_exit = on_exit
        self._timed_out = False
        self._watcher = threading.Thread(target=self._watch, name="watch-worker", daemon=True)
        self._watcher.start()

    @property
    def alive(self) -> bool:
        """Whether the process exists; a suspended one counts."""
        return self._process.is_alive()

    def __str__(self) -> str:
        return f"worker {self._process.pid}"

    def wait_until_ready(self) -> None:
        """Wait until the process has warmed up.

        :raises WorkerDied: if it ended instead.
        :raises WorkerTimeout: if it took too long.
        :raises Exception: the error that it ended with.
        """
        with self._timeout(WARM_UP_TIMEOUT, started=False):
            result = self._pipe.recv_bytes()
        error = _unpickle(result).error
        if error is not None:
            raise error

    def run(self, job: bytes, deadline: float) -> JobResult:
        """Run a job and return its result.

        :param job: as for ``execute`` in the child.
        :param deadline: seconds that it may take from when it starts.
        :raises WorkerDied: if the process ended before the job did.
        :raises WorkerTimeout: if the job did not start or did not end in time. The process is then killed.
        """
        with self._timeout(START_TIMEOUT, started=False):
            self._pipe.send_bytes(job)
            if self._pipe.recv_bytes() != STARTED:
                raise WorkerDied(f"{self} sent an unexpected message")
        with self._timeout(deadline, started=True):
            result = self._pipe.recv_bytes()
        return _unpickle(result)

    def kill(self) -> None:
        """Kill the process at once, even a suspended one."""
        self._process.kill()

    def close(self) -> None:
        """Kill the process and wait until it has ended."""
        self.kill()
        self._pipe.close()
        self._watcher.join()

    @contextmanager
    def _timeout(self, seconds: float, *, started: bool) -> Iterator[None]:
        timer = threading.Timer(seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (EOFError, OSError) as error:
            if self._timed_out:
                raise WorkerTimeout(f"{self} was killed after {seconds:g} s", started=started) from error
            raise WorkerDied(f"{self} ended") from error
        finally:
            timer.cancel()

    def _time_out(self) -> None:
        self._timed_out = True
        self.kill()

    def _watch(self) -> None:
        wait([self._process.sentinel])
        self._process.join()
        self._on_exit()


def _unpickle(result: bytes) -> JobResult:
    try:
        return cast("JobResult", pickle.loads(result))  # noqa: S301  # a process of ours pickled it
    except Exception:  # a class that restores itself can raise anything
        return JobResult(error=WorkerError(traceback.format_exc()))
