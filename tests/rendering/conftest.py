"""Pools of real processes, and who asks them."""

from collections.abc import AsyncIterator

import pytest

from bot.rendering import PoolRenderer


@pytest.fixture
async def pool(troublesome_styles: None) -> AsyncIterator[PoolRenderer]:
    async with PoolRenderer(workers=1, deadline=2.0) as renderer:
        yield renderer


@pytest.fixture
async def two(troublesome_styles: None) -> AsyncIterator[PoolRenderer]:
    async with PoolRenderer(workers=2, deadline=2.0) as renderer:
        yield renderer
