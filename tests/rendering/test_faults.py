"""Worker processes that are really killed or suspended."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from multiprocessing import spawn
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, RenderTimeout, Requester, Restart
from bot.rendering import worker as worker_module
from bot.rendering.child import STARTED
from tests.rendering import jobs
from tests.rendering.processes import ANN, good, slow, until, workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


async def test_the_job_of_a_killed_worker_is_run_again(pool: PoolRenderer, tmp_path: Path) -> None:
    assert await pool.run(jobs.die_once, str(tmp_path / "once"), requester=ANN) == "survived"
    assert pool.state().restarts[Restart.DIED] == 1


async def test_a_job_that_kills_its_worker_twice_fails(
    pool: PoolRenderer,
) -> None:
    with pytest.raises(RenderError, match="dropped twice"):
        await pool.run(draw_png, Recipe.parse("dies1.harbour.7"), requester=ANN)
    assert await good(pool)
    assert pool.state().restarts[Restart.DIED] == 2


async def test_a_job_past_its_deadline_fails(pool: PoolRenderer) -> None:
    start = time.perf_counter()
    with pytest.raises(RenderTimeout, match="longer than 2 s"):
        await pool.run(draw_png, Recipe.parse("hangs1.harbour.7"), requester=ANN)
    assert 2 <= time.perf_counter() - start < 4
    assert await good(pool)
    assert pool.state().restarts == {Restart.DIED: 0, Restart.DEADLINE: 1, Restart.RECYCLED: 0}


async def test_a_worker_suspended_during_a_job_is_killed_at_the_deadline(pool: PoolRenderer) -> None:
    drawing = asyncio.ensure_future(pool.run(jobs.sleep, 0.5, requester=ANN))
    await asyncio.sleep(0.2)
    (pid,) = workers()
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(RenderTimeout):
        await drawing
    assert await good(pool)
    assert pid not in workers()


@pytest.mark.slow
async def test_a_worker_suspended_while_idle_is_replaced_unnoticed(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "START_TIMEOUT", 0.5)
    (pid,) = workers()
    os.kill(pid, signal.SIGSTOP)
    # More than fits into the pipe, so that sending it would block.
    data = bytes(2**22)
    assert await pool.run(jobs.echo, data, requester=ANN) == data
    assert pid not in workers()
    assert pool.state().restarts[Restart.DEADLINE] == 1


@pytest.mark.slow
async def test_a_result_that_could_not_be_received_is_never_given_to_another_job(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = workers()
    receive = Connection.recv_bytes

    def run_out_of_memory(pipe: "Connection[bytes, bytes]", maxlength: int | None = None) -> bytes:
        message = receive(pipe, maxlength)
        if message == STARTED:
            monkeypatch.setattr(Connection, "recv_bytes", receive)
            raise MemoryError
        return message

    monkeypatch.setattr(Connection, "recv_bytes", run_out_of_memory)
    with pytest.raises(MemoryError):
        await pool.run(jobs.echo, b"mine", requester=ANN)
    for data in (b"yours", b"theirs"):
        assert await pool.run(jobs.echo, data, requester=ANN) == data
    assert before not in workers()


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


@pytest.mark.slow
async def test_a_check_replaces_a_suspended_worker(
    pool_of_two: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "START_TIMEOUT", 0.5)
    suspended = min(workers())
    os.kill(suspended, signal.SIGSTOP)
    await pool_of_two.check()
    assert suspended not in workers()
    assert pool_of_two.state().alive == 2
    start = time.perf_counter()
    assert await good(pool_of_two)
    assert await good(pool_of_two)
    assert time.perf_counter() - start < 0.5


async def test_a_worker_killed_while_idle_is_replaced_at_once(pool: PoolRenderer) -> None:
    for times in (1, 2):
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        await until(lambda: pid not in workers() and pool.state().alive == 1)  # noqa: B023  # called at once
        await pool.check()
        assert pool.state().restarts[Restart.DIED] == times


@pytest.mark.parametrize("pause", [0.0, slow(0.001), slow(0.01)])
async def test_a_worker_killed_right_before_a_job_is_replaced_unnoticed(
    pool: PoolRenderer, pause: float
) -> None:
    for _ in range(2):
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(pause)
        assert await good(pool)


@pytest.mark.slow
async def test_workers_killed_at_random_moments_never_return_a_torn_result(pool_of_two: PoolRenderer) -> None:
    chance = random.Random(7)  # noqa: S311  # moments, not secrets
    data = bytes(range(256)) * 2**14
    futures = [
        asyncio.ensure_future(pool_of_two.run(jobs.echo, data, requester=Requester(n))) for n in range(12)
    ]
    for _ in range(6):
        await asyncio.sleep(chance.uniform(0.01, 0.4))
        if alive := workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(sorted(alive)), signal.SIGKILL)
    for result in await asyncio.gather(*futures, return_exceptions=True):
        assert result == data or isinstance(result, RenderError)
    await until(lambda: pool_of_two.state().alive == 2)
    assert await good(pool_of_two)


@pytest.mark.slow
async def test_the_event_loop_is_not_blocked_while_workers_are_replaced(pool_of_two: PoolRenderer) -> None:
    lags: list[float] = []

    async def measure() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    measuring = asyncio.ensure_future(measure())
    for _ in range(3):
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        await asyncio.gather(*(good(pool_of_two) for _ in range(3)))
    measuring.cancel()
    assert max(lags) < 0.2
