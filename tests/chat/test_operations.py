"""What an operator sees while people use the bot: logs, metrics, health, commands, the end."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import simcord
from discord import app_commands
from simcord import Env

from bot.app import create_bot
from bot.interactions.client import ArtBot
from bot.observability.logging import JsonLines
from bot.settings import Settings
from bot.store import GalleryFull
from tests.chat.conftest import Chat, code_on

LINES = JsonLines(lambda words: words)


@pytest.fixture
def settings(settings: Settings, unused_tcp_port: int, request: pytest.FixtureRequest) -> Settings:
    changes = request.node.get_closest_marker("changed")
    return settings.model_copy(update={"health_port": unused_tcp_port, **(changes.kwargs if changes else {})})


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    for ours in ("bot", "cogs"):
        caplog.set_level(logging.DEBUG, ours)


def bot_of(env: Env) -> ArtBot:
    assert isinstance(env.bot, ArtBot)
    return env.bot


def requests_in(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(LINES.format(r)) for r in caplog.records if r.name == "bot.requests"]


async def ask(chat: Chat, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{chat.settings.health_port}{path}"
    async with aiohttp.ClientSession() as web, web.get(url) as answer:
        return answer.status, await answer.text()


async def test_one_line_for_each_interaction_with_nothing_private_in_it(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", title="Night Train")
    (message,) = chat.messages()
    await chat.another(chat.ann, message)
    await chat.ben.slash(chat.channel, "genart", style="Nonsense of mine")
    await chat.ann.slash(chat.channel, "download")
    made, another, refused, download = requests_in(caplog)
    assert (made["command"], made["style"], made["outcome"], made["kept"]) == (
        "/genart",
        "squares",
        "answered",
        True,
    )
    for part in ("queue_s", "render_s", "encode_s", "store_s", "send_s"):
        assert 0 <= float(str(made[part])) < 30
    assert (another["command"], another["outcome"]) == ("another", "answered")
    assert (refused["command"], refused["outcome"]) == ("/genart", "refused")
    assert re.fullmatch(r"[A-Z]\w+", str(refused["reason"]))
    assert "style" not in refused
    assert download["command"] == "/download"
    private = ("Night", "Nonsense", "ann", "ben", str(chat.ann.id), str(chat.ben.id), code_on(message))
    for record in caplog.records:
        line = LINES.format(record)
        assert not any(re.search(rf"\b{re.escape(word)}\b", line) for word in private), line


@pytest.mark.usefixtures("troublesome_styles")
async def test_a_failure_is_logged_with_its_trace_and_counted(
    troublesome_styles: None, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="fails")
    (line,) = requests_in(caplog)
    assert (line["outcome"], line["style"], line["reason"]) == ("failed", "fails", "RenderError")
    assert "ZeroDivisionError" in caplog.text
    _, metrics = await ask(chat, "/metrics")
    assert 'genart_interactions_total{command="/genart",outcome="failed"} 1.0' in metrics


async def test_an_answer_that_nobody_heard(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    chat.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    await chat.ann.slash(chat.channel, "genart")
    (line,) = requests_in(caplog)
    assert line["outcome"] == "unheard"


async def test_a_button_of_nobody_is_called_unknown(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    await chat.ann.slash(chat.channel, "genart")
    message = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    button = message.components[0]["components"][-1]["components"][0]
    button["custom_id"] = "genart:secretword:1:2"
    caplog.clear()
    await chat.ann.click(chat.messages()[0], custom_id=button["custom_id"])
    (line,) = requests_in(caplog)
    assert (line["command"], line["outcome"], line["reason"]) == ("unknown", "refused", "BadAction")
    assert "secretword" not in caplog.text


async def test_health_and_metrics_of_the_running_bot(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    assert await ask(chat, "/healthz") == (200, '{"status": "well", "problems": {}}')
    _, metrics = await ask(chat, "/metrics")
    assert 'genart_interactions_total{command="/genart",outcome="answered"} 1.0' in metrics
    assert 'genart_render_seconds_count{style="squares"} 1.0' in metrics
    assert 'genart_pictures_total{kept="yes"} 1.0' in metrics
    await chat.restart()
    assert (await ask(chat, "/healthz"))[0] == 200


async def test_a_gateway_that_is_gone_is_a_reason_until_it_is_back(chat: Chat) -> None:
    bot = chat.bot
    bot.dispatch("disconnect")
    await asyncio.sleep(0.01)
    status, body = await ask(chat, "/healthz")
    assert (status, json.loads(body)["problems"]) == (503, {"gateway": "Not connected to Discord."})
    assert "genart_gateway_latency_seconds" not in (await ask(chat, "/metrics"))[1]
    bot.dispatch("resumed")
    await asyncio.sleep(1.1)
    assert (await ask(chat, "/healthz"))[0] == 200


async def test_whoever_comes_while_it_ends_is_turned_away(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    await chat.bot.finish()
    for late in (await chat.ben.slash(chat.channel, "genart"), await chat.another(chat.ben, message)):
        assert "being restarted" in chat.private(late)
    assert [m.id for m in chat.messages() if not m.flags.ephemeral] == [message.id]
    assert [line.get("reason") for line in requests_in(caplog)[1:]] == ["ShuttingDown"] * 2
    status, body = await ask(chat, "/healthz")
    assert (status, json.loads(body)["problems"]) == (503, {"gateway": "The bot is ending."})


async def test_it_has_finished_when_who_waits_is_answered(chat: Chat) -> None:
    asking = asyncio.ensure_future(chat.ann.slash(chat.channel, "genart"))
    while not any(r.path.endswith("/callback") for r in chat.env.http_requests):  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert chat.messages() == [] or not chat.messages()[0].components
    await chat.bot.finish()
    assert code_on(chat.messages()[0])
    await asking


@pytest.mark.changed(recent_pictures=1, kept_pictures=0, render_memory=700)
async def test_bounds_are_those_of_the_settings(own_workers: None, chat: Chat) -> None:
    for _ in range(3):
        await chat.ann.slash(chat.channel, "genart", style="squares")
    store = chat.store
    assert (await store.data_summary(chat.ann.id)).pictures == 1
    (entry,) = (await store.gallery(chat.ann.id)).entries
    with pytest.raises(GalleryFull, match="has switched keeping off"):
        await store.toggle_pin(chat.ann.id, entry.code, entry.made_at)
    result = await chat.ann.slash(chat.channel, "genart", recipe="blobs1.harbour.3.4096x4096")
    assert "more memory than I have" in chat.private(result)


def told(env: Env) -> list[str]:
    return [r.path for r in env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]


@pytest.fixture
async def env(settings: Settings) -> AsyncIterator[Env]:
    env = simcord.Env(create_bot(settings))
    env.create_guild("Dev", id=4711)
    await env.start()
    yield env
    await env.shutdown()
    await env.bot.close()


async def start_again(env: Env, settings: Settings) -> None:
    await env.bot.close()
    await env.restart_bot(create_bot(settings))


@pytest.mark.parametrize(
    ("server", "path"),
    [
        pytest.param(None, "/commands", id="everywhere"),
        pytest.param(4711, "/guilds/4711/commands", marks=pytest.mark.changed(dev_guild_id=4711), id="dev"),
    ],
)
async def test_discord_is_told_about_the_commands_once(
    env: Env, settings: Settings, server: int | None, path: str
) -> None:
    assert len(told(env)) == 1
    assert told(env)[0].endswith(path)
    await start_again(env, settings)
    await start_again(env, settings)
    assert len(told(env)) == 1


async def test_and_again_when_one_has_changed(
    env: Env, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_dict = app_commands.Command.to_dict

    def changed(self, tree):  # type: ignore[no-untyped-def]
        return to_dict(self, tree) | ({"description": "Something else."} if self.name == "genart" else {})

    monkeypatch.setattr(app_commands.Command, "to_dict", changed)
    await start_again(env, settings)
    assert len(told(env)) == 2
    await start_again(env, settings)
    assert len(told(env)) == 2


async def test_and_again_when_discord_has_lost_one(env: Env, settings: Settings) -> None:
    tree = bot_of(env).tree
    (first, *_) = await tree.fetch_commands()
    tree.remove_command(first.name, type=first.type)
    await tree.sync()
    assert len(told(env)) == 2
    await start_again(env, settings)
    assert len(told(env)) == 3


async def test_a_store_that_forgets_costs_no_more_than_being_told_again(env: Env, settings: Settings) -> None:
    await bot_of(env).close()
    (settings.persistent_storage_dir / "genart.db").unlink()
    await env.restart_bot(create_bot(settings))
    assert len(told(env)) == 2


async def test_a_discord_that_does_not_take_them_does_not_keep_the_bot_from_starting(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    env = simcord.Env(create_bot(settings), check_errors=False)
    env.inject_error("PUT", "/applications/*/commands", status=400, code=30034)
    await env.start()
    assert "Discord did not take the commands" in caplog.text
    await env.shutdown()
    await env.bot.close()
