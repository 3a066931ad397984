"""Messages that only one person sees, whatever was already sent in response to their interaction.

Discord fixes who sees a deferred answer when it is deferred, so a public "thinking…" cannot become an
ephemeral message. It is edited, the message is sent as a follow-up, and the edited answer is deleted.
"""

from contextlib import suppress
from typing import Any

import discord
from discord.utils import MISSING

from bot.interactions.retry import retry_on_disconnect

_PLACEHOLDER = "…"

# Not the type in context.py, so that this module needs to know nothing of the bot.
_Interaction = discord.Interaction[Any]


async def send_ephemeral(
    interaction: _Interaction, message: str, *, deferred_ephemeral: bool, view: discord.ui.View = MISSING
) -> None:
    """Send an ephemeral message, whatever state the response is in, and leave nothing else behind.

    :param deferred_ephemeral: whether the response was deferred as an ephemeral one.
    :param view: buttons below the message.
    """
    if not interaction.response.is_done():
        await interaction.response.send_message(message, ephemeral=True, view=view)
        return
    if _is_thinking(interaction):
        # While "thinking…" is shown, the next follow-up replaces it just as public. So end it first.
        content = message if deferred_ephemeral else _PLACEHOLDER
        with suppress(discord.NotFound):  # somebody deleted it: send the follow-up instead
            shown = view if deferred_ephemeral and view is not MISSING else None
            await retry_on_disconnect(lambda: interaction.edit_original_response(content=content, view=shown))
            if deferred_ephemeral:
                return
    try:
        await retry_on_disconnect(lambda: interaction.followup.send(message, ephemeral=True, view=view))
    finally:
        await delete_thinking(interaction)


async def delete_thinking(interaction: _Interaction) -> None:
    """Delete the deferred answer, if there is one."""
    if _is_thinking(interaction):
        with suppress(discord.NotFound):  # deleted already
            await retry_on_disconnect(interaction.delete_original_response)


def _is_thinking(interaction: _Interaction) -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message
