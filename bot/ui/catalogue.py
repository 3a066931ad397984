"""All styles, or a page of palettes, on a sheet; and one style or palette, large."""

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH
from bot.art.naming import in_words
from bot.art.palette import Palette, palettes
from bot.art.style import Style, styles
from bot.i18n.text import Language, Listed, localise, text
from bot.interactions.actions import DrawStyle, PaintPalette, ShowPalette, ShowPalettes, ShowStyle, ShowStyles
from bot.interactions.components import button, menu, row
from bot.ui.autocomplete import MAX_CHOICES, shorten
from bot.ui.card import large_picture

SHEET = "sheet.png"
_PER_PAGE = 24
_PRIMARY = discord.ButtonStyle.primary


class Styles(ui.LayoutView):
    """A picture in every style, and menus to open one."""

    def __init__(self, language: Language) -> None:
        super().__init__(timeout=None)
        known = styles_by_name(language)
        title = text("{count} styles", count=len(known))
        alt = text("A picture in each of the {count} styles, with its name.", count=len(known))
        menus = []
        for start in range(0, len(known), MAX_CHOICES):
            some = known[start : start + MAX_CHOICES]
            first, last = (localise(some[i].name, language) for i in (0, -1))
            placeholder = text("{first} to {last} …", first=first, last=last)
            options = [_style_option(style, language) for style in some]
            menus.append(row(menu(ShowStyle(start), placeholder, options, language)))
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(title, language)}"),
                large_picture(SHEET, localise(alt, language)),
                *menus,
            )
        )


def _style_option(style: Style, language: Language) -> discord.SelectOption:
    about = shorten(localise(style.about, language))
    return discord.SelectOption(label=localise(style.name, language), value=style.id, description=about)


class OneStyle(ui.LayoutView):
    """A style in a few pictures, with a button to draw one."""

    def __init__(self, style: Style, language: Language) -> None:
        super().__init__(timeout=None)
        name, about = localise(style.name, language), localise(style.about, language)
        alt = text("Pictures in the style {style}: {about}.", style=name, about=about)
        draw = button(DrawStyle(style.id), text("Draw one here"), language, emoji="🎲", style=_PRIMARY)
        back = button(ShowStyles(), text("All styles"), language, emoji="↩️")
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {name}\n{about[:1].upper()}{about[1:]}"),
                large_picture(SHEET, shorten(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# {style.source}"),
                row(draw, back),
            )
        )


class Palettes(ui.LayoutView):
    """A page of palettes, with a menu to open one and buttons for the other pages."""

    def __init__(self, page: int, language: Language) -> None:
        super().__init__(timeout=None)
        names, pages = names_on(page), page_count()
        title = text("{count} palettes", count=len(palettes()))
        small_print = text(
            "Page {page} of {pages}. Colours of your own, such as #0b132b #d1495b, work as well.",
            page=page + 1,
            pages=pages,
        )
        alt = text("Palettes as bars of colour: {names}.", names=Listed(tuple(names), ","))
        options = [
            discord.SelectOption(
                label=palettes()[name].title,
                value=name,
                description=shorten(localise(in_words(palettes()[name]), language)),
            )
            for name in names
        ]
        placeholder = text(
            "{first} to {last} …", first=palettes()[names[0]].title, last=palettes()[names[-1]].title
        )
        previous, following = ShowPalettes((page - 1) % pages, "b"), ShowPalettes((page + 1) % pages, "f")
        buttons = (
            button(previous, text("Previous"), language, emoji="◀️"),
            button(following, text("Next"), language, emoji="▶️"),
        )
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(title, language)}"),
                large_picture(SHEET, shorten(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# {localise(small_print, language)}"),
                row(menu(ShowPalette(), placeholder, options, language)),
                row(*buttons),
            )
        )


class OnePalette(ui.LayoutView):
    """A large palette, with a button to paint with it."""

    def __init__(self, palette: Palette, language: Language) -> None:
        super().__init__(timeout=None)
        name = palette.title if palette.has_name else localise(text("Colours of your own"), language)
        hexes = " ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in palette.by_lightness)
        alt = text("The palette {name}: {colours}.", name=palette.name, colours=in_words(palette))
        paint = button(
            PaintPalette(palette.name), text("Paint with it here"), language, emoji="🎲", style=_PRIMARY
        )
        all_palettes = ShowPalettes(_page_of(palette.name), "b")
        back = button(all_palettes, text("All palettes"), language, emoji="↩️")
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {name}"),
                large_picture(SHEET, shorten(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# `{palette.name}` · {hexes}" if palette.has_name else f"-# {hexes}"),
                row(paint, back),
                accent_colour=discord.Colour.from_rgb(*palette.scheme(dark=True).accent),
            )
        )


def styles_by_name(language: Language) -> list[Style]:
    """Return every style, sorted by its name in that language."""
    return sorted(styles().values(), key=lambda style: localise(style.name, language).casefold())


def names_on(page: int) -> list[str]:
    """Return the names of the palettes on a page; 0 is the first."""
    return list(palettes())[page * _PER_PAGE : (page + 1) * _PER_PAGE]


def page_count() -> int:
    """Return the number of pages of palettes."""
    return -(-len(palettes()) // _PER_PAGE)


def _page_of(name: str) -> int:
    """The page that a palette is on; the first page for colours of one's own."""
    return list(palettes()).index(name) // _PER_PAGE if name in palettes() else 0
