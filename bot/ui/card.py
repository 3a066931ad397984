"""The card: how an artwork looks in chat.

The recipe's code on it is for people to copy, and for buttons to read the title back from, since a
custom_id has no room for one.
"""

import re
from io import BytesIO

import discord
from discord import ui
from discord.utils import escape_markdown, escape_mentions

from bot.art.describe import alt_text, facts, file_name, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Brief, Recipe
from bot.client import Interaction
from bot.store import Artwork
from bot.ui.buttons import AnotherButton

# Discord's own for everybody; what it tells of a place is sometimes more than it then takes.
_UPLOAD_LIMIT = 10 * 2**20
_CODE = re.compile(r"`([^`\n]+)`\Z")


class Card(ui.LayoutView):
    """Title, picture, one line of facts, the recipe's code, and what can be done with it.

    :param brief: what was asked for; "another" asks for it again.
    """

    def __init__(self, artwork: Artwork, brief: Brief) -> None:
        super().__init__(timeout=None)
        recipe = artwork.recipe
        _, _, palette = recipe.decide()
        picture = discord.MediaGalleryItem(
            f"attachment://{file_name(recipe.code)}", description=alt_text(recipe)
        )
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {_plain(title_of(recipe))}"),
                ui.MediaGallery(picture),
                ui.TextDisplay(f"-# {facts(recipe)}\n`{recipe.code}`"),
                ui.ActionRow(AnotherButton.of(artwork.owner, brief, recipe)),
                accent_colour=discord.Colour.from_rgb(*palette.scheme(dark=True).accent),
            )
        )


def picture_file(code: str, png: bytes) -> discord.File:
    """A picture as an upload. A fresh one every time, as each can be sent only once.

    A recipe that can no longer be drawn is no reason to withhold its picture; it goes undescribed.
    """
    try:
        description = alt_text(Recipe.parse(code))
    except ArtError:
        description = None
    return discord.File(BytesIO(png), file_name(code), description=description)


def upload_limit(interaction: Interaction) -> int:
    """The most bytes of a file that may be posted where this came from."""
    return min(_UPLOAD_LIMIT, interaction.filesize_limit)


def _plain(text: str) -> str:
    """Text that looks in Discord as it is written: no markup, no mentions, no links to anywhere."""
    unlinked = re.sub(r"(?<=[:.])(?=[\w/])", "\u200b", text)
    return escape_mentions(escape_markdown(unlinked, ignore_links=False)).replace("<", "\\<")


def title_on(message: discord.Message | None) -> str:
    """The title that was asked for on a card; empty if none was, or the message is no card."""
    if message is None:
        return ""
    for item in ui.LayoutView.from_message(message).walk_children():
        if isinstance(item, ui.TextDisplay) and (match := _CODE.search(item.content)):
            try:
                return Recipe.parse(match[1]).title
            except ArtError:
                return ""
    return ""
