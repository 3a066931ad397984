"""What an operator sees: logs, metrics, health, the sync of commands, shutdown."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import simcord
from discord import app_commands
from simcord import Env

from bot.app import create_bot
from bot.interactions.client import ArtBot
from bot.observability.logging import JsonLines
from bot.rendering import Renderer
from bot.settings import Settings
from bot.store import GalleryFull
from tests.chat.conftest import Chat, code_on

AnyCommand = app_commands.Command[Any, ..., Any]
LINES = JsonLines(lambda words: words)


@pytest.fixture
def settings(settings: Settings, unused_tcp_port: int) -> Settings:
    return settings.model_copy(update={"health_port": unused_tcp_port})


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    for ours in ("bot", "cogs"):
        caplog.set_level(logging.DEBUG, ours)


def bot_of(env: Env) -> ArtBot:
    assert isinstance(env.bot, ArtBot)
    return env.bot


def requests_in(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(LINES.format(r)) for r in caplog.records if r.name == "bot.requests"]


async def get(chat: Chat, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{chat.settings.health_port}{path}"
    async with aiohttp.ClientSession() as web, web.get(url) as answer:
        return answer.status, await answer.text()


async def test_each_interaction_logs_one_line_without_private_data(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", title="Night Train")
    (message,) = chat.messages()
    await chat.click_another(chat.ann, message)
    await chat.ben.slash(chat.channel, "genart", style="Nonsense of mine")
    await chat.ann.slash(chat.channel, "download")
    created, another, refused, download = requests_in(caplog)
    assert (created["command"], created["style"], created["outcome"], created["kept"]) == (
        "/genart",
        "squares",
        "answered",
        True,
    )
    for part in ("queue_s", "render_s", "encode_s", "store_s", "send_s"):
        assert 0 <= float(str(created[part])) < 30
    assert (another["command"], another["outcome"]) == ("another", "answered")
    assert (refused["command"], refused["outcome"]) == ("/genart", "refused")
    assert re.fullmatch(r"[A-Z]\w+", str(refused["reason"]))
    assert "style" not in refused
    assert download["command"] == "/download"
    secrets = ("Night", "Nonsense", "ann", "ben", str(chat.ann.id), str(chat.ben.id), code_on(message))
    for record in caplog.records:
        line = LINES.format(record)
        assert not any(re.search(rf"\b{re.escape(secret)}\b", line) for secret in secrets), line


@pytest.mark.usefixtures("troublesome_styles")
async def test_a_failure_is_logged_with_its_trace_and_counted(
    troublesome_styles: None, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="fails")
    (line,) = requests_in(caplog)
    assert (line["outcome"], line["style"], line["reason"]) == ("failed", "fails", "RenderError")
    assert "ZeroDivisionError" in caplog.text
    _, metrics = await get(chat, "/metrics")
    assert 'genart_interactions_total{command="/genart",outcome="failed"} 1.0' in metrics


async def test_an_answer_that_reaches_nobody_is_logged_as_unheard(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    await chat.ann.slash(chat.channel, "genart")
    (line,) = requests_in(caplog)
    assert line["outcome"] == "unheard"


async def test_an_unknown_button_is_logged_as_unknown(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
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
    assert await get(chat, "/healthz") == (200, '{"status": "well", "problems": {}}')
    _, metrics = await get(chat, "/metrics")
    assert 'genart_interactions_total{command="/genart",outcome="answered"} 1.0' in metrics
    assert 'genart_render_seconds_count{style="squares"} 1.0' in metrics
    assert 'genart_pictures_total{kept="yes"} 1.0' in metrics
    await chat.restart()
    assert (await get(chat, "/healthz"))[0] == 200


async def test_a_disconnected_gateway_is_a_problem_until_it_is_back(chat: Chat) -> None:
    bot = chat.bot
    bot.dispatch("disconnect")
    await asyncio.sleep(0.01)
    status, body = await get(chat, "/healthz")
    assert (status, json.loads(body)["problems"]) == (503, {"gateway": "Not connected to Discord."})
    assert "genart_gateway_latency_seconds" not in (await get(chat, "/metrics"))[1]
    bot.dispatch("resumed")
    await asyncio.sleep(1.1)
    assert (await get(chat, "/healthz"))[0] == 200


async def test_new_requests_are_refused_during_shutdown(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    await chat.bot.finish()
    for result in (await chat.ben.slash(chat.channel, "genart"), await chat.click_another(chat.ben, message)):
        assert "being restarted" in chat.ephemeral_text(result)
    assert [m.id for m in chat.messages() if not m.flags.ephemeral] == [message.id]
    assert [line.get("reason") for line in requests_in(caplog)[1:]] == ["ShuttingDown"] * 2
    status, body = await get(chat, "/healthz")
    assert (status, json.loads(body)["problems"]) == (503, {"gateway": "The bot is ending."})


async def test_finishing_waits_for_requests_in_flight(chat: Chat) -> None:
    request = asyncio.ensure_future(chat.ann.slash(chat.channel, "genart"))
    while not any(r.path.endswith("/callback") for r in chat.env.http_requests):  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert chat.messages() == [] or not chat.messages()[0].components
    await chat.bot.finish()
    assert code_on(chat.messages()[0])
    await request


@pytest.mark.changed(recent_pictures=1, kept_pictures=0)
async def test_limits_come_from_the_settings(chat: Chat) -> None:
    for _ in range(3):
        await chat.ann.slash(chat.channel, "genart", style="squares")
    store = chat.store
    assert (await store.data_summary(chat.ann.id)).pictures == 1
    (entry,) = (await store.gallery(chat.ann.id)).entries
    with pytest.raises(GalleryFull, match="has switched keeping off"):
        await store.toggle_pin(chat.ann.id, entry.code, entry.made_at)


@pytest.mark.slow
@pytest.mark.changed(render_memory=700)
async def test_the_memory_limit_comes_from_the_settings(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", recipe="blobs1.harbour.3.4096x4096")
    assert "more memory than I have" in chat.ephemeral_text(result)


def syncs(env: Env) -> list[str]:
    return [r.path for r in env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]


MakeBot = Callable[[], ArtBot]


@pytest.fixture
def make_bot(settings: Settings, make_renderer: Callable[[], Renderer]) -> MakeBot:
    return lambda: create_bot(settings, renderer=make_renderer())


@pytest.fixture
async def env(settings: Settings, make_bot: MakeBot) -> AsyncIterator[Env]:
    env = simcord.Env(make_bot())
    env.create_guild("Dev", id=4711)
    await env.start()
    yield env
    await env.shutdown()
    await env.bot.close()


async def start_again(env: Env, make_bot: MakeBot) -> None:
    await env.bot.close()
    await env.restart_bot(make_bot())


@pytest.mark.parametrize(
    ("server", "path"),
    [
        pytest.param(None, "/commands", id="everywhere"),
        pytest.param(4711, "/guilds/4711/commands", marks=pytest.mark.changed(dev_guild_id=4711), id="dev"),
    ],
)
async def test_commands_are_synced_once(env: Env, make_bot: MakeBot, server: int | None, path: str) -> None:
    assert len(syncs(env)) == 1
    assert syncs(env)[0].endswith(path)
    await start_again(env, make_bot)
    await start_again(env, make_bot)
    assert len(syncs(env)) == 1


async def test_commands_are_synced_again_when_one_has_changed(
    env: Env, make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_dict = app_commands.Command.to_dict

    def changed(command: AnyCommand, tree: app_commands.CommandTree[Any]) -> dict[str, Any]:
        description = {"description": "Something else."} if command.name == "genart" else {}
        return to_dict(command, tree) | description

    monkeypatch.setattr(app_commands.Command, "to_dict", changed)
    await start_again(env, make_bot)
    assert len(syncs(env)) == 2
    await start_again(env, make_bot)
    assert len(syncs(env)) == 2


async def test_commands_are_synced_again_when_discord_has_lost_one(env: Env, make_bot: MakeBot) -> None:
    tree = bot_of(env).tree
    (first, *_) = await tree.fetch_commands()
    tree.remove_command(first.name, type=first.type)
    await tree.sync()
    assert len(syncs(env)) == 2
    await start_again(env, make_bot)
    assert len(syncs(env)) == 3


async def test_commands_are_synced_again_when_the_store_is_empty(
    env: Env, make_bot: MakeBot, settings: Settings
) -> None:
    await bot_of(env).close()
    (settings.persistent_storage_dir / "genart.db").unlink()
    await env.restart_bot(make_bot())
    assert len(syncs(env)) == 2


async def test_the_bot_starts_even_if_discord_refuses_the_commands(
    make_bot: MakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    env = simcord.Env(make_bot(), check_errors=False)
    env.inject_error("PUT", "/applications/*/commands", status=400, code=30034)
    await env.start()
    assert "Discord did not take the commands" in caplog.text
    await env.shutdown()
    await env.bot.close()
