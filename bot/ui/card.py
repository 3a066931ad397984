"""The card: how a picture looks in chat.

It shows the recipe's code, for people to copy, and for controls to read the title back: a custom_id has no
room for a title.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui
from discord.utils import escape_markdown, escape_mentions

from bot.art.describe import alt_text, facts, file_name, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Recipe
from bot.i18n.text import Language, text
from bot.interactions.actions import (
    Another,
    Delete,
    Download,
    OpenRemix,
    Requested,
    ShowVariations,
    TogglePin,
)
from bot.interactions.components import button, row

ANOTHER_LABEL = text("I hate this art, make me another")
_CODE = re.compile(r"`([^`\n]+)`\Z")


class Card(ui.LayoutView):
    """Title, picture, a line of facts, the recipe's code, and the buttons.

    :param owner: id of the user it was made for; only for them do the buttons change this message.
    :param requested: the options that "make me another" keeps.
    :param file: name of the attached picture.
    :param note: a line above the title.
    :param below: further rows of buttons; with them there is no Delete button.
    """

    def __init__(
        self,
        owner: int,
        recipe: Recipe,
        requested: Requested,
        language: Language,
        *,
        file: str | None = None,
        note: str | None = None,
        below: Sequence[ui.ActionRow[Any]] = (),
    ) -> None:
        super().__init__(timeout=None)
        self.add_item(
            ui.Container(
                ui.TextDisplay((f"-# {note}\n" if note else "") + f"### {plain(title_of(recipe, language))}"),
                large_picture(file or file_name(recipe.code), alt_text(recipe, language)),
                ui.TextDisplay(f"-# {facts(recipe, language)}\n`{recipe.code}`"),
                *_rows(owner, recipe.short_code, requested, language, deletable=not below),
                *below,
                accent_colour=accent(recipe),
            )
        )


def _rows(
    owner: int, code: str, requested: Requested, language: Language, *, deletable: bool
) -> list[ui.ActionRow[Any]]:
    primary = discord.ButtonStyle.primary
    another = button(Another(owner, requested, code), ANOTHER_LABEL, language, emoji="🎲", style=primary)
    more = [
        button(ShowVariations(requested, code), text("Variations"), language, emoji="🎛️"),
        button(OpenRemix(requested, code), text("Remix…"), language, emoji="🎨"),
        button(TogglePin(code), text("Keep"), language, emoji="📌"),
        button(Download(code), text("Download"), language, emoji="⬇️"),
    ]
    if deletable:
        more.append(button(Delete(owner), text("Delete"), language, emoji="🗑️"))
    return [row(another), row(*more)]


def large_picture(file: str, description: str) -> ui.MediaGallery[Any]:
    """Show an attached picture in the full width of the message."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{file}", description=description))


def accent(recipe: Recipe) -> discord.Colour:
    """Return the colour of a card's edge."""
    return discord.Colour.from_rgb(*recipe.parts.palette.scheme(dark=True).accent)


def plain(words: str) -> str:
    """Return text that Discord shows as it is written: no markup, no mentions, no links."""
    unlinked = re.sub(r"(?<=[:.])(?=[\w/])", "\u200b", words)
    return escape_mentions(escape_markdown(unlinked, ignore_links=False)).replace("<", "\\<")


def code_on(message: discord.Message | None) -> str | None:
    """Return the recipe's code that a message of the bot shows, if it shows one."""
    if message is None:
        return None
    items = ui.LayoutView.from_message(message).walk_children()
    shown = [message.content, *(item.content for item in items if isinstance(item, ui.TextDisplay))]
    codes = [match[1] for words in shown if (match := _CODE.search(words))]
    # The code comes last. A title before it may look like one.
    return codes[-1] if codes else None


def recipe_with_title(message: discord.Message | None, code: str) -> Recipe:
    """Parse a control's code, and add the title shown on its message.

    :raises ArtError: if the code is invalid.
    """
    return replace(Recipe.parse(code), title=_title_on(message))


def _title_on(message: discord.Message | None) -> str:
    code = code_on(message) if message is not None and message.components else None
    try:
        return "" if code is None else Recipe.parse(code).title
    except ArtError:
        return ""
