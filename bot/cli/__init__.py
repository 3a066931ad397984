"""The command line. Each subcommand is one module, which imports what it needs when it runs.

Errors go to stderr. Exit codes: 0 for success, 1 for failure, 2 for wrong usage.
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

# stdout is a file on a full disk, a terminal that is gone, or not open for writing.
_STDOUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF})


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="genart-bot")
def cli() -> None:
    """A Discord bot that posts algorithmic art, drawn by its own programs.

    \b
    Try it in a browser, without Discord:   genart-bot preview
    Connect it to Discord:                  genart-bot run
    Draw a single picture:                  genart-bot render --style squares --seed hello
    See all styles on one sheet:            genart-bot sheet
    Find out what is wrong:                 genart-bot doctor

    Settings are read from the environment and from a file named .env; .env.example explains
    every one of them.
    """


for command in (run, preview, render, inspect, styles, palettes, sheet, doctor, health, backup):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit with its exit code if that is not 0."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A Windows pipe cannot encode every title; an escape sequence is better than a traceback.
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
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except OSError as error:
        if _logs_crashes() or error.errno not in _STDOUT_ERRORS:
            raise
        # Python flushes stdout once more at exit, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        click.echo(f"The output could not be written: {error.strerror}", err=True)
        sys.exit(1)


def _logs_crashes() -> bool:
    """Return whether this process logs its crashes, as the running bot does."""
    return sys.excepthook is not sys.__excepthook__
