"""The button *Never mind*: out of the line of those who wait for a picture."""

from discord.ext import commands

from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import Press
from bot.interactions.client import ArtBot, Interaction
from bot.interactions.components import details_of, person_in


class Line(commands.Cog):
    """Leaving the line."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_cancel_wanted(self, interaction: Interaction, press: Press) -> None:
        """Whoever waits is then told so by what they waited for."""
        async with self.bot.answering(interaction):
            await interaction.response.defer()
            (who,) = details_of(press, 1)
            if person_in(who) != interaction.user.id:
                raise UserError(text("That is somebody else's place in line."))
            if not self.bot.studio.cancel(interaction.user.id):
                raise UserError(text("Too late: that picture is being drawn already, or is done."))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Line(bot))
