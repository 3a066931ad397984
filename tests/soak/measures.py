"""Measurements of the soak: blocks of the event loop, memory, and the log."""

import asyncio
import ctypes
import gc
import logging
import os
import sys
import threading
import time
import traceback
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

# Seconds from which a block of the event loop counts.
TOO_LONG = 0.050


@dataclass
class Block:
    """A time during which the event loop was blocked.

    :ivar at: seconds since the start.
    :ivar wall: seconds that it lasted.
    :ivar cpu: seconds of CPU time of all threads meanwhile; almost none if the machine was busy elsewhere.
    :ivar queued: seconds during which the loop's thread was ready to run but had no processor.
    :ivar where: the stack of the loop's thread.
    """

    at: float
    wall: float
    cpu: float
    queued: float
    where: str

    @property
    def own(self) -> float:
        """The most seconds that the process itself can have caused."""
        return min(self.wall - self.queued, self.cpu)


class Watchdog:
    """Records every long block of the event loop, with the stack of its thread."""

    def __init__(self, started: float) -> None:
        self.blocks: list[Block] = []
        self.ticks = 0
        self._started = started
        self._last_tick = time.perf_counter()
        self._stack: str | None = None
        self._stopped = threading.Event()
        self._loop_thread = threading.get_ident()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._collecting = 0.0
        gc.callbacks.append(self._gc)
        self.collections = array("d")

    async def run(self) -> None:
        self._sampler.start()
        try:
            while True:
                before, cpu, queued = time.perf_counter(), time.process_time(), _queued()
                self._last_tick, self._stack = before, None
                await asyncio.sleep(0.005)
                wall = time.perf_counter() - before - 0.005
                self.ticks += 1
                if wall > TOO_LONG:
                    self.blocks.append(
                        Block(
                            before - self._started,
                            wall,
                            time.process_time() - cpu,
                            _queued() - queued,
                            self._stack or "?",
                        )
                    )
        finally:
            self._stopped.set()

    def _sample(self) -> None:
        while not self._stopped.wait(0.01):
            if self._stack is None and time.perf_counter() - self._last_tick > 0.005 + TOO_LONG * 0.6:
                # ``traceback.extract_stack`` would read and keep the source files.
                stack = traceback.walk_stack(sys._current_frames().get(self._loop_thread))
                self._stack = " < ".join(_location(frame.f_code, line) for frame, line in islice(stack, 9))

    def _gc(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.perf_counter()
        elif threading.get_ident() == self._loop_thread:
            self.collections.append(time.perf_counter() - self._collecting)


def _location(code: CodeType, line: int) -> str:
    file = Path(code.co_filename)
    return f"{file.parent.name}/{file.name}:{line} {code.co_name}"


def _queued() -> float:
    """Return the seconds that the main thread has waited for a processor so far."""
    return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9


@dataclass
class Memory:
    """The memory over time, in MiB: of the bot's process, of its children, and allocated in the process.

    Allocated memory was not freed yet. If it is constant while the process grows, the C library keeps freed
    memory. The files in the simulated Discord are subtracted, since their number varies.
    """

    samples: list[tuple[float, float, float, float]] = field(default_factory=list)

    def sample(self, at: float, files: float) -> None:
        workers = map(int, children(os.getpid()))
        own, allocated = _rss(os.getpid()) - files, _allocated() - files
        self.samples.append((at, own, sum(map(_rss, workers)), allocated))

    def slope(self, after: float, column: int) -> tuple[float, float]:
        """Return the growth of a column in MiB per hour by least squares, and its standard error."""
        rows = np.array([s for s in self.samples if s[0] >= after])
        if len(rows) < 10:
            return float("nan"), float("nan")
        hours, mib = rows[:, 0] / 3600, rows[:, column]
        (slope, _), covariance = np.polyfit(hours, mib, 1, cov=True)
        return float(slope), float(np.sqrt(covariance[0, 0]))


class _Mallinfo(ctypes.Structure):
    """``struct mallinfo2`` of glibc 2.33 and later."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


_mallinfo = ctypes.CDLL(None).mallinfo2
_mallinfo.restype = _Mallinfo


def _allocated() -> float:
    """Return the MiB that Python and the C library have allocated, with 64 bytes for each small block."""
    info = _mallinfo()
    return float(info.uordblks + info.hblkhd + 64 * sys.getallocatedblocks()) / 2**20


def _rss(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def children(pid: int) -> list[str]:
    return [
        pid_ for thread in Path(f"/proc/{pid}/task").iterdir() for pid_ in read(thread / "children").split()
    ]


def read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


class LogCounter(logging.Handler):
    """Counts the requests, warnings and errors in the log."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.warnings: Counter[str] = Counter()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        facts: Any = getattr(record, "facts", None)
        if record.name == "bot.requests" and facts:
            self.outcomes[f"{facts['command']} {facts['outcome']}"] += 1
            if "reason" in facts:
                self.reasons[f"{facts['command']} {facts['reason']}"] += 1
            self.times[facts["command"]].append(facts["total_s"])
        if record.levelno >= logging.ERROR:
            trace = "" if not record.exc_info else "".join(traceback.format_exception(*record.exc_info)[-6:])
            self.errors.append(f"{record.name}: {record.getMessage()}\n{trace}")
        elif record.levelno == logging.WARNING:
            self.warnings[record.msg] += 1
