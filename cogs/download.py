"""``/download`` and the button *Download*: a picture as a file, whenever and wherever it was made."""

from discord import app_commands
from discord.ext import commands

from bot.art.files.export import Format
from bot.i18n.text import text
from bot.interactions import actions
from bot.interactions.attachments import upload_limit
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.components import chosen
from bot.interactions.context import Interaction, requester_of
from bot.interactions.progress import with_progress
from bot.ui.autocomplete import size_choices
from bot.ui.card import recipe_with_title
from bot.ui.downloads import format_and_size, show_file


class Download(commands.Cog):
    """Pictures as files."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="Get your last picture again, as a file that only you see.")
    @app_commands.describe(
        format="PNG unless you say otherwise",
        size="As it is, unless you say otherwise: desktop, phone, print … or width x height",
    )
    async def download(
        self, interaction: Interaction, format: Format = Format.PNG, size: str | None = None
    ) -> None:
        async with answering(interaction, Reply.EPHEMERAL):
            limit = upload_limit(interaction)
            fetching = self.bot.studio.library.last_file(
                requester_of(interaction), format=format, size=size, limit=limit
            )
            code, file = await with_progress(interaction, fetching)
            await show_file(interaction, code, file, text("Your last picture:"))

    @download.autocomplete("size")
    async def _sizes(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return size_choices(typed)

    @commands.Cog.listener()
    async def on_download_action(self, interaction: Interaction, action: actions.Download) -> None:
        """Hand out the picture on the card, to whoever presses the button."""
        async with answering(interaction, Reply.EPHEMERAL):
            await self._draw_and_show(interaction, action.code, Format.PNG, None)

    @commands.Cog.listener()
    async def on_fetch_action(self, interaction: Interaction, action: actions.DownloadAs) -> None:
        """Replace the file with another format or size."""
        async with answering(interaction, Reply.UPDATE):
            await self._draw_and_show(interaction, action.code, *format_and_size(chosen(interaction)))

    async def _draw_and_show(
        self, interaction: Interaction, code: str, format: Format, size: str | None
    ) -> None:
        recipe = recipe_with_title(interaction.message, code)
        limit = upload_limit(interaction)
        drawing = self.bot.studio.library.draw_file(
            requester_of(interaction), recipe, format=format, size=size, limit=limit
        )
        file = await with_progress(interaction, drawing)
        await show_file(interaction, recipe.code, file, text("Here it is:"))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Download(bot))
