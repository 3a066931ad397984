"""Pools of real worker processes."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.art.style import forget_styles
from bot.rendering import PoolRenderer
from tests.conftest import TROUBLE
from tests.rendering.processes import ignore_present_workers


@pytest.fixture(autouse=True)
def _ignore_workers_of_other_tests() -> None:
    ignore_present_workers()


@pytest.fixture(scope="module")
def workers_with_trouble() -> Iterator[None]:
    """Give the workers that start in this module the styles that fail."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TROUBLE))
        patch.setenv("PYTHONPATH", str(TROUBLE), prepend=os.pathsep)
        forget_styles()
        yield
    forget_styles()


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
