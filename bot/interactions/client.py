"""The bot's lifecycle: what starts with it, and how it ends without dropping requests too early."""

import asyncio
import logging
import math
import pkgutil
from contextlib import AbstractContextManager, AsyncExitStack
from importlib import import_module

import discord
from aiohttp import ClientError
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.art.palette import palettes
from bot.art.style import styles
from bot.art.titles.fonts import check_fonts
from bot.errors import UserError
from bot.i18n.catalogues import catalogues
from bot.interactions.boundary import CommandTree
from bot.interactions.command_sync import sync_commands
from bot.interactions.in_flight import InFlight
from bot.observability.health import HealthServer
from bot.observability.logging import log_request
from bot.observability.metrics import Metrics
from bot.observability.tracing import Trace, tracing
from bot.rendering import Renderer
from bot.settings import Settings
from bot.store import Store
from bot.studio import Studio

# Seconds that requests in flight have to end when the bot shuts down.
SHUTDOWN_TIMEOUT = 30.0

log = logging.getLogger(__name__)


class ArtBot(commands.Bot):
    """A Discord bot with a studio.

    :ivar closing: whether new requests are refused.
    :ivar in_flight: the requests that shutdown waits for.
    """

    def __init__(self, settings: Settings, renderer: Renderer, store: Store, studio: Studio) -> None:
        # No voice support: silence discord.py's warnings.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.settings = settings
        self.studio = studio
        self.metrics = Metrics(
            workers=renderer.state, store_failures=lambda: store.failures, latency=self._gateway_latency
        )
        self.closing = False
        self.in_flight = InFlight()
        self._renderer = renderer
        self._store = store
        self._deadline = math.inf
        self._connected = self._preparing = False
        self._health: HealthServer | None = None
        if settings.health_port is not None:
            checks = {"gateway": self._check_gateway, "pool": renderer.check, "store": store.check}
            self._health = HealthServer(settings.health_host, settings.health_port, checks, self.metrics)

    async def setup_hook(self) -> None:
        """Prepare everything once Discord has accepted the token."""
        await self.make_ready()
        await self._sync_commands()

    async def make_ready(self) -> None:
        """Start the services that the first request needs. Later calls do nothing."""
        if self._preparing:
            return
        self._preparing = True
        if self._health is not None:
            await self._health.start()
        for warning in check_fonts():
            log.warning(warning)
        await self._store.open()
        await self._renderer.start()
        # Reading them takes a while; the first person should not have to wait for it.
        await asyncio.to_thread(lambda: (styles(), palettes(), catalogues()))
        for module in pkgutil.iter_modules(import_module("cogs").__path__):
            if not module.name.startswith("_"):
                await self.load_extension(f"cogs.{module.name}")

    async def finish(self) -> None:
        """Refuse new requests, and wait a limited time for those in flight.

        The connection stays open meanwhile: without it, new requests could not even be refused. Calling this
        again, as ``close`` does, does not extend the time.
        """
        if not self.closing:
            self.closing, self._deadline = True, clock.now() + SHUTDOWN_TIMEOUT
        while (left := self._deadline - clock.now()) > 0 and await self.in_flight.wait(left):
            pass

    async def close(self) -> None:
        """Wait a limited time for the requests in flight, then release everything."""
        await self.finish()
        async with AsyncExitStack() as last_to_first:
            last_to_first.push_async_callback(self._store.close)
            if self._health is not None:
                last_to_first.push_async_callback(self._health.close)
            last_to_first.push_async_callback(super().close)
            # This fails the queued requests, so it comes while the connection can still carry their answers.
            await self._renderer.close()
            await self.in_flight.wait(1.0)
            await self.in_flight.cancel()

    async def on_connect(self) -> None:
        self._connected = True

    async def on_ready(self) -> None:
        self._connected = True

    async def on_resumed(self) -> None:
        self._connected = True

    async def on_disconnect(self) -> None:
        self._connected = False

    def traced(self, name: str) -> AbstractContextManager[Trace]:
        """Log and count the block inside under a name, which is one of a fixed set."""
        return tracing(name, (log_request, self.metrics.observe))

    async def _sync_commands(self) -> None:
        guild = None
        if self.settings.dev_guild_id is not None:
            guild = discord.Object(self.settings.dev_guild_id)
            self.tree.copy_global_to(guild=guild)
        try:
            await sync_commands(self.tree, self._store, guild)
        except (discord.HTTPException, ClientError, OSError) as error:
            if guild is not None and isinstance(error, discord.Forbidden):
                raise UserError(
                    f"DEV_GUILD_ID: the bot is not in server {guild.id}, or was invited without the scope "
                    "applications.commands."
                ) from error
            log.exception("Discord did not take the commands. The ones it already knows keep working.")

    async def _check_gateway(self) -> None:
        if self.closing:
            raise UserError("The bot is ending.")
        if not self._connected:
            raise UserError("Not connected to Discord.")

    def _gateway_latency(self) -> float:
        return self.latency if self._connected else math.nan
