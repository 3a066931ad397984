"""What there is to choose from: all styles or some palettes on a sheet, and each of them large."""

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH
from bot.art.naming import in_words
from bot.art.palette import Palette, palettes
from bot.art.style import Style, styles
from bot.i18n.text import Language, Listed, localise, text
from bot.interactions.components import button, menu, row
from bot.ui.autocomplete import MOST_CHOICES, cut
from bot.ui.card import gallery_of

SHEET = "sheet.png"
PALETTES_A_PAGE = 24
_PRIMARY = discord.ButtonStyle.primary


class Styles(ui.LayoutView):
    """Every style with a picture, and menus to open one."""

    def __init__(self, language: Language) -> None:
        super().__init__(timeout=None)
        known = styles_by_name(language)
        title = text("{count} styles", count=len(known))
        alt = text("A picture in each of the {count} styles, with its name.", count=len(known))
        menus = []
        for start in range(0, len(known), MOST_CHOICES):
            some = known[start : start + MOST_CHOICES]
            first, last = (localise(some[i].name, language) for i in (0, -1))
            placeholder = localise(text("{first} to {last} …", first=first, last=last), language)
            options = [_style_option(style, language) for style in some]
            menus.append(row(menu("style", start, placeholder=placeholder, options=options)))
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(title, language)}"),
                gallery_of(SHEET, localise(alt, language)),
                *menus,
            )
        )


def _style_option(style: Style, language: Language) -> discord.SelectOption:
    about = cut(localise(style.about, language))
    return discord.SelectOption(label=localise(style.name, language), value=style.id, description=about)


class OneStyle(ui.LayoutView):
    """A style in a few pictures, with a button to draw one."""

    def __init__(self, style: Style, language: Language) -> None:
        super().__init__(timeout=None)
        name, about = localise(style.name, language), localise(style.about, language)
        alt = text("Pictures in the style {style}: {about}.", style=name, about=about)
        draw = button(
            "draw", style.id, label=localise(text("Draw one here"), language), emoji="🎲", style=_PRIMARY
        )
        back = button("styles", label=localise(text("All styles"), language), emoji="↩️")
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {name}\n{about[:1].upper()}{about[1:]}"),
                gallery_of(SHEET, cut(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# {style.source}"),
                row(draw, back),
            )
        )


class Palettes(ui.LayoutView):
    """A page of palettes, with a menu to open one and buttons to turn the page."""

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
                description=cut(localise(in_words(palettes()[name]), language)),
            )
            for name in names
        ]
        placeholder = text(
            "{first} to {last} …", first=palettes()[names[0]].title, last=palettes()[names[-1]].title
        )
        # Two buttons may not share a custom_id, so the word behind the page tells them apart.
        turns = [
            button(
                "palettes", (page - 1) % pages, "b", label=localise(text("Previous"), language), emoji="◀️"
            ),
            button("palettes", (page + 1) % pages, "f", label=localise(text("Next"), language), emoji="▶️"),
        ]
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(title, language)}"),
                gallery_of(SHEET, cut(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# {localise(small_print, language)}"),
                row(menu("palette", placeholder=localise(placeholder, language), options=options)),
                row(*turns),
            )
        )


class OnePalette(ui.LayoutView):
    """A palette large, with a button to paint with it."""

    def __init__(self, palette: Palette, language: Language) -> None:
        super().__init__(timeout=None)
        name = palette.title if palette.has_name else localise(text("Colours of your own"), language)
        hexes = " ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in palette.by_lightness)
        alt = text("The palette {name}: {colours}.", name=palette.name, colours=in_words(palette))
        paint = button(
            "paint",
            palette.name,
            label=localise(text("Paint with it here"), language),
            emoji="🎲",
            style=_PRIMARY,
        )
        back = button(
            "palettes", page_of(palette.name), "b", label=localise(text("All palettes"), language), emoji="↩️"
        )
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {name}"),
                gallery_of(SHEET, cut(localise(alt, language), ALT_LENGTH)),
                ui.TextDisplay(f"-# `{palette.name}` · {hexes}" if palette.has_name else f"-# {hexes}"),
                row(paint, back),
                accent_colour=discord.Colour.from_rgb(*palette.scheme(dark=True).accent),
            )
        )


def styles_by_name(language: Language) -> list[Style]:
    """Every style, in the order of the names that people read."""
    return sorted(styles().values(), key=lambda style: localise(style.name, language).casefold())


def names_on(page: int) -> list[str]:
    """The palettes of a page, of which 0 is the first."""
    return list(palettes())[page * PALETTES_A_PAGE : (page + 1) * PALETTES_A_PAGE]


def page_count() -> int:
    """How many pages of palettes there are."""
    return -(-len(palettes()) // PALETTES_A_PAGE)


def page_of(name: str) -> int:
    """The page that a palette is on; the first for one that is on none."""
    return list(palettes()).index(name) // PALETTES_A_PAGE if name in palettes() else 0
