"""``/about``: what the bot is and what it can do."""

from importlib.metadata import version

from discord import app_commands
from discord.ext import commands

from bot.interactions.client import ArtBot, Interaction, language_of
from bot.interactions.delivery import answer
from bot.ui.about import About


class AboutTheBot(commands.Cog):
    """An introduction."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="What I am and what I can do.")
    async def about(self, interaction: Interaction) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await answer(interaction, About(version("genart-bot"), language_of(interaction)))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(AboutTheBot(bot))
