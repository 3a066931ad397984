"""Messages and servers that vanish while the bot draws."""

import logging
from typing import Any

import pytest
from simcord import InteractionResult

from tests.chat.conftest import Chat, answer_to, code_on
from tests.chat.outages.conftest import DELETION, last_code
from tests.simulation import at_once, let_time_run, record_of, until


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


@pytest.mark.slow
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
