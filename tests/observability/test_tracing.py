"""Timings and outcome of one request, wherever they are recorded."""

import asyncio

import pytest

from bot.errors import Outcome, UserError
from bot.observability.tracing import (
    Span,
    Trace,
    add_time,
    note_saved,
    note_style,
    note_unheard,
    request_age,
    span,
    tracing,
)


async def test_a_trace_collects_from_anywhere_and_is_read_once_at_the_end() -> None:
    ended: list[Trace] = []

    async def deep_inside() -> None:
        with span(Span.STORE):
            await asyncio.sleep(0.01)
        note_style("squares")

    with tracing("/genart", (ended.append,)):
        await asyncio.gather(deep_inside(), asyncio.ensure_future(deep_inside()))
        add_time(Span.QUEUE, 1.5)
        note_saved(True)
        assert ended == []
    (trace,) = ended
    assert (trace.command, trace.style, trace.saved) == ("/genart", "squares", True)
    assert (trace.outcome, trace.reason) == (Outcome.ANSWERED, None)
    assert trace.spans[Span.QUEUE] == 1.5
    assert 0.02 <= trace.spans[Span.STORE] < 1
    assert 0.01 <= trace.total < 1


async def test_simultaneous_requests_have_separate_traces() -> None:
    ended: list[Trace] = []

    async def request(name: str) -> None:
        with tracing(name, (ended.append,)):
            await asyncio.sleep(0)
            note_style(name)
            add_time(Span.SEND, 1.0)
            await asyncio.sleep(0)

    await asyncio.gather(*(request(name) for name in "abc"))
    assert sorted((t.command, t.style, t.spans[Span.SEND]) for t in ended) == [
        ("a", "a", 1.0),
        ("b", "b", 1.0),
        ("c", "c", 1.0),
    ]


class Failed(UserError):
    outcome = Outcome.FAILED


class Unposted(UserError):
    outcome = Outcome.UNPOSTED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (UserError("no"), Outcome.REFUSED),
        (Failed("no"), Outcome.FAILED),
        (Unposted("no"), Outcome.UNPOSTED),
        (ValueError("Night Train"), Outcome.FAILED),
        (asyncio.CancelledError(), Outcome.CANCELLED),
    ],
)
def test_an_error_is_recorded_by_its_class_and_not_by_its_message(
    error: BaseException, outcome: Outcome
) -> None:
    ended: list[Trace] = []
    with pytest.raises(type(error)), tracing("x", (ended.append,)):
        raise error
    assert (ended[0].outcome, ended[0].reason) == (outcome, type(error).__name__)
    assert "Night Train" not in repr(ended[0])


def test_recording_outside_a_request_does_nothing() -> None:
    with span(Span.STORE):
        pass
    add_time(Span.STORE, 1.0)
    note_style("squares")
    note_saved(False)
    note_unheard()


def test_the_age_of_a_request_grows() -> None:
    assert request_age() == 0.0
    with tracing("x"):
        first = request_age()
        assert 0 < first < request_age()
