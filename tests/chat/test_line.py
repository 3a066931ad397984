"""Whoever waits in line knows their place, and may leave."""

import asyncio
from typing import Any

import pytest

from tests.chat.conftest import Chat


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is told after a moment rather than after two seconds."""
    monkeypatch.setattr("bot.ui.waiting.PATIENCE", 0.1)


async def until(condition: Any) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def busy(chat: Chat) -> asyncio.Task[Any]:
    """Somebody whose picture takes long."""
    task = asyncio.ensure_future(chat.ben.slash(chat.channel, "genart", style="slow"))
    await until(lambda: chat.env.bot._renderer.state().running == 1)
    return task
