"""``/about``: what the bot is and what it can do."""

from importlib.metadata import version

from discord import app_commands
from discord.ext import commands

from bot.client import ArtBot, Interaction, spoken_by
from bot.ui.about import About
from bot.ui.delivery import answer


class AboutTheBot(commands.Cog):
    """An introduction."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="What I am and what I can do.")
    async def about(self, interaction: Interaction) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await answer(interaction, About(version("genart-bot"), spoken_by(interaction)))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(AboutTheBot(bot))
