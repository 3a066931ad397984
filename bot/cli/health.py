"""``genart-bot health``: find out whether the bot on this machine works."""

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException

import click

from bot.errors import UserError

# Longer than the bot's own checks may take.
_TIMEOUT = 15
_ALL_INTERFACES = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, not listened on


@click.command(short_help="Ask the running bot whether it is well.")
def health() -> None:
    """Ask the bot that runs on this machine, at HEALTH_PORT, whether it is well.

    Exits with code 0 if it is; otherwise prints the reasons and exits with code 1. Meant for the health check
    of a container.
    """
    from bot.settings import Settings

    settings = Settings.load()
    if settings.health_port is None:
        raise UserError("HEALTH_PORT is not set, so the bot cannot be asked. Please set it to a free port.")
    host = "localhost" if settings.health_host in _ALL_INTERFACES else settings.health_host
    problems = _fetch_problems(host, settings.health_port)
    if problems:
        raise UserError("\n".join(f"{name}: {why}" for name, why in problems.items()))
    click.echo("well")


def _fetch_problems(host: str, port: int) -> dict[str, str]:
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    try:
        with closing(HTTPConnection(host, port, timeout=_TIMEOUT)) as bot:
            bot.request("GET", "/healthz")
            answer = bot.getresponse().read()
        problems = json.loads(answer)["problems"]
        if not isinstance(problems, dict):
            raise TypeError("problems is not an object")
    except OSError as error:
        raise UserError(f"No bot answers at {url}: {error}") from error
    except (HTTPException, ValueError, KeyError, TypeError) as error:
        raise UserError(f"What answers at {url} is not this bot.") from error
    return problems
