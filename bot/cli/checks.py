"""The checks of ``genart-bot doctor``. Each returns findings, with a remedy for whatever is wrong.

No check changes the bot's data or anything at Discord, and no finding contains a secret.
"""

import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot import clock
from bot.errors import UserError
from bot.settings import Settings

if TYPE_CHECKING:
    import discord

MEBIBYTE = 2**20
# A busy bot with 10,000 people uses less than a gigabyte.
_LOW_SPACE = 200 * MEBIBYTE
_NO_SPACE = 10 * MEBIBYTE
_DISCORD_TIMEOUT = 20.0
_SCOPES = frozenset({"bot", "applications.commands"})


class Level(StrEnum):
    """How serious a finding is. The bot does not work while there is a problem."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line of output.

    :ivar about: what was checked, in one word.
    :ivar what: what was found.
    :ivar remedy: what to do about it.
    """

    level: Level
    about: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.level:<8} {self.about:<9} {self.what}{remedy}"


async def run_checks(settings: Settings) -> AsyncIterator[Finding]:
    """Run all checks, one after another."""
    yield Finding(Level.OK, "settings", "All settings are understood.")
    for finding in storage(settings):
        yield finding
    for finding in fonts():
        yield finding
    yield await pool(settings)
    yield await database(settings)
    async for finding in discord_account(settings):
        yield finding


def storage(settings: Settings) -> list[Finding]:
    """Check that the storage folder exists or can be created, is writable, and has free space."""
    folder = settings.persistent_storage_dir
    if settings.database_url is not None:
        return [Finding(Level.OK, "storage", "Not used: DATABASE_URL says where pictures are stored.")]
    existing = folder
    try:
        # A folder that does not exist is created at the first start, so its nearest parent must be writable.
        existing = next(path for path in (folder, *folder.absolute().parents) if os.access(path, os.F_OK))
        # A folder inside a locked one seems to be missing, but ``stat`` raises PermissionError.
        with suppress(FileNotFoundError):
            if not stat.S_ISDIR(folder.stat().st_mode):
                remedy = "Set PERSISTENT_STORAGE_DIR to a folder."
                return [_problem("storage", f"{folder} is not a folder.", remedy)]
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"\0" * 4096)
        free = shutil.disk_usage(existing).free
        locked = [f for f in folder.glob("*.db*") if not os.access(f, os.R_OK | os.W_OK)]
    except PermissionError:
        return [_not_writable(existing, folder)]
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "Mount it so that it can be written to, or set PERSISTENT_STORAGE_DIR to another folder."
        return [_problem("storage", f"{folder} cannot be written to: {reason}.", remedy)]
    if locked:
        return [_not_writable(locked[0], folder)]
    space = f"{free / MEBIBYTE:,.0f} MiB free"
    if free < _NO_SPACE:
        return [_problem("storage", f"{folder} has {space}.", "Free some space on that disk.")]
    if free < _LOW_SPACE:
        remedy = "Free some space before the disk is full."
        return [Finding(Level.WARNING, "storage", f"{folder} has {space}.", remedy)]
    state = "can be written to" if existing == folder else "will be created at the first start"
    return [Finding(Level.OK, "storage", f"{folder} {state}; {space}.")]


def fonts() -> list[Finding]:
    """Check that the fonts of titles are complete."""
    from bot.art.titles.fonts import check_fonts

    missing = check_fonts()
    if not missing:
        return [Finding(Level.OK, "fonts", "Titles can be set in every script.")]
    return [Finding(Level.WARNING, "fonts", what, "Install the bot again.") for what in missing]


async def pool(settings: Settings) -> Finding:
    """Check that a worker can draw a picture."""
    from bot.art.recipe import Recipe
    from bot.art.render import draw_png
    from bot.rendering import PoolRenderer, Requester

    try:
        async with PoolRenderer(1, settings.render_timeout, memory=settings.render_memory) as renderer:
            recipe = Recipe.parse("squares1.harbour.7")
            started_at = clock.now()
            png = await renderer.run(draw_png, recipe, requester=Requester(0))
            milliseconds = (clock.now() - started_at) * 1000
    except (UserError, OSError) as error:
        # The cause can be the whole traceback of a worker. Its last line is the error.
        lines = str(error.__cause__ or error).split("\n")
        reason = next((line for line in reversed(lines) if line.strip()), type(error).__name__)
        return _problem(
            "pool",
            f"A worker could not draw a picture: {reason}",
            f"Give the bot more memory, or set RENDER_MEMORY ({settings.render_memory} MiB now) "
            f"and RENDER_TIMEOUT ({settings.render_timeout:g} s now).",
        )
    return Finding(
        Level.OK, "pool", f"A worker drew a picture of {len(png):,} bytes in {milliseconds:.0f} ms."
    )


async def database(settings: Settings) -> Finding:
    """Check that the database can be opened, written to and read, and that its schema is known."""
    from bot.store import NoDatabase, StoreError, inspect_database

    url = settings.database()
    try:
        found = await inspect_database(url)
    except StoreError as error:
        if isinstance(error, NoDatabase) and settings.database_url is None:
            return Finding(Level.OK, "database", f"{url.database} will be created at the first start.")
        return _problem("database", str(error), "docs/operations.md says what to do.")
    if found.revision is None:
        return Finding(Level.OK, "database", "It is empty; its tables will be created at the first start.")
    if found.revision != found.newest:
        return Finding(
            Level.WARNING,
            "database",
            f"Its schema is {found.revision} and will be upgraded to {found.newest} at the next start.",
            "Older versions of the bot cannot use it after that: run genart-bot backup first.",
        )
    return Finding(Level.OK, "database", f"It can be written to and read; schema {found.revision}.")


async def discord_account(settings: Settings) -> AsyncIterator[Finding]:
    """Check the token, and what Discord allows its application to do."""
    import discord
    from aiohttp import ClientError

    if settings.discord_token is None:
        what = "Not checked: DISCORD_TOKEN is not set."
        yield Finding(
            Level.WARNING, "discord", what, "genart-bot run needs one; README.md says where to get it."
        )
        return
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(_DISCORD_TIMEOUT), client:
            await client.login(settings.discord_token.get_secret_value())
            for finding in _installation(client):
                yield finding
            if settings.dev_guild_id is not None:
                yield await _commands_in(client, settings.dev_guild_id)
    except discord.LoginFailure:
        remedy = "Copy it again from the developer portal: your application, Bot, Reset Token."
        yield _problem("discord", "Discord does not accept DISCORD_TOKEN.", remedy)
    except (discord.HTTPException, ClientError, OSError) as error:
        reason = f"{type(error).__name__} {error}".strip()
        what = f"Not checked: Discord cannot be reached ({reason})."
        yield Finding(Level.WARNING, "discord", what, "Try again later. Until then the bot waits.")


def _installation(client: "discord.Client") -> list[Finding]:
    """Check whether and how the application can be installed."""
    app = client.application
    if app is None:
        return []
    count = app.approximate_guild_count or 0
    what = f"The token belongs to {app.name} ({app.id}), which is in {count} servers."
    found = [Finding(Level.OK, "discord", what)]
    guilds, users = app.guild_integration_config, app.user_integration_config
    if guilds is None and users is None:
        return found
    portal = "in the developer portal, under Installation"
    if guilds is None:
        what = "It cannot be added to servers."
        found.append(Finding(Level.WARNING, "discord", what, f"Tick Guild Install {portal}."))
    elif guilds.oauth2_install_params is not None:
        lacking = _SCOPES - set(guilds.oauth2_install_params.scopes)
        if lacking:
            what = f"Its install link lacks the scope {' and '.join(sorted(lacking))}."
            found.append(Finding(Level.WARNING, "discord", what, f"Add it {portal}."))
    if users is None:
        what = "People cannot install it for themselves, to use it in other servers and in direct messages."
        found.append(Finding(Level.OK, "discord", what, f"To allow that, tick User Install {portal}."))
    return found


async def _commands_in(client: "discord.Client", server: int) -> Finding:
    """Check that the application may register commands in a server."""
    import discord
    from discord import app_commands

    try:
        await app_commands.CommandTree(client).fetch_commands(guild=discord.Object(server))
    except (discord.Forbidden, discord.NotFound):
        return _problem(
            "discord",
            f"It may not register commands in server {server}.",
            "Check DEV_GUILD_ID, and invite the bot there with the scope applications.commands.",
        )
    return Finding(Level.OK, "discord", f"It may register commands in server {server}.")


def _problem(about: str, what: str, remedy: str) -> Finding:
    return Finding(Level.PROBLEM, about, what, remedy)


def _not_writable(path: Path, folder: Path) -> Finding:
    """Return the finding for a path in the storage folder that this user may not write to."""
    if not hasattr(os, "getuid"):
        return _problem("storage", f"{path} is not writable.", "Let the bot's account write to it.")
    user, group, owner = os.getuid(), os.getgid(), path.stat().st_uid
    return _problem(
        "storage",
        f"{path} is not writable: it belongs to user {owner}, the bot runs as user {user}.",
        f"On the host: sudo chown -R {user}:{group} FOLDER, where FOLDER is what is mounted at {folder}.",
    )
