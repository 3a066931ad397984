"""The check of genart-bot doctor that asks Discord, against a server that answers like Discord."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import discord
import pytest
from pydantic import SecretStr

from bot.cli.checks import Finding, Level, discord_account
from bot.settings import Settings

TOKEN = "MTIz.s3cret.Tok"


@contextmanager
def discord_that_says(status: int, answers: dict[str, object]) -> Iterator[str]:
    """Run an HTTP server on loopback that answers like Discord; yield its URL."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.get(self.path.partition("?")[0], {"message": "no", "code": 0})).encode()
            self.send_response(status if self.path in answers or status != 200 else 403)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def findings_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Finding]]:
    """Check a token at a server in the place of Discord, and return the findings."""

    def check(url: str, dev_guild_id: int | None = None) -> list[Finding]:
        async def run() -> list[Finding]:
            settings = Settings(discord_token=SecretStr(TOKEN), dev_guild_id=dev_guild_id)
            return [finding async for finding in discord_account(settings)]

        monkeypatch.setattr(discord.http.Route, "BASE", url)
        findings = asyncio.run(run())
        assert "s3cret" not in "".join(map(str, findings))
        return findings

    return check


USER = {"id": "42", "username": "genart", "discriminator": "0", "avatar": None, "bot": True}
APP = {
    "id": "42",
    "name": "Art club",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": USER,
    "verify_key": "x",
    "approximate_guild_count": 3,
}


def test_a_good_token_is_ok(findings_at: Callable[..., list[Finding]]) -> None:
    scopes = {"oauth2_install_params": {"scopes": ["bot", "applications.commands"], "permissions": "0"}}
    app = {**APP, "integration_types_config": {"0": scopes, "1": {}}}
    with discord_that_says(200, {"/users/@me": USER, "/oauth2/applications/@me": app}) as url:
        (finding,) = findings_at(url)
    assert finding.level is Level.OK
    assert finding.what == "The token belongs to Art club (42), which is in 3 servers."


def test_missing_permissions_of_the_application_are_named(
    findings_at: Callable[..., list[Finding]],
) -> None:
    scopes = {"oauth2_install_params": {"scopes": ["bot"], "permissions": "0"}}
    app = {**APP, "integration_types_config": {"0": scopes}}
    with discord_that_says(200, {"/users/@me": USER, "/oauth2/applications/@me": app}) as url:
        _, scope, users, server = findings_at(url, dev_guild_id=7)
    assert scope.level is Level.WARNING
    assert "lacks the scope applications.commands" in scope.what
    assert "tick User Install" in users.remedy
    assert server.level is Level.PROBLEM
    assert "server 7" in server.what


def test_a_token_that_discord_refuses_is_a_problem(findings_at: Callable[..., list[Finding]]) -> None:
    with discord_that_says(401, {}) as url:
        (finding,) = findings_at(url)
    assert finding.level is Level.PROBLEM
    assert "does not accept DISCORD_TOKEN" in finding.what


def test_an_unreachable_discord_is_only_a_warning(
    findings_at: Callable[..., list[Finding]], unused_tcp_port: int
) -> None:
    (finding,) = findings_at(f"http://127.0.0.1:{unused_tcp_port}")
    assert finding.level is Level.WARNING
    assert "Not checked" in finding.what
