"""How pools and their workers start, are replaced and end, also when no worker can be started."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from multiprocessing import spawn
from pathlib import Path

import pytest

from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, Requester, Restart
from bot.rendering import pool as pool_module
from tests.rendering import jobs
from tests.rendering.processes import ANN, GOOD, good, slow, until, workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.mark.slow
async def test_a_worn_out_worker_is_replaced_without_a_pause(troublesome_styles: None) -> None:
    start = time.perf_counter()
    async with PoolRenderer(workers=1, deadline=10, jobs_per_worker=5) as pool:
        start_up = time.perf_counter() - start
        pids: set[int] = set()
        longest = 0.0
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
