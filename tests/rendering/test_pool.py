"""The real pool: real processes, really killed."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.rendering import PoolRenderer, RenderError, RenderTimeout

GOOD = Recipe.parse("squares1.harbour.7")


@pytest.fixture
async def pool(troublesome_styles: None) -> AsyncIterator[PoolRenderer]:
    async with PoolRenderer(workers=1, deadline=2.0) as renderer:
        yield renderer


async def test_a_worker_draws_what_the_recipe_says(pool: PoolRenderer) -> None:
    assert await pool.draw(GOOD) == draw_png(GOOD.code)


async def test_drawing_does_not_hold_up_the_event_loop(pool: PoolRenderer) -> None:
    drawing = asyncio.gather(*(pool.draw(GOOD) for _ in range(20)))
    ticks = 0
    while not drawing.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert ticks > 20


async def test_a_picture_past_its_deadline_is_given_up_and_the_next_one_drawn(pool: PoolRenderer) -> None:
    start = time.perf_counter()
    with pytest.raises(RenderTimeout, match="longer than 2 s"):
        await pool.draw(Recipe.parse("hangs1.harbour.7"))
    assert time.perf_counter() - start < 10
    assert await pool.draw(GOOD) == draw_png(GOOD.code)


async def test_a_picture_that_kills_its_worker_is_given_up_and_the_next_one_drawn(pool: PoolRenderer) -> None:
    with pytest.raises(RenderError, match="dropped twice"):
        await pool.draw(Recipe.parse("dies1.harbour.7"))
    assert await pool.draw(GOOD) == draw_png(GOOD.code)


@pytest.mark.parametrize("pause", [0.0, 0.5])
async def test_a_worker_killed_while_it_is_idle_is_replaced(pool: PoolRenderer, pause: float) -> None:
    for _ in range(2):
        (worker,) = multiprocessing.active_children()
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        await asyncio.sleep(pause)
        assert await pool.draw(GOOD) == draw_png(GOOD.code)


@pytest.mark.parametrize("style", ["fails", "odd"])
async def test_an_error_of_a_style_comes_back_with_its_trace(pool: PoolRenderer, style: str) -> None:
    for _ in range(2):
        with pytest.raises(RenderError, match="could not draw") as caught:
            await pool.draw(Recipe.parse(f"{style}1.harbour.7"))
        assert "trouble_styles.py" in str(caught.value.__cause__)
    assert await pool.draw(GOOD) == draw_png(GOOD.code)


async def test_whoever_still_waits_at_the_end_is_told(pool: PoolRenderer) -> None:
    waiting = [asyncio.ensure_future(pool.draw(GOOD)) for _ in range(5)]
    await asyncio.sleep(0)
    await pool.close()
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert all(isinstance(end, RenderError | bytes) for end in ends)
    assert any("being restarted" in str(end) for end in ends)


async def test_too_many_at_once_are_refused(pool: PoolRenderer) -> None:
    waiting = [asyncio.ensure_future(pool.draw(GOOD)) for _ in range(30)]
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(end, bytes) for end in ends) == 20
    assert sum("Too many" in str(end) for end in ends if isinstance(end, RenderError)) == 10


async def test_nothing_is_drawn_before_the_start_or_after_the_end() -> None:
    renderer = PoolRenderer(1, 1)
    with pytest.raises(RenderError):
        await renderer.draw(GOOD)
    await renderer.close()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.usefixtures("troublesome_styles")
def test_workers_end_when_the_bot_is_killed() -> None:
    program = (
        "import asyncio, multiprocessing\n"
        "from bot.art.recipe import Recipe\n"
        "from bot.rendering import PoolRenderer\n"
        "async def main():\n"
        "    async with PoolRenderer(2, 600) as pool:\n"
        "        drawing = asyncio.ensure_future(pool.draw(Recipe.parse('hangs1.harbour.7')))\n"
        "        await asyncio.sleep(0.5)\n"
        "        print(*(p.pid for p in multiprocessing.active_children()), flush=True)\n"
        "        await drawing\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    script = Path("workers.py")
    script.write_text(program)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment
    ) as bot:
        assert bot.stdout is not None
        workers = [int(pid) for pid in bot.stdout.readline().split()]
        assert len(workers) == 2
        bot.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in workers):
        assert time.monotonic() < deadline, "workers outlived the bot"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
