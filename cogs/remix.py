"""The button *Remix…*: a form with what a picture was made of, and another picture from what comes back."""

from dataclasses import replace

from discord.ext import commands

from bot.art.recipe import Brief, Recipe
from bot.client import ArtBot, Interaction, spoken_by
from bot.press import Press
from bot.ui.card import title_on
from bot.ui.controls import details_of, is_private
from bot.ui.form import BY_CHANCE, RemixForm
from bot.ui.making import make


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
            await interaction.response.send_modal(RemixForm(recipe, spoken_by(interaction)))

    @commands.Cog.listener()
    async def on_remixed_wanted(self, interaction: Interaction, press: Press) -> None:
        """A picture of one's own, as private as the one it is made from, which stays as it is."""
        private = is_private(interaction)
        async with self.bot.answering(interaction, private=private):
            await interaction.response.defer(ephemeral=private, thinking=True)
            (code,) = details_of(press, 1)
            parent = Recipe.parse(code)
            style = press.fields.get("style", BY_CHANCE)
            brief = Brief.ask(
                style=None if style == BY_CHANCE else style,
                palette=press.fields.get("palette", "").strip() or None,
                seed=press.fields.get("seed", "").strip() or None,
                size=press.fields.get("size"),
                title=press.fields.get("title"),
            )
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


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Remix(bot))
