"""``/download`` and the button *Download*: a picture as a file, whenever and wherever it was made."""

from dataclasses import replace

from discord import app_commands
from discord.ext import commands

from bot.art.files.export import Format
from bot.art.recipe import Recipe
from bot.i18n.text import Text, text
from bot.interactions.actions import Press
from bot.interactions.attachments import upload_limit
from bot.interactions.client import ArtBot, Interaction, requester_of
from bot.interactions.components import chosen, details_of
from bot.interactions.progress import in_line
from bot.ui.autocomplete import size_choices
from bot.ui.card import title_on
from bot.ui.downloads import choice_in, hand_over

_YOURS = text("Your last picture:")
_THIS = text("Here it is:")


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
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            fetching = self.bot.studio.last_file(
                requester_of(interaction), format=format, size=size, limit=upload_limit(interaction)
            )
            code, file = await in_line(interaction, fetching)
            await hand_over(interaction, code, file, _YOURS)

    @download.autocomplete("size")
    async def _sizes(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return size_choices(typed)

    @commands.Cog.listener()
    async def on_download_wanted(self, interaction: Interaction, press: Press) -> None:
        """The picture on the card, for whoever presses."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            (code,) = details_of(press, 1)
            await self._fetch(interaction, code, Format.PNG, None, _THIS)

    @commands.Cog.listener()
    async def on_fetch_wanted(self, interaction: Interaction, press: Press) -> None:
        """Another format or size, in place of the one before."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            (code,) = details_of(press, 1)
            format, size = choice_in(chosen(press))
            await self._fetch(interaction, code, format, size, _THIS)

    async def _fetch(
        self, interaction: Interaction, code: str, format: str, size: str | None, greeting: Text
    ) -> None:
        recipe = replace(Recipe.parse(code), title=title_on(interaction.message))
        drawing = self.bot.studio.file(
            requester_of(interaction), recipe.code, format=format, size=size, limit=upload_limit(interaction)
        )
        file = await in_line(interaction, drawing)
        await hand_over(interaction, recipe.code, file, greeting)


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Download(bot))
