"""Jobs in real processes: what comes of them, in which order, and what people are told."""

import asyncio
import contextlib
import os
import pickle
import time
from functools import partial
from pathlib import Path

import pytest

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import Outcome, UserError
from bot.observability.tracing import tracing
from bot.rendering import Busy, Cancelled, PoolRenderer, RenderError, Requester, Timing, TooMuchMemory
from tests.rendering import jobs

GOOD = Recipe.parse("squares1.harbour.7")
ANN, BEN, CAT = Requester(1, 10), Requester(2, 10), Requester(3)


async def started(pool: PoolRenderer, count: int = 1) -> None:
    """Waits until that many jobs are at work."""
    while pool.state().running < count:  # noqa: ASYNC110  # there is no event for it
        await asyncio.sleep(0.001)


async def ends(*jobs: "asyncio.Future[object]") -> list[object]:
    return list(await asyncio.wait_for(asyncio.gather(*jobs, return_exceptions=True), 20))


async def test_a_worker_draws_what_the_recipe_says(pool: PoolRenderer) -> None:
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_large_arguments_and_results_come_through(pool: PoolRenderer) -> None:
    data = bytes(range(256)) * 2**16
    assert await pool.run(jobs.same, data, requester=ANN) == data


async def test_working_does_not_hold_up_the_event_loop(two: PoolRenderer) -> None:
    drawing = asyncio.gather(*(two.run(draw_png, GOOD, requester=Requester(n)) for n in range(40)))
    ticks = 0
    while not drawing.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert ticks > 20


async def test_all_workers_work_at_the_same_time(two: PoolRenderer) -> None:
    start = time.perf_counter()
    pids = await asyncio.gather(*(two.run(jobs.nap, 0.8, requester=ANN) for _ in range(2)))
    assert len(set(pids)) == 2
    assert time.perf_counter() - start < 1.5


async def test_somebody_with_many_does_not_hold_up_somebody_with_one(
    pool: PoolRenderer, tmp_path: Path
) -> None:
    file = str(tmp_path / "order")
    asking = [asyncio.ensure_future(pool.run(jobs.note, file, "ann", requester=ANN)) for _ in range(8)]
    await asyncio.sleep(0)
    asking.append(asyncio.ensure_future(pool.run(jobs.note, file, "ben", requester=BEN)))
    asking.append(asyncio.ensure_future(pool.run(jobs.note, file, "cat", requester=CAT)))
    assert await ends(*asking) == [None] * 10
    order = jobs.noted(file)
    assert order.index("ben") <= 3
    assert order.index("cat") <= 3
    assert order.count("ann") == 8


async def test_the_place_in_the_line_is_told(pool: PoolRenderer) -> None:
    asking = [asyncio.ensure_future(pool.run(jobs.nap, 0.2, requester=who)) for who in (ANN, BEN, CAT)]
    assert pool.queue_position(ANN.person) is None
    await started(pool)
    assert [pool.queue_position(who.person) for who in (ANN, BEN, CAT)] == [None, 1, 2]
    assert pool.state().waiting == 2
    await asking[0]
    await started(pool)
    assert [pool.queue_position(who.person) for who in (ANN, BEN, CAT)] == [None, None, 1]
    await ends(*asking)
    assert pool.state().waiting == pool.state().running == 0


async def test_what_waits_can_be_cancelled_and_what_runs_goes_on(pool: PoolRenderer) -> None:
    asking = [asyncio.ensure_future(pool.run(jobs.nap, 0.2, requester=who)) for who in (ANN, BEN, ANN, ANN)]
    await started(pool)
    assert pool.cancel(ANN.person) == 2
    assert pool.cancel(ANN.person) == 0
    first, ben, *others = await ends(*asking)
    assert isinstance(first, int)
    assert ben == first
    for end in others:
        assert isinstance(end, Cancelled)
        assert "Cancelled" in str(end)


async def test_whoever_stops_waiting_leaves_the_line(pool: PoolRenderer, tmp_path: Path) -> None:
    file = str(tmp_path / "order")
    first = asyncio.ensure_future(pool.run(jobs.nap, 0.3, requester=ANN))
    gone = asyncio.ensure_future(pool.run(jobs.note, file, "gone", requester=BEN))
    last = asyncio.ensure_future(pool.run(jobs.note, file, "last", requester=CAT))
    await started(pool)
    gone.cancel()
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert pool.queue_position(CAT.person) == 1
    await ends(first, last)
    assert jobs.noted(file) == ["last"]


async def test_whoever_stops_waiting_for_what_runs_leaves_a_sound_lane(pool: PoolRenderer) -> None:
    for _ in range(3):
        gone = asyncio.ensure_future(pool.run(jobs.nap, 0.2, requester=ANN))
        await started(pool)
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
        assert pool.state().running == 1
        assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)
    assert pool.state().alive == 1
    assert not any(pool.state().restarts.values())


async def test_one_person_cannot_fill_the_line(pool: PoolRenderer) -> None:
    asking = [asyncio.ensure_future(pool.run(jobs.nap, 0.05, requester=ANN)) for _ in range(12)]
    await asyncio.sleep(0)
    ben = asyncio.ensure_future(pool.run(jobs.nap, 0.05, requester=BEN))
    results = await ends(*asking)
    assert sum(isinstance(end, int) for end in results) == 9
    refused = [end for end in results if isinstance(end, Busy)]
    assert len(refused) == 3
    assert all("You have many pictures waiting" in str(end) for end in refused)
    assert isinstance(await ben, int)


async def test_too_many_are_told_when_to_come_again(pool: PoolRenderer) -> None:
    await pool.run(jobs.nap, 1.5, requester=ANN)
    asking = [asyncio.ensure_future(pool.run(jobs.nap, 0.05, requester=Requester(n))) for n in range(30)]
    results = await ends(*asking)
    assert sum(isinstance(end, int) for end in results) == 21
    refused = [end for end in results if isinstance(end, Busy)]
    assert len(refused) == 9
    # It goes by what the last jobs took, and the line was full.
    assert {(str(end), end.wait) for end in refused} == {
        ("I am busy, with many pictures waiting. Please try again in 31 seconds.", 31)
    }


async def test_nobody_waits_for_ever(troublesome_styles: None) -> None:
    async with PoolRenderer(workers=1, deadline=5, patience=0.3) as pool:
        asking = [asyncio.ensure_future(pool.run(jobs.nap, 1, requester=who)) for who in (ANN, BEN)]
        start = time.perf_counter()
        with pytest.raises(Busy, match="too busy to get to it"):
            await asking[1]
        assert time.perf_counter() - start < 0.9
        assert isinstance(await asking[0], int)
        assert len(pool._line) == 0


async def test_a_request_of_several_jobs_waits_no_longer_than_any_other() -> None:
    async with PoolRenderer(workers=1, deadline=5, patience=0.8) as pool:
        with tracing("request", ()):
            await pool.run(jobs.nap, 0.6, requester=ANN)
            other = asyncio.ensure_future(pool.run(jobs.nap, 0.6, requester=BEN))
            await started(pool)
            start = time.perf_counter()
            with pytest.raises(Busy, match="too busy to get to it"):
                await pool.run(jobs.nap, 0, requester=ANN)
            assert time.perf_counter() - start < 0.4
        await other


async def test_how_long_it_took_is_told(pool: PoolRenderer) -> None:
    timings: list[Timing] = []
    asking = [
        asyncio.ensure_future(pool.run(jobs.nap, 0.3, requester=who, on_end=timings.append))
        for who in (ANN, BEN)
    ]
    await ends(*asking)
    with pytest.raises(UserError):
        await pool.run(jobs.refuse, requester=ANN, on_end=timings.append)
    first, second, refused = timings
    assert first.waited < 0.2 < second.waited
    assert all(0.3 <= timing.ran < 1 for timing in (first, second))
    assert refused.ran < 0.3


async def test_what_a_job_refuses_politely_comes_back_as_it_was(pool: PoolRenderer) -> None:
    for job in (jobs.refuse, jobs.refuse_oddly):
        with pytest.raises(UserError) as caught:
            await pool.run(job, requester=ANN)
        assert type(caught.value) is UserError
        assert caught.value.message.gaps in ({"count": 9}, {"size": 9, "most": 3})
        assert caught.value.outcome is Outcome.REFUSED


@pytest.mark.parametrize("style", ["fails", "odd"])
async def test_an_error_of_a_style_comes_back_with_its_trace(pool: PoolRenderer, style: str) -> None:
    for _ in range(2):
        with pytest.raises(RenderError, match="could not draw") as caught:
            await pool.run(draw_png, Recipe.parse(f"{style}1.harbour.7"), requester=ANN)
        assert "trouble_styles.py" in str(caught.value.__cause__)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_what_cannot_be_sent_is_the_caller_s_mistake(pool: PoolRenderer) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        await pool.run(lambda: 1, requester=ANN)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_a_result_that_cannot_be_read_is_an_error_like_any_other(pool: PoolRenderer) -> None:
    with pytest.raises(RenderError, match="could not draw") as caught:
        await pool.run(jobs.unreadable, requester=ANN)
    assert "not here" in str(caught.value.__cause__)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_a_result_that_cannot_be_sent_is_an_error_like_any_other(pool: PoolRenderer) -> None:
    with pytest.raises(RenderError, match="could not draw") as caught:
        await pool.run(jobs.lambda_back, requester=ANN)
    assert "pickle" in str(caught.value.__cause__)
    assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited where Linux counts it")
async def test_a_job_that_wants_too_much_memory_is_refused(troublesome_styles: None) -> None:
    async with PoolRenderer(workers=1, deadline=10, memory=300) as pool:
        assert await pool.run(jobs.take, 200, requester=ANN) == 0
        with pytest.raises(TooMuchMemory, match="smaller size"):
            await pool.run(jobs.take, 400, requester=ANN)
        assert await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads in /proc")
async def test_a_worker_keeps_to_one_core(pool: PoolRenderer) -> None:
    # One draws, one waits for the end of the bot.
    assert await pool.run(jobs.threads_here, requester=ANN) == 2


async def test_whoever_still_waits_at_the_end_is_told(pool: PoolRenderer) -> None:
    asking = [asyncio.ensure_future(pool.run(jobs.nap, 1, requester=ANN)) for _ in range(5)]
    await started(pool)
    start = time.perf_counter()
    await pool.close()
    assert time.perf_counter() - start < 0.9
    results = await ends(*asking)
    assert all(isinstance(end, RenderError) and "being restarted" in str(end) for end in results)
    assert pool.state().alive == pool.state().running == pool.state().waiting == 0


async def test_nothing_is_done_before_the_start_or_after_the_end() -> None:
    renderer = PoolRenderer(1, 1)
    for _ in range(2):
        with pytest.raises(RenderError, match="not ready"):
            await renderer.run(draw_png, GOOD, requester=ANN)
        with pytest.raises(RenderError, match="not ready"):
            await renderer.check()
        await renderer.close()


async def test_a_worker_prepares_itself_before_anything_else(tmp_path: Path) -> None:
    async with PoolRenderer(workers=1, deadline=10, prepare=partial(os.chdir, tmp_path)) as pool:
        assert await pool.run(os.getcwd, requester=ANN) == str(tmp_path)
