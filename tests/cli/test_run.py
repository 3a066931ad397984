"""genart-bot run and preview: starting, waiting for Discord, and stopping."""

import asyncio
import json
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
from bot.rendering import Renderer
from bot.settings import Settings
from tests.cli.conftest import Run, environment
from tests.simulation import until


def test_without_a_token_it_names_the_setting(genart_bot: Run) -> None:
    done = genart_bot("run")
    assert done.returncode == 1
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert "DISCORD_TOKEN" in line
    assert "genart-bot preview" in line


def test_all_wrong_settings_are_named(genart_bot: Run) -> None:
    done = genart_bot("run", DISCORD_TOKEN="s3cret token", COOLDOWN="x", RENDER_WORKERS="0")
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["COOLDOWN", "DISCORD_TOKEN", "RENDER_WORKERS"]
    assert "s3cret" not in done.stderr.decode()


@contextmanager
def discord_that_says(status: int, port: int = 0) -> Iterator[int]:
    """Run an HTTP server on loopback that answers every request with one status; yield its port."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", port), Refuse) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server.server_port
        server.shutdown()


def run_against(port: int) -> subprocess.Popen[str]:
    """Start ``genart-bot run`` with a server at that port in the place of Discord."""
    program = (
        f"import discord\ndiscord.http.Route.BASE = 'http://127.0.0.1:{port}'\n"
        "from bot.cli import main\nmain(['run'])"
    )
    command = [sys.executable, "-W", "ignore", "-c", program]
    env = environment(DISCORD_TOKEN="s3cret")
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "Discord does not accept DISCORD_TOKEN"),
        pytest.param(403, "Discord refused", marks=pytest.mark.slow),
    ],
)
def test_a_token_that_discord_refuses(status: int, sentence: str) -> None:
    with discord_that_says(status) as port, run_against(port) as bot:
        _, errors = bot.communicate()
    assert bot.returncode == 1
    assert sentence in errors.splitlines()[-1]
    assert "s3cret" not in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_it_waits_until_discord_can_be_reached() -> None:
    with discord_that_says(401) as port:
        pass
    with run_against(port) as bot:
        assert bot.stderr is not None
        while "Trying again in 2 s" not in (line := bot.stderr.readline()):
            assert bot.poll() is None, line
        with discord_that_says(401, port):
            _, errors = bot.communicate()
    assert "Discord does not accept DISCORD_TOKEN" in errors.splitlines()[-1]
    assert bot.returncode == 1


def is_open(port: int) -> bool:
    """Return whether a program listens at that port of loopback."""
    with socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


async def test_it_logs_in_when_discord_comes_back(
    settings: Settings,
    make_renderer: Callable[[], Renderer],
    unused_tcp_port_factory: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At first nothing listens, then a server answers 429, then it works; /healthz answers all the while."""
    ours, theirs = unused_tcp_port_factory(), unused_tcp_port_factory()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{theirs}")
    requests: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        requests.append(f"{request.method} {request.path}")
        if len(requests) == 1:
            return web.Response(status=429, text="You are being blocked from accessing our API")
        account = {"id": "1", "username": "art", "discriminator": "0", "avatar": None}
        about: dict[str, object] = {"name": "art", "icon": None, "description": "", "owner": account}
        about |= {"verify_key": "", "bot_public": True, "bot_require_code_grant": False, "flags": 0}
        known: dict[str, object] = {"/users/@me": account, "/oauth2/applications/@me": account | about}
        body = json.dumps(known.get(request.path, [])).encode()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    settings = settings.model_copy(update={"health_port": ours})
    async with create_bot(settings, renderer=make_renderer()) as bot:
        logging_in = asyncio.ensure_future(log_in(bot, "token"))
        await until(partial(is_open, ours))
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{ours}/healthz") as health:
            assert "Not connected to Discord." in (await health.json())["problems"].values()
        assert not logging_in.done()
        server = web.AppRunner(app)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", theirs).start()
        await logging_in
        assert bot.user is not None
        assert bot.user.id == 1
        await server.cleanup()
    assert requests[:2] == ["GET /users/@me"] * 2
    assert requests[-1] == "PUT /applications/1/commands"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
def test_it_can_be_stopped_while_it_waits_for_discord() -> None:
    with discord_that_says(401) as port:
        pass
    with run_against(port) as bot:
        assert bot.stderr is not None
        while "Trying again" not in bot.stderr.readline():
            assert bot.poll() is None
        bot.send_signal(signal.SIGTERM)
        _, errors = bot.communicate(timeout=20)
    assert bot.returncode == 0
    assert "Traceback" not in errors
    assert "Unclosed" not in errors


def test_an_unusable_storage_directory_is_named(genart_bot_process: Run) -> None:
    Path("file").write_text("in the way")
    done = genart_bot_process("preview", "--no-browser", PERSISTENT_STORAGE_DIR="file")
    assert done.returncode == 1
    assert b"cannot be opened" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_preview_uses_the_chosen_port_and_can_be_stopped(
    number: signal.Signals, unused_tcp_port: int
) -> None:
    command = [sys.executable, "-m", "bot", "preview", "--no-browser", "--port", str(unused_tcp_port)]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as preview:
        assert preview.stdout is not None
        url = preview.stdout.readline()
        assert url.startswith(f"http://127.0.0.1:{unused_tcp_port}/")
        preview.send_signal(number)
        rest, errors = preview.communicate(timeout=30)
    assert preview.returncode == 0
    assert rest == ""
    assert "Traceback" not in errors
