"""``genart-bot preview``: the real bot in a browser, without Discord."""

import asyncio
import logging
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from bot.errors import UserError

# The same each time, for vera to have it once.
_WELCOME = "ridgelines1.harbour.12"

if TYPE_CHECKING:
    from bot.interactions.client import ArtBot


@click.command(short_help="Try the bot in a browser, without Discord.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
def preview(port: int | None, no_browser: bool) -> None:
    """Open a chat page in the browser where the real bot answers, until Ctrl-C.

    Discord is simulated on this machine: no account, no token, no network. Pictures are kept in
    the same kind of database as in Discord, and are still there the next time.

    The page's address goes to stdout, alone on a line. Keep it to yourself: whoever has it can
    use the page.
    """
    from bot.app import create_bot
    from bot.cli.stopping import until_stopped
    from bot.observability.logging import set_up_logging
    from bot.settings import Settings

    try:
        from simcord.preview import make_preview  # noqa: F401  # fails now rather than half-way
    except ImportError as error:
        raise UserError("The preview is an extra: pip install 'genart-bot[preview]'") from error
    settings = Settings.load()
    # The people of the page are made up: they have a database of their own, never that of real ones.
    settings = settings.model_copy(
        update={
            "persistent_storage_dir": settings.persistent_storage_dir / "preview",
            "database_url": None,
        }
    )
    set_up_logging(settings.log_level, settings.log_format, settings.secrets())
    # It speaks of tokens, of which there is none.
    logging.getLogger("discord.client").setLevel(logging.WARNING)

    async def serve() -> None:
        bot = create_bot(settings)
        await until_stopped(_serve(bot, port, browser=not no_browser), bot.finish)

    asyncio.run(serve())


async def _serve(bot: "ArtBot", port: int | None, *, browser: bool) -> None:
    import discord
    import simcord

    try:
        async with simcord.run(bot, check_errors=False) as discord_here:
            if bot.user is not None:
                await bot.user.edit(username="genart")
            club = discord_here.create_guild("Art club")
            channel = club.create_text_channel("studio")
            # Made in the same order every time, so that everybody has the same id the next time.
            manager = club.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
            you = club.add_member(discord_here.create_user("you"), roles=[manager])
            vera = club.add_member(discord_here.create_user("vera"))
            await vera.slash(channel, "genart", recipe=_WELCOME)
            async with discord_here.preview(
                channel, viewers=[you, vera], layout="channel", port=port
            ) as page:
                click.echo("The bot waits on this page. Ctrl-C ends it.", err=True)
                click.echo(page.url)
                if browser:
                    # Some browsers run in the terminal, and would be waited for.
                    threading.Thread(target=webbrowser.open, args=(page.url,), daemon=True).start()
                await page.wait_closed()
    except simcord.SetupError as error:
        raise UserError(f"The chat page cannot be served: {error}") from error
    finally:
        await bot.close()
