"""Discord at its worst: refusals, outages, dropped connections, messages that vanish under the bot's hands.

After each of them: what people see, what the store holds, and that the bot still answers.
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
from tests.chat.conftest import Chat, code_on, picture_on, shown_to, texts
from tests.pictures import png_of
from tests.simulation import at_once, cut, let_time_run, record_of, until

pytestmark = pytest.mark.usefixtures("nothing_escapes")

CALLBACK = ("POST", "/interactions/*/*/callback")
ANSWER = ("PATCH", "/webhooks/*/messages/@original")
FOLLOW_UP = ("POST", "/webhooks/*/*")
AWAY = ("DELETE", "/webhooks/*/messages/@original")
DROPS = [
    aiohttp.ClientOSError(104, "Connection reset by peer"),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
]


@pytest.fixture
async def nothing_escapes() -> AsyncIterator[None]:
    """No “Task exception was never retrieved”, and nothing else that asyncio complains of."""
    complaints: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(str(context)))
    yield
    gc.collect()
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    assert complaints == []


@pytest.fixture
async def chat(chat: Chat) -> AsyncIterator[Chat]:
    """The same, and at the end the bot still answers whoever asks."""
    yield chat
    chat.env.backend.faults.clear()
    guild = chat.env.create_guild("Elsewhere")
    eve = guild.add_member(chat.env.create_user("eve"))
    room = guild.create_text_channel("room")
    made = shown_to(await eve.slash(room, "genart", style="squares"))
    again = shown_to(await eve.slash(room, "download"))
    assert code_on(again) == code_on(made)


async def last_of(chat: Chat, person: Any) -> str | None:
    """The code of the picture that the store holds as somebody's last."""
    last = await chat.store.last_picture(person.id)
    assert last is None or isinstance(last, LastPicture)
    return None if last is None else last.code


def requests(chat: Chat, method: str, ending: str) -> int:
    return sum(r.method == method and r.path.endswith(ending) for r in chat.env.http_requests)


# --------------------------------------------------------------- refusals and outages


async def test_what_cannot_be_acknowledged_is_not_done(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    """It expired, another bot with the same token was quicker, or Discord is down: nobody waits for it."""
    for status, code in ((404, 10062), (400, 40060), (500, 0), (503, 0), (429, 0), (401, 50027)):
        caplog.clear()
        chat.env.inject_error(*CALLBACK, status=status, code=code, message="No", times=2)
        result = await chat.ann.slash(chat.channel, "genart")
        assert not result.acknowledged
        assert chat.messages() == []
        assert await last_of(chat, chat.ann) is None
        assert "Could not answer" in caplog.text
    await chat.ann.slash(chat.channel, "genart")
    assert [code_on(m) for m in chat.messages()] == [await last_of(chat, chat.ann)]


@pytest.mark.parametrize("status", [503, 429])
async def test_an_outage_while_it_answers_leaves_the_picture_to_be_downloaded(
    chat: Chat, status: int
) -> None:
    chat.env.inject_error(*ANSWER, status=status, times=None)
    chat.env.inject_error("POST", "/channels/*/messages", status=status, times=None)
    chat.env.inject_error(*FOLLOW_UP, status=status, times=None)
    result = await chat.ann.slash(chat.channel, "genart")
    assert result.followups == []
    chat.env.backend.faults.clear()
    download = shown_to(await chat.ann.slash(chat.channel, "download"))
    kept = await last_of(chat, chat.ann)
    assert kept is not None
    assert await download.attachments[0].read() == png_of(kept)


async def test_an_apology_that_cannot_be_made_leaves_nothing_in_public(chat: Chat) -> None:
    chat.env.inject_error(*FOLLOW_UP, status=500, times=None)
    result = await chat.ann.slash(chat.channel, "genart", style="nonsense")
    assert result.response is None
    assert chat.messages() == []


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_a_token_that_died_meanwhile(chat: Chat, status: int, code: int) -> None:
    """The picture goes the only way that is left."""
    for route in (ANSWER, FOLLOW_UP, AWAY):
        chat.env.inject_error(*route, status=status, code=code, message="Token", times=None)
    await chat.ann.slash(chat.channel, "genart")
    (direct,) = chat.ann.user.dm_channel.history()
    assert await picture_on(direct, chat.env) == png_of(code_on(direct))
    assert await last_of(chat, chat.ann) == code_on(direct)


async def test_a_remark_that_cannot_be_made_is_no_failure(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    chat.env.inject_error(*FOLLOW_UP, status=500)
    await chat.press(chat.ann, chat.messages()[0], "delete")
    assert chat.messages() == []
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


# --------------------------------------------------------------- dropped connections


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_acknowledgement_is_given_once_more(chat: Chat, arrived: bool) -> None:
    for number, error in enumerate(DROPS):
        cut(chat.env, *CALLBACK, error=error, arrived=arrived)
        result = await chat.ann.slash(chat.channel, "genart")
        assert requests(chat, "POST", "/callback") == (1 + arrived) * (number + 1)
        assert result.followups == []
        assert len(chat.messages()) == number + 1
        assert await last_of(chat, chat.ann) == code_on(chat.messages()[-1])


async def test_a_5xx_that_discord_had_understood_all_the_same_is_good_enough(chat: Chat) -> None:
    """discord.py tries again by itself, a second later, and is told that it was acknowledged already."""
    give = chat.env._webhook_adapter.request

    async def twice(route: Any, *args: Any, **kwargs: Any) -> Any:
        if route.url.endswith("/callback"):
            chat.env._webhook_adapter.request = give  # type: ignore[method-assign]
            await give(route, *args, **kwargs)
            await asyncio.sleep(1)
        return await give(route, *args, **kwargs)

    let_time_run(chat.env)
    chat.env._webhook_adapter.request = twice  # type: ignore[method-assign]
    result = await chat.ann.slash(chat.channel, "genart")
    assert result.followups == []
    assert [code_on(m) for m in chat.messages()] == [await last_of(chat, chat.ann)]


@pytest.mark.parametrize("arrived", [False, True])
async def test_so_is_one_of_a_button(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    cut(chat.env, *CALLBACK, arrived=arrived)
    await chat.another(chat.ann, card)
    assert [m.id for m in chat.messages()] == [card.id]
    assert code_on(chat.messages()[0]) != code_on(card)
    # What is wrong is told as ever.
    cut(chat.env, *CALLBACK, arrived=arrived)
    assert "There is no style" in chat.private(await chat.ann.slash(chat.channel, "genart", style="nonsense"))
    assert len(chat.messages()) == 1


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_form_is_shown_once_more(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    cut(chat.env, *CALLBACK, arrived=arrived)
    form = await chat.press(chat.ann, chat.messages()[0], "remix")
    assert form.modal is not None
    assert form.followups == []


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_refusal_at_once_is_given_once_more(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    stored = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    stored.components[0]["components"][-1]["components"][0]["custom_id"] = "genart:nonsense"
    cut(chat.env, *CALLBACK, arrived=arrived)
    assert "not one of mine" in chat.private(await chat.press(chat.ann, chat.messages()[0], "nonsense"))


async def test_a_connection_that_stays_dead_is_given_up(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    cut(chat.env, *CALLBACK, times=4)
    result = await chat.ann.slash(chat.channel, "genart")
    assert not result.acknowledged
    assert await last_of(chat, chat.ann) is None
    assert "Could not answer" in caplog.text


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_answer_is_given_again_and_never_twice(chat: Chat, arrived: bool) -> None:
    for number, (error, times) in enumerate(zip(DROPS, (1, 2, 3), strict=True), 1):
        cut(chat.env, *ANSWER, error=error, times=times, arrived=arrived)
        result = await chat.ann.slash(chat.channel, "genart")
        assert result.followups == []
        assert len(chat.messages()) == number
        card = chat.messages()[-1]
        assert await picture_on(card, chat.env) == png_of(code_on(card))
        assert len(card.attachments) == 1
        assert await last_of(chat, chat.ann) == code_on(card)
    assert chat.ann.user.dm_channel.history() == []


async def test_a_picture_that_no_connection_lasts_for_is_kept(chat: Chat) -> None:
    cut(chat.env, *ANSWER, times=4)
    result = await chat.ann.slash(chat.channel, "genart")
    assert "/download brings it" in chat.private(result)
    assert chat.messages() == []
    assert await last_of(chat, chat.ann) is not None


@pytest.mark.parametrize("arrived", [False, True])
async def test_other_answers_are_given_again(chat: Chat, arrived: bool) -> None:
    await chat.ann.slash(chat.channel, "genart")
    for wish in ("download", "keep", "variations"):
        cut(chat.env, *ANSWER, arrived=arrived)
        assert shown_to(await chat.press(chat.ann, chat.messages()[0], wish))
    assert len(chat.messages()) == 2


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_apology_is_made_again_rather_than_never(chat: Chat, arrived: bool) -> None:
    cut(chat.env, *FOLLOW_UP, arrived=arrived)
    cut(chat.env, *AWAY, arrived=arrived)
    result = await chat.ann.slash(chat.channel, "genart", style="nonsense")
    words = {m.content for m in result.followups}
    assert all("There is no style" in w for w in words)
    assert len(words) == 1
    assert len(result.followups) == 1 + arrived
    assert all(m.ephemeral for m in result.followups)
    assert chat.messages() == []


async def test_a_deletion_is_done_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    cut(chat.env, *AWAY, arrived=True)
    result = await chat.press(chat.ann, chat.messages()[0], "delete")
    assert "Deleted" in chat.private(result)
    assert chat.messages() == []


# --------------------------------------------------------------- what vanishes meanwhile


@pytest.fixture
def slowly(troublesome_styles: None, chat: Chat) -> Chat:
    """A chat with a style that takes its time, in which the clock runs."""
    let_time_run(chat.env)
    return chat


async def meanwhile(chat: Chat, asking: Any, happens: Any) -> InteractionResult:
    """Something happens while something that was asked for is being drawn."""
    with at_once(chat.env):
        result: InteractionResult = await asking()
        await until(lambda: chat.renderer.state().running)
    happens(result)
    await chat.env.settle()
    return result


def gone(chat: Chat, id: int) -> None:
    chat.env.backend.delete_message(chat.channel.id, id)


async def test_a_card_that_is_deleted_while_another_is_drawn(troublesome_styles: None, slowly: Chat) -> None:
    chat = slowly
    await chat.ann.slash(chat.channel, "genart", style="slow")
    (card,) = chat.messages()
    result = await meanwhile(chat, lambda: chat.another(chat.ann, card), lambda _: gone(chat, card.id))
    assert "/download brings it" in chat.private(result)
    assert chat.messages() == []
    assert await last_of(chat, chat.ann) not in {None, code_on(card)}


async def test_an_answer_that_is_deleted_before_it_is_there(
    troublesome_styles: None, slowly: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """With its “thinking…” the interaction has lost the only place where anything could be said."""
    chat = slowly
    result = await meanwhile(
        chat,
        lambda: chat.ann.slash(chat.channel, "genart", style="slow"),
        lambda r: gone(chat, record_of(r).message_id),
    )
    assert (result.response, result.followups) == (None, [])
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR and r.name != "bot.art.style"]
    assert await last_of(chat, chat.ann) is not None


async def test_a_sheet_that_is_deleted_while_it_is_drawn(
    troublesome_styles: None, slowly: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat = slowly
    await chat.ann.slash(chat.channel, "genart", style="slow")
    sheet = shown_to(await chat.press(chat.ann, chat.messages()[0], "variations"))
    result = await meanwhile(
        chat, lambda: chat.press(chat.ann, sheet, "others"), lambda _: gone(chat, sheet.id)
    )
    assert "was deleted meanwhile" in chat.private(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_a_gallery_that_is_put_away_while_it_is_drawn(
    troublesome_styles: None, slowly: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat = slowly
    await chat.ann.slash(chat.channel, "genart", style="slow")
    await chat.press(chat.ann, chat.messages()[0], "keep")
    page = shown_to(await chat.ann.slash(chat.channel, "gallery"))
    result = await meanwhile(
        chat, lambda: chat.press(chat.ann, page, "gallery"), lambda _: gone(chat, page.id)
    )
    assert "was deleted meanwhile" in chat.private(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_a_card_that_is_gone_already_can_be_deleted(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    chat.env.inject_error(*AWAY, status=404, code=10008, message="Unknown Message")
    result = await chat.press(chat.ann, chat.messages()[0], "delete")
    assert "Deleted" in chat.private(result)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_a_server_that_the_bot_is_removed_from_while_it_draws(
    troublesome_styles: None, slowly: Chat
) -> None:
    chat = slowly
    await chat.ann.slash(chat.channel, "genart", style="squares")
    before = code_on(chat.messages()[0])
    await meanwhile(
        chat,
        lambda: chat.ann.slash(chat.channel, "genart", style="slow"),
        lambda _: chat.env.backend.remove_guild(chat.ann.guild.id),
    )
    assert chat.env.bot.get_guild(chat.ann.guild.id) is None
    # It cannot be posted any more, but is theirs, wherever they ask for it.
    assert await last_of(chat, chat.ann) not in {None, before}
    home = await chat.ann.user.slash("download")
    assert code_on(shown_to(home)) == await last_of(chat, chat.ann)


# --------------------------------------------------------------- the gateway


async def test_a_session_that_is_resumed(chat: Chat) -> None:
    """What was asked for before goes on, as answers take another way."""
    await chat.ann.slash(chat.channel, "genart")
    bot = chat.env.bot
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    bot.dispatch("disconnect")
    await chat.env.settle()
    assert len(chat.messages()) == 2
    with pytest.raises(Exception, match="Not connected"):
        await bot._check_gateway()
    bot.dispatch("resumed")
    await chat.env.settle()
    await bot._check_gateway()
    await chat.another(chat.ann, chat.messages()[0])
    assert len(chat.messages()) == 2


async def test_a_session_that_is_invalid_is_followed_by_a_new_one(chat: Chat) -> None:
    """Discord then tells everything afresh: READY, and every server once more."""
    await chat.ann.slash(chat.channel, "genart", palette="harbour")
    (card,) = chat.messages()
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    await new_session(chat)
    assert len(chat.messages()) == 2
    await chat.another(chat.ann, card)
    after = chat.messages()[0]
    assert (after.id, code_on(after).split(".")[1]) == (card.id, "harbour")
    gallery = shown_to(await chat.ann.slash(chat.channel, "gallery", member=chat.ann.user))
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
