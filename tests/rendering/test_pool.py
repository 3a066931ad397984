"""The pool with real worker processes: results, order, limits and what people are told.

Most tests share one pool with one worker, and leave it idle.
"""

import asyncio
import contextlib
import os
import pickle
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import Outcome, UserError
from bot.i18n.text import Text
from bot.observability.tracing import Span, Trace, tracing
from bot.rendering import Busy, Cancelled, PoolRenderer, RenderError, Requester, TooMuchMemory
from tests.rendering import jobs

GOOD = Recipe.parse("squares1.harbour.7")
ANN, BEN, CAT = Requester(1, 10), Requester(2, 10), Requester(3)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(workers_with_trouble: None) -> AsyncIterator[PoolRenderer]:
    async with PoolRenderer(workers=1, deadline=5.0) as renderer:
        yield renderer


async def started(pool: PoolRenderer, count: int = 1) -> None:
    """Wait until that many jobs are running."""
    while pool.state().running < count:  # noqa: ASYNC110  # there is no event for it
        await asyncio.sleep(0.001)


def submit(pool: PoolRenderer, requester: Requester, seconds: float) -> "asyncio.Future[int]":
    """Have the pool sleep in a job for that long."""
    return asyncio.ensure_future(pool.run(jobs.sleep, seconds, requester=requester))


async def results(*futures: "asyncio.Future[int]") -> list[int | BaseException]:
    return list(await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 20))


async def test_a_worker_draws_the_same_bytes_as_this_process(pool: PoolRenderer) -> None:
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_large_arguments_and_results_are_passed_unchanged(pool: PoolRenderer) -> None:
    data = bytes(range(256)) * 2**16
    assert await pool.run(jobs.echo, data, requester=ANN) == data


async def test_two_workers_run_at_the_same_time_and_the_event_loop_goes_on() -> None:
    async with PoolRenderer(workers=2, deadline=5) as two:
        both = asyncio.gather(submit(two, ANN, 0.5), submit(two, ANN, 0.5))
        start, ticks = time.perf_counter(), 0
        while not both.done():
            await asyncio.sleep(0.001)
            ticks += 1
        assert len(set(await both)) == 2
        assert time.perf_counter() - start < 0.9
        assert ticks > 20


async def test_many_jobs_of_one_person_do_not_delay_another_person(
    pool: PoolRenderer, tmp_path: Path
) -> None:
    file = str(tmp_path / "order")

    def add(name: str, requester: Requester) -> "asyncio.Future[None]":
        return asyncio.ensure_future(pool.run(jobs.append, file, name, requester=requester))

    futures = [add("ann", ANN) for _ in range(8)]
    await asyncio.sleep(0)
    futures += [add("ben", BEN), add("cat", CAT)]
    await asyncio.gather(*futures)
    order = jobs.appended(file)
    assert order.index("ben") <= 3
    assert order.index("cat") <= 3
    assert order.count("ann") == 8


async def test_the_queue_position_changes_as_jobs_finish(pool: PoolRenderer) -> None:
    futures = [submit(pool, requester, 0.1) for requester in (ANN, BEN, CAT)]
    assert pool.queue_position(ANN.person) is None
    await started(pool)
    assert [pool.queue_position(requester.person) for requester in (ANN, BEN, CAT)] == [None, 1, 2]
    assert pool.state().waiting == 2
    await futures[0]
    await started(pool)
    assert [pool.queue_position(requester.person) for requester in (ANN, BEN, CAT)] == [None, None, 1]
    await results(*futures)
    state = pool.state()
    assert (state.waiting, state.running, state.idle) == (0, 0, 1)


async def test_waiting_jobs_can_be_cancelled_and_the_running_one_continues(pool: PoolRenderer) -> None:
    futures = [submit(pool, requester, 0.1) for requester in (ANN, BEN, ANN, ANN)]
    await started(pool)
    assert pool.cancel(ANN.person) == 2
    assert pool.cancel(ANN.person) == 0
    first, ben, *others = await results(*futures)
    assert isinstance(first, int)
    assert ben == first
    for error in others:
        assert isinstance(error, Cancelled)
        assert "Cancelled" in str(error)


async def test_a_caller_that_is_cancelled_leaves_the_queue(pool: PoolRenderer, tmp_path: Path) -> None:
    file = str(tmp_path / "order")
    first = submit(pool, ANN, 0.1)
    gone = asyncio.ensure_future(pool.run(jobs.append, file, "gone", requester=BEN))
    last = asyncio.ensure_future(pool.run(jobs.append, file, "last", requester=CAT))
    await started(pool)
    gone.cancel()
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert pool.queue_position(CAT.person) == 1
    await asyncio.gather(first, last)
    assert jobs.appended(file) == ["last"]


async def test_a_caller_that_is_cancelled_during_its_job_leaves_a_working_slot(pool: PoolRenderer) -> None:
    before = pool.state()
    for _ in range(3):
        gone = submit(pool, ANN, 0.1)
        await started(pool)
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
        assert pool.state().running == 1
        assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)
    assert pool.state() == before


async def test_one_person_cannot_fill_the_queue(pool: PoolRenderer) -> None:
    futures = [submit(pool, ANN, 0.02) for _ in range(12)]
    await asyncio.sleep(0)
    ben = submit(pool, BEN, 0.02)
    ended = await results(*futures)
    assert sum(isinstance(result, int) for result in ended) == 9
    refused = [error for error in ended if isinstance(error, Busy)]
    assert len(refused) == 3
    assert all("You have many pictures waiting" in str(error) for error in refused)
    assert isinstance(await ben, int)


async def test_a_full_queue_tells_people_when_to_try_again() -> None:
    async with PoolRenderer(workers=1, deadline=5, queue_limit=4) as pool:
        await submit(pool, ANN, 0.6)
        futures = [submit(pool, Requester(n), 0.02) for n in range(7)]
        ended = await results(*futures)
    assert sum(isinstance(result, int) for result in ended) == 5
    refused = [error for error in ended if isinstance(error, Busy)]
    # Four jobs wait, and the last one took 0.6 s.
    assert [(str(error), error.wait) for error in refused] == [
        ("I am busy, with many pictures waiting. Please try again in 3 seconds.", 3)
    ] * 2


async def test_no_job_waits_longer_than_the_limit() -> None:
    async with PoolRenderer(workers=1, deadline=5, max_wait=0.3) as pool:
        first, second = submit(pool, ANN, 1), submit(pool, BEN, 1)
        start = time.perf_counter()
        with pytest.raises(Busy, match="too busy to get to it"):
            await second
        assert time.perf_counter() - start < 0.9
        assert isinstance(await first, int)
        assert pool.state().waiting == 0


@pytest.mark.slow
async def test_the_limit_holds_for_all_jobs_of_a_request_together() -> None:
    async with PoolRenderer(workers=1, deadline=5, max_wait=0.8) as pool:
        with tracing("request"):
            await submit(pool, ANN, 0.6)
            other = submit(pool, BEN, 0.6)
            await started(pool)
            start = time.perf_counter()
            with pytest.raises(Busy, match="too busy to get to it"):
                await pool.run(jobs.sleep, 0, requester=ANN)
            assert time.perf_counter() - start < 0.4
        await other


async def test_waiting_rendering_and_encoding_are_timed_apart(pool: PoolRenderer) -> None:
    async def request(requester: Requester) -> Trace:
        with tracing("request") as trace:
            await pool.run(jobs.sleep_and_encode, 0.2, 0.1, requester=requester)
        return trace

    first, second = await asyncio.gather(request(ANN), request(BEN))
    assert first.spans[Span.QUEUE] < 0.2 < second.spans[Span.QUEUE]
    for trace in (first, second):
        assert set(trace.spans) == {Span.QUEUE, Span.RENDER, Span.ENCODE}
        assert trace.spans[Span.RENDER] >= 0.2
        assert trace.spans[Span.ENCODE] >= 0.1
        # Nothing is counted twice.
        assert sum(trace.spans.values()) <= trace.total


async def test_a_job_that_fails_is_timed_as_well(pool: PoolRenderer) -> None:
    with tracing("request") as trace, pytest.raises(UserError):
        await pool.run(jobs.refuse, requester=ANN)
    assert set(trace.spans) == {Span.QUEUE, Span.RENDER}


@pytest.mark.parametrize(
    ("job", "gaps"), [(jobs.refuse, {"count": 9}), (jobs.refuse_with_two_arguments, {"size": 9, "limit": 3})]
)
async def test_a_user_error_of_a_job_keeps_its_message(
    pool: PoolRenderer, job: Callable[[], object], gaps: dict[str, int]
) -> None:
    with pytest.raises(UserError) as caught:
        await pool.run(job, requester=ANN)
    assert type(caught.value) is UserError
    assert isinstance(caught.value.message, Text)
    assert caught.value.message.gaps == gaps
    assert caught.value.outcome is Outcome.REFUSED


@pytest.mark.parametrize("style", ["fails", "odd"])
async def test_an_error_of_a_style_comes_with_its_traceback(pool: PoolRenderer, style: str) -> None:
    for _ in range(2):
        with pytest.raises(RenderError, match="could not draw") as caught:
            await pool.run(draw_png, Recipe.parse(f"{style}1.harbour.7"), requester=ANN)
        assert "trouble_styles.py" in str(caught.value.__cause__)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_a_function_that_cannot_be_pickled_is_the_caller_s_bug(pool: PoolRenderer) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        await pool.run(lambda: 1, requester=ANN)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


@pytest.mark.parametrize(
    ("job", "reason"), [(jobs.return_unreadable, "cannot be unpickled"), (jobs.return_lambda, "pickle")]
)
async def test_a_result_that_cannot_be_passed_on_is_a_render_error(
    pool: PoolRenderer, job: Callable[[], object], reason: str
) -> None:
    with pytest.raises(RenderError, match="could not draw") as caught:
        await pool.run(job, requester=ANN)
    assert reason in str(caught.value.__cause__)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux only")
async def test_a_job_that_needs_too_much_memory_is_refused() -> None:
    async with PoolRenderer(workers=1, deadline=10, memory=300) as pool:
        assert await pool.run(jobs.allocate, 200, requester=ANN) == 0
        with pytest.raises(TooMuchMemory, match="smaller size"):
            await pool.run(jobs.allocate, 400, requester=ANN)
        assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads in /proc")
async def test_a_worker_uses_one_core(pool: PoolRenderer) -> None:
    # One thread draws, the other waits for the end of the parent.
    assert await pool.run(jobs.count_threads, requester=ANN) == 2


async def test_closing_tells_everybody_who_still_waits() -> None:
    async with PoolRenderer(workers=1, deadline=5) as pool:
        futures = [submit(pool, ANN, 1) for _ in range(5)]
        await started(pool)
        start = time.perf_counter()
        await pool.close()
        assert time.perf_counter() - start < 0.9
        for error in await results(*futures):
            assert isinstance(error, RenderError)
            assert "being restarted" in str(error)
        state = pool.state()
        assert (state.alive, state.running, state.waiting) == (0, 0, 0)


async def test_nothing_runs_before_the_start_or_after_the_end() -> None:
    renderer = PoolRenderer(1, 1)
    for _ in range(2):
        with pytest.raises(RenderError, match="not ready"):
            await renderer.run(draw_png, GOOD, requester=ANN)
        with pytest.raises(RenderError, match="not ready"):
            await renderer.check()
        await renderer.close()


async def test_the_initializer_runs_before_anything_else(tmp_path: Path) -> None:
    async with PoolRenderer(workers=1, deadline=10, initializer=partial(os.chdir, tmp_path)) as pool:
        assert await pool.run(os.getcwd, requester=ANN) == str(tmp_path)
