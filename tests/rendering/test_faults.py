"""Worker processes that are really killed, suspended, or cannot be started."""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from multiprocessing import spawn
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, RenderTimeout, Requester, Restart
from bot.rendering import pool as pool_module
from bot.rendering import worker as worker_module
from bot.rendering.child import STARTED
from tests.rendering import jobs

GOOD = Recipe.parse("squares1.harbour.7")
ANN = Requester(1)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


def slow(value: object) -> ParameterSet:
    """Return a parameter whose test is marked as slow."""
    return pytest.param(value, marks=pytest.mark.slow)


def workers() -> set[int]:
    """Return the process ids of all workers."""
    return {child.pid for child in multiprocessing.active_children() if child.pid is not None}


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  # there is no event for it
            await asyncio.sleep(0.01)


async def good(pool: PoolRenderer) -> bool:
    return await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


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


async def test_a_worker_suspended_while_idle_is_replaced_unnoticed(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "START_TIMEOUT", 0.5)
    (pid,) = workers()
    os.kill(pid, signal.SIGSTOP)
    # More than fits into the pipe, so that even sending it would wait for ever.
    data = bytes(2**22)
    assert await pool.run(jobs.echo, data, requester=ANN) == data
    assert pid not in workers()
    assert pool.state().restarts[Restart.DEADLINE] == 1


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
    for word in (b"yours", b"theirs"):
        assert await pool.run(jobs.echo, word, requester=ANN) == word
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
        await until(lambda old=pid: bool(workers() - {old}) and pool.state().alive == 1)
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


@pytest.mark.slow
async def test_a_worn_out_worker_is_replaced_without_a_pause(troublesome_styles: None) -> None:
    start = time.perf_counter()
    async with PoolRenderer(workers=1, deadline=10, jobs_per_worker=5) as pool:
        start_up = time.perf_counter() - start
        pids, longest = set(), 0.0
        while len(pids) < 3:
            start = time.perf_counter()
            pids.add(await pool.run(jobs.sleep, 0.01, requester=ANN))
            longest = max(longest, time.perf_counter() - start)
        # No job waited while a worker started.
        assert longest < start_up
        restarts = pool.state().restarts
        assert restarts[Restart.RECYCLED] >= 2
        assert restarts[Restart.DIED] == restarts[Restart.DEADLINE] == 0
        await until(lambda: len(workers()) == 1)


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
        # However many jobs or checks come meanwhile, it retries no more often by itself.
        for _ in range(5):
            await until(lambda: pool.state().idle == 1)
            with pytest.raises(RenderError):
                await pool.check()
        caplog.clear()
        await asyncio.sleep(1)
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


MAIN = (
    "import asyncio, multiprocessing\n"
    "from bot.rendering import PoolRenderer, Requester\n"
    "from tests.rendering import jobs\n"
    "async def main():\n"
    "    async with PoolRenderer(2, 600) as pool:\n"
    "        working = asyncio.ensure_future(pool.run(jobs.sleep, 600, requester=Requester(1)))\n"
    "        await asyncio.sleep(0.5)\n"
    "        print(*(p.pid for p in multiprocessing.active_children()), flush=True)\n"
    "        await working\n"
    "if __name__ == '__main__':\n"
    "    asyncio.run(main())\n"
)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("number", [signal.SIGKILL, slow(signal.SIGTERM), slow(signal.SIGINT)])
def test_workers_end_with_the_bot(number: signal.Signals) -> None:
    script = Path("workers.py")
    script.write_text(MAIN)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as bot:
        assert bot.stdout is not None
        pids = [int(pid) for pid in bot.stdout.readline().split()]
        assert len(pids) == 2
        bot.send_signal(number)
        _, errors = bot.communicate(timeout=10)
    assert "never retrieved" not in errors
    deadline = time.monotonic() + 10
    while any(_is_running(pid) for pid in pids):
        assert time.monotonic() < deadline, "workers outlived the bot"
        time.sleep(0.05)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
