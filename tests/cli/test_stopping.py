"""What SIGTERM and Ctrl-C do to a bot that is a process of its own."""

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

SIGNALS = [signal.SIGTERM, signal.SIGINT]

# The bot as `run` has it, in a simulated Discord where somebody asks for a picture.
BOT = """
import asyncio, sys
import simcord
import bot.app
import bot.interactions.client
from bot.cli.stopping import until_stopped
from bot.settings import Settings

async def main(option, value, patience):
    bot.interactions.client.SHUTDOWN_TIMEOUT = float(patience)
    art = bot.app.create_bot(Settings())
    env = simcord.Env(art, check_errors=False, settle_timeout=60)
    await env.start()
    guild = env.create_guild("Art club")
    room = guild.create_text_channel("studio")
    ann = guild.add_member(env.create_user("ann"))

    async def ask():
        asking = asyncio.ensure_future(ann.slash(room, "genart", **{option: value}))
        while not art._renderer.state().running:
            await asyncio.sleep(0)
        print("drawing", flush=True)
        await asyncio.Event().wait()

    try:
        await until_stopped(ask(), art.finish)
    finally:
        await art.close()
    print([m.content or "a picture" for m in room.history(viewer=ann)])

if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
"""
LARGE = ("recipe", "attractor1.harbour.3.4096x4096")
ENDLESS = ("style", "hangs")


@contextmanager
def drawing(option: str, value: str, *, patience: float = 30) -> Iterator["subprocess.Popen[str]"]:
    """A bot at work."""
    Path("bot_at_work.py").write_text(BOT)
    command = [sys.executable, "-W", "ignore", "bot_at_work.py", option, value, str(patience)]
    env = environment(RENDER_WORKERS="1", RENDER_TIMEOUT="60")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "drawing\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", SIGNALS)
def test_who_waits_is_answered_before_it_ends(number: signal.Signals) -> None:
    with drawing(*LARGE) as bot:
        bot.send_signal(number)
        out, errors = bot.communicate(timeout=60)
    assert out == "['a picture']\n"
    assert bot.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.usefixtures("troublesome_styles")
def test_who_waits_for_too_long_is_told_why() -> None:
    with drawing(*ENDLESS, patience=1) as bot:
        bot.send_signal(signal.SIGTERM)
        out, errors = bot.communicate(timeout=60)
    assert out == "['I am being restarted. Please try again in a minute.']\n"
    assert bot.returncode == 0
    assert "never retrieved" not in errors


@pytest.mark.usefixtures("troublesome_styles")
def test_its_patience_does_not_begin_anew_when_it_closes() -> None:
    with drawing(*ENDLESS, patience=5) as bot:
        begun = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        bot.wait(60)
    assert 5 <= time.monotonic() - begun < 9


@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_second_signal_ends_it_at_once(number: signal.Signals) -> None:
    with drawing(*ENDLESS) as bot:
        bot.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            bot.wait(1)
        begun = time.monotonic()
        bot.send_signal(number)
        assert bot.wait(10) == 128 + number
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize("number", SIGNALS)
def test_it_can_be_stopped_while_discord_does_not_answer(number: signal.Signals) -> None:
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
