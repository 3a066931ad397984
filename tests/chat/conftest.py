"""A server with two people in it, in a simulated Discord, and the real bot."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import ui
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage

from bot.app import create_bot, create_store
from bot.interactions.client import ArtBot
from bot.rendering import Renderer
from bot.settings import Settings
from bot.store import DatabaseStore


@dataclass
class Chat:
    """A server with two members in a simulated Discord, and the real bot in it.

    :ivar store: the store of the running bot; ``restart`` replaces it.
    :ivar renderer: the renderer of the running bot.
    """

    env: Env
    settings: Settings
    make_renderer: Callable[[], Renderer]
    store: DatabaseStore
    renderer: Renderer
    channel: ChannelHandle
    ann: MemberActor
    ben: MemberActor

    async def click(self, who: Any, message: Any, action: str) -> InteractionResult:
        """Click the first button with that action on the current version of a message."""
        result: InteractionResult = await who.click(
            message, custom_id=custom_id_on(self._current(message), action)
        )
        return result

    async def select(self, who: Any, message: Any, action: str, value: str) -> InteractionResult:
        """Choose from the first menu with that action on the current version of a message."""
        id = custom_id_on(self._current(message), action)
        result: InteractionResult = await who.select(message, [value], custom_id=id)
        return result

    def _current(self, message: Any) -> Any:
        channel = message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
        return self.env.backend.get_message(channel, message.id)

    async def click_another(self, who: MemberActor, message: Any) -> InteractionResult:
        return await self.click(who, message, "another")

    async def restart_without_data(self) -> None:
        """Stop the bot, delete its data, and start a new one."""
        await self.bot.close()
        shutil.rmtree(self.settings.persistent_storage_dir)
        await self._start_again()

    async def restart(self) -> None:
        """Stop the bot and start a new one with the same data."""
        await self.bot.close()
        await self._start_again()

    async def _start_again(self) -> None:
        self.store, self.renderer = create_store(self.settings), self.make_renderer()
        await self.env.restart_bot(create_bot(self.settings, renderer=self.renderer, store=self.store))

    @property
    def bot(self) -> ArtBot:
        """The running bot."""
        assert isinstance(self.env.bot, ArtBot)
        return self.env.bot

    def messages(self) -> list[discord.Message]:
        """The messages that everybody in the channel sees."""
        return [m for m in self.channel.history(viewer=self.ben) if not m.flags.ephemeral]

    def ephemeral_text(self, result: InteractionResult) -> str:
        """Return the text of the only answer to an interaction, which must be ephemeral."""
        answers = [m for m in (result.response, *result.followups) if m is not None and m.content]
        assert len(answers) == 1, answers
        assert answers[0].ephemeral
        return answers[0].content


def controls_on(message: Any) -> list[dict[str, Any]]:
    """Return the payloads of a message's buttons and menus, in order."""
    return list(_controls([c if isinstance(c, dict) else c.to_dict() for c in message.components]))


def _controls(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        yield from _controls(component.get("components", []))


def custom_id_on(message: Any, action: str) -> str:
    """Return the custom_id of the first button or menu with that action."""
    ids: list[str] = [control["custom_id"] for control in controls_on(message)]
    return next(id for id in ids if id.split(":")[1] == action)


def answer_to(result: InteractionResult) -> discord.Message:
    """Return the current version of the only message that answers an interaction."""
    answers = [m for m in (result.response, *result.followups) if m is not None]
    assert len(answers) == 1, answers
    return answers[0].message


def outcomes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the logged outcomes of the requests. They are logged at level INFO."""
    return [record.facts["outcome"] for record in caplog.records if hasattr(record, "facts")]


async def pass_until(chat: Chat, hour: int) -> None:
    """Advance the clock to one minute past that hour in UTC."""
    now = chat.env.now()
    then = now.replace(hour=hour, minute=1, second=0, microsecond=0)
    await chat.env.advance_time(((then - now) % timedelta(days=1)).total_seconds())


def posted(chat: Chat) -> list[discord.Message]:
    """Return the messages that the bot posted, other than answers."""
    return [m for m in chat.messages() if m.author == chat.bot.user]


def texts(message: discord.Message) -> list[str]:
    return [i.content for i in _items(message) if isinstance(i, ui.TextDisplay)]


def code_on(message: discord.Message) -> str:
    """Return the recipe code on a card, or in a message with a file."""
    text: str = message.content or texts(message)[-1]
    return text.rpartition("\n")[2].strip("`")


async def picture_on(message: discord.Message, env: Env) -> bytes:
    """Return the picture in a card's gallery component, which is absent from the message's attachments."""
    (gallery,) = (i for i in _items(message) if isinstance(i, ui.MediaGallery))
    (item,) = gallery.items
    assert item.description
    return bytes(await env.bot.http.get_from_cdn(item.media.url))


def _items(message: discord.Message) -> list[Any]:
    return list(ui.LayoutView.from_message(message).walk_children())


@pytest.fixture
async def chat(settings: Settings, make_renderer: Callable[[], Renderer]) -> AsyncIterator[Chat]:
    renderer, store = make_renderer(), create_store(settings)
    bot = create_bot(settings, renderer=renderer, store=store)
    env = Env(bot, settle_timeout=20.0)
    try:
        await env.start()
    except BaseException:
        await bot.close()
        raise
    guild = env.create_guild("Art club")
    channel = guild.create_text_channel("studio")
    ann, ben = (guild.add_member(env.create_user(name)) for name in ("ann", "ben"))
    chat = Chat(env, settings, make_renderer, store, renderer, channel, ann, ben)
    yield chat
    await env.shutdown()
    await chat.bot.close()
    assert env.errors_since(env._errors_acknowledged) == ()
    # No message may ping anybody, whatever text people make the bot post.
    for request in env.http_requests:
        if isinstance(request.json, dict) and request.json.keys() & {"content", "components"}:
            assert request.json["allowed_mentions"] == {"parse": []}


@pytest.fixture
def manager(chat: Chat) -> MemberActor:
    role = chat.ann.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return chat.ann.guild.add_member(chat.env.create_user("manager"), roles=[role])
