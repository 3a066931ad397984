"""The button: in place for whoever asked, a picture of their own for everybody else, for ever."""

import asyncio
import shutil

import discord
import pytest

from bot.app import create_bot
from bot.art.recipe import Recipe
from bot.store import DatabaseStore
from bot.ui.card import recipe_with_title
from tests.chat.conftest import Chat, code_on, picture_on
from tests.pictures import png_of
from tests.simulation import at_once, cut, let_time_run


async def test_whoever_asked_gets_another_in_its_place(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (before,) = chat.messages()
    await chat.another(chat.ann, before)
    (after,) = chat.messages()
    assert after.id == before.id
    assert code_on(after) != code_on(before)
    assert await picture_on(after, chat.env) == png_of(code_on(after))
    assert len(after.attachments) == 1


async def test_anybody_else_gets_one_of_their_own(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (first,) = chat.messages()
    await chat.another(chat.ben, first)
    untouched, ben_s = chat.messages()
    assert code_on(untouched) == code_on(first)
    await chat.another(chat.ben, ben_s)
    assert [m.id for m in chat.messages()] == [first.id, ben_s.id]
    assert code_on(chat.messages()[1]) != code_on(ben_s)
    await chat.another(chat.ann, ben_s)
    assert len(chat.messages()) == 3


async def test_it_is_acknowledged_before_anything_else(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await chat.ann.slash(chat.channel, "genart")
    (message,) = chat.messages()
    before = len(chat.env.http_requests)
    sent_when_parsed: list[int] = []
    parse = Recipe.parse
    monkeypatch.setattr(
        Recipe, "parse", lambda c: sent_when_parsed.append(len(chat.env.http_requests)) or parse(c)
    )
    await chat.another(chat.ann, message)
    assert sent_when_parsed[0] == before + 1
    first = chat.env.http_requests[before]
    assert first.path.endswith("/callback")
    assert first.json == {"type": discord.InteractionResponseType.deferred_message_update.value}


async def test_it_keeps_what_was_asked_for_and_rolls_the_rest_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", palette="harbour", title="Ж `x` *y*")
    seen = []
    for _ in range(5):
        (message,) = chat.messages()
        seen.append(Recipe.parse(code_on(message)))
        await chat.another(chat.ann, message)
    assert {r.palette for r in seen} == {"harbour"}
    assert {r.title for r in seen} == {"Ж `x` *y*"}
    assert len({r.seed for r in seen}) == 5


async def test_what_was_left_to_chance_is_left_to_chance_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", seed="hello")
    seen = []
    for _ in range(6):
        (message,) = chat.messages()
        seen.append(Recipe.parse(code_on(message)))
        await chat.another(chat.ann, message)
    assert {r.style for r in seen} == {"squares"}
    assert len({r.palette for r in seen}) > 1
    assert len({r.seed for r in seen}) == 6


async def test_it_survives_a_restart_and_an_emptied_database(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", palette="harbour", title="Kept")
    (message,) = chat.messages()
    await chat.env.advance_time(30 * 24 * 3600)
    await chat.env.bot.close()
    shutil.rmtree(chat.settings.persistent_storage_dir)
    await chat.env.restart_bot(create_bot(chat.settings))
    await chat.another(chat.ann, message)
    (after,) = chat.messages()
    recipe = Recipe.parse(code_on(after))
    assert (recipe.palette, recipe.title) == ("harbour", "Kept")
    assert code_on(after) != code_on(message)
    await chat.another(chat.ben, after)
    assert len(chat.messages()) == 2


async def test_the_picture_it_came_from_is_remembered(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    first = code_on(chat.messages()[0])
    await chat.another(chat.ann, chat.messages()[0])
    store = DatabaseStore(chat.settings.database())
    await store.open()
    kept = await store.last_picture(chat.ann.id)
    await store.close()
    assert kept is not None
    assert kept.parent == first


async def test_a_message_that_is_no_card_has_no_title(chat: Chat) -> None:
    await chat.ann.send(chat.channel, "hello `squares1.harbour.7~Fake`")
    code = "squares1.harbour.7"
    assert recipe_with_title(chat.channel.last_message, code) == Recipe.parse(code)
    assert recipe_with_title(None, code) == Recipe.parse(code)


async def test_pressed_again_while_the_connection_drops_the_last_picture_is_the_one_shown(chat: Chat) -> None:
    let_time_run(chat.env)
    await chat.ann.slash(chat.channel, "genart")
    (card,) = chat.messages()
    before = await chat.store.last_picture(chat.ann.id)
    # It is repeated for almost two seconds.
    cut(chat.env, "PATCH", "/webhooks/*/messages/@original", times=3)
    with at_once(chat.env):
        await chat.another(chat.ann, card)
        async with asyncio.timeout(20):
            while await chat.store.last_picture(chat.ann.id) == before:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        again = await chat.another(chat.ann, card)
    await chat.env.settle()
    assert "One at a time" in chat.private(again)
    (after,) = chat.messages()
    assert code_on(after) != code_on(card)
    last = await chat.store.last_picture(chat.ann.id)
    assert last is not None
    assert last.code == code_on(after)
    posted = await chat.store.gallery(chat.ann.id, server=chat.ann.guild.id)
    assert [entry.code for entry in posted.entries] == [code_on(after)]
