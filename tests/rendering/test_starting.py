"""Workers that cannot be started, or are being started while the pool is closed."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator
from multiprocessing import spawn
from pathlib import Path

import pytest

from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, Requester
from bot.rendering import pool as pool_module
from tests.rendering import jobs
from tests.rendering.running import ANN, GOOD, good, slow, until, workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


async def test_a_check_fails_while_a_slot_waits_for_its_first_worker(
    pool: PoolRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    (pid,) = workers()
    monkeypatch.setattr(spawn, "_python_exe", os.fsencode(slow))
    os.kill(pid, signal.SIGKILL)
    await until(lambda: pid not in workers() and not pool.state().idle)
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await pool.check()


async def test_jobs_fail_while_no_worker_can_be_started_and_then_work_again(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pid,) = workers()
    with monkeypatch.context() as broken:
        broken.setattr(spawn, "_python_exe", b"/bin/false")
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(RenderError, match="cannot draw at the moment"):
            await pool.run(draw_png, GOOD, requester=ANN)
        await until(lambda: pool.state().idle == 1)
        with pytest.raises(RenderError, match="cannot draw at the moment"):
            await pool.check()
        assert pool.state().alive == 0
    await pool.check()
    assert pool.state().alive == 1
    assert await good(pool)


@pytest.mark.slow
async def test_a_slot_without_a_worker_retries_by_itself(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool_module, "RETRY_AFTER", 0.2)
    (pid,) = workers()
    with monkeypatch.context() as broken:
        broken.setattr(spawn, "_python_exe", b"/bin/false")
        os.kill(pid, signal.SIGKILL)
        await until(lambda: caplog.text.count("No worker could be started") > 1)
        assert pool.state().alive == 0
        # Checks do not make it retry more often.
        for _ in range(5):
            await until(lambda: pool.state().idle == 1)
            with pytest.raises(RenderError):
                await pool.check()
        caplog.clear()
        await asyncio.sleep(0.6)
        assert caplog.text.count("No worker could be started") <= 10
    await until(lambda: pool.state().alive == 1)


async def test_a_pool_without_workers_does_not_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(spawn, "_python_exe", b"/bin/false")
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await PoolRenderer(2, 5).start()
    assert workers() == set()
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_starting_can_be_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    starting = asyncio.ensure_future(PoolRenderer(2, 5).start())
    await asyncio.sleep(0.1)
    starting.cancel()
    await asyncio.wait([starting])
    assert starting.cancelled()
    assert workers() == set()
    del starting
    gc.collect()
    assert "never retrieved" not in caplog.text


@pytest.fixture
async def _no_workers_left() -> AsyncIterator[None]:
    yield
    assert workers() == set()


@pytest.mark.usefixtures("_no_workers_left")
@pytest.mark.parametrize("moment", [slow(0.0), 0.05, slow(0.3), slow(1.0)])
async def test_closing_works_while_a_worker_is_being_replaced(moment: float) -> None:
    async with PoolRenderer(workers=2, deadline=5) as pool:
        futures = [asyncio.ensure_future(pool.run(jobs.sleep, 3, requester=Requester(n))) for n in range(4)]
        await asyncio.sleep(0.05)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(moment)
    for result in await asyncio.gather(*futures, return_exceptions=True):
        assert isinstance(result, RenderError)
        assert "being restarted" in str(result)
