"""``genart-bot doctor``: find out what keeps the bot from working."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Find out what is wrong.")
def doctor() -> None:
    """Check settings, storage, fonts, workers, database and token, and suggest a remedy for each problem.

    Prints one line for each: ok, warning or problem. Exits with code 1 if there is a problem. It changes
    nothing, and can run while the bot runs.
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
    if asyncio.run(_run_checks(settings)):
        click.echo("No problem found.")
    else:
        sys.exit(1)


async def _run_checks(settings: "Settings") -> bool:
    """Print all findings; return whether there was no problem."""
    from bot.cli.checks import Level, run_checks

    no_problem = True
    async for finding in run_checks(settings):
        click.echo(finding)
        no_problem = no_problem and finding.level is not Level.PROBLEM
    return no_problem
