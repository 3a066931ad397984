"""Helpers to run jobs in pools and to find the worker processes of a test."""

import asyncio
import multiprocessing
from collections.abc import Callable

import pytest
from _pytest.mark.structures import ParameterSet

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, Requester
from tests.rendering import jobs

GOOD = Recipe.parse("squares1.harbour.7")
ANN, BEN, CAT = Requester(1, 10), Requester(2, 10), Requester(3)


def slow(value: object) -> ParameterSet:
    """Return a parameter whose test is marked as slow."""
    return pytest.param(value, marks=pytest.mark.slow)


def processes() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid is not None}


_processes_before: set[int] = set()


def workers() -> set[int]:
    """Return the process ids of the workers that this test started."""
    return processes() - _processes_before


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  # there is no event for it
            await asyncio.sleep(0.01)


def ignore_present_processes() -> None:
    """Leave the processes that run now out of ``workers``."""
    _processes_before.clear()
    _processes_before.update(processes())


async def started(pool: PoolRenderer, count: int = 1) -> None:
    """Wait until that many jobs are running."""
    while pool.state().running < count:  # noqa: ASYNC110  # there is no event for it
        await asyncio.sleep(0.001)


def submit(pool: PoolRenderer, requester: Requester, seconds: float) -> "asyncio.Future[int]":
    """Have the pool sleep in a job for that long."""
    return asyncio.ensure_future(pool.run(jobs.sleep, seconds, requester=requester))


async def results(*futures: "asyncio.Future[int]") -> list[int | BaseException]:
    return list(await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 20))


async def good(pool: PoolRenderer) -> bool:
    return await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)
