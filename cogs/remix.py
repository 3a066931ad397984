"""The button *Remix…*: a form filled with a picture's recipe; submitting it draws another picture."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from discord.ext import commands

from bot.art.errors import ArtError
from bot.art.recipe import Brief, Recipe
from bot.art.style import find_style
from bot.interactions.actions import OpenRemix, Requested, SendRemix
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.components import form_fields
from bot.interactions.context import Interaction, is_ephemeral, language_of
from bot.ui.card import recipe_with_title
from bot.ui.posting import create_and_post
from bot.ui.remix_form import BY_CHANCE, FIELDS, RemixForm, back_to_form


class Remix(commands.Cog):
    """Pictures made from pictures."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_remix_action(self, interaction: Interaction, action: OpenRemix) -> None:
        async with answering(interaction, Reply.NONE):
            recipe = recipe_with_title(interaction.message, action.code)
            await interaction.response.send_modal(RemixForm(recipe, language_of(interaction)))

    @commands.Cog.listener()
    async def on_remixed_action(self, interaction: Interaction, action: SendRemix) -> None:
        """Draw a new picture, seen by the same people as the original, which stays."""
        ephemeral = is_ephemeral(interaction)
        async with answering(interaction, Reply.new(ephemeral=ephemeral)):
            parent = Recipe.parse(action.code)
            filled = form_fields(interaction)
            options = {name: filled.get(name, "").strip() or None for name in FIELDS}
            if options["style"] == BY_CHANCE:
                options["style"] = None
            try:
                brief = Brief.from_options(**options)
            except ArtError as mistake:
                as_filled = _apply_valid(parent, options)
                raise back_to_form(mistake, as_filled, language_of(interaction)) from mistake
            request, requested = self._remixed(parent, brief), Requested.in_brief(brief)
            await create_and_post(interaction, request, requested, ephemeral=ephemeral, parent=parent)

    def _remixed(self, parent: Recipe, brief: Brief) -> Brief | Recipe:
        """Return the parent with only the edited parts changed; its variation stays."""
        if brief.seed != parent.seed:
            return brief
        # Without the seed: with it, emptied fields would get the parent's values again.
        resolved = self.bot.studio.resolve(replace(brief, seed=None))
        if resolved.style != parent.style:
            return replace(resolved, seed=parent.seed)
        return replace(parent, palette=resolved.palette, size=resolved.size, title=resolved.title)


def _apply_valid(parent: Recipe, options: Mapping[str, str | None]) -> Recipe:
    """Return the recipe with every valid option applied, to fill in the form again."""
    recipe = parent
    for name, words in options.items():
        with suppress(ArtError):
            value = getattr(Brief.from_options(**{name: words}), name)
            if name == "style" and value is not None:
                recipe = replace(recipe, version=find_style(value).version, style=value)
            elif value is not None:
                recipe = replace(recipe, **{name: value})
    return recipe


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Remix(bot))
