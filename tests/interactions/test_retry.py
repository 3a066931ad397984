"""Retries after a dropped connection, and their time limit."""

import asyncio

import pytest

from bot.interactions import retry


async def test_retries_end_if_discord_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "TIMEOUT", 0.5)
    tries = 0

    async def hangs() -> None:
        nonlocal tries
        tries += 1
        async with asyncio.timeout(0.1):
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await retry.retry_on_disconnect(hangs)
    assert tries == 2
