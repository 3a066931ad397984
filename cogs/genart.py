"""``/genart`` draws a picture; the button below it swaps in another."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.art.files.upload import palette_in_upload
from bot.art.recipe import Brief, Recipe
from bot.art.titles.cleaning import TITLE_LENGTH
from bot.errors import UserError
from bot.i18n.text import text
from bot.interactions.actions import Another, Requested
from bot.interactions.attachments import fetch_attachment
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, is_ephemeral, requester_of
from bot.interactions.progress import with_progress
from bot.ui.autocomplete import palette_choices, size_choices, style_choices
from bot.ui.card import recipe_with_title
from bot.ui.posting import create_and_post

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
        colours_from="Paint in the colours of this picture",
        colours_of="Paint in the colours of somebody's avatar",
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
        colours_from: discord.Attachment | None = None,
        colours_of: discord.User | discord.Member | None = None,
        private: bool = False,
        recipe: app_commands.Range[str, 1, _CODE_LENGTH] | None = None,
    ) -> None:
        async with answering(interaction, Reply.new(ephemeral=private)):
            if sum(1 for given in (palette, colours_from, colours_of) if given) > 1:
                raise UserError(text("Colours can come from one place: a palette, a picture or an avatar."))
            if recipe is not None:
                if style or palette or seed or colours_from or colours_of:
                    raise UserError(
                        text("A recipe decides style, palette and seed. Use either those or the recipe.")
                    )
                exact = Recipe.from_pasted(recipe, size=size, title=title)
                await create_and_post(interaction, exact, Requested.BOTH, ephemeral=private)
                return
            if source := colours_from or colours_of:
                inspecting = self.bot.studio.inspect_upload(
                    requester_of(interaction), partial(fetch_attachment, source), palette_in_upload
                )
                palette = await with_progress(interaction, inspecting)
            brief = Brief.from_options(style=style, palette=palette, seed=seed, size=size, title=title)
            await create_and_post(interaction, brief, Requested.in_brief(brief), ephemeral=private)

    @genart.autocomplete("style")
    async def _styles(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return style_choices(interaction, typed)

    @genart.autocomplete("palette")
    async def _palettes(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return palette_choices(interaction, typed)

    @genart.autocomplete("size")
    async def _sizes(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return size_choices(typed)

    @commands.Cog.listener()
    async def on_another_action(self, interaction: Interaction, action: Another) -> None:
        """Replace the picture for its owner; for anybody else, draw a separate one."""
        ephemeral = is_ephemeral(interaction)
        async with answering(interaction, Reply.update_for(action.owner, interaction)):
            parent = recipe_with_title(interaction.message, action.code)
            brief = action.requested.brief(parent)
            await create_and_post(interaction, brief, action.requested, ephemeral=ephemeral, parent=parent)
            if interaction.user.id == action.owner and not ephemeral:
                library = self.bot.studio.library
                await library.mark_unposted(action.owner, parent.code, interaction.guild_id)


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(GenArt(bot))
