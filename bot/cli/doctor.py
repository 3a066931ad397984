"""``genart-bot doctor``: finds out what keeps the bot from working."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Find out what is wrong.")
def doctor() -> None:
    """Check settings, storage, fonts, workers, database and token, with a remedy for what is wrong.

    One line each: ok, warning or problem. Exit code 1 if there is a problem. Changes nothing, and may
    be used while the bot runs.
    """
    from bot.cli.checks import Finding, Level
    from bot.settings import Settings, SettingsError

    try:
        settings = Settings.load()
    except SettingsError as error:
        for line in str(error).splitlines():
            click.echo(
                Finding(Level.PROBLEM, "settings", f"{line}.", "Change it where it is set, or in .env.")
            )
        sys.exit(1)
    if asyncio.run(_all_well(settings)):
        click.echo("No problem found.")
    else:
        sys.exit(1)


async def _all_well(settings: "Settings") -> bool:
    from bot.cli.checks import Level, checkup

    well = True
    async for finding in checkup(settings):
        click.echo(finding)
        well = well and finding.level is not Level.PROBLEM
    return well
