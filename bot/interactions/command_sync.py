"""Tells Discord which commands there are, and only when they have changed: it takes that a few times a day.

What Discord was told last is noted in the store, as a hash. That Discord still knows it is asked at each
start: somebody else may have changed it, for instance an older bot with the same token.
"""

import json
import logging
from hashlib import blake2b
from typing import Any

import discord
from discord import app_commands

from bot.store import Store, StoreError

log = logging.getLogger(__name__)


async def register_commands(
    tree: app_commands.CommandTree[Any], store: Store, guild: discord.abc.Snowflake | None = None
) -> bool:
    """Brings Discord's list of commands up to date, everywhere or in one server.

    :returns: whether there was anything to tell.
    :raises discord.HTTPException: if Discord does not take it.
    """
    key = f"commands of {tree.client.application_id} {'everywhere' if guild is None else f'in {guild.id}'}"
    digest = await _digest(tree, guild)
    if await _recall(store, key) == digest and await _known(tree, guild) == _named(
        tree.get_commands(guild=guild)
    ):
        return False
    await tree.sync(guild=guild)
    log.info("Told Discord about %d commands", len(tree.get_commands(guild=guild)))
    try:
        await store.set_value(key, digest)
    except StoreError as error:
        log.warning("Discord will be told the same commands again next time: %s", error)
    return True


async def _recall(store: Store, key: str) -> str | None:
    try:
        return await store.get_value(key)
    except StoreError as error:
        log.warning("What Discord knows of the commands is unknown here: %s", error)
        return None


async def _digest(tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None) -> str:
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in sorted(tree.get_commands(guild=guild), key=lambda c: (c.name, type(c).__name__))
    ]
    words = json.dumps(payload, sort_keys=True)
    return blake2b(words.encode(), digest_size=16).hexdigest()


async def _known(
    tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None
) -> set[tuple[str, discord.AppCommandType]]:
    return {(command.name, command.type) for command in await tree.fetch_commands(guild=guild)}


def _named(commands: list[Any]) -> set[tuple[str, discord.AppCommandType]]:
    return {(c.name, getattr(c, "type", discord.AppCommandType.chat_input)) for c in commands}
