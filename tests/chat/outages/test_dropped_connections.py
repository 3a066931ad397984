"""Connections that drop before a request arrives, or before its answer does."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.chat.conftest import Chat, answer_to, code_on, picture_on
from tests.chat.outages.conftest import ANSWER, CALLBACK, DELETION, FOLLOW_UP, last_code
from tests.pictures import png_of
from tests.simulation import cut, let_time_run

DROPS = [
    aiohttp.ClientOSError(104, "Connection reset by peer"),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
]


def requests(chat: Chat, method: str, ending: str) -> int:
    return sum(r.method == method and r.path.endswith(ending) for r in chat.env.http_requests)


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
