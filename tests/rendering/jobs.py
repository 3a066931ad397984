"""Jobs for workers. A job is a module-level function, so that it can be pickled."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from bot.errors import UserError
from bot.i18n.text import text
from bot.observability.tracing import Span, span


class TwoArguments(UserError):
    """An error that cannot be unpickled, because its constructor has parameters of its own."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(text("{size} is more than {limit}.", size=size, limit=limit))


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def sleep_and_encode(drawing: float, encoding: float) -> None:
    time.sleep(drawing)
    with span(Span.ENCODE):
        time.sleep(encoding)


def append(file: str, word: str) -> None:
    with Path(file).open("a") as out:
        print(word, file=out)


def appended(file: str) -> list[str]:
    return Path(file).read_text().split()


def refuse() -> None:
    raise UserError(text("{count} frames are too many.", count=9))


def refuse_with_two_arguments() -> None:
    raise TwoArguments(9, 3)


def allocate(mebibytes: int) -> int:
    return int(np.zeros(mebibytes * 2**17, np.int64).sum())


def die_once(file: str) -> str:
    """Kill the worker, as if it were out of memory, unless that has been done before."""
    try:
        Path(file).touch(exist_ok=False)
    except FileExistsError:
        return "survived"
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def return_lambda() -> object:
    return lambda: None


class Unreadable:
    """An object that can be pickled but not unpickled."""

    def __init__(self) -> None:
        self.pid = os.getpid()

    def __setstate__(self, state: dict[str, int]) -> None:
        raise ValueError("cannot be unpickled")


def return_unreadable() -> Unreadable:
    return Unreadable()


def echo(data: bytes) -> bytes:
    return data


def count_threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))
