"""What runs in a worker process: one job after another, until nobody is at the other end of the pipe.

For each job that comes in, ``BEGUN`` goes out, then the answer. Nothing here may import NumPy: it sizes
its thread pools when it is imported, and ``serve`` has a word to say about that first.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from bot.errors import Outcome, UserError
from bot.rendering.errors import RenderError

BEGUN = b"begun"
MEBIBYTE = 2**20


class Failure(Exception):
    """What went wrong in a worker, as text: not every exception survives the way back.

    :ivar memory: whether it was for want of memory.
    """

    def __init__(self, trace: str, memory: bool = False) -> None:
        super().__init__(trace, memory)
        self.memory = memory

    def __str__(self) -> str:
        return str(self.args[0])


class Answer(NamedTuple):
    """What came of a job: its result, or why there is none."""

    result: object = None
    error: UserError | Failure | None = None


def serve(pipe: "Connection[bytes, bytes]", memory: int | None, prepare: Callable[[], object] | None) -> None:
    """The whole life of a worker. What comes of warming up is its first answer.

    :param memory: the MiB that jobs may take, beyond what a worker has when it is ready; None for
        as much as there is.
    :param prepare: what is to be done before anything else, such as setting up the logging.
    """
    if prepare is not None:
        prepare()
    _prepare()
    pipe.send_bytes(answer(pickle.dumps((_warm_up, (memory,)))))
    while True:
        try:
            job = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(BEGUN)
        pipe.send_bytes(answer(job))


def answer(job: bytes) -> bytes:
    """Does a job.

    :param job: a function and its arguments, pickled.
    :return: the Answer, pickled.
    """
    try:
        function, arguments = pickle.loads(job)  # noqa: S301  # the bot's own words
        return pickle.dumps(Answer(function(*arguments)))
    except UserError as error:
        return pickle.dumps(Answer(error=_portable(error)))
    except MemoryError:
        return pickle.dumps(Answer(error=Failure(traceback.format_exc(), memory=True)))
    except Exception:
        return pickle.dumps(Answer(error=Failure(traceback.format_exc())))


def pid() -> int:
    """A job that does nothing, but shows that a worker is there."""
    return os.getpid()


def _portable(error: UserError) -> UserError:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # as above
    except Exception:  # whatever a constructor says to arguments that are not its own
        return RenderError(error.message) if error.outcome is Outcome.FAILED else UserError(error.message)
    return error


def _prepare() -> None:
    """Signals are the parent's business, and its end is the worker's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    # OpenBLAS starts a thread for every core in each worker, and no picture is drawn sooner for it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _warm_up(memory: int | None) -> None:
    # Here and not above, as this is what imports NumPy.
    from bot.art.recipe import Recipe
    from bot.art.render import draw_png

    # A title as well, so that the fonts are read before somebody waits for them.
    draw_png(Recipe.parse("squares1.harbour.0~Ready"))
    if memory is not None:
        _limit_memory(memory * MEBIBYTE)


def _limit_memory(most: int) -> None:
    """Allocations fail once the process has taken this many bytes more, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    statm = Path("/proc/self/statm")
    if statm.exists():
        # The field counts what the limit counts: private memory that can be written to, used or not.
        most += int(statm.read_text().split()[5]) * resource.getpagesize()
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    if ceiling != resource.RLIM_INFINITY:
        most = min(most, ceiling)
    resource.setrlimit(resource.RLIMIT_DATA, (most, ceiling))
