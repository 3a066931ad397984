"""The button *Variations*: four at a glance, and the one that is taken becomes a picture of its own."""

from dataclasses import replace

from discord.ext import commands

from bot.art.recipe import Recipe
from bot.interactions.actions import Press
from bot.interactions.attachments import image
from bot.interactions.client import ArtBot, Interaction, language_of, requester_of
from bot.interactions.components import details_of, is_private, person_in
from bot.interactions.delivery import answer
from bot.interactions.progress import in_line
from bot.ui.card import title_on
from bot.ui.posting import make, swap_or_add
from bot.ui.requested import brief_of
from bot.ui.variations import Sheet, after, sheet_alt, sheet_name


class Variations(commands.Cog):
    """Pictures of one character."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_variations_wanted(self, interaction: Interaction, press: Press) -> None:
        """A new sheet, as private as the picture it is of."""
        private = is_private(interaction)
        async with self.bot.answering(interaction, private=private):
            await interaction.response.defer(ephemeral=private, thinking=True)
            asked, code = details_of(press, 2)
            await self._show_sheet(interaction, asked, code)

    @commands.Cog.listener()
    async def on_others_wanted(self, interaction: Interaction, press: Press) -> None:
        """In place for whoever asked for the sheet; anybody else gets one of their own."""
        private = is_private(interaction)
        async with self.bot.answering(interaction, private=private):
            who, asked, code = details_of(press, 3)
            await swap_or_add(interaction, person_in(who))
            await self._show_sheet(interaction, asked, code)

    @commands.Cog.listener()
    async def on_take_wanted(self, interaction: Interaction, press: Press) -> None:
        """A picture of one's own; the sheet stays, for more than one may be liked."""
        private = is_private(interaction)
        async with self.bot.answering(interaction, private=private):
            await interaction.response.defer(ephemeral=private, thinking=True)
            asked, code = details_of(press, 2)
            title = title_on(interaction.message)
            recipe = replace(Recipe.parse(code), title=title)
            brief = brief_of(asked, recipe, title)
            await make(interaction, recipe, brief, private=private)

    async def _show_sheet(self, interaction: Interaction, asked: str, code: str) -> None:
        recipe = replace(Recipe.parse(code), title=title_on(interaction.message))
        brief_of(asked, recipe)  # of no use until one is taken, but then it has to be a digit
        recipes, language = after(recipe), language_of(interaction)
        png = await in_line(interaction, self.bot.studio.variations(requester_of(interaction), recipes))
        first = recipes[0]
        await answer(
            interaction,
            Sheet(interaction.user.id, asked, recipes, language),
            lambda: [image(png, sheet_name(first), sheet_alt(first, language))],
        )


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Variations(bot))
