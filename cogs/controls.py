"""What all features share: controls and forms of any age, and commands in everybody's language."""

import discord
from discord.ext import commands

from bot.interactions.client import ArtBot, Interaction
from bot.interactions.components import Control
from bot.ui.localisation import CatalogueTranslator
from bot.ui.remix_form import read_form


class Interface(commands.Cog):
    """Hands on what people press and send in to the feature that it is meant for."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """A form that was sent in says what is wanted, as a button does."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.bot.fulfil(interaction, read_form(interaction))


async def setup(bot: ArtBot) -> None:
    bot.add_dynamic_items(Control)
    await bot.tree.set_translator(CatalogueTranslator())
    await bot.add_cog(Interface(bot))
