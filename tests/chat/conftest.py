"""A server with two people in it, in a simulated Discord, and the real bot."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
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
    """What a person can do, and what people see.

    :ivar store: the store of the bot of the moment.
    :ivar renderer: its renderer.
    """

    env: Env
    settings: Settings
    make_renderer: Callable[[], Renderer]
    store: DatabaseStore
    renderer: Renderer
    channel: ChannelHandle
    ann: MemberActor
    ben: MemberActor

    async def press(self, who: Any, message: Any, word: str) -> InteractionResult:
        """Press the first button of a message, as it is by now, whose action has this word."""
        result: InteractionResult = await who.click(message, custom_id=control_on(self._now(message), word))
        return result

    async def choose(self, who: Any, message: Any, word: str, value: str) -> InteractionResult:
        """Choose from the first menu of a message, as it is by now, whose action has this word."""
        id = control_on(self._now(message), word)
        result: InteractionResult = await who.select(message, [value], custom_id=id)
        return result

    def _now(self, message: Any) -> Any:
        channel = message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
        return self.env.backend.get_message(channel, message.id)

    async def another(self, who: MemberActor, message: Any) -> InteractionResult:
        return await self.press(who, message, "another")

    async def forget_everything(self) -> None:
        """End the bot, and start one that has never run before."""
        await self.bot.close()
        shutil.rmtree(self.settings.persistent_storage_dir)
        await self._start_anew()

    async def restart(self) -> None:
        """End the bot and start a new one, as an operator would."""
        await self.bot.close()
        await self._start_anew()

    async def _start_anew(self) -> None:
        self.store, self.renderer = create_store(self.settings), self.make_renderer()
        await self.env.restart_bot(create_bot(self.settings, renderer=self.renderer, store=self.store))

    @property
    def bot(self) -> ArtBot:
        """The bot of the moment."""
        assert isinstance(self.env.bot, ArtBot)
        return self.env.bot

    def messages(self) -> list[discord.Message]:
        """What everybody sees."""
        return [m for m in self.channel.history(viewer=self.ben) if not m.flags.ephemeral]

    def private(self, result: InteractionResult) -> str:
        """The one private answer to an interaction, with nothing public beside it."""
        answers = [m for m in (result.response, *result.followups) if m is not None and m.content]
        assert len(answers) == 1, answers
        assert answers[0].ephemeral
        return answers[0].content


def controls_on(message: Any) -> list[dict[str, Any]]:
    """The buttons and menus of a message, in order, as Discord knows them."""
    return list(_controls([c if isinstance(c, dict) else c.to_dict() for c in message.components]))


def _controls(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        yield from _controls(component.get("components", []))


def control_on(message: Any, word: str) -> str:
    """Return the custom_id of the first control of a message whose action has this word."""
    ids = [control["custom_id"] for control in controls_on(message)]
    return next(id for id in ids if id.split(":")[1] == word)


def shown_to(result: InteractionResult) -> discord.Message:
    """The one message that answers an interaction, as it is now."""
    answers = [m for m in (result.response, *result.followups) if m is not None]
    assert len(answers) == 1, answers
    return answers[0].message


def texts(message: discord.Message) -> list[str]:
    return [i.content for i in _items(message) if isinstance(i, ui.TextDisplay)]


def code_on(message: discord.Message) -> str:
    """The recipe's code on a card, or on a message with a file."""
    return (message.content or texts(message)[-1]).rpartition("\n")[2].strip("`")


async def picture_on(message: discord.Message, env: Env) -> bytes:
    """The picture that a card shows, by way of the card: not of the message's attachments."""
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
    # Nobody is ever pinged, whatever people make the bot write.
    for request in env.http_requests:
        if isinstance(request.json, dict) and request.json.keys() & {"content", "components"}:
            assert request.json["allowed_mentions"] == {"parse": []}
