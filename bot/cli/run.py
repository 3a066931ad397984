"""``genart-bot run``: the bot in Discord."""

import asyncio
import gc
import logging
from itertools import chain, repeat
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import discord

    from bot.interactions.client import ArtBot

# Seconds before Discord is tried again when it cannot be reached at the start.
_PAUSES = (1, 2, 4, 8, 16, 32)
_LAST_PAUSE = 60

log = logging.getLogger(__name__)


@click.command(short_help="Connect to Discord.")
def run() -> None:
    """Connect to Discord and answer until stopped (Ctrl-C, or SIGTERM).

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
    # What is there by now stays. The collector would go through it over and over, for 0.2 s each time.
    gc.collect()
    gc.freeze()
    await bot.connect()


async def log_in(bot: "ArtBot", token: str) -> None:
    """Logs in, however long it takes until Discord is there: later on, discord.py waits by itself."""
    import discord
    from aiohttp import ClientError

    for pause in chain(_PAUSES, repeat(_LAST_PAUSE)):
        try:
            await bot.login(token)
            return
        except (ClientError, OSError, discord.HTTPException) as outage:
            if isinstance(outage, discord.HTTPException) and not _will_pass(outage):
                raise
            log.warning("Discord cannot be reached (%s). Trying again in %d s.", _why(outage), pause)
            # Health, for one, is asked for meanwhile.
            await bot.make_ready()
            await bot.http.close()
            # Or the next session would use the one that was just closed.
            bot.http.connector = discord.utils.MISSING
            await asyncio.sleep(pause)


def _will_pass(refusal: "discord.HTTPException") -> bool:
    return refusal.status >= 500 or refusal.status == 429


def _why(outage: Exception) -> str:
    import discord

    # What comes with a refusal may be a whole page of HTML.
    about = f"HTTP {outage.status}" if isinstance(outage, discord.HTTPException) else str(outage)
    return f"{type(outage).__name__}: {about}" if about else type(outage).__name__
