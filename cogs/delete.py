"""The button *Delete*: away with the message. The picture stays in its owner's gallery."""

from contextlib import suppress

import discord
from discord.ext import commands

from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import Press
from bot.interactions.client import ArtBot, Interaction
from bot.interactions.components import details_of, is_private, person_in
from bot.interactions.delivery import tell
from bot.interactions.retry import retry_on_disconnect
from bot.ui.card import code_on


class NotYours(UserError):
    """A press on a button that is somebody else's."""


class Delete(commands.Cog):
    """Taking pictures down."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_delete_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction):
            await interaction.response.defer()
            (who,) = details_of(press, 1)
            owner = person_in(who)
            if is_private(interaction):
                # Nobody else sees it, so it is theirs to put away; what was posted stays.
                await _take_away(interaction)
                return
            theirs = interaction.user.id in (owner, _asked_by(interaction.message))
            if not theirs and not interaction.permissions.manage_messages:
                raise NotYours(
                    text(
                        "Only the person it was drawn for, or who can manage messages here, can delete that."
                    )
                )
            code = code_on(interaction.message)
            await _take_away(interaction)
            if code is not None:
                await self.bot.studio.take_down(owner, code, interaction.guild_id)
            if interaction.user.id == owner:
                await tell(interaction, text("Deleted. The picture is still in your /gallery."))


def _asked_by(message: discord.Message | None) -> int | None:
    """Whose command or button brought a message: nobody's own picture, such as that of the day, is theirs
    to take down where they called for it.
    """
    brought = None if message is None else message.interaction_metadata
    return None if brought is None else brought.user.id


async def _take_away(interaction: Interaction) -> None:
    with suppress(discord.NotFound):  # somebody else was quicker
        await retry_on_disconnect(interaction.delete_original_response)


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Delete(bot))
