"""Daily schedules, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import URL

from bot.store import DailySchedule, DatabaseStore

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


async def test_a_schedule_is_created_replaced_and_deleted(store: DatabaseStore) -> None:
    assert await store.daily_schedule(SERVER) is None
    assert await store.daily_schedules() == ()
    daily, other = (
        DailySchedule(SERVER, 1, 0, "Europe/Berlin"),
        DailySchedule(OTHER, 2, 23, "Asia/Tokyo", MONDAY),
    )
    await store.set_daily_schedule(daily)
    await store.set_daily_schedule(other)
    assert await store.daily_schedule(SERVER) == daily
    assert await store.daily_schedules() == (other, daily)
    await store.set_daily_schedule(DailySchedule(SERVER, 3, 9, "UTC"))
    assert await store.daily_schedule(SERVER) == DailySchedule(SERVER, 3, 9, "UTC")
    assert await store.delete_daily_schedule(SERVER)
    assert not await store.delete_daily_schedule(SERVER)
    assert await store.daily_schedules() == (other,)


async def test_only_one_of_two_bots_claims_a_day(two_bots: list[DatabaseStore]) -> None:
    await two_bots[0].set_daily_schedule(DailySchedule(SERVER, 1, 9, "UTC"))
    await two_bots[0].set_daily_schedule(DailySchedule(OTHER, 1, 9, "UTC"))
    for day in (MONDAY, TUESDAY):
        claims = (bot.claim_daily_post(server, day) for server in (SERVER, OTHER) for bot in two_bots * 5)
        assert sum(await asyncio.gather(*claims)) == 2
        posted = await two_bots[1].daily_schedule(SERVER)
        assert posted is not None
        assert posted.posted_on == day
    assert not await two_bots[0].claim_daily_post(SERVER, MONDAY)
    assert not await two_bots[0].claim_daily_post(999, TUESDAY)


async def test_a_released_day_can_be_claimed_again(two_bots: list[DatabaseStore]) -> None:
    first, second = two_bots
    await first.set_daily_schedule(DailySchedule(SERVER, 1, 9, "UTC"))
    assert await first.claim_daily_post(SERVER, MONDAY)
    await second.release_daily_post(SERVER, TUESDAY)
    assert not await second.claim_daily_post(SERVER, MONDAY)
    await first.release_daily_post(SERVER, MONDAY)
    assert await second.claim_daily_post(SERVER, MONDAY)


async def test_a_replaced_schedule_keeps_the_day_it_was_posted_on(store: DatabaseStore) -> None:
    await store.set_daily_schedule(DailySchedule(SERVER, 1, 9, "UTC"))
    assert await store.claim_daily_post(SERVER, MONDAY)
    await store.set_daily_schedule(DailySchedule(SERVER, 2, 18, "UTC"))
    assert await store.daily_schedule(SERVER) == DailySchedule(SERVER, 2, 18, "UTC", MONDAY)
    assert not await store.claim_daily_post(SERVER, MONDAY)
