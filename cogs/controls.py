"""Register buttons and menus, pass on forms, and translate the names of commands."""

from typing import Any

import discord
from discord.ext import commands

from bot.interactions.boundary import dispatch_action
from bot.interactions.client import ArtBot
from bot.interactions.components import Control
from bot.interactions.context import Interaction
from bot.ui.localisation import CatalogueTranslator


class Controls(commands.Cog):
    """Pass on forms that were sent, as ``Control`` passes on buttons and menus."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            data: Any = interaction.data
            await dispatch_action(interaction, data["custom_id"])


async def setup(bot: ArtBot) -> None:
    bot.add_dynamic_items(Control)
    await bot.tree.set_translator(CatalogueTranslator())
    await bot.add_cog(Controls())
