"""Timings and outcome of one request: collected wherever it runs, read once when it has ended.

A context variable holds the current ``Trace``, so that nobody has to pass it on. A trace goes into the log,
so it says what was done, but never for whom or with which words.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot import clock
from bot.errors import Outcome, UserError


class Span(StrEnum):
    """The parts of a request that are timed."""

    QUEUE = "queue"
    RENDER = "render"
    ENCODE = "encode"
    STORE = "store"
    SEND = "send"


@dataclass
class Trace:
    """Timings and outcome of one request.

    :ivar command: the command, or the action of a control; one of a few names.
    :ivar style: the id of the style that was drawn, if any.
    :ivar saved: whether the picture was saved as its owner's last; None if none was made.
    :ivar reason: the class of the error that the request ended in, if any.
    :ivar spans: seconds by part.
    :ivar total: seconds from beginning to end.
    :ivar started_at: when it began, by ``clock.now``.
    """

    command: str
    style: str | None = None
    saved: bool | None = None
    outcome: Outcome = Outcome.ANSWERED
    reason: str | None = None
    spans: dict[Span, float] = field(default_factory=dict)
    total: float = 0.0
    started_at: float = field(default_factory=clock.now)

    def record_error(self, error: BaseException) -> None:
        """Record the error that the request ended in."""
        self.reason = type(error).__name__
        if isinstance(error, UserError):
            self.outcome = error.outcome
        else:
            self.outcome = Outcome.FAILED if isinstance(error, Exception) else Outcome.CANCELLED


class Listener(Protocol):
    """A function that is called with every trace that has ended."""

    def __call__(self, trace: Trace, /) -> object: ...


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def tracing(command: str, listeners: Sequence[Listener] = ()) -> Iterator[Trace]:
    """Trace the block inside, and call the listeners when it has ended."""
    trace = Trace(command)
    before = _current.set(trace)
    try:
        yield trace
    except BaseException as error:
        trace.record_error(error)
        raise
    finally:
        _current.reset(before)
        trace.total = clock.now() - trace.started_at
        for listener in listeners:
            listener(trace)


@contextmanager
def span(part: Span) -> Iterator[None]:
    """Add the duration of the block inside to the current trace, if there is one."""
    started_at = clock.now()
    try:
        yield
    finally:
        add_time(part, clock.now() - started_at)


def add_time(part: Span, seconds: float) -> None:
    """Add seconds to a part of the current trace, if there is one."""
    trace = _current.get()
    if trace is not None:
        trace.spans[part] = trace.spans.get(part, 0.0) + seconds


def request_age() -> float:
    """Return the seconds since the current request began; 0 if there is none."""
    trace = _current.get()
    return 0.0 if trace is None else clock.now() - trace.started_at


def note_style(style: str) -> None:
    """Record in the current trace which style was drawn."""
    trace = _current.get()
    if trace is not None:
        trace.style = style


def note_saved(saved: bool) -> None:
    """Record in the current trace whether the picture was saved."""
    trace = _current.get()
    if trace is not None:
        trace.saved = saved


def note_unheard() -> None:
    """Record in the current trace that no answer reached the person."""
    trace = _current.get()
    if trace is not None:
        trace.outcome = Outcome.UNHEARD
