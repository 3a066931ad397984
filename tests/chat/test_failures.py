"""Whatever goes wrong, one person gets one short private answer and nothing is lost."""

import asyncio
import logging
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import simcord

from bot.app import create_bot
from bot.art.recipe import Recipe
from bot.art.render import recipe_in
from bot.settings import Settings
from tests.chat.conftest import Chat, code_on, picture_on, shown_to
from tests.pictures import png_of


def outcomes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What requests came to, as far as they were logged."""
    return [r.facts["outcome"] for r in caplog.records if hasattr(r, "facts")]


def hang(*_: object) -> None:
    """What a worker may come to do. Found by name, so it must stand here."""
    time.sleep(60)


MY_FAULT = "something went wrong on my side"


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    changes = request.node.get_closest_marker("changed")
    return settings.model_copy(update=changes.kwargs if changes else {})


@pytest.mark.changed(cooldown=3600)
async def test_too_soon_is_told_with_the_time_to_wait(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    for refused in (await chat.another(chat.ann, message), await chat.ann.slash(chat.channel, "genart")):
        assert re.search(r"try again in 3[56]\d\d seconds", chat.private(refused))
    for _ in range(3):
        hammered = await chat.another(chat.ann, message)
        assert hammered.acknowledged
        assert hammered.followups == []
    assert [code_on(m) for m in chat.messages()] == [code_on(message)]
    await chat.ben.slash(chat.channel, "genart")
    assert len(chat.messages()) == 2


@pytest.mark.changed(cooldown=3600)
async def test_a_picture_that_could_not_be_posted_counts_as_one(chat: Chat) -> None:
    answer = ("PATCH", "/webhooks/*/messages/@original")
    chat.env.inject_error(*answer, status=403, code=50013, message="Missing Permissions", times=None)
    for _ in range(3):
        await chat.ann.slash(chat.channel, "genart")
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 1


@pytest.mark.changed(cooldown=0.5)
async def test_after_the_pause_it_goes_on(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await asyncio.sleep(0.5)
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 2


@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize(
    ("style", "says"), [("fails", "could not draw"), ("hangs", "longer than 4 s"), ("dies", "dropped twice")]
)
@pytest.mark.changed(render_timeout=4.0)
async def test_a_render_that_goes_wrong(
    troublesome_styles: None, chat: Chat, style: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    (kept,) = chat.messages()
    with caplog.at_level(logging.ERROR):
        result = await chat.ann.slash(chat.channel, "genart", style=style)
    assert says in chat.private(result)
    assert ("ZeroDivisionError" in caplog.text) == (style == "fails")
    assert "Traceback" in caplog.text
    assert [m.id for m in chat.messages()] == [kept.id]
    again = await chat.another(chat.ann, kept)
    assert again.followups == []
    assert code_on(chat.messages()[0]) != code_on(kept)


async def test_a_button_whose_code_makes_no_sense(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    message = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    button = message.components[0]["components"][-1]["components"][0]
    button["custom_id"] = "genart:another:AAAAAAAAAAA:0:nonsense"
    result = await chat.ann.click(chat.messages()[0], custom_id=button["custom_id"])
    assert "is not a recipe code" in chat.private(result)


@pytest.mark.parametrize(
    "id", ["hello", "cron:another:AAAAAAAAAAA:0:squares1.harbour.7", "genart", ":", "\n"]
)
async def test_a_button_of_no_kind_of_ours(chat: Chat, id: str) -> None:
    await chat.ann.slash(chat.channel, "genart")
    message = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    message.components[0]["components"][-1]["components"][0]["custom_id"] = id
    result = await chat.ann.click(chat.messages()[0], custom_id=id)
    assert "not one of mine" in chat.private(result)
    assert len(chat.messages()) == 1


ANSWER = ("PATCH", "/webhooks/*/messages/@original")


async def test_a_file_that_discord_finds_too_large_goes_smaller(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=413, code=40005, message="Too large", times=2)
    result = await chat.ann.slash(chat.channel, "genart", style="moire")
    assert result.followups == []
    (message,) = chat.messages()
    posted = await picture_on(message, chat.env)
    whole = png_of(code_on(message))
    assert len(posted) <= len(whole) / 4
    assert recipe_in(posted).code == code_on(message)
    kept = shown_to(await chat.ann.slash(chat.channel, "download"))
    assert await kept.attachments[0].read() == whole


@pytest.mark.parametrize(
    ("status", "code"), [(403, 50013), (403, 50001), (401, 50027), (404, 10015), (500, 0)]
)
async def test_a_picture_that_may_not_be_posted_is_sent_directly(
    chat: Chat, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.requests")
    chat.env.inject_error(*ANSWER, status=status, code=code, message="No")
    result = await chat.ann.slash(chat.channel, "genart")
    assert "sent it to you as a direct message" in chat.private(result)
    assert outcomes(caplog) == ["unposted"]
    assert chat.messages() == []
    (direct,) = chat.ann.user.dm_channel.history()
    assert await picture_on(direct, chat.env) == png_of(code_on(direct))


async def test_one_that_was_sent_directly_and_could_not_be_kept_says_so(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="No")
    database = chat.settings.persistent_storage_dir / "genart.db"
    with closing(sqlite3.connect(database)) as other:
        other.execute("ALTER TABLE last_pictures RENAME TO gone")
        result = await chat.ann.slash(chat.channel, "genart")
        other.execute("ALTER TABLE gone RENAME TO last_pictures")
    assert "/download will not find it later" in chat.private(result)
    assert len(chat.ann.user.dm_channel.history()) == 1


@pytest.mark.changed(render_timeout=4.0)
async def test_a_picture_that_cannot_be_made_to_fit_is_kept_and_not_called_posted(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker hangs over it, once the picture itself is drawn."""
    caplog.set_level(logging.INFO, "bot.requests")
    with monkeypatch.context() as patched:
        patched.setattr("bot.interactions.delivery.upload_limit", lambda _: 1000)
        patched.setattr("bot.studio.library.convert_png", hang)
        result = await chat.ann.slash(chat.channel, "genart", style="squares")
    assert "could not make it smaller" in chat.private(result)
    assert outcomes(caplog) == ["failed"]
    assert chat.messages() == []
    assert shown_to(await chat.ann.slash(chat.channel, "download")).attachments
    openly = await chat.store.gallery(chat.ann.id, server=chat.ann.guild.id)
    assert openly.total == 0


async def test_a_picture_that_reaches_nobody_is_kept_all_the_same(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="Missing Permissions")
    chat.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message="Cannot send")
    result = await chat.ann.slash(chat.channel, "genart")
    assert "/download brings it" in chat.private(result)
    assert shown_to(await chat.ann.slash(chat.channel, "download")).attachments


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (413, 40005)])
async def test_any_other_answer_that_may_not_be_posted_is_told_privately(
    chat: Chat, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    for wish in ("variations", "download"):
        chat.env.inject_error(*ANSWER, status=status, code=code, message="No")
        result = await chat.press(chat.ann, card, wish)
        assert "try it in a direct message" in chat.private(result)
    assert [m.id for m in chat.messages()] == [card.id]
    assert "Failed" not in caplog.text


async def test_a_swap_that_fails_leaves_the_picture_as_it_was(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (before,) = chat.messages()
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="Missing Permissions")
    result = await chat.another(chat.ann, before)
    assert "direct message" in chat.private(result)
    assert code_on(chat.messages()[0]) == code_on(before)


async def test_an_interaction_that_is_gone_harms_nobody(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    chat.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    with caplog.at_level(logging.WARNING):
        await chat.ann.slash(chat.channel, "genart")
    assert "Could not answer" in caplog.text
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 1


async def test_a_store_that_cannot_write(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    await chat.ann.slash(chat.channel, "genart")
    before = chat.messages()
    database = chat.settings.persistent_storage_dir / "genart.db"
    with sqlite3.connect(database) as other:
        other.execute("ALTER TABLE last_pictures RENAME TO gone")
        other.commit()
        result = await chat.ann.slash(chat.channel, "genart")
        (remark,) = result.followups
        assert remark.ephemeral
        assert "could not keep it" in remark.content
        assert "no such table" in caplog.text
        posted = chat.messages()[1]
        assert await picture_on(posted, chat.env) == png_of(code_on(posted))
        other.execute("ALTER TABLE gone RENAME TO last_pictures")
        other.commit()
    download = await chat.ann.slash(chat.channel, "download")
    assert code_on(shown_to(download)) == code_on(before[0])
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 3


async def test_a_stored_picture_outlives_its_style(troublesome_styles: None, chat: Chat) -> None:
    made = await chat.ann.slash(chat.channel, "genart", style="calm")
    assert made.followups == []
    with sqlite3.connect(chat.settings.persistent_storage_dir / "genart.db") as other:
        other.execute("UPDATE artworks SET recipe = 'gone1.harbour.7', parent = 'gone1.harbour.6'")
    other.close()
    result = await chat.ann.slash(chat.channel, "download")
    assert result.response is not None
    (attachment,) = result.response.attachments
    assert attachment.filename == "gone1-harbour-7.png"


@pytest.mark.changed(render_timeout=60.0)
async def test_too_large_for_the_place_is_made_to_fit(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", recipe="attractor1.harbour.3.4096x4096")
    assert result.followups == []
    (message,) = chat.messages()
    posted = await picture_on(message, chat.env)
    assert len(posted) <= 10 * 2**20
    assert recipe_in(posted).code == code_on(message)
    words = chat.private(await chat.ann.slash(chat.channel, "download"))
    assert "to fit in here" in words


async def test_whoever_waits_at_the_end_still_gets_their_picture(chat: Chat) -> None:
    asking = asyncio.ensure_future(chat.ann.slash(chat.channel, "genart"))
    while not any(r.path.endswith("/callback") for r in chat.env.http_requests):  # noqa: ASYNC110
        await asyncio.sleep(0)
    await chat.env.bot.close()
    await asking
    assert Recipe.parse(code_on(chat.messages()[0]))


@pytest.fixture
async def server_of_one(settings: Settings) -> AsyncIterator[simcord.Env]:
    settings = settings.model_copy(update={"dev_guild_id": 4711})
    env = simcord.Env(create_bot(settings))
    env.create_guild("Dev", id=4711)
    await env.start()
    yield env
    await env.shutdown()
    await env.bot.close()


async def test_commands_go_to_the_development_server_at_once(server_of_one: simcord.Env) -> None:
    synced = [r for r in server_of_one.http_requests if r.method == "PUT" and "/commands" in r.path]
    assert [("/guilds/4711/" in r.path) for r in synced] == [True]
