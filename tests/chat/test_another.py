"""“Another”: replaces the picture for its owner, and posts a new one for anybody else."""

import asyncio

import discord
import pytest

from bot.art.recipe import Recipe
from bot.store import DatabaseStore
from bot.ui.card import recipe_with_title
from tests.chat.conftest import Chat, code_on, picture_on
from tests.pictures import png_of
from tests.simulation import at_once, cut, let_time_run


async def test_a_click_by_the_owner_replaces_the_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (before,) = chat.messages()
    await chat.click_another(chat.ann, before)
    (after,) = chat.messages()
    assert after.id == before.id
    assert code_on(after) != code_on(before)
    assert await picture_on(after, chat.env) == png_of(code_on(after))
    assert len(after.attachments) == 1


async def test_a_click_by_somebody_else_posts_a_new_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (first,) = chat.messages()
    await chat.click_another(chat.ben, first)
    untouched, ben_s = chat.messages()
    assert code_on(untouched) == code_on(first)
    await chat.click_another(chat.ben, ben_s)
    assert [m.id for m in chat.messages()] == [first.id, ben_s.id]
    assert code_on(chat.messages()[1]) != code_on(ben_s)
    await chat.click_another(chat.ann, ben_s)
    assert len(chat.messages()) == 3


async def test_a_click_is_acknowledged_before_anything_else(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    before = len(chat.env.http_requests)
    sent_before_parsing: list[int] = []
    parse = Recipe.parse

    def recording(code: str) -> Recipe:
        sent_before_parsing.append(len(chat.env.http_requests))
        return parse(code)

    monkeypatch.setattr(Recipe, "parse", recording)
    await chat.click_another(chat.ann, message)
    assert sent_before_parsing[0] == before + 1
    first = chat.env.http_requests[before]
    assert first.path.endswith("/callback")
    assert first.json == {"type": discord.InteractionResponseType.deferred_message_update.value}


async def test_requested_options_are_kept_and_the_rest_is_random(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", palette="harbour", title="Ж `x` *y*")
    seen = []
    for _ in range(5):
        (message,) = chat.messages()
        seen.append(Recipe.parse(code_on(message)))
        await chat.click_another(chat.ann, message)
    assert {r.palette for r in seen} == {"harbour"}
    assert {r.title for r in seen} == {"Ж `x` *y*"}
    assert len({r.seed for r in seen}) == 5


async def test_options_left_open_are_random_each_time(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", seed="hello")
    seen = []
    for _ in range(6):
        (message,) = chat.messages()
        seen.append(Recipe.parse(code_on(message)))
        await chat.click_another(chat.ann, message)
    assert {r.style for r in seen} == {"squares"}
    assert len({r.palette for r in seen}) > 1
    assert len({r.seed for r in seen}) == 6


async def test_the_button_works_after_a_restart_with_an_empty_database(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", palette="harbour", title="Kept")
    (message,) = chat.messages()
    await chat.env.advance_time(30 * 24 * 3600)
    await chat.restart_without_data()
    await chat.click_another(chat.ann, message)
    (after,) = chat.messages()
    recipe = Recipe.parse(code_on(after))
    assert (recipe.palette, recipe.title) == ("harbour", "Kept")
    assert code_on(after) != code_on(message)
    await chat.click_another(chat.ben, after)
    assert len(chat.messages()) == 2


async def test_the_parent_picture_is_stored(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    first = code_on(chat.messages()[0])
    await chat.click_another(chat.ann, chat.messages()[0])
    store = DatabaseStore(chat.settings.database())
    await store.open()
    kept = await store.last_picture(chat.ann.id)
    await store.close()
    assert kept is not None
    assert kept.parent == first


async def test_only_a_card_of_the_bot_has_a_title(chat: Chat) -> None:
    await chat.ann.send(chat.channel, "hello `squares1.harbour.7~Fake`")
    code = "squares1.harbour.7"
    assert recipe_with_title(chat.channel.last_message, code) == Recipe.parse(code)
    assert recipe_with_title(None, code) == Recipe.parse(code)


async def test_a_second_click_during_a_dropped_connection_wins(chat: Chat) -> None:
    let_time_run(chat.env)
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    before = await chat.store.last_picture(chat.ann.id)
    # The bot repeats the request for almost two seconds.
    cut(chat.env, "PATCH", "/webhooks/*/messages/@original", times=3)
    with at_once(chat.env):
        await chat.click_another(chat.ann, card)
        async with asyncio.timeout(20):
            while await chat.store.last_picture(chat.ann.id) == before:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        again = await chat.click_another(chat.ann, card)
    await chat.env.settle()
    assert "One at a time" in chat.ephemeral_text(again)
    (after,) = chat.messages()
    assert code_on(after) != code_on(card)
    last = await chat.store.last_picture(chat.ann.id)
    assert last is not None
    assert last.code == code_on(after)
    posted = await chat.store.gallery(chat.ann.id, server=chat.ann.guild.id)
    assert [entry.code for entry in posted.entries] == [code_on(after)]
