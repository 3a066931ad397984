"""``python -m benchmarks.fairness``: how long a person with one picture waits behind a person with fifty.

It compares the bot's fair queue with first come, first served, for which both people use the same id. It
prints the medians of several rounds and their ratio, and the 99th percentile of the event loop's lag.
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
    # The limits are high enough to refuse nothing.
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
    print(f"one picture, no other requests     {ms[0]:7.1f} ms")
    print(f"behind {MANY} others, fair queue       {ms[1]:7.1f} ms")
    print(f"behind the same, first come first  {ms[2]:7.1f} ms   x{ms[2] / ms[1]:.1f}")
    late = statistics.quantiles(lags, n=100)[98] * 1000
    print(
        f"lag of the event loop, p99         {late:7.1f} ms   of {len(lags)}; worst {max(lags) * 1000:.1f} ms"
    )


async def wait_behind_many(pool: PoolRenderer, requester: Requester) -> float:
    """Return the seconds until one picture is drawn that is requested when fifty others are queued."""
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
