"""``/genart`` draws a picture; the button below it swaps in another."""

from dataclasses import replace

from discord import app_commands
from discord.ext import commands

from bot.art.naming import in_words
from bot.art.palette import palettes
from bot.art.recipe import TITLE_LENGTH, Brief, Recipe
from bot.art.size import SIZES
from bot.art.style import styles
from bot.client import ArtBot, Interaction
from bot.errors import PoliteError
from bot.ui.buttons import AnotherButton
from bot.ui.card import Card, picture_file, title_on, upload_limit
from bot.ui.choices import matching

_SEED_LENGTH = 200
_CODE_LENGTH = 400


class GenArt(commands.Cog):
    """Pictures on demand."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @app_commands.command(description="Draw a picture. Leave everything empty to be surprised.")
    @app_commands.describe(
        style="How it is drawn",
        palette="Its colours: a name, or 2 to 8 like #0b132b #d1495b",
        seed="Any word or number, up to 200 characters; the same one gives the same picture",
        size="square, phone, desktop … or width x height, such as 1920x1080",
        title="Words to set on it, as for a cover or a post; up to 80 characters",
        private="Show it only to me",
        recipe="The code below a picture, to draw that one; size and title may go with it",
    )
    async def genart(
        self,
        interaction: Interaction,
        style: str | None = None,
        palette: str | None = None,
        seed: app_commands.Range[str, 1, _SEED_LENGTH] | None = None,
        size: str | None = None,
        title: app_commands.Range[str, 1, TITLE_LENGTH] | None = None,
        private: bool = False,
        recipe: app_commands.Range[str, 1, _CODE_LENGTH] | None = None,
    ) -> None:
        async with self.bot.answering(interaction, private=private):
            await interaction.response.defer(ephemeral=private, thinking=True)
            wish: Brief | Recipe
            if recipe is None:
                wish = brief = Brief.ask(style=style, palette=palette, seed=seed, size=size, title=title)
            elif style or palette or seed:
                raise PoliteError("A recipe decides style, palette and seed. Leave those out, or the recipe.")
            else:
                wish = Recipe.read(recipe, size=size, title=title)
                brief = wish.brief()
            artwork = await self.bot.studio.create(interaction.user.id, wish, limit=upload_limit(interaction))
            await interaction.edit_original_response(
                view=Card(artwork, brief), attachments=[picture_file(artwork.recipe.code, artwork.png)]
            )

    @genart.autocomplete("style")
    async def _styles(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return matching(typed, {s.id: f"{s.name}: {s.about}" for s in styles().values()})

    @genart.autocomplete("palette")
    async def _palettes(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return matching(typed, {name: f"{name}: {in_words(p)}" for name, p in palettes().items()})

    @genart.autocomplete("size")
    async def _sizes(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return matching(typed, {name: f"{name}, {size}" for name, size in SIZES.items()})

    @commands.Cog.listener()
    async def on_another_wanted(
        self, interaction: Interaction, owner: int, brief: Brief, recipe: Recipe
    ) -> None:
        """In place for whoever asked; anybody else gets one of their own."""
        async with self.bot.answering(interaction):
            brief = replace(brief, title=title_on(interaction.message))
            artwork = await self.bot.studio.create(
                interaction.user.id, brief, limit=upload_limit(interaction), parent=recipe
            )
            card, file = Card(artwork, brief), picture_file(artwork.recipe.code, artwork.png)
            if interaction.user.id == owner:
                await interaction.edit_original_response(view=card, attachments=[file])
            else:
                await interaction.followup.send(view=card, file=file)


async def setup(bot: ArtBot) -> None:
    bot.add_dynamic_items(AnotherButton)
    await bot.add_cog(GenArt(bot))
