"""Refusals and outages of Discord, dropped connections, and messages deleted while the bot works on them.

Each test checks what people see and what the store holds, and that the bot still answers afterwards.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from simcord import InteractionResult
from simcord.backend import serializers

from bot.store import LastPicture
from tests.chat.conftest import Chat, answer_to, code_on, outcomes, picture_on, texts
from tests.pictures import png_of
from tests.simulation import at_once, cut, let_time_run, record_of, until

pytestmark = pytest.mark.usefixtures("no_asyncio_errors")

CALLBACK = ("POST", "/interactions/*/*/callback")
ANSWER = ("PATCH", "/webhooks/*/messages/@original")
FOLLOW_UP = ("POST", "/webhooks/*/*")
DELETION = ("DELETE", "/webhooks/*/messages/@original")
DROPS = [
    aiohttp.ClientOSError(104, "Connection reset by peer"),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
]


@pytest.fixture
async def no_asyncio_errors() -> AsyncIterator[None]:
    """Fail if asyncio reports an error, such as “Task exception was never retrieved”."""
    errors: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: errors.append(str(context)))
    yield
    gc.collect()
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    assert errors == []


@pytest.fixture
async def chat(chat: Chat) -> AsyncIterator[Chat]:
    """The same; at the end, check that the bot still answers other people."""
    yield chat
    chat.env.backend.faults.clear()
    guild = chat.env.create_guild("Elsewhere")
    eve = guild.add_member(chat.env.create_user("eve"))
    there = guild.create_text_channel("there")
    made = answer_to(await eve.slash(there, "genart", style="squares"))
    again = answer_to(await eve.slash(there, "download"))
    assert code_on(again) == code_on(made)


async def last_code(chat: Chat, person: Any) -> str | None:
    """Return the code of a person's last picture in the store."""
    last = await chat.store.last_picture(person.id)
    assert last is None or isinstance(last, LastPicture)
    return None if last is None else last.code


def requests(chat: Chat, method: str, ending: str) -> int:
    return sum(r.method == method and r.path.endswith(ending) for r in chat.env.http_requests)


# --------------------------------------------------------------- refusals and outages


async def test_a_request_that_cannot_be_acknowledged_is_not_run(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """It expired, another process with the same token was faster, or Discord is down."""
    for status, code in ((404, 10062), (400, 40060), (500, 0), (503, 0), (429, 0), (401, 50027)):
        caplog.clear()
        chat.env.inject_error(*CALLBACK, status=status, code=code, message="No", times=2)
        result = await chat.ann.slash(chat.channel, "genart")
        assert not result.acknowledged
        assert chat.messages() == []
        assert await last_code(chat, chat.ann) is None
        assert "Could not answer" in caplog.text
    await chat.ann.slash(chat.channel, "genart")
    assert [code_on(m) for m in chat.messages()] == [await last_code(chat, chat.ann)]


@pytest.mark.parametrize("status", [503, 429])
async def test_a_picture_can_be_downloaded_after_an_outage(chat: Chat, status: int) -> None:
    chat.env.inject_error(*ANSWER, status=status, times=None)
    chat.env.inject_error("POST", "/channels/*/messages", status=status, times=None)
    chat.env.inject_error(*FOLLOW_UP, status=status, times=None)
    result = await chat.ann.slash(chat.channel, "genart")
    assert result.followups == []
    chat.env.backend.faults.clear()
    download = answer_to(await chat.ann.slash(chat.channel, "download"))
    kept = await last_code(chat, chat.ann)
    assert kept is not None
    assert await download.attachments[0].read() == png_of(kept)


async def test_an_error_message_that_cannot_be_sent_leaves_nothing_public(chat: Chat) -> None:
    chat.env.inject_error(*FOLLOW_UP, status=500, times=None)
    result = await chat.ann.slash(chat.channel, "genart", style="nonsense")
    assert result.response is None
    assert chat.messages() == []


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_a_picture_is_sent_directly_when_the_token_has_expired(
    chat: Chat, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The person has the picture, so the request does not count as unheard."""
    caplog.set_level(logging.INFO, "bot.requests")
    for route in (ANSWER, FOLLOW_UP, DELETION):
        chat.env.inject_error(*route, status=status, code=code, message="Token", times=None)
    await chat.ann.slash(chat.channel, "genart")
    (direct,) = chat.ann.user.dm_channel.history()
    assert await picture_on(direct, chat.env) == png_of(code_on(direct))
    assert await last_code(chat, chat.ann) == code_on(direct)
    assert outcomes(caplog) == ["unposted"]


async def test_a_remark_that_cannot_be_sent_is_no_failure(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    chat.env.inject_error(*FOLLOW_UP, status=500)
    await chat.click(chat.ann, chat.messages()[0], "delete")
    assert chat.messages() == []
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


# --------------------------------------------------------------- dropped connections


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_acknowledgement_is_repeated_after_a_dropped_connection(chat: Chat, arrived: bool) -> None:
    for number, error in enumerate(DROPS):
        cut(chat.env, *CALLBACK, error=error, arrived=arrived)
        result = await chat.ann.slash(chat.channel, "genart")
        assert requests(chat, "POST", "/callback") == (1 + arrived) * (number + 1)
        assert result.followups == []
        assert len(chat.messages()) == number + 1
        assert await last_code(chat, chat.ann) == code_on(chat.messages()[-1])


async def test_an_acknowledgement_that_arrived_despite_a_5xx_counts(chat: Chat) -> None:
    """discord.py repeats it a second later, and Discord answers that it was acknowledged already."""
    give = chat.env._webhook_adapter.request

    async def twice(route: Any, *args: Any, **kwargs: Any) -> Any:
        if route.url.endswith("/callback"):
            chat.env._webhook_adapter.request = give
            await give(route, *args, **kwargs)
            await asyncio.sleep(1)
        return await give(route, *args, **kwargs)

    let_time_run(chat.env)
    chat.env._webhook_adapter.request = twice
    result = await chat.ann.slash(chat.channel, "genart")
    assert result.followups == []
    assert [code_on(m) for m in chat.messages()] == [await last_code(chat, chat.ann)]


@pytest.mark.parametrize("arrived", [False, True])
async def test_the_acknowledgement_of_a_button_is_repeated(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    cut(chat.env, *CALLBACK, arrived=arrived)
    await chat.click_another(chat.ann, card)
    assert [m.id for m in chat.messages()] == [card.id]
    assert code_on(chat.messages()[0]) != code_on(card)
    # A refusal is still reported.
    cut(chat.env, *CALLBACK, arrived=arrived)
    assert "There is no style" in chat.ephemeral_text(
        await chat.ann.slash(chat.channel, "genart", style="nonsense")
    )
    assert len(chat.messages()) == 1


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_form_is_sent_again(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    cut(chat.env, *CALLBACK, arrived=arrived)
    form = await chat.click(chat.ann, chat.messages()[0], "remix")
    assert form.modal is not None
    assert form.followups == []


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_immediate_refusal_is_sent_again(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    stored = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    stored.components[0]["components"][-1]["components"][0]["custom_id"] = "genart:nonsense"
    cut(chat.env, *CALLBACK, arrived=arrived)
    assert "not one of mine" in chat.ephemeral_text(
        await chat.click(chat.ann, chat.messages()[0], "nonsense")
    )


async def test_a_connection_that_keeps_dropping_is_given_up(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    cut(chat.env, *CALLBACK, times=4)
    result = await chat.ann.slash(chat.channel, "genart")
    assert not result.acknowledged
    assert await last_code(chat, chat.ann) is None
    assert "Could not answer" in caplog.text


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_answer_is_repeated_and_appears_only_once(chat: Chat, arrived: bool) -> None:
    for number, (error, times) in enumerate(zip(DROPS, (1, 2, 3), strict=True), 1):
        cut(chat.env, *ANSWER, error=error, times=times, arrived=arrived)
        result = await chat.ann.slash(chat.channel, "genart")
        assert result.followups == []
        assert len(chat.messages()) == number
        card = chat.messages()[-1]
        assert await picture_on(card, chat.env) == png_of(code_on(card))
        assert len(card.attachments) == 1
        assert await last_code(chat, chat.ann) == code_on(card)
    assert chat.ann.user.dm_channel.history() == []


async def test_a_picture_is_saved_when_every_attempt_to_post_it_fails(chat: Chat) -> None:
    cut(chat.env, *ANSWER, times=4)
    result = await chat.ann.slash(chat.channel, "genart")
    assert "/download brings it" in chat.ephemeral_text(result)
    assert chat.messages() == []
    assert await last_code(chat, chat.ann) is not None


@pytest.mark.parametrize("arrived", [False, True])
async def test_other_answers_are_repeated(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    for action in ("download", "keep", "variations"):
        cut(chat.env, *ANSWER, arrived=arrived)
        assert answer_to(await chat.click(chat.ann, chat.messages()[0], action))
    assert len(chat.messages()) == 2


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_error_message_is_repeated_even_if_it_may_appear_twice(chat: Chat, arrived: bool) -> None:
    cut(chat.env, *FOLLOW_UP, arrived=arrived)
    cut(chat.env, *DELETION, arrived=arrived)
    result = await chat.ann.slash(chat.channel, "genart", style="nonsense")
    contents = {m.content for m in result.followups}
    assert all("There is no style" in content for content in contents)
    assert len(contents) == 1
    assert len(result.followups) == 1 + arrived
    assert all(m.ephemeral for m in result.followups)
    assert chat.messages() == []


async def test_a_deletion_is_repeated(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    cut(chat.env, *DELETION, arrived=True)
    result = await chat.click(chat.ann, chat.messages()[0], "delete")
    assert "Deleted" in chat.ephemeral_text(result)
    assert chat.messages() == []


# --------------------------------------------------------------- messages and servers that vanish


@pytest.fixture
def clock_runs(troublesome_styles: None, chat: Chat) -> None:
    """Let the clock run in a chat that has a slow style."""
    let_time_run(chat.env)


async def interrupt(chat: Chat, request: Any, event: Any) -> InteractionResult:
    """Start a request, call ``event`` while its picture is drawn, and return the result."""
    with at_once(chat.env):
        result: InteractionResult = await request()
        await until(lambda: chat.renderer.state().running)
    event(result)
    await chat.env.settle()
    return result


def delete_message(chat: Chat, id: int) -> None:
    chat.env.backend.delete_message(chat.channel.id, id)


async def test_a_card_is_deleted_while_its_replacement_is_drawn(
    troublesome_styles: None, clock_runs: None, chat: Chat
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="slow")
    (card,) = chat.messages()
    result = await interrupt(
        chat, lambda: chat.click_another(chat.ann, card), lambda _: delete_message(chat, card.id)
    )
    assert "/download brings it" in chat.ephemeral_text(result)
    assert chat.messages() == []
    assert await last_code(chat, chat.ann) not in {None, code_on(card)}


@pytest.mark.slow
async def test_a_deferred_answer_is_deleted_before_the_picture_is_ready(
    troublesome_styles: None, clock_runs: None, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """Without its deferred message, an interaction has no place left for an answer."""
    result = await interrupt(
        chat,
        lambda: chat.ann.slash(chat.channel, "genart", style="slow"),
        lambda r: delete_message(chat, record_of(r).message_id),
    )
    assert (result.response, result.followups) == (None, [])
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR and r.name != "bot.art.style"]
    assert await last_code(chat, chat.ann) is not None


@pytest.mark.slow
async def test_a_sheet_is_deleted_while_it_is_drawn(
    troublesome_styles: None, clock_runs: None, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="slow")
    sheet = answer_to(await chat.click(chat.ann, chat.messages()[0], "variations"))
    result = await interrupt(
        chat, lambda: chat.click(chat.ann, sheet, "others"), lambda _: delete_message(chat, sheet.id)
    )
    assert "was deleted meanwhile" in chat.ephemeral_text(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


@pytest.mark.slow
async def test_a_gallery_is_dismissed_while_it_is_drawn(
    troublesome_styles: None, clock_runs: None, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="slow")
    await chat.click(chat.ann, chat.messages()[0], "keep")
    page = answer_to(await chat.ann.slash(chat.channel, "gallery"))
    result = await interrupt(
        chat, lambda: chat.click(chat.ann, page, "gallery"), lambda _: delete_message(chat, page.id)
    )
    assert "was deleted meanwhile" in chat.ephemeral_text(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_deleting_a_deleted_card_succeeds(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    await chat.ann.slash(chat.channel, "genart")
    chat.env.inject_error(*DELETION, status=404, code=10008, message="Unknown Message")
    result = await chat.click(chat.ann, chat.messages()[0], "delete")
    assert "Deleted" in chat.ephemeral_text(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_the_bot_is_removed_from_a_server_while_it_draws(
    troublesome_styles: None, clock_runs: None, chat: Chat
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    before = code_on(chat.messages()[0])
    await interrupt(
        chat,
        lambda: chat.ann.slash(chat.channel, "genart", style="slow"),
        lambda _: chat.env.backend.remove_guild(chat.ann.guild.id),
    )
    assert chat.env.bot.get_guild(chat.ann.guild.id) is None
    # It cannot be posted, but its owner can download it elsewhere.
    assert await last_code(chat, chat.ann) not in {None, before}
    home = await chat.ann.user.slash("download")
    assert code_on(answer_to(home)) == await last_code(chat, chat.ann)


# --------------------------------------------------------------- the gateway


async def test_requests_survive_a_resumed_session(chat: Chat) -> None:
    """Answers go over HTTP, so a request goes on without the gateway."""
    await chat.ann.slash(chat.channel, "genart")
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    chat.bot.dispatch("disconnect")
    await chat.env.settle()
    assert len(chat.messages()) == 2
    assert "genart_gateway_latency_seconds" not in chat.bot.metrics.text().decode()
    chat.bot.dispatch("resumed")
    await chat.env.settle()
    assert "genart_gateway_latency_seconds" in chat.bot.metrics.text().decode()
    await chat.click_another(chat.ann, chat.messages()[0])
    assert len(chat.messages()) == 2


async def test_requests_survive_a_new_session(chat: Chat) -> None:
    """Discord sends READY and every server again."""
    await chat.ann.slash(chat.channel, "genart", palette="harbour")
    (card,) = chat.messages()
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    await new_session(chat)
    assert len(chat.messages()) == 2
    await chat.click_another(chat.ann, card)
    after = chat.messages()[0]
    assert (after.id, code_on(after).split(".")[1]) == (card.id, "harbour")
    gallery = answer_to(await chat.ann.slash(chat.channel, "gallery", member=chat.ann.user))
    assert "Your gallery" in texts(gallery)[0]


async def new_session(chat: Chat) -> None:
    backend, state = chat.env.backend, chat.env.bot._connection
    chat.env.bot.dispatch("disconnect")
    state.clear()
    with chat.env._bot_scope():
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(backend.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in backend.guilds.values()],
            "session_id": "another",
            "resume_gateway_url": "wss://gateway.invalid",
            "application": {"id": str(backend.application_id), "flags": 0},
        }
        state.parsers["READY"](ready)
        for guild in list(backend.guilds.values()):
            backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
    await chat.env.settle()
    assert isinstance(chat.env.bot.get_guild(chat.ann.guild.id), discord.Guild)
