"""What the tests of failing workers share: who runs, and whether a pool still works."""

import asyncio
import multiprocessing
from collections.abc import Callable

import pytest
from _pytest.mark.structures import ParameterSet

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, Requester

GOOD = Recipe.parse("squares1.harbour.7")
ANN = Requester(1)

_children_before: set[int] = set()


def slow(value: object) -> ParameterSet:
    """Return a parameter whose test is marked as slow."""
    return pytest.param(value, marks=pytest.mark.slow)


def workers() -> set[int]:
    """Return the process ids of the workers that this test started."""
    return _children() - _children_before


def ignore_present_workers() -> None:
    """Leave the workers of other tests out of ``workers``."""
    _children_before.clear()
    _children_before.update(_children())


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  # there is no event for it
            await asyncio.sleep(0.01)


async def good(pool: PoolRenderer) -> bool:
    """Return whether the pool draws a picture as it should."""
    return await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


def _children() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid is not None}
