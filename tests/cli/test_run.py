"""genart-bot run: what it says when it cannot."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket

import discord
import pytest
from aiohttp import ClientSession, web

from bot.app import create_bot
from bot.cli.run import log_in
from bot.settings import Settings
from tests.cli.conftest import Run, environment
from tests.simulation import until


def test_without_a_token_it_says_what_to_set(genart_bot: Run) -> None:
    done = genart_bot("run")
    assert done.returncode == 1
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert "DISCORD_TOKEN" in line
    assert "genart-bot preview" in line


def test_bad_settings_are_all_named(genart_bot: Run) -> None:
    done = genart_bot("run", DISCORD_TOKEN="s3cret token", COOLDOWN="x", RENDER_WORKERS="0")
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["COOLDOWN", "DISCORD_TOKEN", "RENDER_WORKERS"]
    assert "s3cret" not in done.stderr.decode()


@contextmanager
def discord_that_says(status: int, port: int = 0) -> Iterator[int]:
    """An HTTP server on loopback that answers every request with one status, as Discord might."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", port), Refuse) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def run_against(port: int) -> subprocess.Popen[str]:
    """``genart-bot run``, with a Discord at that port of loopback."""
    program = (
        f"import discord\ndiscord.http.Route.BASE = 'http://127.0.0.1:{port}'\n"
        "from bot.cli import main\nmain(['run'])"
    )
    command = [sys.executable, "-W", "ignore", "-c", program]
    env = environment(DISCORD_TOKEN="s3cret")
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(401, "Discord does not accept DISCORD_TOKEN"), (403, "Discord refused")],
)
def test_a_token_that_discord_refuses(status: int, sentence: str) -> None:
    with discord_that_says(status) as port, run_against(port) as bot:
        _, said = bot.communicate()
    assert bot.returncode == 1
    assert sentence in said.splitlines()[-1]
    assert "s3cret" not in said
    assert "Traceback" not in said


def test_a_discord_that_cannot_be_reached_is_waited_for() -> None:
    with discord_that_says(401) as port:
        pass
    with run_against(port) as bot:
        assert bot.stderr is not None
        while "Trying again in 2 s" not in (line := bot.stderr.readline()):
            assert bot.poll() is None, line
        with discord_that_says(401, port):
            _, said = bot.communicate()
    assert "Discord does not accept DISCORD_TOKEN" in said.splitlines()[-1]
    assert bot.returncode == 1


def is_open(port: int) -> bool:
    """Whether somebody listens at that port of loopback."""
    with socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


async def test_a_discord_that_comes_back_is_logged_into(
    settings: Settings, unused_tcp_port_factory: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At first nobody is there, then somebody who has enough of us, then Discord. All the while, all that
    is one's own works.
    """
    ours, theirs = unused_tcp_port_factory(), unused_tcp_port_factory()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{theirs}")
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        if len(asked) == 1:
            return web.Response(status=429, text="You are being blocked from accessing our API")
        account = {"id": "1", "username": "art", "discriminator": "0", "avatar": None}
        about = {"name": "art", "icon": None, "description": "", "owner": account, "verify_key": ""}
        about |= {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
        known = {"/users/@me": account, "/oauth2/applications/@me": account | about}
        body = json.dumps(known.get(request.path, [])).encode()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    async with create_bot(settings.model_copy(update={"health_port": ours})) as bot:
        logging_in = asyncio.ensure_future(log_in(bot, "token"))
        await until(partial(is_open, ours))
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{ours}/healthz") as health:
            assert "Not connected to Discord." in (await health.json())["problems"].values()
        assert not logging_in.done()
        discord_is_there = web.AppRunner(app)
        await discord_is_there.setup()
        await web.TCPSite(discord_is_there, "127.0.0.1", theirs).start()
        await logging_in
        assert bot.user is not None
        assert bot.user.id == 1
        await discord_is_there.cleanup()
    assert asked[:2] == ["GET /users/@me"] * 2
    assert asked[-1] == "PUT /applications/1/commands"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
def test_waiting_for_discord_ends_when_told_to() -> None:
    with discord_that_says(401) as port:
        pass
    with run_against(port) as bot:
        assert bot.stderr is not None
        while "Trying again" not in bot.stderr.readline():
            assert bot.poll() is None
        bot.send_signal(signal.SIGTERM)
        _, said = bot.communicate(timeout=20)
    assert bot.returncode == 0
    assert "Traceback" not in said
    assert "Unclosed" not in said


def test_a_storage_directory_that_cannot_be_used_is_named(genart_bot: Run) -> None:
    Path("file").write_text("in the way")
    done = genart_bot("preview", "--no-browser", PERSISTENT_STORAGE_DIR="file")
    assert done.returncode == 1
    assert b"cannot be opened" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_preview_ends_cleanly_when_told_to(signal_number: signal.Signals) -> None:
    command = [sys.executable, "-m", "bot", "preview", "--no-browser"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment(), **pipes) as preview:  # type: ignore[call-overload]
        url = preview.stdout.readline()
        assert url.startswith("http://127.0.0.1:")
        os.kill(preview.pid, signal_number)
        rest, errors = preview.communicate(timeout=30)
    assert preview.returncode == 0
    assert rest == ""
    assert "Traceback" not in errors
