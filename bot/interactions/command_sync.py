"""Register the slash commands with Discord when they have changed, since it allows few registrations a day.

The store holds a hash of what was registered last. Discord is asked at each start whether it still has those
commands: another program may have changed them, for instance an older bot with the same token.
"""

import json
import logging
from hashlib import blake2b
from typing import Any

import discord
from discord import app_commands

from bot.store import Store, StoreError

log = logging.getLogger(__name__)

_Names = set[tuple[str, discord.AppCommandType]]


async def sync_commands(
    tree: app_commands.CommandTree[Any], store: Store, guild: discord.abc.Snowflake | None = None
) -> bool:
    """Register the commands everywhere, or in one server, unless Discord has them already.

    :returns: whether they were registered.
    :raises discord.HTTPException: if Discord does not take them.
    """
    where = "everywhere" if guild is None else f"in {guild.id}"
    key = f"commands of {tree.client.application_id} {where}"
    digest = await _digest(tree, guild)
    if await _last_digest(store, key) == digest and await _registered(tree, guild) == _names(tree, guild):
        return False
    await tree.sync(guild=guild)
    log.info("Registered %d commands with Discord", len(tree.get_commands(guild=guild)))
    try:
        await store.set_value(key, digest)
    except StoreError as error:
        log.warning("The commands will be registered again at the next start: %s", error)
    return True


async def _last_digest(store: Store, key: str) -> str | None:
    try:
        return await store.get_value(key)
    except StoreError as error:
        log.warning("Cannot tell which commands were registered last: %s", error)
        return None


async def _digest(tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None) -> str:
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in sorted(tree.get_commands(guild=guild), key=lambda c: (c.name, type(c).__name__))
    ]
    return blake2b(json.dumps(payload, sort_keys=True).encode(), digest_size=16).hexdigest()


async def _registered(tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None) -> _Names:
    return {(command.name, command.type) for command in await tree.fetch_commands(guild=guild)}


def _names(tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake | None) -> _Names:
    slash = discord.AppCommandType.chat_input
    return {(command.name, getattr(command, "type", slash)) for command in tree.get_commands(guild=guild)}
