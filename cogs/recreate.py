"""*Recreate this art*, in the menu of a message: draw the picture of a card, or of any file the bot made."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.errors import ArtError, NoRecipe
from bot.art.files.upload import recipe_in_upload
from bot.art.recipe import Recipe
from bot.i18n.text import text
from bot.interactions.actions import Requested
from bot.interactions.attachments import fetch_attachment
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, requester_of
from bot.interactions.progress import with_progress
from bot.ui.card import code_on
from bot.ui.posting import create_and_post

_MAX_ATTACHMENTS = 4


class Recreate(commands.Cog):
    """Pictures from messages."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot
        # discord.py has no decorator for a context menu inside a cog.
        self._menu: app_commands.ContextMenu = app_commands.ContextMenu(
            name="Recreate this art", callback=self.recreate
        )
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def recreate(self, interaction: Interaction, message: discord.Message) -> None:
        async with answering(interaction, Reply.PUBLIC):
            recipe = await self._recipe_in(interaction, message)
            await create_and_post(interaction, recipe, Requested.BOTH, ephemeral=False)

    async def _recipe_in(self, interaction: Interaction, message: discord.Message) -> Recipe:
        """Return the recipe on a card of the bot, or in a file attached by anybody.

        :raises NoRecipe: if there is none in either.
        """
        if message.author == self.bot.user and (code := code_on(message)):
            return Recipe.parse(code)
        refusal: ArtError = NoRecipe(
            text("There is no picture of mine in that message: it takes one of my cards, or a file I made.")
        )
        for attachment in message.attachments[:_MAX_ATTACHMENTS]:
            try:
                inspecting = self.bot.studio.inspect_upload(
                    requester_of(interaction), partial(fetch_attachment, attachment), recipe_in_upload
                )
                return await with_progress(interaction, inspecting)
            except ArtError as error:
                refusal = error
        raise refusal


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Recreate(bot))
