"""``/gallery`` and the button *Keep*: one's recent and pinned pictures, and those others posted publicly."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.describe import alt_text
from bot.art.recipe import Recipe
from bot.art.sheets import gallery_sheet
from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import (
    GalleryPosition,
    OpenPicture,
    PostPicture,
    RemovePicture,
    Requested,
    ShowGallery,
    TogglePin,
)
from bot.interactions.attachments import upload_file, upload_limit
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.components import chosen
from bot.interactions.context import Interaction, bot_is_member, language_of, requester_of
from bot.interactions.custom_id import parse_number
from bot.interactions.delivery import show_text, show_view
from bot.interactions.errors import BadAction
from bot.interactions.progress import with_progress
from bot.studio import PER_PAGE, ReadableChannels
from bot.ui.card import Card, recipe_with_title
from bot.ui.gallery import SHEET, Gallery, opened_row, sheet_alt
from bot.ui.posting import create_and_post


class Galleries(commands.Cog):
    """Pictures that were made, and those that were pinned."""

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
        async with answering(interaction, Reply.EPHEMERAL):
            owner = interaction.user if member is None else member
            await self._show(interaction, GalleryPosition(owner.id, kept and owner == interaction.user))

    @commands.Cog.listener()
    async def on_gallery_action(self, interaction: Interaction, action: ShowGallery) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self._show(interaction, action)

    @commands.Cog.listener()
    async def on_open_action(self, interaction: Interaction, action: OpenPicture) -> None:
        async with answering(interaction, Reply.UPDATE):
            library, language = self.bot.studio.library, language_of(interaction)
            readable = _readable_channels(interaction, action.owner)
            entry = await library.entry(action.owner, parse_number(chosen(interaction)), readable=readable)
            recipe = Recipe.parse(entry.code)
            limit = upload_limit(interaction)
            drawing = library.draw_file(requester_of(interaction), recipe, limit=limit)
            file = await with_progress(interaction, drawing)
            own = action.owner == interaction.user.id
            below = [opened_row(action, entry, language, own=own)]
            await show_view(
                interaction,
                Card(action.owner, recipe, Requested.BOTH, language, file=file.name, below=below),
                lambda: upload_file(file.data, file.name, alt_text(recipe, language)),
            )

    @commands.Cog.listener()
    async def on_post_action(self, interaction: Interaction, action: PostPicture) -> None:
        """Post the picture for everybody, in the channel where the gallery was opened."""
        async with answering(interaction, Reply.PUBLIC):
            recipe = recipe_with_title(interaction.message, action.code)
            await create_and_post(interaction, recipe, Requested.BOTH, ephemeral=False)

    @commands.Cog.listener()
    async def on_remove_action(self, interaction: Interaction, action: RemovePicture) -> None:
        """Remove the picture from its owner's gallery. Messages that show it stay."""
        async with answering(interaction, Reply.UPDATE):
            if action.owner != interaction.user.id:
                raise UserError(text("Only its owner can remove a picture from a gallery."))
            await self.bot.studio.library.remove(action.owner, action.entry)
            await self._show(interaction, action)

    @commands.Cog.listener()
    async def on_keep_action(self, interaction: Interaction, action: TogglePin) -> None:
        """Pin the picture in the gallery of whoever presses the button; unpin it the next time."""
        async with answering(interaction, Reply.EPHEMERAL):
            recipe = recipe_with_title(interaction.message, action.code)
            pinned = await self.bot.studio.library.toggle_pin(interaction.user.id, recipe)
            await show_text(
                interaction,
                text("Kept. It is in your /gallery now; press Keep again to undo that.")
                if pinned
                else text("No longer kept."),
            )

    async def _show(self, interaction: Interaction, where: GalleryPosition) -> None:
        language = language_of(interaction)
        own = where.owner == interaction.user.id
        number, page = await self.bot.studio.library.page(
            where.owner,
            where.page,
            # What somebody else pinned is not shown to others.
            pinned_only=where.pinned_only and own,
            readable=_readable_channels(interaction, where.owner),
        )
        owner_name = None if own else (await self._user(where.owner)).display_name
        view = Gallery(GalleryPosition(where.owner, where.pinned_only, number), page, owner_name, language)
        if not page.entries:
            await show_view(interaction, view)
            return
        codes = [entry.code for entry in page.entries]
        drawing = self.bot.studio.run(requester_of(interaction), gallery_sheet, codes, number * PER_PAGE + 1)
        png = await with_progress(interaction, drawing)
        await show_view(interaction, view, lambda: upload_file(png, SHEET, sheet_alt(page, language)))

    async def _user(self, id: int) -> discord.User:
        try:
            return self.bot.get_user(id) or await self.bot.fetch_user(id)
        except discord.NotFound as nobody:
            raise BadAction from nobody


def _readable_channels(interaction: Interaction, owner: int) -> ReadableChannels | None:
    """Return the channels and public threads of this server that the person can read.

    None is no restriction: everybody sees all of their own pictures.

    :raises UserError: outside of the bot's servers.
    """
    guild, member = interaction.guild, interaction.user
    if member.id == owner:
        return None
    if guild is None or not bot_is_member(interaction) or not isinstance(member, discord.Member):
        raise UserError(text("What others posted can be seen only in servers that I am a member of."))
    # Private threads are left out, because the bot does not know all of their members.
    threads = [thread for thread in guild.threads if not thread.is_private()]
    channels = {channel.id for channel in (*guild.channels, *threads) if _can_read(channel, member)}
    return ReadableChannels(guild.id, channels)


def _can_read(channel: discord.abc.GuildChannel | discord.Thread, member: discord.Member) -> bool:
    allowed = channel.permissions_for(member)
    return allowed.view_channel and allowed.read_message_history


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Galleries(bot))
