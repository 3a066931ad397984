"""What ``genart-bot doctor`` looks at. Each check says what it found, and for what is wrong a remedy.

Nothing here changes anything that the bot keeps, or anything at Discord, and no finding shows a secret.
"""

import asyncio
import os
import shutil
import stat
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.settings import Settings

if TYPE_CHECKING:
    import discord

MEBIBYTE = 2**20
# A busy bot of 10,000 people takes less than a gigabyte.
_LITTLE_SPACE = 200 * MEBIBYTE
_NO_SPACE = 10 * MEBIBYTE
_DISCORD_WITHIN = 20.0
_SCOPES = frozenset({"bot", "applications.commands"})


class Level(StrEnum):
    """How bad a finding is. The bot cannot do its work while there is a problem."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's."""

    level: Level
    about: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.level:<8} {self.about:<9} {self.what}{remedy}"


async def checkup(settings: Settings) -> AsyncIterator[Finding]:
    """Everything, one after another."""
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
    """The folder that survives restarts: whether it is there, is ours to write to, and has room."""
    folder = settings.persistent_storage_dir
    if settings.database_url is not None:
        return [Finding(Level.OK, "storage", "Not used: DATABASE_URL says where pictures are kept.")]
    there = folder
    try:
        # What is not there yet is made at the first start, so its parent has to be ours.
        there = next(place for place in (folder, *folder.absolute().parents) if os.access(place, os.F_OK))
        # It may also be there and not let itself be looked at.
        with suppress(FileNotFoundError):
            if not stat.S_ISDIR(folder.stat().st_mode):
                return [_problem("storage", f"{folder} is no folder.", "Set PERSISTENT_STORAGE_DIR to one.")]
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"\0" * 4096)
        free = shutil.disk_usage(there).free
        locked = [f for f in folder.glob("*.db*") if not os.access(f, os.R_OK | os.W_OK)]
    except PermissionError:
        return [_not_ours(there, folder)]
    except OSError as error:
        why = error.strerror or str(error)
        remedy = "Mount it so that it can, or set PERSISTENT_STORAGE_DIR to another."
        return [_problem("storage", f"{folder} cannot be written to: {why}.", remedy)]
    if locked:
        return [_not_ours(locked[0], folder)]
    room = f"{free / MEBIBYTE:,.0f} MiB free"
    if free < _NO_SPACE:
        return [_problem("storage", f"{folder} has {room}.", "Make room on that disk.")]
    if free < _LITTLE_SPACE:
        return [Finding(Level.WARNING, "storage", f"{folder} has {room}.", "Make room before it is full.")]
    state = "can be written to" if there == folder else "will be made at the first start"
    return [Finding(Level.OK, "storage", f"{folder} {state}; {room}.")]


def fonts() -> list[Finding]:
    """What titles are set in."""
    from bot.art.titles.fonts import check_fonts

    lacks = check_fonts()
    if not lacks:
        return [Finding(Level.OK, "fonts", "Titles can be set in every script.")]
    return [Finding(Level.WARNING, "fonts", lack, "Install the bot again.") for lack in lacks]


async def pool(settings: Settings) -> Finding:
    """Draws a picture as the bot would."""
    from bot.art.recipe import Recipe
    from bot.art.render import draw_png
    from bot.rendering import PoolRenderer, Requester

    try:
        async with PoolRenderer(1, settings.render_timeout, memory=settings.render_memory) as renderer:
            recipe = Recipe.parse("squares1.harbour.7")
            begun = time.perf_counter()
            png = await renderer.run(draw_png, recipe, requester=Requester(0))
            took = (time.perf_counter() - begun) * 1000
    except (UserError, OSError, RuntimeError) as error:
        # The cause is for operators, and may be a whole traceback of a worker.
        said = str(error.__cause__ or error).split("\n")
        why = next((line for line in reversed(said) if line.strip()), type(error).__name__)
        return _problem(
            "pool",
            f"A worker could not draw a picture: {why}",
            f"Give the bot more memory or threads, or set RENDER_MEMORY ({settings.render_memory} MiB now) "
            f"and RENDER_TIMEOUT ({settings.render_timeout:g} s now).",
        )
    return Finding(Level.OK, "pool", f"A worker drew a picture of {len(png):,} bytes in {took:.0f} ms.")


async def database(settings: Settings) -> Finding:
    """Whether the database can be opened, written to and read, and whether its schema is known."""
    from bot.store import NoDatabase, StoreError, inspect_database

    url = settings.database()
    try:
        found = await inspect_database(url)
    except StoreError as error:
        if isinstance(error, NoDatabase) and settings.database_url is None:
            return Finding(Level.OK, "database", f"{url.database} will be made at the first start.")
        return _problem("database", str(error), "docs/operations.md says what to do.")
    if found.revision is None:
        return Finding(Level.OK, "database", "It is empty; its tables will be made at the first start.")
    if found.revision != found.newest:
        return Finding(
            Level.WARNING,
            "database",
            f"Its schema is {found.revision} and will be brought to {found.newest} at the next start.",
            "An older bot cannot use it after that: run genart-bot backup first.",
        )
    return Finding(Level.OK, "database", f"It can be written to and read; schema {found.revision}.")


async def discord_account(settings: Settings) -> AsyncIterator[Finding]:
    """What the token may do, as far as Discord says so."""
    import discord
    from aiohttp import ClientError

    if settings.discord_token is None:
        what = "Not checked: DISCORD_TOKEN is not set."
        yield Finding(Level.WARNING, "discord", what, "genart-bot run needs one; README.md says where from.")
        return
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(_DISCORD_WITHIN), client:
            await client.login(settings.discord_token.get_secret_value())
            for finding in _may(client):
                yield finding
            if settings.dev_guild_id is not None:
                yield await _may_in(client, settings.dev_guild_id)
    except discord.LoginFailure:
        remedy = "Copy it again from the developer portal: your application, Bot, Reset Token."
        yield _problem("discord", "Discord does not accept DISCORD_TOKEN.", remedy)
    except (discord.HTTPException, ClientError, OSError, RuntimeError) as error:
        why = f"{type(error).__name__} {error}".strip()
        remedy = "Try again when it can. Until then the bot waits."
        yield Finding(Level.WARNING, "discord", f"Not checked: Discord cannot be asked ({why}).", remedy)


def _may(client: "discord.Client") -> list[Finding]:
    app = client.application
    if app is None:
        return []
    where = f"{app.approximate_guild_count or 0} servers"
    found = [Finding(Level.OK, "discord", f"The token is that of {app.name} ({app.id}), in {where}.")]
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
        what = "People cannot take it along to other servers and direct messages."
        found.append(Finding(Level.OK, "discord", what, f"If they should, tick User Install {portal}."))
    return found


async def _may_in(client: "discord.Client", server: int) -> Finding:
    import discord
    from discord import app_commands

    try:
        await app_commands.CommandTree(client).fetch_commands(guild=discord.Object(server))
    except (discord.Forbidden, discord.NotFound):
        return _problem(
            "discord",
            f"It may not offer commands in server {server}.",
            "Check DEV_GUILD_ID, and invite the bot there with the scope applications.commands.",
        )
    return Finding(Level.OK, "discord", f"It may offer commands in server {server}.")


def _problem(about: str, what: str, remedy: str) -> Finding:
    return Finding(Level.PROBLEM, about, what, remedy)


def _not_ours(place: Path, folder: Path) -> Finding:
    if not hasattr(os, "getuid"):
        return _problem("storage", f"{place} cannot be written to.", "Let the bot's account write to it.")
    us = f"{os.getuid()}:{os.getgid()}"
    try:
        owner = f"it belongs to user {place.stat().st_uid}"
    except OSError:
        owner = "not even looked at"
    return _problem(
        "storage",
        f"{place} is not ours to write to: {owner}, the bot runs as user {os.getuid()}.",
        f"On the host: sudo chown -R {us} FOLDER, where FOLDER is what is mounted at {folder}.",
    )
