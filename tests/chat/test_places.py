"""Servers, threads, direct messages, group chats, servers without the bot, and another language.

simcord's interactions are always in English, and the bot is always a member; ``Place`` alters their payloads.
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
from tests.chat.conftest import Chat, answer_to, code_on, controls_on, custom_id_on, texts
from tests.chat.test_remix import filled_in

PERMISSIONS = discord.Permissions(view_channel=True, send_messages=True, attach_files=True)
# Discord accepts no more for one interaction from a bot that is no member of the server.
MAX_FOLLOW_UPS = 5


@dataclass
class Place:
    """A place where people can use the bot.

    :ivar owner: the person who requests pictures.
    :ivar stranger: somebody else who clicks their buttons; None if the owner is alone.
    :ivar alter: changes an interaction's payload into what Discord would send here.
    :ivar speaker: the person who acts in a group chat, if it is not the owner.
    :ivar direct: whether it is a direct message or a group chat.
    :ivar member: whether the bot is a member.
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
        """Let the owner use a command."""
        if self.direct:
            result: InteractionResult = await self.owner.slash(name, **options)
        else:
            result = await self.owner.slash(self.channel, name, **options)
        return result

    async def click(self, message: Any, action: str, *, stranger: bool = False) -> InteractionResult:
        """Let the owner, or the stranger, click a button."""
        now = self.chat.env.backend.get_message(self.channel.id, message.id)
        actor = self.owner
        if stranger:
            self.speaker = self.stranger
            actor = self.owner if self.direct else self.stranger
        try:
            result: InteractionResult = await actor.click(message, custom_id=custom_id_on(now, action))
        finally:
            self.speaker = None
        return result

    def cards(self) -> list[discord.Message]:
        """Return the public messages."""
        history: list[discord.Message] = self.channel.history()
        return [m for m in history if not m.flags.ephemeral]

    def user_of(self, actor: Any) -> dict[str, Any]:
        backend = self.chat.env.backend
        return dict(serializers.user_payload(backend.get_user(actor.id)))


def in_server(chat: Chat) -> Place:
    return Place(chat, chat.channel, chat.ann, chat.ben)


def in_thread(chat: Chat) -> Place:
    backend = chat.env.backend
    thread = backend.create_thread(chat.channel.id, "a thread", chat.ann.id)
    for who in (chat.ann, chat.ben):
        thread.thread_members[who.id] = backend.now_iso()
    (handle,) = chat.channel.threads
    return Place(chat, handle, chat.ann, chat.ben)


def in_direct_messages(chat: Chat) -> Place:
    return Place(chat, chat.ann.user.dm_channel, chat.ann.user, None, direct=True)


def in_group_chat(chat: Chat) -> Place:
    """Ann has installed the bot for herself. Bots cannot be members of a group chat."""
    place = Place(chat, chat.ann.user.dm_channel, chat.ann.user, chat.ben.user, direct=True, member=False)

    def alter(payload: dict[str, Any]) -> None:
        payload["context"] = 2
        payload["user"] = place.user_of(place.speaker or place.owner)
        payload["authorizing_integration_owners"] = {"1": str(place.owner.id)}
        people = [place.user_of(who) for who in (place.owner, place.stranger)]
        payload["channel"] = {"id": payload["channel_id"], "type": 3, "name": "us", "recipients": people}
        payload["app_permissions"] = str(PERMISSIONS.value)

    place.alter = alter
    return place


def in_server_without_the_bot(chat: Chat) -> Place:
    """Ann has installed the bot for herself. It is no member of the server."""
    place = Place(chat, chat.channel, chat.ann, chat.ben, member=False)
    chat.env.bot._connection._guilds.pop(chat.ann.guild.id)

    def alter(payload: dict[str, Any]) -> None:
        payload["authorizing_integration_owners"] = {"1": str(place.owner.id)}
        payload["guild"] = {"id": payload["guild_id"], "locale": "en-US", "features": []}
        payload["app_permissions"] = str(PERMISSIONS.value)

    place.alter = alter
    return place


def in_german(chat: Chat) -> Place:
    place = in_server(chat)
    place.alter = lambda payload: payload.update(locale="de")
    return place


PLACES = [
    in_server,
    pytest.param(in_thread, marks=pytest.mark.slow),
    in_direct_messages,
    in_group_chat,
    in_server_without_the_bot,
    pytest.param(in_german, marks=pytest.mark.slow),
]


@pytest.fixture(params=PLACES, ids=lambda make: make.__name__)
async def place(
    chat: Chat, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    here: Place = request.param(chat)
    base_payload = simcord.interactions.base_payload

    def altered(*args: Any, **kwargs: Any) -> Any:
        record, payload = base_payload(*args, **kwargs)
        here.alter(payload)
        return record, payload

    monkeypatch.setattr("simcord.interactions.base_payload", altered)
    yield here
    follow_ups: dict[str, int] = {}
    for sent in chat.env.http_requests:
        if sent.method == "POST" and sent.path.startswith("/webhooks/"):
            follow_ups[sent.path] = follow_ups.get(sent.path, 0) + 1
    assert max(follow_ups.values(), default=0) <= MAX_FOLLOW_UPS


async def test_pictures_can_be_made(place: Place) -> None:
    made = answer_to(await place.slash("genart", style="truchet", title="Here"))
    assert [m.id for m in place.cards()] == [made.id]
    await place.click(made, "another")
    (again,) = place.cards()
    assert (again.id, code_on(again) != code_on(made)) == (made.id, True)
    assert Recipe.parse(code_on(again)).title == "Here"
    if place.stranger is not None:
        theirs = answer_to(await place.click(again, "another", stranger=True))
        assert code_on(place.cards()[0]) == code_on(again)
        assert [m.id for m in place.cards()] == [again.id, theirs.id]


async def test_variations_and_remixes_can_be_made(place: Place) -> None:
    made = answer_to(await place.slash("genart", style="truchet", seed="7"))
    sheet = answer_to(await place.click(made, "variations"))
    taken = answer_to(await place.click(sheet, "take"))
    assert Recipe.parse(code_on(taken)).variation == 1
    others = await place.click(sheet, "others")
    assert others.followups == []
    form = await place.click(made, "remix")
    mixed = answer_to(await place.owner.submit_modal(form, filled_in(form, palette="harbour")))
    assert Recipe.parse(code_on(mixed)).palette == "harbour"
    assert [m.id for m in place.cards()] == [made.id, sheet.id, taken.id, mixed.id]


async def test_pictures_can_be_kept_downloaded_and_deleted(place: Place) -> None:
    made = answer_to(await place.slash("genart", style="squares"))
    for action in ("keep", "download"):
        assert answer_to(await place.click(made, action)).flags.ephemeral
    file = answer_to(await place.slash("download"))
    assert code_on(file) == code_on(made)
    assert file.attachments
    page = answer_to(await place.slash("gallery", kept=True))
    options = [o["value"] for o in _menu(page)["options"]]
    assert len(options) == 1
    await place.owner.select(page, options, custom_id=_menu(page)["custom_id"])
    assert code_on(current(place, page)) == code_on(made)
    posted = answer_to(await place.click(page, "post"))
    assert [m.id for m in place.cards()] == [made.id, posted.id]
    if place.stranger is not None:
        assert place.chat.ephemeral_text(await place.click(made, "delete", stranger=True))
        assert len(place.cards()) == 2
        assert answer_to(await place.click(made, "keep", stranger=True)).flags.ephemeral
    await place.click(made, "delete")
    assert [m.id for m in place.cards()] == [posted.id]


def _menu(message: Any) -> dict[str, Any]:
    return next(c for c in controls_on(message) if c.get("options"))


def current(place: Place, message: Any) -> discord.Message:
    env = place.chat.env
    return to_discord_message(env, env.backend.get_message(place.channel.id, message.id))


async def test_the_other_commands_work(place: Place) -> None:
    daily = answer_to(await place.slash("daily"))
    assert code_on(daily)
    assert not daily.flags.ephemeral
    for command in ("mydata", "styles", "palettes", "about"):
        page = answer_to(await place.slash(command))
        assert page.flags.ephemeral
        assert texts(page)
    await place.slash("genart")
    page = answer_to(await place.slash("mydata"))
    await place.click(page, "erase")
    await place.click(page, "erasing")
    assert await place.chat.store.last_picture(place.owner.id) is None
    assert place.chat.ephemeral_text(await place.slash("download"))
    assert place.chat.ephemeral_text(await place.slash("genart", style="nonsense"))


async def test_only_managers_can_schedule_the_picture_of_the_day(place: Place) -> None:
    assert place.chat.ephemeral_text(await place.slash("daily", hour=9))
    assert await place.chat.store.daily_schedules() == ()


async def test_galleries_of_others_are_shown_only_in_servers_of_the_bot(place: Place) -> None:
    store = place.chat.store
    made = answer_to(await place.slash("genart"))
    result = await place.slash("gallery", member=place.chat.ben.user)
    if place.member and not place.direct:
        assert "ben" in texts(answer_to(result))[0]
    else:
        assert "only in servers that I am a member of" in place.chat.ephemeral_text(result)
    assert [entry.code for entry in (await store.entries(place.owner.id)).entries] == [code_on(made)]
    public: GalleryPage = await store.gallery(
        place.owner.id,
        server=place.chat.ann.guild.id,
        channels={place.channel.id},
        offset=0,
        limit=9,
    )
    assert public.total == (1 if place.member and not place.direct else 0)
    assert public.total == 0 or public.entries[0].made_at <= datetime.now(UTC)


async def test_answers_are_in_the_language_of_the_person(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    base_payload = simcord.interactions.base_payload

    def altered(*args: Any, **kwargs: Any) -> Any:
        record, payload = base_payload(*args, **kwargs)
        payload["locale"] = "de" if kwargs["user_id"] == chat.ann.id else "xx-unheard-of"
        return record, payload

    monkeypatch.setattr("simcord.interactions.base_payload", altered)
    made = answer_to(await chat.ann.slash(chat.channel, "genart"))
    assert "Another" not in str(made.components)
    german = chat.ephemeral_text(await chat.ann.slash(chat.channel, "genart", style="maz"))
    english = chat.ephemeral_text(await chat.ben.slash(chat.channel, "genart", style="maz"))
    assert "Did you mean maze" in english
    assert german != english
