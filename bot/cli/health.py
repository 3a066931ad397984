"""``genart-bot health``: whether the bot on this machine is well."""

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException

import click

from bot.errors import UserError

# More than the bot gives its own checks.
_WITHIN = 15
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, not listened on


@click.command(short_help="Ask the running bot whether it is well.")
def health() -> None:
    """Ask the bot that runs on this machine, at HEALTH_PORT, whether it is well.

    Exit code 0 if it is, 1 if it is not, with the reasons. Meant for a container's health check.
    """
    from bot.settings import Settings

    settings = Settings.load()
    if settings.health_port is None:
        raise UserError("HEALTH_PORT is not set, so the bot cannot be asked. Please set it to a free port.")
    host = "localhost" if settings.health_host in _EVERYWHERE else settings.health_host
    problems = _ask(host, settings.health_port)
    if problems:
        raise UserError("\n".join(f"{name}: {why}" for name, why in problems.items()))
    click.echo("well")


def _ask(host: str, port: int) -> dict[str, str]:
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    try:
        with closing(HTTPConnection(host, port, timeout=_WITHIN)) as bot:
            bot.request("GET", "/healthz")
            answer = bot.getresponse().read()
        problems = json.loads(answer)["problems"]
        if not isinstance(problems, dict):
            raise TypeError("no findings by check")
    except OSError as error:
        raise UserError(f"No bot answers at {where}: {error}") from error
    except (HTTPException, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"What answers at {where} is not this bot.") from error
    return problems
