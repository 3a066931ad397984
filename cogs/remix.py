"""The button *Remix…*: a form with what a picture was made of, and another picture from what comes back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from discord.ext import commands

from bot.art.errors import ArtError
from bot.art.recipe import Brief, Recipe
from bot.art.style import find_style
from bot.interactions.actions import Press
from bot.interactions.client import ArtBot, Interaction, language_of
from bot.interactions.components import details_of, is_private
from bot.ui.card import title_on
from bot.ui.posting import make
from bot.ui.remix_form import BY_CHANCE, FIELDS, RemixForm, back_to_form


class Remix(commands.Cog):
    """Pictures made from pictures."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_remix_wanted(self, interaction: Interaction, press: Press) -> None:
        """The form is the acknowledgement."""
        async with self.bot.answering(interaction):
            _, code = details_of(press, 2)
            recipe = replace(Recipe.parse(code), title=title_on(interaction.message))
            await interaction.response.send_modal(RemixForm(recipe, language_of(interaction)))

    @commands.Cog.listener()
    async def on_remixed_wanted(self, interaction: Interaction, press: Press) -> None:
        """A picture of one's own, as private as the one it is made from, which stays as it is."""
        private = is_private(interaction)
        async with self.bot.answering(interaction, private=private):
            await interaction.response.defer(ephemeral=private, thinking=True)
            (code,) = details_of(press, 1)
            parent = Recipe.parse(code)
            wishes = {name: press.fields.get(name, "").strip() or None for name in FIELDS}
            if wishes["style"] == BY_CHANCE:
                wishes["style"] = None
            try:
                brief = Brief.from_options(**wishes)
            except ArtError as mistake:
                language = language_of(interaction)
                raise back_to_form(mistake, _as_far_as_it_goes(parent, wishes), language) from mistake
            await make(interaction, self._remixed(parent, brief), brief, private=private, parent=parent)

    def _remixed(self, parent: Recipe, brief: Brief) -> Brief | Recipe:
        """What the form asks for: the same picture but for what was changed, down to its variation."""
        if brief.seed != parent.seed:
            return brief
        # A seed in a brief decides what is left open, and would only bring back what it had decided.
        chance = self.bot.studio.decide(replace(brief, seed=None))
        if chance.style != parent.style:
            return replace(chance, seed=parent.seed)
        return replace(parent, palette=chance.palette, size=chance.size, title=chance.title)


def _as_far_as_it_goes(parent: Recipe, wishes: Mapping[str, str | None]) -> Recipe:
    """The picture with all that makes sense of a form, for the form to be filled in with it again."""
    recipe = parent
    for name, words in wishes.items():
        with suppress(ArtError):
            brief = Brief.from_options(**{name: words})
            wish = getattr(brief, name)
            if name == "style" and wish is not None:
                recipe = replace(recipe, version=find_style(wish).version, style=wish)
            elif wish is not None:
                recipe = replace(recipe, **{name: wish})
    return recipe


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Remix(bot))
