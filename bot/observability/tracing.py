"""What a request took and came to: noted where it happens, read once where it ends.

Whatever runs for a request finds its ``Trace`` through a context variable, so that nobody has to hand
one down. A trace says what was done, never for whom or with which words: it goes into the log.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.errors import Outcome, UserError


class Span(StrEnum):
    """The parts of a request whose time is taken."""

    QUEUE = "queue"
    RENDER = "render"
    ENCODE = "encode"
    STORE = "store"
    SEND = "send"


@dataclass
class Trace:
    """One request.

    :ivar command: the command or the wish behind a button, one of a few.
    :ivar style: the id of the style that was drawn, if that was what it was about.
    :ivar kept: whether the picture could be kept as somebody's last, if one was made.
    :ivar reason: the kind of error, if there was one.
    :ivar spans: seconds by part.
    :ivar total: seconds from beginning to end.
    :ivar begun: when it began, by ``time.perf_counter``.
    """

    command: str
    style: str | None = None
    kept: bool | None = None
    outcome: Outcome = Outcome.ANSWERED
    reason: str | None = None
    spans: dict[Span, float] = field(default_factory=dict)
    total: float = 0.0
    # Not ``time.monotonic``, which the simulated Discord of the preview stops.
    begun: float = field(default_factory=time.perf_counter)

    def end_in(self, error: BaseException) -> None:
        """Notes the error that the request ended in."""
        self.reason = type(error).__name__
        if isinstance(error, UserError):
            self.outcome = error.outcome
        else:
            self.outcome = Outcome.FAILED if isinstance(error, Exception) else Outcome.CANCELLED


class Listener(Protocol):
    """Somebody who wants to know of every request that has ended."""

    def __call__(self, trace: Trace, /) -> object: ...


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def tracing(command: str, listeners: Sequence[Listener]) -> Iterator[Trace]:
    """Traces what runs inside, and tells the listeners when it has ended."""
    trace = Trace(command)
    before = _current.set(trace)
    try:
        yield trace
    except BaseException as error:
        trace.end_in(error)
        raise
    finally:
        _current.reset(before)
        trace.total = time.perf_counter() - trace.begun
        for listener in listeners:
            listener(trace)


@contextmanager
def span(part: Span) -> Iterator[None]:
    """Adds the time that is spent inside to the current trace, if there is one."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        took(part, time.perf_counter() - begun)


def took(part: Span, seconds: float) -> None:
    """Adds seconds to a part of the current trace, if there is one."""
    trace = _current.get()
    if trace is not None:
        trace.spans[part] = trace.spans.get(part, 0.0) + seconds


def age() -> float:
    """Seconds since the current request began; 0 outside of any."""
    trace = _current.get()
    return 0.0 if trace is None else time.perf_counter() - trace.begun


def note_style(style: str) -> None:
    """Notes which style the current trace is about."""
    trace = _current.get()
    if trace is not None:
        trace.style = style


def note_kept(kept: bool) -> None:
    """Notes whether the picture of the current trace could be kept."""
    trace = _current.get()
    if trace is not None:
        trace.kept = kept


def note_unheard() -> None:
    """Notes that nobody could be told what the current trace came to."""
    trace = _current.get()
    if trace is not None:
        trace.outcome = Outcome.UNHEARD
