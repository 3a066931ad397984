"""Everywhere: servers, threads, direct messages, group chats, servers without the bot, other languages.

simcord's interactions are all in English, and of a bot that is a member; ``Spot`` alters what Discord says.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import simcord
from simcord import InteractionResult
from simcord.backend import serializers
from simcord.results import to_discord_message

from bot.art.recipe import Recipe
from bot.store import GalleryPage
from tests.chat.conftest import Chat, code_on, control_on, controls_on, shown_to, texts
from tests.chat.test_remix import filled_in

BROUGHT_ALONG = discord.Permissions(view_channel=True, send_messages=True, attach_files=True)
# Of a bot that is no member, Discord takes no more than this for one interaction.
MOST_FOLLOW_UPS = 5


@dataclass
class Spot:
    """Somewhere that people can use the bot.

    :ivar owner: whoever asks for pictures.
    :ivar stranger: who presses their buttons; None where there is nobody else.
    :ivar alter: makes what Discord says of an interaction what it would say here.
    """

    chat: Chat
    channel: Any
    owner: Any
    stranger: Any
    alter: Callable[[dict[str, Any]], None] = lambda payload: None
    speaker: Any = field(default=None)
    direct: bool = False
    member: bool = True

    async def slash(self, name: str, **options: Any) -> InteractionResult:
        """The owner uses a command."""
        if self.direct:
            result: InteractionResult = await self.owner.slash(name, **options)
        else:
            result = await self.owner.slash(self.channel, name, **options)
        return result

    async def press(self, message: Any, wish: str, *, stranger: bool = False) -> InteractionResult:
        """Somebody presses a button, the owner unless it is said otherwise."""
        now = self.chat.env.backend.get_message(self.channel.id, message.id)
        actor = self.owner
        if stranger:
            self.speaker = self.stranger
            actor = self.owner if self.direct else self.stranger
        try:
            result: InteractionResult = await actor.click(message, custom_id=control_on(now, wish))
        finally:
            self.speaker = None
        return result

    def cards(self) -> list[discord.Message]:
        """What everybody sees here."""
        history: list[discord.Message] = self.channel.history()
        return [m for m in history if not m.flags.ephemeral]

    def user_of(self, actor: Any) -> dict[str, Any]:
        backend = self.chat.env.backend
        return dict(serializers.user_payload(backend.get_user(actor.id)))


def in_server(chat: Chat) -> Spot:
    return Spot(chat, chat.channel, chat.ann, chat.ben)


def in_thread(chat: Chat) -> Spot:
    backend = chat.env.backend
    thread = backend.create_thread(chat.channel.id, "a thread", chat.ann.id)
    for who in (chat.ann, chat.ben):
        thread.thread_members[who.id] = backend.now_iso()
    (handle,) = chat.channel.threads
    return Spot(chat, handle, chat.ann, chat.ben)


def in_direct_messages(chat: Chat) -> Spot:
    return Spot(chat, chat.ann.user.dm_channel, chat.ann.user, None, direct=True)


def in_group_chat(chat: Chat) -> Spot:
    """Ann has installed the bot for herself; it is no member of the group, and cannot be."""
    spot = Spot(chat, chat.ann.user.dm_channel, chat.ann.user, chat.ben.user, direct=True, member=False)

    def alter(payload: dict[str, Any]) -> None:
        payload["context"] = 2
        payload["user"] = spot.user_of(spot.speaker or spot.owner)
        payload["authorizing_integration_owners"] = {"1": str(spot.owner.id)}
        people = [spot.user_of(who) for who in (spot.owner, spot.stranger)]
        payload["channel"] = {"id": payload["channel_id"], "type": 3, "name": "us", "recipients": people}
        payload["app_permissions"] = str(BROUGHT_ALONG.value)

    spot.alter = alter
    return spot


def in_server_without_the_bot(chat: Chat) -> Spot:
    """Ann has installed the bot for herself, and brings it along."""
    spot = Spot(chat, chat.channel, chat.ann, chat.ben, member=False)
    chat.env.bot._connection._guilds.pop(chat.ann.guild.id)

    def alter(payload: dict[str, Any]) -> None:
        payload["authorizing_integration_owners"] = {"1": str(spot.owner.id)}
        payload["guild"] = {"id": payload["guild_id"], "locale": "en-US", "features": []}
        payload["app_permissions"] = str(BROUGHT_ALONG.value)

    spot.alter = alter
    return spot


def in_german(chat: Chat) -> Spot:
    spot = in_server(chat)
    spot.alter = lambda payload: payload.update(locale="de")
    return spot


EVERYWHERE = [
    in_server,
    in_thread,
    in_direct_messages,
    in_group_chat,
    in_server_without_the_bot,
    in_german,
]


@pytest.fixture(params=EVERYWHERE, ids=lambda make: make.__name__)
async def spot(
    chat: Chat, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Spot]:
    here: Spot = request.param(chat)
    as_usual = simcord.interactions.base_payload

    def altered(*args: Any, **kwargs: Any) -> Any:
        record, payload = as_usual(*args, **kwargs)
        here.alter(payload)
        return record, payload

    monkeypatch.setattr("simcord.interactions.base_payload", altered)
    yield here
    follow_ups: dict[str, int] = {}
    for sent in chat.env.http_requests:
        if sent.method == "POST" and sent.path.startswith("/webhooks/"):
            follow_ups[sent.path] = follow_ups.get(sent.path, 0) + 1
    assert max(follow_ups.values(), default=0) <= MOST_FOLLOW_UPS


async def test_pictures(spot: Spot) -> None:
    made = shown_to(await spot.slash("genart", style="truchet", title="Here"))
    assert [m.id for m in spot.cards()] == [made.id]
    await spot.press(made, "another")
    (again,) = spot.cards()
    assert (again.id, code_on(again) != code_on(made)) == (made.id, True)
    assert Recipe.parse(code_on(again)).title == "Here"
    if spot.stranger is not None:
        theirs = shown_to(await spot.press(again, "another", stranger=True))
        assert code_on(spot.cards()[0]) == code_on(again)
        assert [m.id for m in spot.cards()] == [again.id, theirs.id]


async def test_pictures_from_pictures(spot: Spot) -> None:
    made = shown_to(await spot.slash("genart", style="truchet", seed="7"))
    sheet = shown_to(await spot.press(made, "variations"))
    taken = shown_to(await spot.press(sheet, "take"))
    assert Recipe.parse(code_on(taken)).variation == 1
    others = await spot.press(sheet, "others")
    assert others.followups == []
    form = await spot.press(made, "remix")
    mixed = shown_to(await spot.owner.submit_modal(form, filled_in(form, palette="harbour")))
    assert Recipe.parse(code_on(mixed)).palette == "harbour"
    assert [m.id for m in spot.cards()] == [made.id, sheet.id, taken.id, mixed.id]


async def test_keeping_and_taking_along(spot: Spot) -> None:
    made = shown_to(await spot.slash("genart", style="squares"))
    for wish in ("keep", "download"):
        assert shown_to(await spot.press(made, wish)).flags.ephemeral
    file = shown_to(await spot.slash("download"))
    assert code_on(file) == code_on(made)
    assert file.attachments
    page = shown_to(await spot.slash("gallery", kept=True))
    options = [o["value"] for o in _menu(page)["options"]]
    assert len(options) == 1
    await spot.owner.select(page, options, custom_id=_menu(page)["custom_id"])
    assert code_on(shown_as_it_is(spot, page)) == code_on(made)
    posted = shown_to(await spot.press(page, "post"))
    assert [m.id for m in spot.cards()] == [made.id, posted.id]
    if spot.stranger is not None:
        assert spot.chat.private(await spot.press(made, "delete", stranger=True))
        assert len(spot.cards()) == 2
        assert shown_to(await spot.press(made, "keep", stranger=True)).flags.ephemeral
    await spot.press(made, "delete")
    assert [m.id for m in spot.cards()] == [posted.id]


def _menu(message: Any) -> dict[str, Any]:
    return next(c for c in controls_on(message) if c.get("options"))


def shown_as_it_is(spot: Spot, message: Any) -> discord.Message:
    env = spot.chat.env
    return to_discord_message(env, env.backend.get_message(spot.channel.id, message.id))


async def test_everything_else(spot: Spot) -> None:
    daily = shown_to(await spot.slash("daily"))
    assert code_on(daily)
    assert not daily.flags.ephemeral
    for command in ("mydata", "styles", "palettes", "about"):
        page = shown_to(await spot.slash(command))
        assert page.flags.ephemeral
        assert texts(page)
    await spot.slash("genart")
    page = shown_to(await spot.slash("mydata"))
    await spot.press(page, "erase")
    await spot.press(page, "erasing")
    assert await spot.chat.store.last_picture(spot.owner.id) is None
    assert spot.chat.private(await spot.slash("download"))
    assert spot.chat.private(await spot.slash("genart", style="nonsense"))


async def test_the_picture_of_the_day_cannot_be_set_up_by_just_anybody(spot: Spot) -> None:
    assert spot.chat.private(await spot.slash("daily", hour=9))
    assert await spot.chat.store.daily_schedules() == ()


async def test_what_others_posted_is_shown_in_servers_of_the_bot_alone(spot: Spot) -> None:
    store = spot.chat.store
    made = shown_to(await spot.slash("genart"))
    result = await spot.slash("gallery", member=spot.chat.ben.user)
    if spot.member and not spot.direct:
        assert "ben" in texts(shown_to(result))[0]
    else:
        assert "only in servers that I am a member of" in spot.chat.private(result)
    assert [entry.code for entry in (await store.entries(spot.owner.id)).entries] == [code_on(made)]
    openly: GalleryPage = await store.gallery(
        spot.owner.id,
        server=spot.chat.ann.guild.id,
        channels={spot.channel.id},
        offset=0,
        limit=9,
    )
    assert openly.total == (1 if spot.member and not spot.direct else 0)
    assert openly.total == 0 or openly.entries[0].made_at <= datetime.now(UTC)


async def test_answers_are_in_the_language_of_whoever_asks(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_usual = simcord.interactions.base_payload

    def elsewhere(*args: Any, **kwargs: Any) -> Any:
        record, payload = as_usual(*args, **kwargs)
        payload["locale"] = "de" if kwargs["user_id"] == chat.ann.id else "xx-unheard-of"
        return record, payload

    monkeypatch.setattr("simcord.interactions.base_payload", elsewhere)
    made = shown_to(await chat.ann.slash(chat.channel, "genart"))
    assert "Another" not in str(made.components)
    german = chat.private(await chat.ann.slash(chat.channel, "genart", style="maz"))
    english = chat.private(await chat.ben.slash(chat.channel, "genart", style="maz"))
    assert "Did you mean maze" in english
    assert german != english
