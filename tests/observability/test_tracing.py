"""What a request took and came to, wherever in it that was noted."""

import asyncio
import time

import pytest

from bot.errors import Outcome, UserError
from bot.observability.tracing import Span, Trace, note_kept, note_style, note_unheard, span, took, tracing


async def test_parts_are_noted_from_anywhere_and_read_once_at_the_end() -> None:
    ended: list[Trace] = []

    async def deep_inside() -> None:
        with span(Span.STORE):
            await asyncio.sleep(0.01)
        note_style("squares")

    with tracing("/genart", (ended.append,)):
        await asyncio.gather(deep_inside(), asyncio.ensure_future(deep_inside()))
        took(Span.QUEUE, 1.5)
        note_kept(True)
        assert ended == []
    (trace,) = ended
    assert (trace.command, trace.style, trace.kept) == ("/genart", "squares", True)
    assert (trace.outcome, trace.reason) == (Outcome.ANSWERED, None)
    assert trace.spans[Span.QUEUE] == 1.5
    assert 0.02 <= trace.spans[Span.STORE] < 1
    assert 0.01 <= trace.total < 1


async def test_requests_at_the_same_time_do_not_mix() -> None:
    ended: list[Trace] = []

    async def request(name: str) -> None:
        with tracing(name, (ended.append,)):
            await asyncio.sleep(0)
            note_style(name)
            took(Span.SEND, 1.0)
            await asyncio.sleep(0)

    await asyncio.gather(*(request(name) for name in "abc"))
    assert sorted((t.command, t.style, t.spans[Span.SEND]) for t in ended) == [
        ("a", "a", 1.0),
        ("b", "b", 1.0),
        ("c", "c", 1.0),
    ]


class Fault(UserError):
    outcome = Outcome.FAILED


class Elsewhere(UserError):
    outcome = Outcome.UNPOSTED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (UserError("no"), Outcome.REFUSED),
        (Fault("no"), Outcome.FAILED),
        (Elsewhere("no"), Outcome.UNPOSTED),
        (ValueError("Night Train"), Outcome.FAILED),
        (asyncio.CancelledError(), Outcome.CANCELLED),
    ],
)
def test_an_error_is_known_by_its_kind_and_not_by_its_words(error: BaseException, outcome: Outcome) -> None:
    ended: list[Trace] = []
    with pytest.raises(type(error)), tracing("x", (ended.append,)):
        raise error
    assert (ended[0].outcome, ended[0].reason) == (outcome, type(error).__name__)
    assert "Night Train" not in repr(ended[0])


def test_outside_of_a_request_nothing_is_noted_and_nothing_fails() -> None:
    with span(Span.STORE):
        begun = time.perf_counter()
    took(Span.STORE, time.perf_counter() - begun)
    note_style("squares")
    note_kept(False)
    note_unheard()
