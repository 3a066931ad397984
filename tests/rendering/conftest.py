"""Pools of real worker processes."""

from collections.abc import AsyncIterator

import pytest

from bot.rendering import PoolRenderer


@pytest.fixture
async def pool(troublesome_styles: None) -> AsyncIterator[PoolRenderer]:
    """A pool with one worker."""
    async with PoolRenderer(workers=1, deadline=2.0) as renderer:
        yield renderer


@pytest.fixture
async def pool_of_two(troublesome_styles: None) -> AsyncIterator[PoolRenderer]:
    """A pool with two workers."""
    async with PoolRenderer(workers=2, deadline=2.0) as renderer:
        yield renderer
