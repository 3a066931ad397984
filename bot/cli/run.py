"""``genart-bot run``: run the bot in Discord."""

import asyncio
import gc
import logging
from itertools import chain, repeat
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import discord

    from bot.interactions.client import ArtBot

# Seconds between attempts to reach Discord at the start.
_PAUSES = (1, 2, 4, 8, 16, 32)
_LONGEST_PAUSE = 60

log = logging.getLogger(__name__)


@click.command(short_help="Connect to Discord.")
def run() -> None:
    """Connect to Discord and answer until stopped with Ctrl-C or SIGTERM.

    Needs DISCORD_TOKEN, in the environment or in .env. README.md says where to get one.
    """
    import discord

    from bot.app import create_bot
    from bot.cli.stopping import until_stopped
    from bot.errors import UserError
    from bot.observability.logging import set_up_logging
    from bot.settings import Settings

    settings = Settings.load()
    if settings.discord_token is None:
        raise UserError(
            "DISCORD_TOKEN is not set. Put your bot's token into .env, "
            "or try the bot without one: genart-bot preview"
        )
    token = settings.discord_token.get_secret_value()
    set_up_logging(settings.log_level, settings.log_format, settings.secrets())

    async def connect() -> None:
        async with create_bot(settings) as bot:
            await until_stopped(_start(bot, token), bot.finish)

    try:
        asyncio.run(connect())
    except discord.LoginFailure as error:
        raise UserError(
            "Discord does not accept DISCORD_TOKEN. Copy it again from the developer portal, "
            "or try the bot without one: genart-bot preview"
        ) from error
    except discord.HTTPException as error:
        raise UserError(f"Discord refused: {error}") from error
    except discord.ConnectionClosed as error:
        raise UserError(f"Discord ended the connection: {error}") from error


async def _start(bot: "ArtBot", token: str) -> None:
    await log_in(bot, token)
    # The objects that exist now will stay. Traversing them takes the garbage collector 0.2 s each time.
    gc.collect()
    gc.freeze()
    await bot.connect()


async def log_in(bot: "ArtBot", token: str) -> None:
    """Log in, and try again until Discord can be reached. Once logged in, discord.py reconnects by itself.

    :raises discord.HTTPException: if Discord refuses for good.
    """
    import discord
    from aiohttp import ClientError

    for pause in chain(_PAUSES, repeat(_LONGEST_PAUSE)):
        try:
            await bot.login(token)
            return
        except (ClientError, OSError, discord.HTTPException) as outage:
            if isinstance(outage, discord.HTTPException) and not _is_temporary(outage):
                raise
            log.warning("Discord cannot be reached (%s). Trying again in %d s.", _describe(outage), pause)
            # For example, /healthz has to answer meanwhile.
            await bot.make_ready()
            await bot.http.close()
            # Without this, the next session would use the connector that was just closed.
            bot.http.connector = discord.utils.MISSING
            await asyncio.sleep(pause)


def _is_temporary(refusal: "discord.HTTPException") -> bool:
    return refusal.status >= 500 or refusal.status == 429


def _describe(outage: Exception) -> str:
    import discord

    # The message of an HTTPException can be a whole page of HTML.
    message = f"HTTP {outage.status}" if isinstance(outage, discord.HTTPException) else str(outage)
    return f"{type(outage).__name__}: {message}" if message else type(outage).__name__
