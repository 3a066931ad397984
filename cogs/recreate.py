"""*Recreate this art*, in the menu of a message: from one of the bot's own, or from any picture it made."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.errors import ArtError, NoRecipe
from bot.art.files.upload import recipe_in_upload
from bot.art.recipe import Recipe
from bot.i18n.text import text
from bot.interactions.attachments import fetched
from bot.interactions.client import ArtBot, Interaction, requester_of
from bot.interactions.progress import in_line
from bot.ui.card import code_on
from bot.ui.posting import make

_MOST_ATTACHMENTS = 4


class Recreate(commands.Cog):
    """Pictures from messages."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot
        # discord.py has no decorator for a menu inside a cog.
        self._menu: app_commands.ContextMenu = app_commands.ContextMenu(
            name="Recreate this art", callback=self.recreate
        )
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def recreate(self, interaction: Interaction, message: discord.Message) -> None:
        async with self.bot.answering(interaction):
            await interaction.response.defer(thinking=True)
            recipe = await self._recipe_in(interaction, message)
            await make(interaction, recipe, recipe.brief(), private=False)

    async def _recipe_in(self, interaction: Interaction, message: discord.Message) -> Recipe:
        """From the code on one of the bot's messages, or out of the files of anybody's.

        :raises NoRecipe: if there is none in either.
        """
        if message.author == self.bot.user and (code := code_on(message)):
            return Recipe.parse(code)
        refusal: ArtError = NoRecipe(
            text("There is no picture of mine in that message: it takes one of my cards, or a file I made.")
        )
        for attachment in message.attachments[:_MOST_ATTACHMENTS]:
            try:
                looking = self.bot.studio.look(
                    requester_of(interaction), partial(fetched, attachment), recipe_in_upload
                )
                return await in_line(interaction, looking)
            except ArtError as why:
                refusal = why
        raise refusal


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Recreate(bot))
