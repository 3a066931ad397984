"""Whoever waits in line knows their place, and may leave."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.rendering import PoolRenderer, Renderer
from bot.rendering.pool import WAITING_PER_PERSON
from bot.settings import Settings
from bot.store import LastPicture
from tests.chat.conftest import Chat, code_on, controls_on, shown_to
from tests.pictures import png_of
from tests.simulation import at_once, let_time_run, until

NOTICE_INTERVAL = 0.2


@pytest.fixture
def queue_limit() -> int | None:
    """How many jobs may wait; None for the default."""
    return None


@pytest.fixture
def make_renderer(settings: Settings, queue_limit: int | None) -> Callable[[], Renderer]:
    return lambda: PoolRenderer(1, settings.render_timeout, queue_limit=queue_limit)


@pytest.fixture
async def line(troublesome_styles: None, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with one worker, a style that takes it a while, and people who lose patience sooner."""
    monkeypatch.setattr("bot.interactions.progress.NOTICE_INTERVAL", NOTICE_INTERVAL)
    let_time_run(chat.env)
    yield chat
    await chat.env.settle()


def state(chat: Chat) -> Any:
    return chat.renderer.state()


async def person(chat: Chat, name: str) -> MemberActor:
    return chat.ann.guild.add_member(chat.env.create_user(name))


async def busy(chat: Chat, jobs: int = 1) -> list[InteractionResult]:
    """So many other people have a picture drawn that takes long."""
    with at_once(chat.env):
        results = []
        for number in range(jobs):
            other = await person(chat, f"other-{number}")
            results.append(await other.slash(chat.channel, "genart", style="slow"))
        await until(lambda: state(chat).running == 1 and state(chat).waiting == jobs - 1)
    return results


def word(result: InteractionResult) -> str:
    """What the answer to an interaction says at the moment."""
    return result.response.content if result.response else ""


async def last_of(chat: Chat, who: MemberActor) -> str | None:
    last = await chat.store.last_picture(who.id)
    assert last is None or isinstance(last, LastPicture)
    return None if last is None else last.code


@pytest.mark.parametrize("private", [False, True])
async def test_a_place_is_told_and_changes_until_the_picture_is_there(line: Chat, private: bool) -> None:
    await busy(line, 2)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "genart", style="squares", private=private)
    assert word(result) == ""
    await until(lambda: "number 2 in line" in word(result))
    assert result.ephemeral is private
    assert [c["custom_id"].split(":")[1] for c in controls_on(result.response)] == ["cancel"]
    await until(lambda: "Yours is next" in word(result))
    await line.env.settle()
    card = shown_to(result)
    assert card.content == ""
    assert code_on(card).startswith("squares")
    assert await last_of(line, line.ann) == code_on(card)
    assert "cancel" not in str(controls_on(card))


async def test_nobody_is_bothered_who_is_served_in_time(line: Chat) -> None:
    await line.ann.slash(line.channel, "genart", style="slow")
    edits = [r for r in line.env.http_requests if r.method == "PATCH"]
    assert len(edits) == 1


async def test_a_file_takes_the_place_of_the_notice_as_well(line: Chat) -> None:
    await line.ann.slash(line.channel, "genart", style="squares")
    await busy(line, 2)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "download", format="webp")
    await until(lambda: "in line" in word(result))
    await line.env.settle()
    answer = shown_to(result)
    assert answer.attachments[0].filename.endswith(".webp")
    assert "Your last picture" in answer.content
    assert [c["custom_id"].split(":")[1] for c in controls_on(answer)] == ["fetch"]


async def test_a_card_stays_as_it_is_while_its_owner_waits_for_another(line: Chat) -> None:
    await line.ann.slash(line.channel, "genart", style="squares")
    (card,) = line.messages()
    await busy(line, 2)
    with at_once(line.env):
        result = await line.another(line.ann, card)
    await until(lambda: result.followups)
    (notice,) = result.followups
    assert notice.ephemeral
    assert "number 2 in line" in notice.content
    await until(lambda: "Yours is next" in result.followups[0].content)
    assert result.followups[0].id == notice.id
    assert code_on(line.messages()[0]) == code_on(card)
    await line.env.settle()
    assert result.followups == []
    after = line.messages()[0]
    assert (after.id, code_on(after) == code_on(card)) == (card.id, False)


async def test_whoever_leaves_gets_a_private_word_and_nothing_else(line: Chat) -> None:
    others = await busy(line, 2)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "genart", style="squares")
        await until(lambda: "in line" in word(result))
        notice = result.response
        left = await line.press(line.ann, notice, "cancel")
    await line.env.settle()
    assert "Cancelled" in line.private(result)
    assert result.response is None
    assert left.followups == []
    assert await last_of(line, line.ann) is None
    assert [m.id for m in line.messages()] == [shown_to(other).id for other in others]


async def test_whoever_leaves_what_a_button_had_begun_is_told_as_well(line: Chat) -> None:
    """By its owner, where the card stays; by anybody else, where the answer that was promised goes."""
    await line.ann.slash(line.channel, "genart", style="squares")
    (card,) = line.messages()
    others = await busy(line, 2)
    with at_once(line.env):
        mine = await line.another(line.ann, card)
        bens = await line.another(line.ben, card)
        await until(lambda: mine.followups and "in line" in word(bens))
        await line.press(line.ann, mine.followups[0], "cancel")
        await line.press(line.ben, bens.response, "cancel")
    await line.env.settle()
    for result in (mine, bens):
        (said,) = result.followups
        assert said.ephemeral
        assert "Cancelled" in said.content
    assert bens.response is None
    assert code_on(line.messages()[0]) == code_on(card)
    assert len(line.messages()) == 1 + len(others)
    assert await last_of(line, line.ann) == code_on(card)
    assert await last_of(line, line.ben) is None


async def test_looking_at_what_somebody_sent_in_is_waited_for_as_well(line: Chat) -> None:
    """And whoever leaves is not asked to wait for the next file."""
    png = png_of("squares1.harbour.7")
    message = await line.ben.send(line.channel, attachments=[("a.png", png), ("b.png", png)])
    others = await busy(line, 2)
    with at_once(line.env):
        again = await line.ann.context_menu(line.channel, "Recreate this art", message)
        painted = await line.ben.slash(line.channel, "genart", colours_from=("a.png", png))
        for who, result in ((line.ann, again), (line.ben, painted)):
            await until(lambda result=result: "in line" in word(result), 3)
            await line.press(who, result.response, "cancel")
    await line.env.settle()
    for result in (again, painted):
        assert "Cancelled" in line.private(result)
    assert len(line.messages()) == 1 + len(others)


async def test_nobody_else_can_give_a_place_away(line: Chat) -> None:
    await busy(line, 2)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "genart", style="squares")
        await until(lambda: "in line" in word(result))
        stranger = await line.press(line.ben, result.response, "cancel")
    await line.env.settle()
    assert "somebody else's place" in line.private(stranger)
    assert code_on(shown_to(result)) == await last_of(line, line.ann)


async def test_it_can_be_too_late(line: Chat) -> None:
    await busy(line)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "genart", style="slow")
        await until(lambda: "Yours is next" in word(result))
        notice = result.response
        assert notice is not None
        await until(lambda: state(line).waiting == 0)
        late = await line.press(line.ann, notice, "cancel")
    await line.env.settle()
    assert "Too late" in line.private(late)
    assert code_on(shown_to(result)) == await last_of(line, line.ann)


async def test_a_notice_that_is_put_away_is_not_put_back(
    line: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await line.ann.slash(line.channel, "genart", style="squares")
    (card,) = line.messages()
    await busy(line, 3)
    with at_once(line.env):
        result = await line.another(line.ann, card)
        await until(lambda: result.followups)
        line.env.backend.delete_message(line.channel.id, result.followups[0].id)
    await line.env.settle()
    assert result.followups == []
    assert code_on(line.messages()[0]) == await last_of(line, line.ann)
    assert "Failed" not in caplog.text


async def test_a_notice_that_cannot_be_given_costs_nobody_their_picture(line: Chat) -> None:
    await busy(line, 2)
    line.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500)
    with at_once(line.env):
        result = await line.ann.slash(line.channel, "genart", style="squares")
    await line.env.settle()
    assert code_on(shown_to(result)) == await last_of(line, line.ann)


@pytest.mark.parametrize("queue_limit", [2])
async def test_a_full_queue_says_when_to_come_again(line: Chat, queue_limit: int) -> None:
    others = await busy(line, 3)
    with at_once(line.env):
        refused = await line.ann.slash(line.channel, "genart", style="squares")
        await until(lambda: refused.followups)
    assert "I am busy" in line.private(refused)
    assert "try again in" in line.private(refused)
    await line.env.settle()
    assert await last_of(line, line.ann) is None
    assert all(code_on(shown_to(other)) for other in others)
    assert code_on(shown_to(await line.ann.slash(line.channel, "genart", style="squares")))


async def test_eight_of_one_person_do_not_delay_the_first_of_another(line: Chat) -> None:
    """The others' sheets and files count as well as their pictures, of which each has but one at a time."""
    await line.ben.slash(line.channel, "genart", style="slow")
    (card,) = line.messages()
    await busy(line)
    with at_once(line.env):
        bens = [await line.press(line.ben, card, "download") for _ in range(WAITING_PER_PERSON)]
        await until(lambda: state(line).waiting == WAITING_PER_PERSON)
        too_many = await line.press(line.ben, card, "download")
        await until(lambda: "many pictures waiting already" in word(too_many))
        anns = await line.ann.slash(line.channel, "genart", style="squares")
        await until(lambda: anns.response and anns.response.attachments, 30)
        done = sum(bool(b.response and b.response.attachments) for b in bens)
        assert done <= 1
        assert state(line).waiting >= WAITING_PER_PERSON - 2
        # For the rest nobody needs to wait.
        line.env.bot.studio.cancel(line.ben.id)
    await line.env.settle()
    await asyncio.sleep(0)
