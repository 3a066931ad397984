"""A private word to whoever did something, in whatever state their interaction is.

Discord fixes who sees a deferred answer when it is deferred, so a public “thinking…” cannot turn into a
private word: it is ended, the word is said beside it, and it is taken away.
"""

from typing import Any

import discord

# Marks an interaction whose “thinking…” already shows something else.
NOTICED = "noticed"

_BE_RIGHT_BACK = "…"


async def tell_privately(interaction: discord.Interaction[Any], message: str, *, private: bool) -> None:
    """Says something that nobody else sees, and leaves nothing else behind.

    :param private: whether the answer was deferred for one pair of eyes only.
    """
    response = interaction.response
    if not response.is_done():
        await response.send_message(message, ephemeral=True)
        return
    thinking = response.type is discord.InteractionResponseType.deferred_channel_message
    noticed = NOTICED in interaction.extras
    if thinking and private and not noticed:
        await interaction.edit_original_response(content=message)
        return
    if thinking and not noticed:
        # Until "thinking…" is over, the next message takes its place and is as public as that.
        await interaction.edit_original_response(content=_BE_RIGHT_BACK)
    await interaction.followup.send(message, ephemeral=True)
    if thinking:
        await interaction.delete_original_response()
