"""A picture as a file, with a menu of other formats and sizes.

It is a plain message rather than a card: people can save an attachment of a plain message byte for byte.
"""

from contextlib import suppress

import discord
from discord import ui

from bot.art.describe import alt_text
from bot.art.errors import ArtError
from bot.art.files.export import Compromise, Format, PictureFile
from bot.art.recipe import Recipe
from bot.i18n.text import Language, Text, localise, text
from bot.interactions.actions import DownloadAs
from bot.interactions.attachments import upload_file
from bot.interactions.components import menu
from bot.interactions.context import Interaction, language_of
from bot.interactions.delivery import show_text
from bot.interactions.errors import BadAction

_AS_IS = "asis"
# What the menu offers: names of bot.art.size.SIZES, besides the picture as it is.
_SIZES = {
    _AS_IS: text("as it is"),
    "desktop": text("wallpaper for a desktop"),
    "phone": text("wallpaper for a phone"),
    "print": text("large, for printing"),
}
_FORMATS = {Format.PNG: "PNG", Format.WEBP: "WebP"}
_COMPROMISES = {
    Compromise.NONE: text("{size}, {mib} MiB"),
    Compromise.COMPRESSED_HARDER: text("{size}, {mib} MiB; packed harder to fit in here"),
    Compromise.AS_WEBP: text("{size}, {mib} MiB; as WebP to fit in here, every pixel the same"),
    Compromise.LOWER_QUALITY: text("{size}, {mib} MiB; as WebP of a lower quality to fit in here"),
    Compromise.SMALLER: text("Made smaller to fit in here: {size}, {mib} MiB"),
}


class OtherFiles(ui.View):
    """A menu of other formats and sizes of a picture."""

    def __init__(self, code: str, language: Language) -> None:
        super().__init__(timeout=None)
        options = [
            discord.SelectOption(
                label=f"{_FORMATS[format]} · {localise(name, language)}", value=f"{format.value}-{size}"
            )
            for size, name in _SIZES.items()
            for format in Format
        ]
        action = DownloadAs(code.partition("~")[0])
        self.add_item(menu(action, text("Another format or size…"), options, language))


async def show_file(interaction: Interaction, code: str, file: PictureFile, greeting: Text) -> None:
    """Show a file in the place of the deferred response, with what was done to make it fit."""
    language = language_of(interaction)
    mib = language.number(max(0.1, round(len(file.data) / 2**20, 1)))
    about = Text(_COMPROMISES[file.compromise].message, {"size": file.size, "mib": mib})
    words = "\n".join((localise(greeting, language), f"-# {localise(about, language)}", f"`{code}`"))
    description = ""
    with suppress(ArtError):  # a recipe that can no longer be drawn cannot be described either
        description = alt_text(Recipe.parse(code), language)
    await show_text(
        interaction,
        words,
        lambda: upload_file(file.data, file.name, description),
        view=OtherFiles(code, language),
    )


def format_and_size(value: str) -> tuple[Format, str | None]:
    """Return the format and the size of an option in the menu; no size means as it is.

    :raises BadAction: if the menu has no such option.
    """
    format, _, size = value.partition("-")
    if format not in set(Format) or size not in _SIZES:
        raise BadAction
    return Format(format), None if size == _AS_IS else size
