"""``genart-bot backup``: a copy of everything, while the bot runs."""

import asyncio
from pathlib import Path

import click


@click.command(short_help="Copy the database, while the bot runs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE, which must not be there yet.

    The bot may run and go on working meanwhile. The copy is a database like the original: to restore
    it, stop the bot and put the copy in the original's place.
    """
    from bot.settings import Settings
    from bot.store import DatabaseStore

    asyncio.run(DatabaseStore(Settings.load().database()).backup(file))
    click.echo(file)
