"""``/styles`` and ``/palettes``: what there is to choose from, and a button to use it at once."""

from collections.abc import Callable

from discord import app_commands, ui
from discord.ext import commands

from bot.art.palette import find_palette
from bot.art.recipe import Brief
from bot.art.sheets import palette_poster, style_example, style_poster, styles_sheet, swatch_sheet
from bot.art.style import find_style
from bot.i18n.text import localise
from bot.interactions.actions import Press
from bot.interactions.attachments import image
from bot.interactions.client import ArtBot, Interaction, language_of, requester_of
from bot.interactions.components import chosen, details_of, nothing_else, number_in
from bot.interactions.delivery import answer
from bot.interactions.progress import in_line
from bot.ui.autocomplete import palette_choices, style_choices
from bot.ui.catalogue import (
    SHEET,
    OnePalette,
    OneStyle,
    Palettes,
    Styles,
    names_on,
    page_count,
    styles_by_name,
)
from bot.ui.posting import make

# Bytes of sheets.
_REMEMBERED = 16 * 2**20


class Catalogue(commands.Cog):
    """Styles and palettes to look at."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot
        self._sheets: dict[str, bytes] = {}

    @app_commands.command(name="styles", description="See what the styles look like.")
    @app_commands.describe(name="One of them, in a few pictures")
    async def styles(self, interaction: Interaction, name: str | None = None) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await (self._all_styles(interaction) if name is None else self._style(interaction, name))

    @app_commands.command(name="palettes", description="See the palettes.")
    @app_commands.describe(name="One of them, large: a name, or 2 to 8 colours like #0b132b #d1495b")
    async def palettes(self, interaction: Interaction, name: str | None = None) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await (self._some_palettes(interaction, 0) if name is None else self._palette(interaction, name))

    @styles.autocomplete("name")
    async def _style_names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return style_choices(interaction, typed)

    @palettes.autocomplete("name")
    async def _palette_names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return palette_choices(interaction, typed)

    @commands.Cog.listener()
    async def on_styles_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            nothing_else(press)
            await self._all_styles(interaction)

    @commands.Cog.listener()
    async def on_style_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            await self._style(interaction, chosen(press))

    @commands.Cog.listener()
    async def on_palettes_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            page, _ = details_of(press, 2)
            await self._some_palettes(interaction, number_in(page, page_count() - 1))

    @commands.Cog.listener()
    async def on_palette_wanted(self, interaction: Interaction, press: Press) -> None:
        async with self.bot.answering(interaction, private=True):
            await interaction.response.defer()
            await self._palette(interaction, chosen(press))

    @commands.Cog.listener()
    async def on_draw_wanted(self, interaction: Interaction, press: Press) -> None:
        """In the style that was looked at, for everybody to see."""
        async with self.bot.answering(interaction):
            await interaction.response.defer(thinking=True)
            (style,) = details_of(press, 1)
            brief = Brief.from_options(style=find_style(style).id)
            await make(interaction, brief, brief, private=False)

    @commands.Cog.listener()
    async def on_paint_wanted(self, interaction: Interaction, press: Press) -> None:
        """With the palette that was looked at, for everybody to see."""
        async with self.bot.answering(interaction):
            await interaction.response.defer(thinking=True)
            (palette,) = details_of(press, 1)
            brief = Brief.from_options(palette=find_palette(palette).name)
            await make(interaction, brief, brief, private=False)

    async def _all_styles(self, interaction: Interaction) -> None:
        language = language_of(interaction)
        tiles = [(style_example(s.id), localise(s.name, language)) for s in styles_by_name(language)]
        await self._show(interaction, Styles(language), styles_sheet, tiles)

    async def _style(self, interaction: Interaction, name: str) -> None:
        style = find_style(name)
        await self._show(interaction, OneStyle(style, language_of(interaction)), style_poster, style.id)

    async def _some_palettes(self, interaction: Interaction, page: int) -> None:
        view = Palettes(page, language_of(interaction))
        await self._show(interaction, view, swatch_sheet, names_on(page))

    async def _palette(self, interaction: Interaction, name: str) -> None:
        palette = find_palette(name)
        await self._show(
            interaction, OnePalette(palette, language_of(interaction)), palette_poster, palette.name
        )

    async def _show(
        self, interaction: Interaction, view: ui.LayoutView, job: Callable[..., bytes], *arguments: object
    ) -> None:
        key = repr((job.__name__, arguments))
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = await in_line(
                interaction, self.bot.studio.paint(requester_of(interaction), job, *arguments)
            )
            self._remember(key, sheet)
        await answer(interaction, view, lambda: [image(sheet, SHEET, "")])

    def _remember(self, key: str, sheet: bytes) -> None:
        """They are the same every time, so the latest few need not be drawn again."""
        self._sheets[key] = sheet
        while len(self._sheets) > 1 and sum(map(len, self._sheets.values())) > _REMEMBERED:
            del self._sheets[next(iter(self._sheets))]


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Catalogue(bot))
