"""``genart-bot preview``: run the real bot in a browser, without Discord."""

import asyncio
import logging
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from bot.errors import UserError

# Always the same picture, so that it is in the gallery of its owner only once.
_WELCOME = "ridgelines1.harbour.12"

if TYPE_CHECKING:
    from bot.interactions.client import ArtBot


@click.command(short_help="Try the bot in a browser, without Discord.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
def preview(port: int | None, no_browser: bool) -> None:
    """Open a chat page in the browser where the real bot answers, until Ctrl-C.

    Discord is simulated on this machine: no account, no token, no network. Pictures are stored in
    the same kind of database as in Discord, and are still there the next time.

    Prints the page's address on stdout, alone on a line. Keep it to yourself: whoever has it can
    use the page.
    """
    from bot.app import create_bot
    from bot.cli.stopping import until_stopped
    from bot.observability.logging import set_up_logging
    from bot.settings import Settings

    try:
        from simcord.preview import make_preview  # noqa: F401  # reports a missing extra before anything is set up
    except ImportError as error:
        raise UserError("The preview is an extra: pip install 'genart-bot[preview]'") from error
    settings = Settings.load()
    # The people on the page are made up, so they get a database of their own.
    settings = settings.model_copy(
        update={
            "persistent_storage_dir": settings.persistent_storage_dir / "preview",
            "database_url": None,
        }
    )
    set_up_logging(settings.log_level, settings.log_format, settings.secrets())
    # It logs that it logs in with a token, and there is none.
    logging.getLogger("discord.client").setLevel(logging.WARNING)

    async def serve() -> None:
        bot = create_bot(settings)
        await until_stopped(_serve(bot, port, browser=not no_browser), bot.finish)

    asyncio.run(serve())


async def _serve(bot: "ArtBot", port: int | None, *, browser: bool) -> None:
    import discord
    import simcord

    try:
        async with simcord.run(bot, check_errors=False) as simulation:
            if bot.user is not None:
                await bot.user.edit(username="genart")
            club = simulation.create_guild("Art club")
            channel = club.create_text_channel("studio")
            # The order of creation decides the ids, which the database of the last preview contains.
            manager = club.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
            you = club.add_member(simulation.create_user("you"), roles=[manager])
            vera = club.add_member(simulation.create_user("vera"))
            await vera.slash(channel, "genart", recipe=_WELCOME)
            async with simulation.preview(channel, viewers=[you, vera], layout="channel", port=port) as page:
                click.echo("The bot waits on this page. Press Ctrl-C to stop it.", err=True)
                click.echo(page.url)
                if browser:
                    # In a thread, because a browser that runs in the terminal blocks.
                    threading.Thread(target=webbrowser.open, args=(page.url,), daemon=True).start()
                await page.wait_closed()
    except simcord.SetupError as error:
        raise UserError(f"The chat page cannot be served: {error}") from error
    finally:
        await bot.close()
