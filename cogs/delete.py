"""The button *Delete*: delete the message. The picture stays in its owner's gallery."""

from contextlib import suppress

import discord
from discord.ext import commands

from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions import actions
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, is_ephemeral
from bot.interactions.delivery import send_remark
from bot.interactions.retry import retry_on_disconnect
from bot.ui.card import code_on


class NotYours(UserError):
    """Somebody pressed a button that is not for them."""


class Delete(commands.Cog):
    """Delete pictures from the chat."""

    @commands.Cog.listener()
    async def on_delete_action(self, interaction: Interaction, action: actions.Delete) -> None:
        async with answering(interaction, Reply.UPDATE):
            if is_ephemeral(interaction):
                # Only this person sees the message. If the picture was posted as well, that message stays.
                await _delete_message(interaction)
                return
            _check_allowed(interaction, action.owner)
            code = code_on(interaction.message)
            await _delete_message(interaction)
            if code is not None:
                library = interaction.client.studio.library
                await library.mark_unposted(action.owner, code, interaction.guild_id)
            if interaction.user.id == action.owner:
                await send_remark(interaction, text("Deleted. The picture is still in your /gallery."))


def _check_allowed(interaction: Interaction, owner: int) -> None:
    """Check that this person may delete the message.

    Nobody owns the picture of the day, so the person who ran /daily may delete it as well.

    :raises NotYours: if they may not.
    """
    metadata = interaction.message.interaction_metadata if interaction.message else None
    allowed = {owner} if metadata is None else {owner, metadata.user.id}
    if interaction.user.id not in allowed and not interaction.permissions.manage_messages:
        raise NotYours(
            text("Only the person it was drawn for, or who can manage messages here, can delete that.")
        )


async def _delete_message(interaction: Interaction) -> None:
    with suppress(discord.NotFound):  # deleted already
        await retry_on_disconnect(interaction.delete_original_response)


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Delete())
