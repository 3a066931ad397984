"""``/gallery`` and the button *Keep*: one's recent and kept pictures, and what others posted openly."""

from dataclasses import replace
from datetime import UTC, datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.recipe import Recipe
from bot.art.sheets import gallery_sheet
from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import BadPress, Press
from bot.interactions.attachments import image, picture, upload_limit
from bot.interactions.client import ArtBot, Interaction, is_member_of, language_of, requester_of
from bot.interactions.components import chosen, details_of, number_in
from bot.interactions.delivery import answer, say
from bot.interactions.progress import in_line
from bot.store import GalleryEntry, GalleryPage
from bot.ui.card import Card, title_on
from bot.ui.gallery import PER_PAGE, SHEET, Gallery, Where, opened_row, sheet_alt
from bot.ui.posting import make


class Galleries(commands.Cog):
    """What was made, and what was kept."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="Look through your pictures, or what somebody posted in this server.")
    @app_commands.describe(
        member="Somebody else: shows what they posted openly here, in channels you can see",
        kept="Only the pictures you kept",
    )
    async def gallery(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        kept: bool = False,
    ) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            owner = interaction.user if member is None else member
            await self._show(interaction, Where(owner.id, kept and owner == interaction.user))

    @commands.Cog.listener()
    async def on_gallery_wanted(self, interaction: Interaction, press: Press) -> None:
        """Another page, in place."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            owner, show, page, _ = details_of(press, 4)
            await self._show(interaction, Where.read(owner, show, page))

    @commands.Cog.listener()
    async def on_open_wanted(self, interaction: Interaction, press: Press) -> None:
        """One picture, large, in place."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            where = Where.read(*details_of(press, 3))
            entry = await self._entry(interaction, where, number_in(chosen(press)))
            recipe, language = Recipe.parse(entry.code), language_of(interaction)
            drawing = self.bot.studio.file(
                requester_of(interaction), entry.code, limit=upload_limit(interaction)
            )
            file = await in_line(interaction, drawing)
            own = where.owner == interaction.user.id
            card = Card(
                where.owner,
                recipe,
                replace(recipe.brief(), seed=None),
                language,
                file=file.name,
                below=[opened_row(where, entry, language, own=own)],
            )
            await answer(interaction, card, lambda: [picture(file, entry.code, language)])

    @commands.Cog.listener()
    async def on_post_wanted(self, interaction: Interaction, press: Press) -> None:
        """For everybody to see, where it was opened."""
        async with self.bot.answering(interaction):
            await interaction.response.defer(thinking=True)
            (code,) = details_of(press, 1)
            recipe = replace(Recipe.parse(code), title=title_on(interaction.message))
            await make(interaction, recipe, recipe.brief(), private=False)

    @commands.Cog.listener()
    async def on_remove_wanted(self, interaction: Interaction, press: Press) -> None:
        """Out of one's own gallery; what was posted stays where it is."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            owner, show, page, id = details_of(press, 4)
            where = Where.read(owner, show, page)
            if where.owner != interaction.user.id:
                raise UserError(text("Only its owner can remove a picture from a gallery."))
            await self.bot.store.remove_entry(interaction.user.id, number_in(id))
            await self._show(interaction, where)

    @commands.Cog.listener()
    async def on_keep_wanted(self, interaction: Interaction, press: Press) -> None:
        """Into the gallery of whoever presses; once more, and it is out again."""
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            (code,) = details_of(press, 1)
            recipe = replace(Recipe.parse(code), title=title_on(interaction.message))
            kept = await self.bot.store.toggle_pin(interaction.user.id, recipe.code, datetime.now(UTC))
            await say(
                interaction,
                text("Kept. It is in your /gallery now; press Keep again to undo that.")
                if kept
                else text("No longer kept."),
            )

    async def _show(self, interaction: Interaction, where: Where) -> None:
        page = await self._page(interaction, where)
        if not page.entries and where.page:
            # The last picture of the last page was removed.
            where = where._replace(page=max(0, -(-page.total // PER_PAGE) - 1))
            page = await self._page(interaction, where)
        language = language_of(interaction)
        owner_name = None
        if where.owner != interaction.user.id:
            owner_name = (await self._somebody(where.owner)).display_name
        view = Gallery(where, page, owner_name, language)
        if not page.entries:
            await answer(interaction, view)
            return
        codes, first = [entry.code for entry in page.entries], where.page * PER_PAGE + 1
        drawing = self.bot.studio.paint(requester_of(interaction), gallery_sheet, codes, first)
        png = await in_line(interaction, drawing)
        await answer(interaction, view, lambda: [image(png, SHEET, sheet_alt(page, language))])

    async def _page(self, interaction: Interaction, where: Where) -> GalleryPage:
        offset = where.page * PER_PAGE
        if where.owner == interaction.user.id:
            return await self.bot.store.gallery(
                where.owner, pinned_only=where.kept_only, offset=offset, limit=PER_PAGE
            )
        server, channels = _visible(interaction)
        return await self.bot.store.gallery(
            where.owner, server=server, channels=channels, offset=offset, limit=PER_PAGE
        )

    async def _entry(self, interaction: Interaction, where: Where, id: int) -> GalleryEntry:
        """A picture that this person may see."""
        entry = await self.bot.store.entry(where.owner, id)
        if entry is not None and where.owner != interaction.user.id:
            server, channels = _visible(interaction)
            if (
                entry.posted_in is None
                or entry.posted_in.server != server
                or entry.posted_in.channel not in channels
            ):
                entry = None
        if entry is None:
            raise UserError(text("That picture is no longer there."))
        return entry

    async def _somebody(self, id: int) -> discord.User:
        try:
            return self.bot.get_user(id) or await self.bot.fetch_user(id)
        except discord.NotFound as nobody:
            raise BadPress from nobody


def _visible(interaction: Interaction) -> tuple[int, set[int]]:
    """The server, and its channels and open threads that this person can read."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not is_member_of(interaction) or not isinstance(member, discord.Member):
        raise UserError(text("What others posted can be seen only in servers that I am a member of."))
    return guild.id, {room.id for room in _rooms(guild) if _readable(room, member)}


def _rooms(guild: discord.Guild) -> list[discord.abc.GuildChannel | discord.Thread]:
    # Who is in a private thread, the bot does not know of everybody.
    return [*guild.channels, *(thread for thread in guild.threads if not thread.is_private())]


def _readable(room: discord.abc.GuildChannel | discord.Thread, member: discord.Member) -> bool:
    allowed = room.permissions_for(member)
    return allowed.view_channel and allowed.read_message_history


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Galleries(bot))
