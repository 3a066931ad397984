"""The command line. Each subcommand is one module; what it needs is imported when it runs.

Errors go to stderr. Exit codes: 0 done, 1 failed, 2 used wrongly.
"""

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from bot.cli.backup import backup
from bot.cli.catalogue import palettes, styles
from bot.cli.doctor import doctor
from bot.cli.health import health
from bot.cli.inspect import inspect
from bot.cli.preview import preview
from bot.cli.render import render
from bot.cli.run import run
from bot.cli.sheet import sheet
from bot.errors import UserError

# A full disk, a terminal that is gone, something that cannot be written to.
_TAKES_NOTHING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF})
_NO_THREAD = "can't start new thread"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="genart-bot")
def cli() -> None:
    """A Discord bot that posts algorithmic art, drawn by its own programs.

    \b
    Try it in a browser, without Discord:   genart-bot preview
    Connect it to Discord:                  genart-bot run
    Draw a single picture:                  genart-bot render --style squares --seed hello
    See what there is:                      genart-bot sheet
    Find out what is wrong:                 genart-bot doctor

    Settings are read from the environment and from a file named .env; .env.example explains
    every one of them.
    """


for command in (run, preview, render, inspect, styles, palettes, sheet, doctor, health, backup):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A Windows pipe has no room for every title; a stand-in beats a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main(arguments, prog_name="genart-bot", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except UserError as error:
        click.echo(error, err=True)
        sys.exit(1)
    # Abort is a RuntimeError as well.
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except OSError as error:
        if _is_running() or error.errno not in _TAKES_NOTHING:
            raise
        # Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        click.echo(f"What was to be written could not be: {error.strerror}", err=True)
        sys.exit(1)
    except RuntimeError as error:
        if _is_running() or str(error) != _NO_THREAD:
            raise
        click.echo("No thread could be started: this machine or account may have no more.", err=True)
        sys.exit(1)


def _is_running() -> bool:
    """Whether it is the bot itself, which has its crashes logged."""
    return sys.excepthook is not sys.__excepthook__
