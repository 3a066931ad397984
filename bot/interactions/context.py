"""What can be read from an interaction: who acts, in which language, and who will see the answer."""

from typing import TYPE_CHECKING

import discord

from bot.i18n.catalogues import language
from bot.i18n.text import Language
from bot.rendering import Requester
from bot.studio import PostedIn

if TYPE_CHECKING:
    from bot.interactions.client import ArtBot  # noqa: F401  # named in the string below

Interaction = discord.Interaction["ArtBot"]


def language_of(interaction: Interaction) -> Language:
    """Return the language of the person who acts."""
    return language(str(interaction.locale))


def requester_of(interaction: Interaction) -> Requester:
    """Return the person who acts and the server they act in."""
    return Requester(interaction.user.id, interaction.guild_id)


def posted_in(interaction: Interaction, *, ephemeral: bool) -> PostedIn | None:
    """Return where everybody will see the answer; None if possibly only one person will.

    In a server that the bot is not a member of, the answer may be visible to the person who installed the
    bot and to nobody else.
    """
    server, channel = interaction.guild_id, interaction.channel_id
    if ephemeral or server is None or channel is None or not bot_is_member(interaction):
        return None
    return PostedIn(server, channel)


def bot_is_member(interaction: Interaction) -> bool:
    """Return whether the bot is a member of the server, rather than installed by one of its users.

    ``interaction.guild.me`` cannot tell: discord.py invents one.
    """
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None


def is_ephemeral(interaction: Interaction) -> bool:
    """Return whether only one person sees the message that a control stands on."""
    return interaction.message is not None and interaction.message.flags.ephemeral
