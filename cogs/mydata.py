"""``/mydata``: export what is stored about oneself, or erase it."""

from discord import app_commands
from discord.ext import commands

from bot.i18n.text import text
from bot.interactions.actions import AskToErase, Erase, Export, ShowData
from bot.interactions.attachments import upload_file, upload_limit
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, language_of, requester_of
from bot.interactions.delivery import show_text, show_view
from bot.interactions.progress import with_progress
from bot.ui.mydata import Erased, EraseQuestion, MyData, NextPart


class Privacy(commands.Cog):
    """Everybody's own data."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="See, export or erase what is stored about you.")
    async def mydata(self, interaction: Interaction) -> None:
        async with answering(interaction, Reply.EPHEMERAL):
            await self._show(interaction)

    @commands.Cog.listener()
    async def on_mydata_action(self, interaction: Interaction, action: ShowData) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self._show(interaction)

    @commands.Cog.listener()
    async def on_erase_action(self, interaction: Interaction, action: AskToErase) -> None:
        async with answering(interaction, Reply.UPDATE):
            summary = await self.bot.studio.library.data_summary(interaction.user.id)
            await show_view(interaction, EraseQuestion(summary, language_of(interaction)))

    @commands.Cog.listener()
    async def on_erasing_action(self, interaction: Interaction, action: Erase) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self.bot.studio.erase(interaction.user.id)
            await show_view(interaction, Erased(language_of(interaction)))

    @commands.Cog.listener()
    async def on_export_action(self, interaction: Interaction, action: Export) -> None:
        """Send the next part of an export, as large as an upload may be."""
        async with answering(interaction, Reply.EPHEMERAL):
            exporting = self.bot.studio.library.export_part(
                requester_of(interaction),
                after=action.after,
                limit=upload_limit(interaction),
                # The last picture that is begun has the other half of the worker's time.
                seconds=self.bot.settings.render_timeout / 2,
            )
            part = await with_progress(interaction, exporting)
            words = text(
                "Pictures {first} to {last} of {total}.", first=part.first, last=part.last, total=part.total
            )
            name = f"genart-{part.first}-{part.last}.zip"
            more = NextPart(part.last_id, language_of(interaction)) if part.last < part.total else None
            await show_text(interaction, words, lambda: upload_file(part.data, name, ""), view=more)

    async def _show(self, interaction: Interaction) -> None:
        summary = await self.bot.studio.library.data_summary(interaction.user.id)
        await show_view(interaction, MyData(summary, language_of(interaction)))


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Privacy(bot))
