"""A gallery: a person's pictures, six on a page; each can be opened large."""

from typing import Any

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH, alt_text, facts, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Recipe
from bot.i18n.text import Language, localise, plural, text
from bot.interactions.actions import GalleryPosition, OpenPicture, PostPicture, RemovePicture, ShowGallery
from bot.interactions.components import Control, button, menu, row
from bot.studio import PER_PAGE, GalleryEntry, GalleryPage
from bot.ui.autocomplete import shorten
from bot.ui.card import large_picture, plain

SHEET = "gallery.png"


class Gallery(ui.LayoutView):
    """One page, with a menu to open a picture and buttons for the other pages.

    :param owner_name: whose gallery it is; None for one's own.
    """

    def __init__(
        self, where: GalleryPosition, page: GalleryPage, owner_name: str | None, language: Language
    ) -> None:
        super().__init__(timeout=None)
        pages = max(1, -(-page.total // PER_PAGE))
        parts: list[ui.Item[Any]] = [ui.TextDisplay(f"### {_title(where, owner_name, language)}")]
        if page.entries:
            small_print = text(
                "{pictures} · page {page} of {pages}",
                pictures=plural("{count} picture", "{count} pictures", count=page.total),
                page=where.page + 1,
                pages=pages,
            )
            parts += [
                large_picture(SHEET, sheet_alt(page, language)),
                ui.TextDisplay(f"-# {localise(small_print, language)}"),
                row(_picture_menu(where, page, language)),
            ]
        else:
            nothing = (
                text("Nothing here yet. Type /genart and I'll draw you something.")
                if owner_name is None
                else text("{name} has not posted anything here yet.", name=plain(owner_name))
            )
            parts.append(ui.TextDisplay(localise(nothing, language)))
        buttons = _page_buttons(where, pages, language) if pages > 1 else []
        if owner_name is None and (page.total > 0 or where.pinned_only):
            label = text("Show all") if where.pinned_only else text("Only what I kept")
            switch = ShowGallery(where.owner, not where.pinned_only, 0, "s")
            buttons.append(button(switch, label, language, emoji="📌"))
        self.add_item(ui.Container(*parts, *([row(*buttons)] if buttons else [])))


def _title(where: GalleryPosition, owner_name: str | None, language: Language) -> str:
    if owner_name is not None:
        return localise(text("What {name} posted here", name=plain(owner_name)), language)
    return localise(text("What you kept") if where.pinned_only else text("Your gallery"), language)


def _picture_menu(where: GalleryPosition, page: GalleryPage, language: Language) -> Control:
    options = []
    for number, entry in enumerate(page.entries, where.page * PER_PAGE + 1):
        title, about = _title_and_facts(entry, language)
        options.append(
            discord.SelectOption(
                label=shorten(f"{number} · {title}"),
                description=shorten(about) or None,
                value=str(entry.id),
                emoji="📌" if entry.pinned else None,
            )
        )
    action = OpenPicture(where.owner, where.pinned_only, where.page)
    return menu(action, text("Open one…"), options, language)


def _page_buttons(where: GalleryPosition, pages: int, language: Language) -> list[Control]:
    newer, older = max(0, where.page - 1), min(where.page + 1, pages - 1)
    return [
        button(
            ShowGallery(where.owner, where.pinned_only, newer, "n"),
            text("Newer"),
            language,
            emoji="◀️",
            disabled=where.page == 0,
        ),
        button(
            ShowGallery(where.owner, where.pinned_only, older, "o"),
            text("Older"),
            language,
            emoji="▶️",
            disabled=where.page >= pages - 1,
        ),
    ]


def opened_row(
    where: GalleryPosition, entry: GalleryEntry, language: Language, *, own: bool
) -> ui.ActionRow[Any]:
    """Return the buttons below a picture that was opened from a gallery."""
    place = (where.owner, where.pinned_only, where.page)
    controls = [
        button(ShowGallery(*place, "b"), text("Back"), language, emoji="↩️"),
        button(PostPicture(entry.code.partition("~")[0]), text("Post it here"), language, emoji="📣"),
    ]
    if own:
        danger = discord.ButtonStyle.danger
        remove = RemovePicture(*place, entry.id)
        controls.append(button(remove, text("Remove"), language, emoji="🗑️", style=danger))
    return row(*controls)


def sheet_alt(page: GalleryPage, language: Language) -> str:
    """Return the alt text of a page's pictures."""
    words = []
    for entry in page.entries:
        try:
            words.append(alt_text(Recipe.parse(entry.code), language))
        except ArtError:
            words.append(entry.code)
    return shorten(" ".join(words), ALT_LENGTH)


def _title_and_facts(entry: GalleryEntry, language: Language) -> tuple[str, str]:
    try:
        recipe = Recipe.parse(entry.code)
        return title_of(recipe, language), facts(recipe, language)
    except ArtError:
        return entry.code, ""
