"""Pictures of the day, in a real SQLite file and in a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import URL

from bot.store import Daily, DatabaseStore

SERVER, OTHER = 2**63 - 5, 7
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
async def two_bots(url: URL) -> AsyncIterator[list[DatabaseStore]]:
    bots = [DatabaseStore(url) for _ in range(2)]
    for bot in bots:
        await bot.open()
    yield bots
    for bot in bots:
        await bot.close()


async def test_started_moved_and_stopped(store: DatabaseStore) -> None:
    assert await store.daily(SERVER) is None
    assert await store.dailies() == ()
    daily, other = Daily(SERVER, 1, 0, "Europe/Berlin"), Daily(OTHER, 2, 23, "Asia/Tokyo", MONDAY)
    await store.set_daily(daily)
    await store.set_daily(other)
    assert await store.daily(SERVER) == daily
    assert await store.dailies() == (other, daily)
    await store.set_daily(Daily(SERVER, 3, 9, "UTC"))
    assert await store.daily(SERVER) == Daily(SERVER, 3, 9, "UTC")
    assert await store.stop_daily(SERVER)
    assert not await store.stop_daily(SERVER)
    assert await store.dailies() == (other,)


async def test_one_of_two_bots_posts_it(two_bots: list[DatabaseStore]) -> None:
    await two_bots[0].set_daily(Daily(SERVER, 1, 9, "UTC"))
    await two_bots[0].set_daily(Daily(OTHER, 1, 9, "UTC"))
    for day in (MONDAY, TUESDAY):
        asked = (bot.claim_daily(server, day) for server in (SERVER, OTHER) for bot in two_bots * 5)
        assert sum(await asyncio.gather(*asked)) == 2
        posted = await two_bots[1].daily(SERVER)
        assert posted is not None
        assert posted.posted_on == day
    assert not await two_bots[0].claim_daily(SERVER, MONDAY)
    assert not await two_bots[0].claim_daily(999, TUESDAY)


async def test_after_a_failure_another_may_post_it(two_bots: list[DatabaseStore]) -> None:
    first, second = two_bots
    await first.set_daily(Daily(SERVER, 1, 9, "UTC"))
    assert await first.claim_daily(SERVER, MONDAY)
    await second.release_daily(SERVER, TUESDAY)
    assert not await second.claim_daily(SERVER, MONDAY)
    await first.release_daily(SERVER, MONDAY)
    assert await second.claim_daily(SERVER, MONDAY)


async def test_moving_it_posts_no_second_one_that_day(store: DatabaseStore) -> None:
    await store.set_daily(Daily(SERVER, 1, 9, "UTC"))
    assert await store.claim_daily(SERVER, MONDAY)
    await store.set_daily(Daily(SERVER, 2, 18, "UTC"))
    assert await store.daily(SERVER) == Daily(SERVER, 2, 18, "UTC", MONDAY)
    assert not await store.claim_daily(SERVER, MONDAY)
