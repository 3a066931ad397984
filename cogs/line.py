"""The button *Never mind*: out of the line of those who wait for a picture."""

from discord.ext import commands

from bot.client import ArtBot, Interaction
from bot.errors import PoliteError
from bot.press import Press
from bot.texts import text
from bot.ui.controls import details_of, person_in


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
                raise PoliteError(text("That is somebody else's place in line."))
            if not self.bot.studio.cancel(interaction.user.id):
                raise PoliteError(text("Too late: that picture is being drawn already, or is done."))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Line(bot))
