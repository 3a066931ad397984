"""A private word to whoever did something, in whatever state their interaction is.

Discord fixes who sees a deferred answer when it is deferred, so a public “thinking…” cannot turn into a
private word: it is ended, the word is said beside it, and it is taken away.
"""

from contextlib import suppress
from typing import Any

import discord

from bot.persistence import persistently

_BE_RIGHT_BACK = "…"

# Of whichever bot.
_Interaction = discord.Interaction[Any]


async def tell_privately(interaction: _Interaction, message: str, *, private: bool) -> None:
    """Says something that nobody else sees, and leaves nothing else behind.

    :param private: whether the answer was deferred for one pair of eyes only.
    """
    if not interaction.response.is_done():
        await interaction.response.send_message(message, ephemeral=True)
        return
    if _is_thinking(interaction):
        # Until "thinking…" is over, the next message takes its place and is as public as that.
        words = message if private else _BE_RIGHT_BACK
        with suppress(discord.NotFound):  # where somebody has deleted it, the next message is one of its own
            await persistently(lambda: interaction.edit_original_response(content=words, view=None))
            if private:
                return
    try:
        await persistently(lambda: interaction.followup.send(message, ephemeral=True))
    finally:
        await end_thinking(interaction)


async def end_thinking(interaction: _Interaction) -> None:
    """Takes away the answer that was promised, if one was."""
    if _is_thinking(interaction):
        with suppress(discord.NotFound):  # it is gone already
            await persistently(interaction.delete_original_response)


def _is_thinking(interaction: _Interaction) -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message
