"""``genart-bot health``: whether the bot on this machine is well."""

import json
import urllib.error
import urllib.request

import click

from bot.errors import PoliteError

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
        raise PoliteError("HEALTH_PORT is not set, so the bot cannot be asked. Please set it to a free port.")
    problems = _ask(settings.health_host, settings.health_port)
    if problems:
        raise PoliteError("\n".join(f"{name}: {why}" for name, why in problems.items()))
    click.echo("well")


def _ask(host: str, port: int) -> dict[str, str]:
    address = "localhost" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}/healthz"
    # Whatever proxy is set is not for this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=_WITHIN) as answer:
            body = answer.read()
    except urllib.error.HTTPError as unwell:
        body = unwell.read()
    except OSError as error:
        raise PoliteError(f"No bot answers at {url}: {getattr(error, 'reason', error)}") from error
    try:
        problems: dict[str, str] = json.loads(body)["problems"]
    except (ValueError, KeyError, TypeError) as error:
        raise PoliteError(f"What answers at {url} is not this bot.") from error
    return problems
