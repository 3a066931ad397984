"""The button *Never mind*: leave the queue."""

from discord.ext import commands

from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import Cancel
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction


class LeaveTheQueue(commands.Cog):
    """Cancel one's own requests that still wait. Each sends its own reply."""

    @commands.Cog.listener()
    async def on_cancel_action(self, interaction: Interaction, action: Cancel) -> None:
        async with answering(interaction, Reply.UPDATE):
            if action.person != interaction.user.id:
                raise UserError(text("That is somebody else's place in line."))
            if not interaction.client.studio.cancel(action.person):
                raise UserError(text("Too late: that picture is being drawn already, or is done."))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(LeaveTheQueue())
