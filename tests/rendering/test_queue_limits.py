"""The limits of a pool's queue: its length, one person's share, and the longest wait."""

import asyncio
import time

import pytest

from bot.observability.tracing import tracing
from bot.rendering import Busy, PoolRenderer, Requester
from tests.rendering import jobs
from tests.rendering.running import ANN, BEN, results, started, submit


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
