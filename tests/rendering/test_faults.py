"""Workers that are really killed, really stopped, and really out of memory."""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from multiprocessing import spawn
from pathlib import Path

import pytest

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, RenderTimeout, Requester, Restart
from bot.rendering import pool as pool_module
from bot.rendering import worker as worker_module
from tests.rendering import jobs

GOOD = Recipe.parse("squares1.harbour.7")
ANN = Requester(1)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


def workers() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid is not None}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110  # there is no event for it
            await asyncio.sleep(0.01)


async def good(pool: PoolRenderer) -> bool:
    return await pool.run(draw_png, GOOD, requester=ANN) == draw_png(GOOD)


async def test_a_worker_killed_at_work_has_its_picture_drawn_again(
    pool: PoolRenderer, tmp_path: Path
) -> None:
    assert await pool.run(jobs.die_once, str(tmp_path / "once"), requester=ANN) == "survived"
    assert pool.state().restarts[Restart.DIED] == 1


async def test_a_picture_that_kills_its_worker_is_given_up_and_the_next_one_drawn(
    pool: PoolRenderer,
) -> None:
    with pytest.raises(RenderError, match="dropped twice"):
        await pool.run(draw_png, Recipe.parse("dies1.harbour.7"), requester=ANN)
    assert await good(pool)
    assert pool.state().restarts[Restart.DIED] == 2


async def test_a_picture_past_its_deadline_is_given_up_and_the_next_one_drawn(pool: PoolRenderer) -> None:
    start = time.perf_counter()
    with pytest.raises(RenderTimeout, match="longer than 2 s"):
        await pool.run(draw_png, Recipe.parse("hangs1.harbour.7"), requester=ANN)
    assert 2 <= time.perf_counter() - start < 4
    assert await good(pool)
    assert pool.state().restarts == {Restart.DIED: 0, Restart.DEADLINE: 1, Restart.RECYCLED: 0}


async def test_a_worker_stopped_at_work_is_past_its_deadline(pool: PoolRenderer) -> None:
    drawing = asyncio.ensure_future(pool.run(jobs.nap, 0.5, requester=ANN))
    await asyncio.sleep(0.2)
    (pid,) = workers()
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(RenderTimeout):
        await drawing
    assert await good(pool)
    assert pid not in workers()


async def test_a_worker_stopped_while_idle_is_replaced_and_nobody_told(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "BEGIN_WITHIN", 0.5)
    (pid,) = workers()
    os.kill(pid, signal.SIGSTOP)
    # More than fits into the pipe, so that even sending it would wait for ever.
    data = bytes(2**22)
    assert await pool.run(jobs.same, data, requester=ANN) == data
    assert pid not in workers()
    assert pool.state().restarts[Restart.DEADLINE] == 1


async def test_a_parent_that_fails_half_way_takes_no_answer_for_another(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads are what runs out first; here, those that watch over the deadline of a job that has begun."""
    (before,) = workers()
    start, left = threading.Timer.start, 1

    def out_of_threads(timer: threading.Timer) -> None:
        nonlocal left
        if left and timer.interval != worker_module.BEGIN_WITHIN:
            left -= 1
            raise RuntimeError("can't start new thread")
        start(timer)

    monkeypatch.setattr(threading.Timer, "start", out_of_threads)
    with pytest.raises(RuntimeError, match="new thread"):
        await pool.run(jobs.same, b"mine", requester=ANN)
    for word in (b"yours", b"theirs"):
        assert await pool.run(jobs.same, word, requester=ANN) == word
    assert before not in workers()


async def test_a_worker_without_a_thread_to_watch_it_does_not_stay_behind(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, left = threading.Thread.start, 3

    def out_of_threads(thread: threading.Thread) -> None:
        nonlocal left
        if left and thread.name == "watch-worker":
            left -= 1
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", out_of_threads)
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await pool.run(draw_png, Recipe.parse("dies1.harbour.7"), requester=ANN)
    await until(lambda: len(workers()) <= 1)
    assert await good(pool)
    assert len(workers()) == 1


async def test_all_threads_are_there_before_the_first_job_comes(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def out_of_threads(thread: threading.Thread) -> None:
        if thread.name.startswith("render"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", out_of_threads)

    async def person(number: int) -> None:
        for _ in range(100):
            assert await pool.run(len, "abc", requester=Requester(number)) == 3

    async with asyncio.timeout(30):
        await asyncio.gather(*map(person, range(5)))
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await PoolRenderer(1, 5).start()


async def test_a_check_finds_that_no_worker_is_there_while_one_is_awaited(
    pool: PoolRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    (pid,) = workers()
    monkeypatch.setattr(spawn, "_python_exe", os.fsencode(slow))
    os.kill(pid, signal.SIGKILL)
    await until(lambda: pid not in workers() and not pool._idle)
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await pool.check()


async def test_a_check_finds_a_stopped_worker_before_anybody_else_does(
    two: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "BEGIN_WITHIN", 0.5)
    stopped = min(workers())
    os.kill(stopped, signal.SIGSTOP)
    await two.check()
    assert stopped not in workers()
    assert two.state().alive == 2
    start = time.perf_counter()
    assert await good(two)
    assert await good(two)
    assert time.perf_counter() - start < 0.5


async def test_a_worker_killed_while_idle_is_replaced_at_once(pool: PoolRenderer) -> None:
    for times in (1, 2):
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        await until(lambda old=pid: bool(workers() - {old}) and pool.state().alive == 1)
        await pool.check()
        assert pool.state().restarts[Restart.DIED] == times


@pytest.mark.parametrize("pause", [0.0, 0.001, 0.01])
async def test_a_worker_killed_right_before_a_job_goes_unnoticed(pool: PoolRenderer, pause: float) -> None:
    for _ in range(2):
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(pause)
        assert await good(pool)


async def test_workers_killed_at_any_moment_never_leave_a_torn_result(two: PoolRenderer) -> None:
    chance = random.Random(7)  # noqa: S311  # moments, not secrets
    data = bytes(range(256)) * 2**14
    asking = [asyncio.ensure_future(two.run(jobs.same, data, requester=Requester(n))) for n in range(12)]
    for _ in range(6):
        await asyncio.sleep(chance.uniform(0.01, 0.4))
        if alive := workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(sorted(alive)), signal.SIGKILL)
    for end in await asyncio.gather(*asking, return_exceptions=True):
        assert end == data or isinstance(end, RenderError)
    await until(lambda: two.state().alive == 2)
    assert await good(two)


async def test_the_event_loop_goes_on_while_workers_are_killed_and_replaced(two: PoolRenderer) -> None:
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
        await asyncio.gather(*(good(two) for _ in range(3)))
    measuring.cancel()
    assert max(lags) < 0.2


async def test_a_worker_that_has_done_enough_makes_room_without_a_pause(troublesome_styles: None) -> None:
    async with PoolRenderer(workers=1, deadline=10, jobs_per_worker=5) as pool:
        pids, longest = set(), 0.0
        while len(pids) < 3:
            start = time.perf_counter()
            pids.add(await pool.run(jobs.nap, 0.01, requester=ANN))
            longest = max(longest, time.perf_counter() - start)
        # Starting a worker takes most of a second, which nobody waited for.
        assert longest < 0.4
        restarts = pool.state().restarts
        assert restarts[Restart.RECYCLED] >= 2
        assert restarts[Restart.DIED] == restarts[Restart.DEADLINE] == 0
        await until(lambda: len(workers()) == 1)


async def test_where_no_worker_can_start_that_is_said_and_it_recovers(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pid,) = workers()
    with monkeypatch.context() as broken:
        broken.setattr(spawn, "_python_exe", b"/bin/false")
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(RenderError, match="cannot draw at the moment"):
            await pool.run(draw_png, GOOD, requester=ANN)
        await until(lambda: len(pool._idle) == 1)
        with pytest.raises(RenderError, match="cannot draw at the moment"):
            await pool.check()
        assert pool.state().alive == 0
    await pool.check()
    assert pool.state().alive == 1
    assert await good(pool)


async def test_a_lane_that_found_no_worker_tries_again_although_nobody_asks(
    pool: PoolRenderer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool_module, "AGAIN_AFTER", 0.2)
    (pid,) = workers()
    with monkeypatch.context() as broken:
        broken.setattr(spawn, "_python_exe", b"/bin/false")
        os.kill(pid, signal.SIGKILL)
        await until(lambda: caplog.text.count("No worker to be had") > 1)
        assert pool.state().alive == 0
        # However many ask meanwhile, it tries no more often by itself.
        for _ in range(5):
            await until(lambda: len(pool._idle) == 1)
            with pytest.raises(RenderError):
                await pool.check()
        caplog.clear()
        await asyncio.sleep(1)
        assert caplog.text.count("No worker to be had") <= 10
    await until(lambda: pool.state().alive == 1)


async def test_a_pool_that_cannot_start_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(spawn, "_python_exe", b"/bin/false")
    with pytest.raises(RenderError, match="cannot draw at the moment"):
        await PoolRenderer(2, 5).start()
    assert workers() == set()
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_a_pool_may_be_told_to_end_while_it_starts(caplog: pytest.LogCaptureFixture) -> None:
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
async def _nobody_left() -> AsyncIterator[None]:
    yield
    assert workers() == set()


@pytest.mark.usefixtures("_nobody_left")
@pytest.mark.parametrize("moment", [0.0, 0.05, 0.3, 1.0])
async def test_the_end_may_come_while_a_worker_is_being_replaced(moment: float) -> None:
    async with PoolRenderer(workers=2, deadline=5) as pool:
        asking = [asyncio.ensure_future(pool.run(jobs.nap, 3, requester=Requester(n))) for n in range(4)]
        await asyncio.sleep(0.05)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(moment)
    for end in await asyncio.gather(*asking, return_exceptions=True):
        assert isinstance(end, RenderError)
        assert "being restarted" in str(end)


MAIN = (
    "import asyncio, multiprocessing\n"
    "from bot.rendering import Asker, PoolRenderer\n"
    "from tests.rendering import jobs\n"
    "async def main():\n"
    "    async with PoolRenderer(2, 600) as pool:\n"
    "        working = asyncio.ensure_future(pool.run(jobs.nap, 600, asker=Asker(1)))\n"
    "        await asyncio.sleep(0.5)\n"
    "        print(*(p.pid for p in multiprocessing.active_children()), flush=True)\n"
    "        await working\n"
    "if __name__ == '__main__':\n"
    "    asyncio.run(main())\n"
)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_when_the_bot_does(end: signal.Signals) -> None:
    script = Path("workers.py")
    script.write_text(MAIN)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as bot:
        assert bot.stdout is not None
        pids = [int(pid) for pid in bot.stdout.readline().split()]
        assert len(pids) == 2
        bot.send_signal(end)
        _, said = bot.communicate(timeout=10)
    assert "never retrieved" not in said
    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < deadline, "workers outlived the bot"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
