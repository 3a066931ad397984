"""``/about``: what the bot is and what it can do."""

from importlib.metadata import version

from discord import app_commands
from discord.ext import commands

from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, language_of
from bot.interactions.delivery import show_view
from bot.ui.about import About


class AboutTheBot(commands.Cog):
    """An introduction."""

    @app_commands.command(description="What I am and what I can do.")
    async def about(self, interaction: Interaction) -> None:
        async with answering(interaction, Reply.EPHEMERAL):
            await show_view(interaction, About(version("genart-bot"), language_of(interaction)))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(AboutTheBot())
