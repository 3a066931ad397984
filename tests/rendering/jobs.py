"""Jobs for workers: a job is a function that a module has by name."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from bot.errors import UserError
from bot.i18n.text import text


class Fussy(UserError):
    """One whose constructor is not like the others', so that it cannot be pickled."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(text("{size} is more than {most}.", size=size, most=most))


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def note(file: str, word: str) -> None:
    with Path(file).open("a") as out:
        print(word, file=out)
    time.sleep(0.01)


def noted(file: str) -> list[str]:
    return Path(file).read_text().split()


def refuse() -> None:
    raise UserError(text("{count} frames are too many.", count=9))


def refuse_oddly() -> None:
    raise Fussy(9, 3)


def take(mebibytes: int) -> int:
    return int(np.zeros(mebibytes * 2**17, np.int64).sum())


def die_once(file: str) -> str:
    """Dies as if out of memory, unless it has done so before."""
    try:
        Path(file).touch(exist_ok=False)
    except FileExistsError:
        return "survived"
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def stop_itself() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def lambda_back() -> object:
    return lambda: None


class Unreadable:
    """One that can be sent, but not received."""

    def __init__(self) -> None:
        self.pid = os.getpid()

    def __setstate__(self, state: dict[str, int]) -> None:
        raise ValueError("not here")


def unreadable() -> Unreadable:
    return Unreadable()


def same(data: bytes) -> bytes:
    return data


def threads_here() -> int:
    return len(list(Path("/proc/self/task").iterdir()))
