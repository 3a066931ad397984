"""One worker process, as its parent sees it: asked one thing at a time, and killed if it does not answer.

Time is kept by threads that sleep on a lock, whose clock nothing can stop; the simulated Discord of the
preview stops ``time.monotonic`` and with it every other way to wait for a while.
"""

import multiprocessing
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import cast

from bot.rendering.child import BEGUN, Answer, Failure, serve

# Generous, for a busy machine: a worker takes about a second to start, and a millisecond to begin.
START_WITHIN = 60.0
BEGIN_WITHIN = 5.0


class WorkerDied(Exception):
    """It ended before it had answered."""


class WorkerOverdue(Exception):
    """It was killed, as it had not answered in time.

    :ivar begun: whether it had at least begun, so that the job is to blame and not the worker.
    """

    def __init__(self, message: str, *, begun: bool) -> None:
        super().__init__(message)
        self.begun = begun


class Worker:
    """A process and the pipe to it. Everything blocks but ``kill`` and ``alive``, which any thread may use.

    Workers are spawned, not forked: a forked one would share the parent's signal wake-up socket.

    :param memory: as for ``serve``, and so is ``prepare``.
    :param on_end: called by a thread of its own once the process has ended, however that came.
    """

    def __init__(
        self, memory: int | None, prepare: Callable[[], object] | None, on_end: Callable[[], object]
    ) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(
            target=serve, args=(theirs, memory, prepare), name="render-worker", daemon=True
        )
        self._process.start()
        # Only the worker may hold its end, or its death would go unnoticed here.
        theirs.close()
        self._on_end = on_end
        self._overdue = False
        self._watch = threading.Thread(target=self._see_it_end, name="watch-worker", daemon=True)
        try:
            self._watch.start()
        except BaseException:
            # No thread to be had, and nobody else yet who could end it.
            self._process.kill()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process runs; one that was stopped counts."""
        return self._process.is_alive()

    def __str__(self) -> str:
        return f"worker {self._process.pid}"

    def ready(self) -> None:
        """Waits until it has warmed up.

        :raises WorkerDied: if it ended instead.
        :raises WorkerOverdue: if it took too long.
        :raises Exception: what went wrong in it.
        """
        with self._within(START_WITHIN, begun=False):
            answer = self._pipe.recv_bytes()
        error = _read(answer).error
        if error is not None:
            raise error

    def ask(self, job: bytes, deadline: float) -> Answer:
        """Has a job done.

        :param job: as for ``answer`` in the process.
        :param deadline: seconds from when it begins.
        :raises WorkerDied: if the worker ended before the job did.
        :raises WorkerOverdue: if it did not begin, or did not end in time. It is dead then.
        """
        with self._within(BEGIN_WITHIN, begun=False):
            self._pipe.send_bytes(job)
            if self._pipe.recv_bytes() != BEGUN:
                raise WorkerDied(f"{self} answers out of turn")
        with self._within(deadline, begun=True):
            answer = self._pipe.recv_bytes()
        return _read(answer)

    def kill(self) -> None:
        """Ends the process at once, even one that was stopped."""
        self._process.kill()

    def end(self) -> None:
        """Kills it, and waits until it is gone."""
        self.kill()
        self._pipe.close()
        self._watch.join()

    @contextmanager
    def _within(self, seconds: float, *, begun: bool) -> Iterator[None]:
        timer = threading.Timer(seconds, self._kill_as_overdue)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (EOFError, OSError) as end:
            if self._overdue:
                raise WorkerOverdue(f"{self} was killed after {seconds:g} s", begun=begun) from end
            raise WorkerDied(f"{self} ended") from end
        finally:
            timer.cancel()

    def _kill_as_overdue(self) -> None:
        self._overdue = True
        self.kill()

    def _see_it_end(self) -> None:
        wait([self._process.sentinel])
        self._process.join()
        self._on_end()


def _read(answer: bytes) -> Answer:
    try:
        return cast("Answer", pickle.loads(answer))  # noqa: S301  # from a process of our own
    except Exception:  # whatever it takes to make a result anew
        return Answer(error=Failure(traceback.format_exc()))
