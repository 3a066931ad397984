"""``/styles`` and ``/palettes``: what there is to choose from, and a button to use it at once."""

from collections.abc import Callable

from discord import app_commands, ui
from discord.ext import commands

from bot.art.palette import find_palette
from bot.art.recipe import Brief
from bot.art.sheets import palette_poster, style_example, style_poster, styles_sheet, swatch_sheet
from bot.art.style import find_style
from bot.i18n.text import localise
from bot.interactions.actions import (
    DrawStyle,
    PaintPalette,
    Requested,
    ShowPalette,
    ShowPalettes,
    ShowStyle,
    ShowStyles,
)
from bot.interactions.attachments import upload_file
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.components import chosen
from bot.interactions.context import Interaction, language_of, requester_of
from bot.interactions.delivery import show_view
from bot.interactions.errors import BadAction
from bot.interactions.progress import with_progress
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
from bot.ui.posting import create_and_post

_CACHE_BYTES = 16 * 2**20


class Catalogue(commands.Cog):
    """Styles and palettes to look at."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot
        self._sheets: dict[str, bytes] = {}

    @app_commands.command(name="styles", description="See what the styles look like.")
    @app_commands.describe(name="One of them, in a few pictures")
    async def styles(self, interaction: Interaction, name: str | None = None) -> None:
        async with answering(interaction, Reply.EPHEMERAL):
            await (self._show_styles(interaction) if name is None else self._show_style(interaction, name))

    @app_commands.command(name="palettes", description="See the palettes.")
    @app_commands.describe(name="One of them, large: a name, or 2 to 8 colours like #0b132b #d1495b")
    async def palettes(self, interaction: Interaction, name: str | None = None) -> None:
        async with answering(interaction, Reply.EPHEMERAL):
            if name is None:
                await self._show_palettes(interaction, 0)
            else:
                await self._show_palette(interaction, name)

    @styles.autocomplete("name")
    async def _style_names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return style_choices(interaction, typed)

    @palettes.autocomplete("name")
    async def _palette_names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return palette_choices(interaction, typed)

    @commands.Cog.listener()
    async def on_styles_action(self, interaction: Interaction, action: ShowStyles) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self._show_styles(interaction)

    @commands.Cog.listener()
    async def on_style_action(self, interaction: Interaction, action: ShowStyle) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self._show_style(interaction, chosen(interaction))

    @commands.Cog.listener()
    async def on_palettes_action(self, interaction: Interaction, action: ShowPalettes) -> None:
        async with answering(interaction, Reply.UPDATE):
            if action.page >= page_count():
                raise BadAction
            await self._show_palettes(interaction, action.page)

    @commands.Cog.listener()
    async def on_palette_action(self, interaction: Interaction, action: ShowPalette) -> None:
        async with answering(interaction, Reply.UPDATE):
            await self._show_palette(interaction, chosen(interaction))

    @commands.Cog.listener()
    async def on_draw_action(self, interaction: Interaction, action: DrawStyle) -> None:
        async with answering(interaction, Reply.PUBLIC):
            brief = Brief.from_options(style=find_style(action.style).id)
            await create_and_post(interaction, brief, Requested.STYLE, ephemeral=False)

    @commands.Cog.listener()
    async def on_paint_action(self, interaction: Interaction, action: PaintPalette) -> None:
        async with answering(interaction, Reply.PUBLIC):
            brief = Brief.from_options(palette=find_palette(action.palette).name)
            await create_and_post(interaction, brief, Requested.PALETTE, ephemeral=False)

    async def _show_styles(self, interaction: Interaction) -> None:
        language = language_of(interaction)
        tiles = [(style_example(s.id), localise(s.name, language)) for s in styles_by_name(language)]
        await self._show(interaction, Styles(language), styles_sheet, tiles)

    async def _show_style(self, interaction: Interaction, name: str) -> None:
        style = find_style(name)
        await self._show(interaction, OneStyle(style, language_of(interaction)), style_poster, style.id)

    async def _show_palettes(self, interaction: Interaction, page: int) -> None:
        view = Palettes(page, language_of(interaction))
        await self._show(interaction, view, swatch_sheet, names_on(page))

    async def _show_palette(self, interaction: Interaction, name: str) -> None:
        palette = find_palette(name)
        view = OnePalette(palette, language_of(interaction))
        await self._show(interaction, view, palette_poster, palette.name)

    async def _show(
        self, interaction: Interaction, view: ui.LayoutView, job: Callable[..., bytes], *arguments: object
    ) -> None:
        """Show a view with a sheet, which is the same every time and so is cached."""
        key = repr((job.__name__, arguments))
        sheet = self._sheets.get(key)
        if sheet is None:
            drawing = self.bot.studio.run(requester_of(interaction), job, *arguments)
            sheet = self._sheets[key] = await with_progress(interaction, drawing)
            self._drop_oldest()
        await show_view(interaction, view, lambda: upload_file(sheet, SHEET, ""))

    def _drop_oldest(self) -> None:
        while len(self._sheets) > 1 and sum(map(len, self._sheets.values())) > _CACHE_BYTES:
            del self._sheets[next(iter(self._sheets))]


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(Catalogue(bot))
