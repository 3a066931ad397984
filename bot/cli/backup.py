"""``genart-bot backup``: a copy of the database while the bot runs."""

import asyncio
from pathlib import Path

import click


@click.command(short_help="Copy the database while the bot runs.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy everything that is stored into FILE, as it is at this moment.

    The bot may run meanwhile. FILE must not be there yet; it is a SQLite database as the bot's own, which
    starts from it when it is put in that one's place. For PostgreSQL use pg_dump.
    """
    from bot.cli.stopping import until_stopped
    from bot.settings import Settings
    from bot.store import DatabaseStore

    asyncio.run(until_stopped(DatabaseStore(Settings.load().database()).back_up(file)))
    if not file.exists():
        raise click.Abort
    click.echo(f"{file}: {file.stat().st_size / 2**20:.1f} MiB")
