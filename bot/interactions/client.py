"""The bot itself: loads the cogs, owns start-up and shutdown, and turns failures into replies.

There is one place where failures become replies, ``ArtBot.apologise``. What an interaction sets off runs
in ``ArtBot.answering``; what fails before that comes through the command tree. What a button or a form
wants comes in through ``ArtBot.fulfil``, and goes out as an event to the cog whose feature it is.
"""

import asyncio
import logging
import math
import pkgutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any

import discord
from aiohttp import ClientError
from discord import app_commands
from discord.ext import commands
from discord.utils import MISSING

from bot.art.palette import palettes
from bot.art.style import styles
from bot.art.titles.fonts import check_fonts
from bot.errors import Outcome, UserError
from bot.i18n.catalogues import catalogues, language
from bot.i18n.text import Language, localise, text
from bot.interactions.actions import BadPress, Press
from bot.interactions.command_sync import register_commands
from bot.interactions.ephemeral import Mendable, end_thinking, send_ephemeral
from bot.interactions.initial_response import insist_on_answering
from bot.observability.health import HealthServer
from bot.observability.logging import log_request
from bot.observability.metrics import Metrics
from bot.observability.tracing import Trace, note_unheard, tracing
from bot.rendering import Renderer, Requester
from bot.settings import Settings
from bot.store import PostedIn, Store
from bot.studio import Studio

PATIENCE = 30.0

log = logging.getLogger(__name__)

Interaction = discord.Interaction["ArtBot"]

_MY_FAULT = text("Sorry, something went wrong on my side. Please try again in a moment.")


class BeingRestarted(UserError):
    """Somebody wants something of a bot that is about to end."""

    def __init__(self) -> None:
        super().__init__(text("I am being restarted. Please try again in a minute."))


class _Tree(app_commands.CommandTree["ArtBot"]):
    async def interaction_check(self, interaction: Interaction, /) -> bool:
        bot = interaction.client
        if not bot.ending:
            return True
        if interaction.type is not discord.InteractionType.autocomplete:
            await bot.refuse(interaction, BeingRestarted())
        return False

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        cause: BaseException = error
        if isinstance(error, app_commands.CommandInvokeError):
            cause = error.original
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            cause = UserError(
                text("That command has changed since. Please restart Discord to see the new one.")
            )
        await interaction.client.refuse(interaction, cause)


class ArtBot(commands.Bot):
    """A Discord bot with a studio."""

    def __init__(self, settings: Settings, renderer: Renderer, store: Store, studio: Studio) -> None:
        # It never speaks, and need not warn that it cannot.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.settings = settings
        self.studio = studio
        self.store = store
        self.metrics = Metrics(
            workers=renderer.state, store_failures=lambda: store.failures, latency=self._gateway_latency
        )
        self.ending = False
        self._patient_until = math.inf
        self._renderer = renderer
        self._under_way: dict[asyncio.Future[None], asyncio.Task[Any] | None] = {}
        self._connected = self._made_ready = False
        self._health: HealthServer | None = None
        if settings.health_port is not None:
            checks = {"gateway": self._check_gateway, "pool": renderer.check, "store": store.check}
            self._health = HealthServer(settings.health_host, settings.health_port, checks, self.metrics)

    async def setup_hook(self) -> None:
        """Comes once, when Discord knows the token."""
        await self.make_ready()
        await self._offer_commands()

    async def make_ready(self) -> None:
        """Everything of one's own that must be ready before the first interaction arrives. Twice is once."""
        if self._made_ready:
            return
        self._made_ready = True
        if self._health is not None:
            await self._health.start()
        for lack in check_fonts():
            log.warning(lack)
        await self.store.open()
        await self._renderer.start()
        # Read once, off the event loop, rather than while the first person waits.
        await asyncio.to_thread(lambda: (styles(), palettes(), catalogues()))
        for module in pkgutil.iter_modules(import_module("cogs").__path__):
            if not module.name.startswith("_"):
                await self.load_extension(f"cogs.{module.name}")

    async def finish(self) -> None:
        """Takes on nothing more and answers who is waiting, for a while at most.

        The connection has to be served meanwhile, or newcomers would not even be turned away. Asked
        again, as ``close`` does, it is no more patient than the first time.
        """
        if not self.ending:
            self.ending, self._patient_until = True, time.perf_counter() + PATIENCE
        while (others := self._others()) and (left := self._patient_until - time.perf_counter()) > 0:
            await asyncio.wait(others, timeout=left)

    async def close(self) -> None:
        """Answers who is waiting, for a while at most, then lets go of everything."""
        await self.finish()
        async with AsyncExitStack() as last_to_first:
            last_to_first.push_async_callback(self.store.close)
            if self._health is not None:
                last_to_first.push_async_callback(self._health.close)
            last_to_first.push_async_callback(super().close)
            # Whoever still waits is told so, for which the connection must still be there.
            await self._renderer.close()
            if others := self._others():
                await asyncio.wait(others, timeout=1)
            await self._cut_short()

    async def _cut_short(self) -> None:
        """Cancels what is still under way, which would else find Discord and the store closed.

        Twice: the first time it may still clear away, but what it then does may hang as well.
        """
        for _ in range(2):
            if others := self._others():
                for task in set(others.values()):
                    task.cancel()
                await asyncio.wait(others, timeout=0.5)

    async def on_connect(self) -> None:
        self._connected = True

    async def on_ready(self) -> None:
        self._connected = True

    async def on_resumed(self) -> None:
        self._connected = True

    async def on_disconnect(self) -> None:
        self._connected = False

    @asynccontextmanager
    async def answering(self, interaction: Interaction, *, private: bool = False) -> AsyncIterator[None]:
        """Whatever goes wrong inside becomes a reply.

        All that an interaction sets off runs in here; discord.py hands what a component's callback
        raises to nobody.

        :param private: whether the answer was deferred for one pair of eyes only.
        """
        insist_on_answering(interaction)
        with self.under_way(), self.traced(self._name(interaction)) as trace:
            try:
                yield
            except Exception as error:  # the boundary: nothing may pass unanswered
                trace.record_error(error)
                await self.apologise(interaction, error, private=private)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """What is done inside, ``close`` waits for, for a while at most."""
        done = asyncio.get_running_loop().create_future()
        self._under_way[done] = asyncio.current_task()
        try:
            yield
        finally:
            del self._under_way[done]
            done.set_result(None)

    def traced(self, what: str) -> AbstractContextManager[Trace]:
        """What is done inside goes into the log and the metrics, under this name, one of a few."""
        return tracing(what, (log_request, self.metrics.observe))

    async def fulfil(self, interaction: Interaction, press: Press) -> None:
        """Hands what is wanted to the cog that listens to ``WISH_wanted``.

        Whoever listens acknowledges the interaction before anything else.
        """
        if self.ending:
            await self.refuse(interaction, BeingRestarted())
        elif self._is_wish(press.wish):
            self.dispatch(f"{press.wish}_wanted", interaction, press)
        else:
            await self.refuse(interaction, BadPress())

    async def refuse(self, interaction: Interaction, error: BaseException) -> None:
        """Answers with nothing but an apology."""
        async with self.answering(interaction):
            raise error

    async def apologise(
        self, interaction: Interaction, error: BaseException, *, private: bool = False
    ) -> None:
        """Answers a failure privately, in one or two sentences; the trace stays in the log."""
        polite = error if isinstance(error, UserError) else None
        if polite is None or polite.outcome is Outcome.FAILED:
            log.error("Failed at %s", self._name(interaction), exc_info=error)
        spared = polite is not None and polite.already_told
        try:
            if spared and interaction.type is discord.InteractionType.component:
                await end_thinking(interaction)
                return
            message = localise(_MY_FAULT if polite is None else polite.message, language_of(interaction))
            view = error.view if isinstance(error, Mendable) else MISSING
            await send_ephemeral(interaction, message, private=private, view=view)
        except (discord.HTTPException, ClientError, OSError) as unheard:
            note_unheard()
            log.warning("Could not answer %s: %s", self._name(interaction), unheard)

    async def _offer_commands(self) -> None:
        guild = None
        if self.settings.dev_guild_id is not None:
            guild = discord.Object(self.settings.dev_guild_id)
            self.tree.copy_global_to(guild=guild)
        try:
            await register_commands(self.tree, self.store, guild)
        except (discord.HTTPException, ClientError, OSError) as error:
            if guild is not None and isinstance(error, discord.Forbidden):
                raise UserError(
                    f"DEV_GUILD_ID: the bot is not in server {guild.id}, or was invited without the scope "
                    "applications.commands."
                ) from error
            # Those that Discord knows from before go on working.
            log.exception("Discord does not take the commands")

    def _others(self) -> dict[asyncio.Future[None], asyncio.Task[Any]]:
        """What is under way, and in which task, but for what this task itself is at."""
        me = asyncio.current_task()
        return {done: task for done, task in self._under_way.items() if task is not None and task is not me}

    async def _check_gateway(self) -> None:
        if self.ending:
            raise UserError("The bot is ending.")
        if not self._connected:
            raise UserError("Not connected to Discord.")

    def _gateway_latency(self) -> float:
        return self.latency if self._connected else math.nan

    def _is_wish(self, wish: str) -> bool:
        return f"on_{wish}_wanted" in self.extra_events

    def _name(self, interaction: Interaction) -> str:
        """What an interaction is called in logs and metrics: one of a few words, and never somebody's own."""
        if interaction.type is discord.InteractionType.application_command:
            command = interaction.command
            if command is None:
                return "unknown"
            slash = "" if isinstance(command, app_commands.ContextMenu) else "/"
            return f"{slash}{command.qualified_name}"
        data: Any = interaction.data or {}
        wish = str(data.get("custom_id", "")).split(":")[1:2]
        return wish[0] if wish and self._is_wish(wish[0]) else "unknown"


def language_of(interaction: Interaction) -> Language:
    """The language of whoever did this."""
    return language(str(interaction.locale))


def requester_of(interaction: Interaction) -> Requester:
    """Who asks, and from which server."""
    return Requester(interaction.user.id, interaction.guild_id)


def place_of(interaction: Interaction, *, private: bool) -> PostedIn | None:
    """Where everybody will see the answer; None if nobody else will.

    In a server that the bot is no member of, whoever has brought it along may be the only one to see it.
    """
    server, channel = interaction.guild_id, interaction.channel_id
    if private or server is None or channel is None or not is_member_of(interaction):
        return None
    return PostedIn(server, channel)


def is_member_of(interaction: Interaction) -> bool:
    """Whether the bot is a member of the server, rather than brought along by somebody who installed it.

    ``interaction.guild.me`` does not tell: discord.py makes one up.
    """
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None
