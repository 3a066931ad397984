"""``/download`` fetches the last picture again, whenever and wherever it was made."""

from discord import app_commands
from discord.ext import commands

from bot.client import ArtBot, Interaction
from bot.ui.card import picture_file


class Download(commands.Cog):
    """The last picture as a file."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="Get your last picture again, as a file that only you see.")
    async def download(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        artwork = await self.bot.studio.recall(interaction.user.id)
        await interaction.edit_original_response(
            content=f"Your last picture: `{artwork.recipe.code}`", attachments=[picture_file(artwork)]
        )


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Download(bot))
