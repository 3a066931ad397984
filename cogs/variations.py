"""The button *Variations*: a sheet of four, and a picture of the one chosen."""

from discord.ext import commands

from bot.art.sheets import variations_sheet
from bot.interactions.actions import MoreVariations, Requested, ShowVariations, TakeVariation
from bot.interactions.attachments import upload_file
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, is_ephemeral, language_of, requester_of
from bot.interactions.delivery import show_view
from bot.interactions.progress import with_progress
from bot.ui.card import recipe_with_title
from bot.ui.posting import create_and_post
from bot.ui.variations import VariationsSheet, next_variations, sheet_alt, sheet_name


class Variations(commands.Cog):
    """Pictures of the same kind. Each answer is seen by the same people as the message before."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_variations_action(self, interaction: Interaction, action: ShowVariations) -> None:
        async with answering(interaction, Reply.new(ephemeral=is_ephemeral(interaction))):
            await self._show_sheet(interaction, action.requested, action.code)

    @commands.Cog.listener()
    async def on_others_action(self, interaction: Interaction, action: MoreVariations) -> None:
        async with answering(interaction, Reply.update_for(action.owner, interaction)):
            await self._show_sheet(interaction, action.requested, action.code)

    @commands.Cog.listener()
    async def on_take_action(self, interaction: Interaction, action: TakeVariation) -> None:
        """Make a picture of one variation. The sheet stays: somebody may like more than one."""
        ephemeral = is_ephemeral(interaction)
        async with answering(interaction, Reply.new(ephemeral=ephemeral)):
            recipe = recipe_with_title(interaction.message, action.code)
            await create_and_post(interaction, recipe, action.requested, ephemeral=ephemeral)

    async def _show_sheet(self, interaction: Interaction, requested: Requested, code: str) -> None:
        recipes = next_variations(recipe_with_title(interaction.message, code))
        first, language = recipes[0], language_of(interaction)
        # No cooldown: the person is about to take one of them.
        drawing = self.bot.studio.run(requester_of(interaction), variations_sheet, recipes)
        png = await with_progress(interaction, drawing)
        await show_view(
            interaction,
            VariationsSheet(interaction.user.id, requested, recipes, language),
            lambda: upload_file(png, sheet_name(first), sheet_alt(first, language)),
        )


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Variations(bot))
