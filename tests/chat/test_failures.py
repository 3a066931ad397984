"""Failures: the person gets one short private answer, and nothing is lost."""

import asyncio
import logging
import re
import sqlite3
from contextlib import closing

import pytest

from bot.art.recipe import Recipe
from bot.art.render import recipe_in
from tests.chat.conftest import Chat, answer_to, code_on, outcomes, picture_on
from tests.pictures import png_of


def fail(*_: object) -> None:
    """Fail in a worker. Pickle finds it by name, so it is a module-level function."""
    raise ZeroDivisionError


@pytest.mark.changed(cooldown=3600)
async def test_the_cooldown_says_how_long_to_wait(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    for refused in (
        await chat.click_another(chat.ann, message),
        await chat.ann.slash(chat.channel, "genart"),
    ):
        assert re.search(r"try again in 3[56]\d\d seconds", chat.ephemeral_text(refused))
    for _ in range(3):
        repeated = await chat.click_another(chat.ann, message)
        assert repeated.acknowledged
        assert repeated.followups == []
    assert [code_on(m) for m in chat.messages()] == [code_on(message)]
    await chat.ben.slash(chat.channel, "genart")
    assert len(chat.messages()) == 2


@pytest.mark.changed(cooldown=3600)
async def test_a_picture_that_could_not_be_posted_starts_the_cooldown(chat: Chat) -> None:
    answer = ("PATCH", "/webhooks/*/messages/@original")
    chat.env.inject_error(*answer, status=403, code=50013, message="Missing Permissions", times=None)
    for _ in range(3):
        await chat.ann.slash(chat.channel, "genart")
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 1


@pytest.mark.changed(cooldown=0.5)
async def test_a_picture_can_be_made_after_the_cooldown(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    await asyncio.sleep(0.5)
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 2


@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize(
    ("style", "says"),
    [
        ("fails", "could not draw"),
        pytest.param("hangs", "longer than 4 s", marks=pytest.mark.slow),
        pytest.param("dies", "dropped twice", marks=pytest.mark.slow),
    ],
)
@pytest.mark.changed(render_timeout=4.0)
async def test_a_failed_render_is_reported_and_changes_nothing(
    troublesome_styles: None, chat: Chat, style: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    (kept,) = chat.messages()
    with caplog.at_level(logging.ERROR):
        result = await chat.ann.slash(chat.channel, "genart", style=style)
    assert says in chat.ephemeral_text(result)
    assert ("ZeroDivisionError" in caplog.text) == (style == "fails")
    assert "Traceback" in caplog.text
    assert [m.id for m in chat.messages()] == [kept.id]
    again = await chat.click_another(chat.ann, kept)
    assert again.followups == []
    assert code_on(chat.messages()[0]) != code_on(kept)


async def test_a_button_with_an_invalid_code_is_refused(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    message = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    button = message.components[0]["components"][-1]["components"][0]
    button["custom_id"] = "genart:another:AAAAAAAAAAA:0:nonsense"
    result = await chat.ann.click(chat.messages()[0], custom_id=button["custom_id"])
    assert "is not a recipe code" in chat.ephemeral_text(result)


@pytest.mark.parametrize(
    "id", ["hello", "cron:another:AAAAAAAAAAA:0:squares1.harbour.7", "genart", ":", "\n"]
)
async def test_a_button_with_a_foreign_custom_id_is_refused(chat: Chat, id: str) -> None:
    await chat.ann.slash(chat.channel, "genart")
    message = chat.env.backend.get_message(chat.channel.id, chat.messages()[0].id)
    message.components[0]["components"][-1]["components"][0]["custom_id"] = id
    result = await chat.ann.click(chat.messages()[0], custom_id=id)
    assert "not one of mine" in chat.ephemeral_text(result)
    assert len(chat.messages()) == 1


ANSWER = ("PATCH", "/webhooks/*/messages/@original")


async def test_a_file_too_large_for_discord_is_sent_smaller(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=413, code=40005, message="Too large", times=2)
    result = await chat.ann.slash(chat.channel, "genart", style="moire")
    assert result.followups == []
    (message,) = chat.messages()
    posted = await picture_on(message, chat.env)
    whole = png_of(code_on(message))
    assert len(posted) <= len(whole) / 4
    assert recipe_in(posted).code == code_on(message)
    kept = answer_to(await chat.ann.slash(chat.channel, "download"))
    assert await kept.attachments[0].read() == whole


@pytest.mark.parametrize(
    ("status", "code"), [(403, 50013), (403, 50001), (401, 50027), (404, 10015), (500, 0)]
)
async def test_a_picture_that_may_not_be_posted_is_sent_as_a_direct_message(
    chat: Chat, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.requests")
    chat.env.inject_error(*ANSWER, status=status, code=code, message="No")
    result = await chat.ann.slash(chat.channel, "genart")
    assert "sent it to you as a direct message" in chat.ephemeral_text(result)
    assert outcomes(caplog) == ["unposted"]
    assert chat.messages() == []
    (direct,) = chat.ann.user.dm_channel.history()
    assert await picture_on(direct, chat.env) == png_of(code_on(direct))


async def test_a_direct_message_says_if_its_picture_was_not_saved(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="No")
    database = chat.settings.persistent_storage_dir / "genart.db"
    with closing(sqlite3.connect(database)) as other:
        other.execute("ALTER TABLE last_pictures RENAME TO gone")
        result = await chat.ann.slash(chat.channel, "genart")
        other.execute("ALTER TABLE gone RENAME TO last_pictures")
    assert "/download will not find it later" in chat.ephemeral_text(result)
    assert len(chat.ann.user.dm_channel.history()) == 1


async def test_a_picture_that_cannot_be_made_to_fit_is_saved_and_not_marked_as_posted(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.requests")
    with monkeypatch.context() as patched:
        patched.setattr("bot.interactions.delivery.upload_limit", lambda _: 1000)
        patched.setattr("bot.studio.library.convert_png", fail)
        result = await chat.ann.slash(chat.channel, "genart", style="squares")
    assert "could not make it smaller" in chat.ephemeral_text(result)
    assert outcomes(caplog) == ["failed"]
    assert chat.messages() == []
    assert answer_to(await chat.ann.slash(chat.channel, "download")).attachments
    openly = await chat.store.gallery(chat.ann.id, server=chat.ann.guild.id)
    assert openly.total == 0


async def test_a_picture_that_cannot_be_delivered_is_still_saved(chat: Chat) -> None:
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="Missing Permissions")
    chat.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message="Cannot send")
    result = await chat.ann.slash(chat.channel, "genart")
    assert "/download brings it" in chat.ephemeral_text(result)
    assert answer_to(await chat.ann.slash(chat.channel, "download")).attachments


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (413, 40005)])
async def test_other_answers_that_may_not_be_posted_are_reported_privately(
    chat: Chat, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    for action in ("variations", "download"):
        chat.env.inject_error(*ANSWER, status=status, code=code, message="No")
        result = await chat.click(chat.ann, card, action)
        assert "try it in a direct message" in chat.ephemeral_text(result)
    assert [m.id for m in chat.messages()] == [card.id]
    assert "Failed" not in caplog.text


async def test_a_failed_replacement_leaves_the_card_unchanged(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (before,) = chat.messages()
    chat.env.inject_error(*ANSWER, status=403, code=50013, message="Missing Permissions")
    result = await chat.click_another(chat.ann, before)
    assert "direct message" in chat.ephemeral_text(result)
    assert code_on(chat.messages()[0]) == code_on(before)


async def test_an_expired_interaction_does_no_harm(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    chat.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    with caplog.at_level(logging.WARNING):
        await chat.ann.slash(chat.channel, "genart")
    assert "Could not answer" in caplog.text
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 1


async def test_a_picture_that_cannot_be_saved_is_posted_with_a_remark(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
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
    assert code_on(answer_to(download)) == code_on(before[0])
    await chat.ann.slash(chat.channel, "genart")
    assert len(chat.messages()) == 3


async def test_a_picture_can_be_downloaded_after_its_style_was_removed(
    troublesome_styles: None, chat: Chat
) -> None:
    made = await chat.ann.slash(chat.channel, "genart", style="calm")
    assert made.followups == []
    with sqlite3.connect(chat.settings.persistent_storage_dir / "genart.db") as other:
        other.execute("UPDATE artworks SET recipe = 'gone1.harbour.7', parent = 'gone1.harbour.6'")
    other.close()
    result = await chat.ann.slash(chat.channel, "download")
    assert result.response is not None
    (attachment,) = result.response.attachments
    assert attachment.filename == "gone1-harbour-7.png"


@pytest.mark.slow
@pytest.mark.changed(render_timeout=60.0)
async def test_a_picture_over_the_upload_limit_is_made_to_fit(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", recipe="attractor1.harbour.3.4096x4096")
    assert result.followups == []
    (message,) = chat.messages()
    posted = await picture_on(message, chat.env)
    assert len(posted) <= 10 * 2**20
    assert recipe_in(posted).code == code_on(message)
    assert "to fit in here" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download"))


async def test_closing_waits_for_a_request_in_flight(chat: Chat) -> None:
    request = asyncio.ensure_future(chat.ann.slash(chat.channel, "genart"))
    while not any(r.path.endswith("/callback") for r in chat.env.http_requests):  # noqa: ASYNC110
        await asyncio.sleep(0)
    await chat.env.bot.close()
    await request
    assert Recipe.parse(code_on(chat.messages()[0]))
