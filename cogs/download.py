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
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            kept = await self.bot.studio.recall(interaction.user.id)
            await interaction.edit_original_response(
                content=f"Your last picture: `{kept.code}`", attachments=[picture_file(kept.code, kept.png)]
            )


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Download(bot))
