"""How the bot stops on SIGTERM and Ctrl-C when it runs as a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")

SIGNALS = [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]

# A bot as in `genart-bot run`, in a simulated Discord where Ann requests a picture.
BOT = """
import asyncio, sys
import simcord
import bot.app
import bot.interactions.client
from bot.cli.stopping import until_stopped
from bot.rendering import PoolRenderer
from bot.settings import Settings

async def main(option, value, limit):
    bot.interactions.client.SHUTDOWN_TIMEOUT = float(limit)
    renderer = PoolRenderer(workers=1, deadline=60)
    art = bot.app.create_bot(Settings(), renderer=renderer)
    env = simcord.Env(art, check_errors=False, settle_timeout=60)
    await env.start()
    guild = env.create_guild("Art club")
    channel = guild.create_text_channel("studio")
    ann = guild.add_member(env.create_user("ann"))

    async def request():
        drawing = asyncio.ensure_future(ann.slash(channel, "genart", **{option: value}))
        while not renderer.state().running:
            await asyncio.sleep(0)
        print("drawing", flush=True)
        await asyncio.Event().wait()

    try:
        await until_stopped(request(), art.finish)
    finally:
        await art.close()
    print([m.content or "a picture" for m in channel.history(viewer=ann)])

if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
"""
SLOW = ("style", "slow")
ENDLESS = ("style", "hangs")


@contextmanager
def drawing(option: str, value: str, *, limit: float = 30) -> Iterator["subprocess.Popen[str]"]:
    """Run a bot in a process of its own until it draws a picture; yield the process."""
    Path("bot_at_work.py").write_text(BOT)
    command = [sys.executable, "-W", "ignore", "bot_at_work.py", option, value, str(limit)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment()) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "drawing\n"
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("number", SIGNALS)
def test_people_who_wait_are_answered_before_it_stops(number: signal.Signals) -> None:
    with drawing(*SLOW) as bot:
        bot.send_signal(number)
        out, errors = bot.communicate(timeout=60)
    assert out == "['a picture']\n"
    assert bot.returncode == 0
    assert "never retrieved" not in errors


@pytest.mark.slow
@pytest.mark.usefixtures("troublesome_styles")
def test_people_who_wait_for_too_long_are_told_why() -> None:
    with drawing(*ENDLESS, limit=1) as bot:
        bot.send_signal(signal.SIGTERM)
        out, errors = bot.communicate(timeout=60)
    assert out == "['I am being restarted. Please try again in a minute.']\n"
    assert bot.returncode == 0
    assert "never retrieved" not in errors


@pytest.mark.slow
@pytest.mark.usefixtures("troublesome_styles")
def test_closing_does_not_extend_the_time_to_finish() -> None:
    with drawing(*ENDLESS, limit=5) as bot:
        begun = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        bot.wait(60)
    assert 5 <= time.monotonic() - begun < 9


@pytest.mark.slow
@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_second_signal_stops_it_at_once(number: signal.Signals) -> None:
    with drawing(*ENDLESS) as bot:
        bot.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            bot.wait(1)
        begun = time.monotonic()
        bot.send_signal(number)
        assert bot.wait(10) == 128 + number
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize("number", SIGNALS)
def test_it_can_be_stopped_while_it_logs_in(number: signal.Signals) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        program = (
            f"import discord\ndiscord.http.Route.BASE = {url!r}\nfrom bot.cli import main\nmain(['run'])"
        )
        command = [sys.executable, "-W", "ignore", "-c", program]
        env = environment(DISCORD_TOKEN="s3cret")
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as bot:
            silent.settimeout(30)
            connection, _ = silent.accept()
            bot.send_signal(number)
            _, errors = bot.communicate(timeout=30)
            connection.close()
    assert bot.returncode == 0, errors
    assert "s3cret" not in errors
    assert "Traceback" not in errors
