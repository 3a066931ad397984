"""The bot itself: loads the cogs, owns start-up and shutdown, and turns failures into replies.

There is one place where failures become replies, ``ArtBot.apologise``. Commands reach it through
the command tree, buttons through ``ArtBot.answering``.
"""

import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.fonts import check_fonts
from bot.art.rng import chance
from bot.errors import PoliteError
from bot.rendering import PoolRenderer, Renderer
from bot.settings import Settings
from bot.store import DatabaseStore, Store
from bot.studio import Studio
from bot.turns import Turns

log = logging.getLogger(__name__)

Interaction = discord.Interaction["ArtBot"]

_BE_RIGHT_BACK = "…"
_MY_FAULT = "Sorry, something went wrong on my side. Please try again in a moment."


class _Tree(app_commands.CommandTree["ArtBot"]):
    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await interaction.client.apologise(interaction, cause)


class ArtBot(commands.Bot):
    """A Discord bot with a studio."""

    def __init__(self, settings: Settings, renderer: Renderer, store: Store, studio: Studio) -> None:
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
        self._renderer = renderer
        self._store = store

    async def setup_hook(self) -> None:
        """Everything that must be ready before the first interaction arrives."""
        for lack in check_fonts():
            log.warning(lack)
        await self._store.open()
        await self._renderer.start()
        for module in pkgutil.iter_modules(import_module("cogs").__path__, "cogs."):
            await self.load_extension(module.name)
        if self.settings.dev_guild_id is not None:
            guild = discord.Object(self.settings.dev_guild_id)
            self.tree.copy_global_to(guild=guild)
            await self.tree.sync(guild=guild)
        else:
            await self.tree.sync()

    async def close(self) -> None:
        await super().close()
        await self._renderer.close()
        await self._store.close()

    @asynccontextmanager
    async def answering(self, interaction: Interaction) -> AsyncIterator[None]:
        """Whatever goes wrong inside becomes a reply.

        discord.py hands what a component's callback raises to nobody, so callbacks run in here.
        """
        try:
            yield
        except Exception as error:  # the boundary: nothing may pass unanswered
            await self.apologise(interaction, error)

    async def apologise(self, interaction: Interaction, error: BaseException) -> None:
        """Answers a failure privately, in one or two sentences; the trace stays in the log."""
        if isinstance(error, PoliteError):
            message = str(error)
            log.info("Refused %s: %s", _name(interaction), message)
        else:
            message = _MY_FAULT
            log.error("Failed at %s", _name(interaction), exc_info=error)
        try:
            await _tell_privately(interaction, message)
        except discord.HTTPException as unheard:
            log.warning("Could not answer %s: %s", _name(interaction), unheard)


def create_bot(settings: Settings) -> ArtBot:
    """A bot that is ready to start, with the services that these settings describe."""
    renderer = PoolRenderer(settings.render_workers, settings.render_timeout)
    store = DatabaseStore(settings.database())
    studio = Studio(renderer, store, Turns(settings.cooldown), chance())
    return ArtBot(settings, renderer, store, studio)


async def _tell_privately(interaction: Interaction, message: str) -> None:
    response = interaction.response
    if not response.is_done():
        await response.send_message(message, ephemeral=True)
        return
    thinking = response.type is discord.InteractionResponseType.deferred_channel_message
    if thinking:
        # Until "thinking…" is over, the next message takes its place and is as public as that.
        await interaction.edit_original_response(content=_BE_RIGHT_BACK)
    await interaction.followup.send(message, ephemeral=True)
    if thinking:
        await interaction.delete_original_response()


def _name(interaction: Interaction) -> str:
    data: Any = interaction.data or {}
    return str(data.get("name") or data.get("custom_id") or interaction.type.name)
