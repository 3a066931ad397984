"""The card: how an artwork looks in chat.

The recipe's code on it is for people to copy, and for buttons to read the title back from, since a
custom_id has no room for one.
"""

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui
from discord.utils import escape_markdown, escape_mentions

from bot.art.describe import alt_text, facts, file_name, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Brief, Recipe
from bot.i18n.text import Language, localise, text
from bot.interactions.components import button, row, word_of
from bot.ui.requested import asked_in

ANOTHER_LABEL = text("I hate this art, make me another")
_CODE = re.compile(r"`([^`\n]+)`\Z")


class Card(ui.LayoutView):
    """Title, picture, one line of facts, the recipe's code, and what can be done with it.

    :param owner: id of the user it was made for; buttons that change the message are theirs.
    :param brief: what was asked for; "another" asks for it again.
    :param file: name of the attachment with the picture.
    :param note: a line above the title.
    :param below: other rows of buttons, in the place of Delete, where it is no message of its own.
    """

    def __init__(
        self,
        owner: int,
        recipe: Recipe,
        brief: Brief,
        language: Language,
        *,
        file: str | None = None,
        note: str | None = None,
        below: Sequence[ui.ActionRow[Any]] = (),
    ) -> None:
        super().__init__(timeout=None)
        self.add_item(
            ui.Container(
                ui.TextDisplay((f"-# {note}\n" if note else "") + heading(recipe, language)),
                gallery_of(file or file_name(recipe.code), alt_text(recipe, language)),
                ui.TextDisplay(f"-# {facts(recipe, language)}\n`{recipe.code}`"),
                *_rows(owner, recipe, brief, language, deletable=not below),
                *below,
                accent_colour=accent(recipe),
            )
        )


def _rows(
    owner: int, recipe: Recipe, brief: Brief, language: Language, *, deletable: bool
) -> list[ui.ActionRow[Any]]:
    who, asked, code = word_of(owner), asked_in(brief), recipe.short_code
    another = button(
        "another",
        who,
        asked,
        code,
        label=localise(ANOTHER_LABEL, language),
        emoji="🎲",
        style=discord.ButtonStyle.primary,
    )
    more = [
        button("variations", asked, code, label=localise(text("Variations"), language), emoji="🎛️"),
        button("remix", asked, code, label=localise(text("Remix…"), language), emoji="🎨"),
        button("keep", code, label=localise(text("Keep"), language), emoji="📌"),
        button("download", code, label=localise(text("Download"), language), emoji="⬇️"),
    ]
    if deletable:
        more.append(button("delete", who, label=localise(text("Delete"), language), emoji="🗑️"))
    return [row(another), row(*more)]


def heading(recipe: Recipe, language: Language) -> str:
    """The title as a heading."""
    return f"### {plain(title_of(recipe, language))}"


def gallery_of(file: str, description: str) -> ui.MediaGallery[Any]:
    """An attached picture, large."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{file}", description=description))


def accent(recipe: Recipe) -> discord.Colour:
    """The colour of a card's edge."""
    palette = recipe.parts.palette
    return discord.Colour.from_rgb(*palette.scheme(dark=True).accent)


def plain(words: str) -> str:
    """Text that looks in Discord as it is written: no markup, no mentions, no links to anywhere."""
    unlinked = re.sub(r"(?<=[:.])(?=[\w/])", "\u200b", words)
    return escape_mentions(escape_markdown(unlinked, ignore_links=False)).replace("<", "\\<")


def code_on(message: discord.Message | None) -> str | None:
    """The recipe's code that a message of the bot shows; None if it shows none."""
    if message is None:
        return None
    items = ui.LayoutView.from_message(message).walk_children()
    shown = [message.content, *(item.content for item in items if isinstance(item, ui.TextDisplay))]
    codes = [match[1] for words in shown if (match := _CODE.search(words))]
    # It comes last: titles are whatever people make of them.
    return codes[-1] if codes else None


def title_on(message: discord.Message | None) -> str:
    """The title that was asked for on a card; empty if none was, or the message is no card."""
    code = code_on(message) if message is not None and message.components else None
    try:
        return "" if code is None else Recipe.parse(code).title
    except ArtError:
        return ""
