"""A private word to whoever did something, in whatever state their interaction is.

Discord fixes who sees a deferred answer when it is deferred, so a public “thinking…” cannot turn into a
private word: it is ended, the word is said beside it, and it is taken away.
"""

from contextlib import suppress
from typing import Any

import discord
from discord.utils import MISSING

from bot.errors import UserError
from bot.i18n.text import Text
from bot.interactions.retry import retry_on_disconnect

_BE_RIGHT_BACK = "…"

# Of whichever bot.
_Interaction = discord.Interaction[Any]


class Mendable(UserError):
    """A mistake that can be mended on the spot.

    :ivar view: the buttons to do so, for its message.
    """

    def __init__(self, message: Text, view: discord.ui.View) -> None:
        super().__init__(message)
        self.view = view


async def send_ephemeral(
    interaction: _Interaction, message: str, *, private: bool, view: discord.ui.View = MISSING
) -> None:
    """Says something that nobody else sees, and leaves nothing else behind.

    :param private: whether the answer was deferred for one pair of eyes only.
    :param view: buttons that go with it.
    """
    if not interaction.response.is_done():
        await interaction.response.send_message(message, ephemeral=True, view=view)
        return
    if _is_thinking(interaction):
        # Until "thinking…" is over, the next message takes its place and is as public as that.
        words = message if private else _BE_RIGHT_BACK
        with suppress(discord.NotFound):  # where somebody has deleted it, the next message is one of its own
            shown = view if private and view is not MISSING else None
            await retry_on_disconnect(lambda: interaction.edit_original_response(content=words, view=shown))
            if private:
                return
    try:
        await retry_on_disconnect(lambda: interaction.followup.send(message, ephemeral=True, view=view))
    finally:
        await end_thinking(interaction)


async def end_thinking(interaction: _Interaction) -> None:
    """Takes away the answer that was promised, if one was."""
    if _is_thinking(interaction):
        with suppress(discord.NotFound):  # it is gone already
            await retry_on_disconnect(interaction.delete_original_response)


def _is_thinking(interaction: _Interaction) -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message
