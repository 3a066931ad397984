"""A picture to take away: as a file, with a menu for other formats and sizes.

Not a card: an attachment of a plain message is what Discord both shows and hands out byte for byte.
"""

import discord
from discord import ui

from bot.art.files.export import Compromise, Format, PictureFile
from bot.i18n.text import Language, Text, localise, text
from bot.interactions.actions import BadPress
from bot.interactions.attachments import picture
from bot.interactions.client import Interaction, language_of
from bot.interactions.components import menu
from bot.interactions.delivery import say

AS_IS = "asis"
# What is offered beside the picture as it is: names of bot.art.size.SIZES.
SIZES = {
    AS_IS: text("as it is"),
    "desktop": text("wallpaper for a desktop"),
    "phone": text("wallpaper for a phone"),
    "print": text("large, for printing"),
}
_FORMATS = {Format.PNG: "PNG", Format.WEBP: "WebP"}
_NOTES = {
    Compromise.NONE: text("{size}, {mib} MiB"),
    Compromise.COMPRESSED_HARDER: text("{size}, {mib} MiB; packed harder to fit in here"),
    Compromise.AS_WEBP: text("{size}, {mib} MiB; as WebP to fit in here, every pixel the same"),
    Compromise.LOWER_QUALITY: text("{size}, {mib} MiB; as WebP of a lower quality to fit in here"),
    Compromise.SMALLER: text("Made smaller to fit in here: {size}, {mib} MiB"),
}


class Others(ui.View):
    """A menu of formats and sizes in which a picture can be had as well."""

    def __init__(self, code: str, language: Language) -> None:
        super().__init__(timeout=None)
        options = [
            discord.SelectOption(
                label=f"{_FORMATS[format]} · {localise(name, language)}", value=f"{format.value}-{size}"
            )
            for size, name in SIZES.items()
            for format in Format
        ]
        placeholder = localise(text("Another format or size…"), language)
        self.add_item(menu("fetch", code.partition("~")[0], placeholder=placeholder, options=options))


async def hand_over(interaction: Interaction, code: str, file: PictureFile, greeting: Text) -> None:
    """Gives somebody a file, in the place of the deferred answer."""
    language = language_of(interaction)
    about = Text(_NOTES[file.compromise].message, {"size": file.size, "mib": _mib(len(file.data), language)})
    words = "\n".join((localise(greeting, language), f"-# {localise(about, language)}", f"`{code}`"))
    await say(interaction, words, lambda: [picture(file, code, language)], view=Others(code, language))


def choice_in(value: str) -> tuple[str, str | None]:
    """Format and size of what was chosen in the menu; no size means as it is.

    :raises BadPress: if it offers no such thing.
    """
    format, _, size = value.partition("-")
    if format not in set(Format) or size not in SIZES:
        raise BadPress
    return format, None if size == AS_IS else size


def _mib(count: int, language: Language) -> str:
    return language.number(max(0.1, round(count / 2**20, 1)))
