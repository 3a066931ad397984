"""A gallery: somebody's pictures, six at a time, and each of them large."""

from typing import Any, NamedTuple

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH, alt_text, facts, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Recipe
from bot.i18n.text import Language, localise, plural, text
from bot.interactions.actions import BadPress
from bot.interactions.components import button, menu, number_in, person_in, row, word_of
from bot.store import GalleryEntry, GalleryPage
from bot.ui.autocomplete import cut
from bot.ui.card import gallery_of, plain

PER_PAGE = 6
SHEET = "gallery.png"
_ALL, _KEPT = "a", "k"
_MOST_PAGES = 10_000


class Where(NamedTuple):
    """A page of somebody's gallery."""

    owner: int
    kept_only: bool = False
    page: int = 0

    def details(self) -> tuple[str, str, int]:
        """Itself as words of a custom_id."""
        return word_of(self.owner), _KEPT if self.kept_only else _ALL, self.page

    @classmethod
    def read(cls, owner: str, show: str, page: str) -> "Where":
        """The page that these words mean.

        :raises BadPress: if they mean none.
        """
        if show not in {_ALL, _KEPT}:
            raise BadPress
        return cls(person_in(owner), show == _KEPT, number_in(page, _MOST_PAGES))


class Gallery(ui.LayoutView):
    """One page, with a menu to open a picture and buttons to turn the page.

    :param owner_name: whose it is; None for whoever looks.
    """

    def __init__(self, where: Where, page: GalleryPage, owner_name: str | None, language: Language) -> None:
        super().__init__(timeout=None)
        if owner_name is None:
            name = text("Your gallery") if not where.kept_only else text("What you kept")
        else:
            name = text("What {name} posted here", name=plain(owner_name))
        pages = max(1, -(-page.total // PER_PAGE))
        count = plural("{count} picture", "{count} pictures", count=page.total)
        small_print = text(
            "{pictures} · page {page} of {pages}", pictures=count, page=where.page + 1, pages=pages
        )
        parts: list[ui.Item[Any]] = [ui.TextDisplay(f"### {localise(name, language)}")]
        if page.entries:
            parts += [
                gallery_of(SHEET, sheet_alt(page, language)),
                ui.TextDisplay(f"-# {localise(small_print, language)}"),
                row(_opener(where, page, language)),
            ]
        else:
            nothing = (
                text("Nothing here yet. Type /genart and I'll draw you something.")
                if owner_name is None
                else text("{name} has not posted anything here yet.", name=plain(owner_name))
            )
            parts.append(ui.TextDisplay(localise(nothing, language)))
        own = owner_name is None and (page.total > 0 or where.kept_only)
        turns = _turns(where, pages, own=own, language=language)
        self.add_item(ui.Container(*parts, *([row(*turns)] if turns else [])))


def _opener(where: Where, page: GalleryPage, language: Language) -> Any:
    options = []
    for number, entry in enumerate(page.entries, where.page * PER_PAGE + 1):
        title, about = _shown(entry, language)
        options.append(
            discord.SelectOption(
                label=cut(f"{number} · {title}"),
                description=cut(about) or None,
                value=str(entry.id),
                emoji="📌" if entry.pinned else None,
            )
        )
    placeholder = localise(text("Open one…"), language)
    return menu("open", *where.details(), placeholder=placeholder, options=options)


def _turns(where: Where, pages: int, *, own: bool, language: Language) -> list[Any]:
    turns = []
    if pages > 1:
        newer, older = where._replace(page=where.page - 1), where._replace(page=where.page + 1)
        turns = [
            button(
                "gallery",
                *(newer if where.page else where).details(),
                "n",
                label=localise(text("Newer"), language),
                emoji="◀️",
                disabled=where.page == 0,
            ),
            button(
                "gallery",
                *(older if where.page < pages - 1 else where).details(),
                "o",
                label=localise(text("Older"), language),
                emoji="▶️",
                disabled=where.page >= pages - 1,
            ),
        ]
    if own:
        label = text("Show all") if where.kept_only else text("Only what I kept")
        other = Where(where.owner, not where.kept_only)
        turns.append(button("gallery", *other.details(), "s", label=localise(label, language), emoji="📌"))
    return turns


def opened_row(where: Where, entry: GalleryEntry, language: Language, *, own: bool) -> Any:
    """What can be done with a picture that was opened from a gallery."""
    controls = [
        button("gallery", *where.details(), "b", label=localise(text("Back"), language), emoji="↩️"),
        button(
            "post", entry.code.partition("~")[0], label=localise(text("Post it here"), language), emoji="📣"
        ),
    ]
    if own:
        controls.append(
            button(
                "remove",
                *where.details(),
                entry.id,
                label=localise(text("Remove"), language),
                emoji="🗑️",
                style=discord.ButtonStyle.danger,
            )
        )
    return row(*controls)


def sheet_alt(page: GalleryPage, language: Language) -> str:
    """The sheet for those who cannot see it."""
    words = []
    for entry in page.entries:
        try:
            words.append(alt_text(Recipe.parse(entry.code), language))
        except ArtError:
            words.append(entry.code)
    return cut(" ".join(words), ALT_LENGTH)


def _shown(entry: GalleryEntry, language: Language) -> tuple[str, str]:
    try:
        recipe = Recipe.parse(entry.code)
        return title_of(recipe, language), facts(recipe, language)
    except ArtError:
        return entry.code, ""
