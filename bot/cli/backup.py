"""``genart-bot backup``: copy the database while the bot runs."""

import asyncio
from pathlib import Path

import click


@click.command(short_help="Copy the database while the bot runs.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole database, as it is at this moment, into FILE.

    The bot may run meanwhile. FILE must not exist yet. It becomes a SQLite database like the bot's own; to
    restore it, put it in the place of that one. For PostgreSQL use pg_dump.
    """
    from bot.cli.stopping import until_stopped
    from bot.settings import Settings
    from bot.store import DatabaseStore

    asyncio.run(until_stopped(DatabaseStore(Settings.load().database()).back_up(file)))
    if not file.exists():
        raise click.Abort
    click.echo(f"{file}: {file.stat().st_size / 2**20:.1f} MiB")
