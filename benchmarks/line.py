"""``python -m benchmarks.line``: how long somebody with one picture waits behind somebody with fifty.

Both ways run at once in one pool's time: fair, as the bot does it, and first come, first served, for which
everybody asks under the same name. The median of several rounds, and the ratio of the two. Meanwhile
the event loop is timed; what it is late by, at the 99th percentile, is how much rendering holds it up.
"""

import asyncio
import statistics
import time

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, Requester

ROUNDS = 5
MANY = 50
BUSY, PATIENT = Requester(1, 10), Requester(2, 10)
RECIPES = [Recipe.parse(f"flowfield1.harbour.{seed}") for seed in range(MANY + 1)]
TICK = 0.002


async def main() -> None:
    # Nobody is refused here: the wait is what is measured.
    async with PoolRenderer(
        workers=2, deadline=60, queue_limit=2 * MANY, queue_limit_per_person=2 * MANY
    ) as pool:
        lags: list[float] = []
        ticking = asyncio.ensure_future(tick(lags))
        fair, first_come, alone = [], [], []
        for _ in range(ROUNDS):
            alone.append(await wait_of(pool, PATIENT))
            fair.append(await wait_behind_many(pool, PATIENT))
            first_come.append(await wait_behind_many(pool, BUSY))
        ticking.cancel()
    ms = [statistics.median(waits) * 1000 for waits in (alone, fair, first_come)]
    print(f"one picture, nobody else there     {ms[0]:7.1f} ms")
    print(f"behind {MANY} of another, fair line    {ms[1]:7.1f} ms")
    print(f"the same, first come first served  {ms[2]:7.1f} ms   x{ms[2] / ms[1]:.1f}")
    late = statistics.quantiles(lags, n=100)[98] * 1000
    print(
        f"event loop late by, p99            {late:7.1f} ms   of {len(lags)}; worst {max(lags) * 1000:.1f} ms"
    )


async def wait_behind_many(pool: PoolRenderer, requester: Requester) -> float:
    """Seconds until somebody's one picture is there, who asks when another's fifty are waiting."""
    others = [asyncio.ensure_future(pool.run(draw_png, recipe, requester=BUSY)) for recipe in RECIPES[:MANY]]
    await asyncio.sleep(0)
    waited = await wait_of(pool, requester)
    await asyncio.gather(*others)
    return waited


async def wait_of(pool: PoolRenderer, requester: Requester) -> float:
    start = time.perf_counter()
    await pool.run(draw_png, RECIPES[MANY], requester=requester)
    return time.perf_counter() - start


async def tick(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        lags.append(time.perf_counter() - before - TICK)


if __name__ == "__main__":
    asyncio.run(main())
