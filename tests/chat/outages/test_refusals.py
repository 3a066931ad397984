"""Refusals and outages of Discord."""

import logging

import pytest

from tests.chat.conftest import Chat, answer_to, code_on, outcomes, picture_on
from tests.chat.outages.conftest import ANSWER, CALLBACK, DELETION, FOLLOW_UP, last_code
from tests.pictures import png_of


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
