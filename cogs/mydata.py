"""``/mydata``: take along what is stored about oneself, or have it erased."""

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.files.archive import ArchiveEntry, archive
from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import Press
from bot.interactions.attachments import upload_limit
from bot.interactions.client import ArtBot, Interaction, language_of, requester_of
from bot.interactions.components import details_of, nothing_else, number_in
from bot.interactions.delivery import answer, say
from bot.interactions.progress import in_line
from bot.store import Entry
from bot.ui.mydata import Confirm, Erased, MoreParts, MyData

# As many as are looked at for one part of an export.
_PART = 200


class Privacy(commands.Cog):
    """Everybody's own data."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="See, export or erase what is stored about you.")
    async def mydata(self, interaction: Interaction) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._show(interaction)

    @commands.Cog.listener()
    async def on_mydata_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            nothing_else(press)
            await self._show(interaction)

    @commands.Cog.listener()
    async def on_erase_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            nothing_else(press)
            holdings = await self.bot.store.holdings(interaction.user.id)
            await answer(interaction, Confirm(holdings, language_of(interaction)))

    @commands.Cog.listener()
    async def on_erasing_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            nothing_else(press)
            await self.bot.studio.erase(interaction.user.id)
            await answer(interaction, Erased(language_of(interaction)))

    @commands.Cog.listener()
    async def on_export_wanted(self, interaction: Interaction, press: Press) -> None:
        """One part after the other, each as large as may be uploaded."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            (word,) = details_of(press, 1)
            person = interaction.user.id
            left = await self.bot.store.everything(person, after=number_in(word), limit=_PART)
            if not left.entries:
                raise UserError(text("There is nothing more to export."))
            total = (await self.bot.store.holdings(person)).pictures
            everything = [ArchiveEntry(entry.code, entry.made_at, _more(entry)) for entry in left.entries]
            # The last picture that is begun has the other half of the worker's time.
            seconds = self.bot.settings.render_timeout / 2
            packing = self.bot.studio.paint(
                requester_of(interaction), archive, everything, upload_limit(interaction), seconds
            )
            data, packed = await in_line(interaction, packing)
            first = total - left.total + 1
            last = first + packed - 1
            words = text("Pictures {first} to {last} of {total}.", first=first, last=last, total=total)
            name = f"genart-{first}-{last}.zip"
            more = MoreParts(left.entries[packed - 1].id, language_of(interaction)) if last < total else None
            await say(interaction, words, lambda: [discord.File(BytesIO(data), name)], view=more)

    async def _show(self, interaction: Interaction) -> None:
        holdings = await self.bot.store.holdings(interaction.user.id)
        await answer(interaction, MyData(holdings, language_of(interaction)))


def _more(entry: Entry) -> dict[str, object]:
    """What is stored of a picture beside its code and date."""
    place = entry.place._asdict() if entry.place else None
    return {"kept": entry.kept, "made_from": entry.parent, "posted_in": place}


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Privacy(bot))
