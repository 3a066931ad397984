"""The notice that a request is queued, and its cancellation."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.rendering import PoolRenderer, Renderer
from bot.rendering.pool import WAITING_PER_PERSON
from bot.settings import Settings
from bot.store import LastPicture
from tests.chat.conftest import Chat, answer_to, code_on, controls_on
from tests.pictures import png_of
from tests.simulation import at_once, let_time_run, until

NOTICE_INTERVAL = 0.2


@pytest.fixture
def queue_limit() -> int | None:
    """The maximum number of queued jobs; None for the default."""
    return None


@pytest.fixture
def make_renderer(settings: Settings, queue_limit: int | None) -> Callable[[], Renderer]:
    return lambda: PoolRenderer(1, settings.render_timeout, queue_limit=queue_limit)


@pytest.fixture
async def chat(troublesome_styles: None, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with one worker, a slow style and a short interval before the notice; the clock runs."""
    monkeypatch.setattr("bot.interactions.progress.NOTICE_INTERVAL", NOTICE_INTERVAL)
    let_time_run(chat.env)
    yield chat
    await chat.env.settle()


def state(chat: Chat) -> Any:
    return chat.renderer.state()


async def person(chat: Chat, name: str) -> MemberActor:
    return chat.ann.guild.add_member(chat.env.create_user(name))


async def busy(chat: Chat, jobs: int = 1) -> list[InteractionResult]:
    """Let that many other people request a slow picture each."""
    with at_once(chat.env):
        results = []
        for number in range(jobs):
            other = await person(chat, f"other-{number}")
            results.append(await other.slash(chat.channel, "genart", style="slow"))
        await until(lambda: state(chat).running == 1 and state(chat).waiting == jobs - 1)
    return results


def waits(result: InteractionResult) -> bool:
    """Whether the notice of a place in the queue is shown."""
    return "in line" in content_of(result)


def content_of(result: InteractionResult) -> str:
    """Return the current text of the answer to an interaction."""
    return result.response.content if result.response else ""


async def last_code(chat: Chat, who: MemberActor) -> str | None:
    last = await chat.store.last_picture(who.id)
    assert last is None or isinstance(last, LastPicture)
    return None if last is None else last.code


@pytest.mark.parametrize("private", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_the_notice_shows_the_position_until_the_picture_is_there(chat: Chat, private: bool) -> None:
    await busy(chat, 2)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "genart", style="squares", private=private)
    assert content_of(result) == ""
    await until(lambda: "number 2 in line" in content_of(result))
    assert result.ephemeral is private
    assert [c["custom_id"].split(":")[1] for c in controls_on(result.response)] == ["cancel"]
    await until(lambda: "Yours is next" in content_of(result))
    await chat.env.settle()
    card = answer_to(result)
    assert card.content == ""
    assert code_on(card).startswith("squares")
    assert await last_code(chat, chat.ann) == code_on(card)
    assert "cancel" not in str(controls_on(card))


async def test_no_notice_appears_when_a_worker_is_free(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="slow")
    edits = [r for r in chat.env.http_requests if r.method == "PATCH"]
    assert len(edits) == 1


@pytest.mark.slow
async def test_a_file_replaces_the_notice(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    await busy(chat, 2)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "download", format="webp")
    await until(lambda: "in line" in content_of(result))
    await chat.env.settle()
    answer = answer_to(result)
    assert answer.attachments[0].filename.endswith(".webp")
    assert "Your last picture" in answer.content
    assert [c["custom_id"].split(":")[1] for c in controls_on(answer)] == ["fetch"]


async def test_a_card_stays_unchanged_while_its_replacement_is_queued(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    (card,) = chat.messages()
    await busy(chat, 2)
    with at_once(chat.env):
        result = await chat.click_another(chat.ann, card)
    await until(lambda: result.followups)
    (notice,) = result.followups
    assert notice.ephemeral
    assert "number 2 in line" in notice.content
    await until(lambda: "Yours is next" in result.followups[0].content)
    assert result.followups[0].id == notice.id
    assert code_on(chat.messages()[0]) == code_on(card)
    await chat.env.settle()
    assert result.followups == []
    after = chat.messages()[0]
    assert (after.id, code_on(after) == code_on(card)) == (card.id, False)


async def test_cancelling_is_confirmed_privately_and_nothing_is_posted(chat: Chat) -> None:
    others = await busy(chat, 2)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "genart", style="squares")
        await until(lambda: "in line" in content_of(result))
        notice = result.response
        cancelled = await chat.click(chat.ann, notice, "cancel")
    await chat.env.settle()
    assert "Cancelled" in chat.ephemeral_text(result)
    assert result.response is None
    assert cancelled.followups == []
    assert await last_code(chat, chat.ann) is None
    assert [m.id for m in chat.messages()] == [answer_to(other).id for other in others]


@pytest.mark.slow
async def test_a_request_from_a_button_can_be_cancelled(chat: Chat) -> None:
    """For the owner the card stays; for somebody else the deferred answer is deleted."""
    await chat.ann.slash(chat.channel, "genart", style="squares")
    (card,) = chat.messages()
    others = await busy(chat, 2)
    with at_once(chat.env):
        anns = await chat.click_another(chat.ann, card)
        bens = await chat.click_another(chat.ben, card)
        await until(lambda: anns.followups and "in line" in content_of(bens))
        await chat.click(chat.ann, anns.followups[0], "cancel")
        await chat.click(chat.ben, bens.response, "cancel")
    await chat.env.settle()
    for result in (anns, bens):
        (answer,) = result.followups
        assert answer.ephemeral
        assert "Cancelled" in answer.content
    assert bens.response is None
    assert code_on(chat.messages()[0]) == code_on(card)
    assert len(chat.messages()) == 1 + len(others)
    assert await last_code(chat, chat.ann) == code_on(card)
    assert await last_code(chat, chat.ben) is None


@pytest.mark.slow
async def test_examining_an_upload_is_queued_and_can_be_cancelled(chat: Chat) -> None:
    """After a cancellation, the next file is not examined."""
    png = png_of("squares1.harbour.7")
    message = await chat.ben.send(chat.channel, attachments=[("a.png", png), ("b.png", png)])
    others = await busy(chat, 2)
    with at_once(chat.env):
        again = await chat.ann.context_menu(chat.channel, "Recreate this art", message)
        painted = await chat.ben.slash(chat.channel, "genart", colours_from=("a.png", png))
        for who, result in ((chat.ann, again), (chat.ben, painted)):
            await until(partial(waits, result), 3)
            await chat.click(who, result.response, "cancel")
    await chat.env.settle()
    for result in (again, painted):
        assert "Cancelled" in chat.ephemeral_text(result)
    assert len(chat.messages()) == 1 + len(others)


async def test_nobody_else_can_cancel_a_request(chat: Chat) -> None:
    await busy(chat, 2)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "genart", style="squares")
        await until(lambda: "in line" in content_of(result))
        stranger = await chat.click(chat.ben, result.response, "cancel")
    await chat.env.settle()
    assert "somebody else's place" in chat.ephemeral_text(stranger)
    assert code_on(answer_to(result)) == await last_code(chat, chat.ann)


@pytest.mark.slow
async def test_a_request_that_is_being_drawn_cannot_be_cancelled(chat: Chat) -> None:
    await busy(chat)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "genart", style="slow")
        await until(lambda: "Yours is next" in content_of(result))
        notice = result.response
        assert notice is not None
        await until(lambda: state(chat).waiting == 0)
        too_late = await chat.click(chat.ann, notice, "cancel")
    await chat.env.settle()
    assert "Too late" in chat.ephemeral_text(too_late)
    assert code_on(answer_to(result)) == await last_code(chat, chat.ann)


@pytest.mark.slow
async def test_a_dismissed_notice_does_not_return(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    (card,) = chat.messages()
    await busy(chat, 3)
    with at_once(chat.env):
        result = await chat.click_another(chat.ann, card)
        await until(lambda: result.followups)
        chat.env.backend.delete_message(chat.channel.id, result.followups[0].id)
    await chat.env.settle()
    assert result.followups == []
    assert code_on(chat.messages()[0]) == await last_code(chat, chat.ann)
    assert "Failed" not in caplog.text


@pytest.mark.slow
async def test_a_notice_that_cannot_be_shown_does_not_stop_the_picture(chat: Chat) -> None:
    await busy(chat, 2)
    chat.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500)
    with at_once(chat.env):
        result = await chat.ann.slash(chat.channel, "genart", style="squares")
    await chat.env.settle()
    assert code_on(answer_to(result)) == await last_code(chat, chat.ann)


@pytest.mark.parametrize("queue_limit", [2])
async def test_a_full_queue_says_when_to_try_again(chat: Chat, queue_limit: int) -> None:
    others = await busy(chat, 3)
    with at_once(chat.env):
        refused = await chat.ann.slash(chat.channel, "genart", style="squares")
        await until(lambda: refused.followups)
    assert "I am busy" in chat.ephemeral_text(refused)
    assert "try again in" in chat.ephemeral_text(refused)
    await chat.env.settle()
    assert await last_code(chat, chat.ann) is None
    assert all(code_on(answer_to(other)) for other in others)
    assert code_on(answer_to(await chat.ann.slash(chat.channel, "genart", style="squares")))


@pytest.mark.slow
async def test_eight_requests_of_one_person_do_not_delay_another_person(chat: Chat) -> None:
    """Sheets and files count like pictures; each person has only one picture at a time."""
    await chat.ben.slash(chat.channel, "genart", style="slow")
    (card,) = chat.messages()
    await busy(chat)
    with at_once(chat.env):
        bens = [await chat.click(chat.ben, card, "download") for _ in range(WAITING_PER_PERSON)]
        await until(lambda: state(chat).waiting == WAITING_PER_PERSON)
        too_many = await chat.click(chat.ben, card, "download")
        await until(lambda: "many pictures waiting already" in content_of(too_many))
        anns = await chat.ann.slash(chat.channel, "genart", style="squares")
        await until(lambda: anns.response and anns.response.attachments, 30)
        done = sum(bool(b.response and b.response.attachments) for b in bens)
        assert done <= 1
        assert state(chat).waiting >= WAITING_PER_PERSON - 2
        # Do not wait for the rest.
        chat.bot.studio.cancel(chat.ben.id)
    await chat.env.settle()
    await asyncio.sleep(0)
