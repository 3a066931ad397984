"""``genart-bot run``: the bot in Discord."""

import asyncio
import gc
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.client import ArtBot


@click.command(short_help="Connect to Discord.")
def run() -> None:
    """Connect to Discord and answer until stopped (Ctrl-C, or SIGTERM).

    Needs DISCORD_TOKEN, in the environment or in .env. README.md says where to get one.
    """
    import discord
    from aiohttp import ClientConnectionError

    from bot.cli.stopping import until_stopped
    from bot.client import create_bot
    from bot.errors import PoliteError
    from bot.logs import set_up_logging
    from bot.settings import Settings

    settings = Settings.load()
    if settings.discord_token is None:
        raise PoliteError(
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
        raise PoliteError(
            "Discord does not accept DISCORD_TOKEN. Copy it again from the developer portal, "
            "or try the bot without one: genart-bot preview"
        ) from error
    except discord.HTTPException as error:
        raise PoliteError(f"Discord refused: {error}") from error
    except discord.ConnectionClosed as error:
        raise PoliteError(f"Discord ended the connection: {error}") from error
    except (ClientConnectionError, discord.GatewayNotFound) as error:
        raise PoliteError(f"Discord cannot be reached: {error}") from error


async def _start(bot: "ArtBot", token: str) -> None:
    await bot.login(token)
    # What is there by now stays. The collector would go through it over and over, for 0.2 s each time.
    gc.collect()
    gc.freeze()
    await bot.connect()
