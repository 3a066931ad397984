"""The worker process: it runs one job after another until the parent closes the pipe.

For each job it sends ``STARTED``, then the ``JobResult``. Nothing may import NumPy at the top of this module:
NumPy sizes its thread pools when it is imported, and ``serve`` limits them before that.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from bot.errors import Outcome, UserError
from bot.observability.tracing import Span, tracing
from bot.rendering.errors import RenderError

STARTED = b"started"
MEBIBYTE = 2**20


class WorkerError(Exception):
    """The traceback of an error in a worker, as text, since not every exception can be pickled.

    :ivar out_of_memory: whether it was a MemoryError.
    """

    def __init__(self, trace: str, out_of_memory: bool = False) -> None:
        super().__init__(trace, out_of_memory)
        self.out_of_memory = out_of_memory

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class JobResult:
    """The value that a job returned, or the error that it raised.

    :ivar spans: seconds that the job measured itself, by part.
    """

    value: object = None
    error: UserError | WorkerError | None = None
    spans: Mapping[Span, float] = field(default_factory=dict)


def serve(
    pipe: "Connection[bytes, bytes]", memory: int | None, initializer: Callable[[], object] | None
) -> None:
    """Run the worker process. The result of warming up is sent first, as if it were a job.

    :param memory: MiB that jobs may use, beyond what the worker uses when it is ready; None for no limit.
    :param initializer: called before anything else, for example to set up the logging.
    """
    if initializer is not None:
        initializer()
    _set_up_process()
    pipe.send_bytes(execute(pickle.dumps((_warm_up, (memory,)))))
    while True:
        try:
            job = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(STARTED)
        pipe.send_bytes(execute(job))


def execute(job: bytes) -> bytes:
    """Run a job and return its pickled ``JobResult``.

    :param job: a function and its arguments, pickled.
    """
    try:
        function, arguments = pickle.loads(job)  # noqa: S301  # the parent pickled it
        with tracing("job") as trace:
            value = function(*arguments)
        return pickle.dumps(JobResult(value, spans=trace.spans))
    except UserError as error:
        return pickle.dumps(JobResult(error=_picklable(error)))
    except MemoryError:
        return pickle.dumps(JobResult(error=WorkerError(traceback.format_exc(), out_of_memory=True)))
    except Exception:
        return pickle.dumps(JobResult(error=WorkerError(traceback.format_exc())))


def ping() -> int:
    """Return the worker's process id. As a job, it shows that the worker responds."""
    return os.getpid()


def _picklable(error: UserError) -> UserError:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # pickled on the same line
    except Exception:  # a constructor with parameters of its own can raise anything
        return RenderError(error.message) if error.outcome is Outcome.FAILED else UserError(error.message)
    return error


def _set_up_process() -> None:
    # The parent handles Ctrl-C, and ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_exit_with_parent, name="exit-with-parent", daemon=True).start()
    # By default OpenBLAS starts one thread per core in each worker, which draws no picture faster.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _warm_up(memory: int | None) -> None:
    # Imported here because it imports NumPy.
    from bot.art.recipe import Recipe
    from bot.art.render import draw_png

    # With a title, so that the fonts are loaded as well.
    draw_png(Recipe.parse("squares1.harbour.0~Ready"))
    if memory is not None:
        _limit_memory(memory * MEBIBYTE)


def _limit_memory(limit: int) -> None:
    """Make allocations fail once the process has used this many more bytes, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    statm = Path("/proc/self/statm")
    if statm.exists():
        # The sixth field counts what RLIMIT_DATA limits: private writable memory, used or not.
        limit += int(statm.read_text().split()[5]) * resource.getpagesize()
    _, hard_limit = resource.getrlimit(resource.RLIMIT_DATA)
    if hard_limit != resource.RLIM_INFINITY:
        limit = min(limit, hard_limit)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard_limit))
