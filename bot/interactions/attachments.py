"""Pictures on their way to Discord and from it: as files, and within what a place takes."""

from io import BytesIO

import discord
from aiohttp import ClientError

from bot.art.describe import ALT_LENGTH, alt_text
from bot.art.errors import ArtError
from bot.art.files.export import PictureFile
from bot.art.files.upload import MOST_BYTES, TOO_MANY_BYTES, BadUpload
from bot.art.recipe import Recipe
from bot.i18n.text import Language, text
from bot.interactions.client import Interaction

# Discord's own for everybody; what it tells of a place is sometimes more than it then takes.
_MOST_BYTES = 10 * 2**20
# A message with a file in it has a little more to it than the file.
_REST = 2**16
_AVATAR_SIDE = 256


def upload_limit(interaction: Interaction) -> int:
    """The most bytes of a file that may be posted where this came from."""
    return min(_MOST_BYTES, interaction.filesize_limit) - _REST


def limit_of(guild: discord.Guild | None) -> int:
    """The most bytes of a file that may be posted in a server."""
    return min(_MOST_BYTES, guild.filesize_limit if guild else _MOST_BYTES) - _REST


def picture(file: PictureFile, code: str, language: Language) -> discord.File:
    """A picture as an upload. A fresh one every time, as each can be sent only once.

    A recipe that can no longer be drawn is no reason to withhold its picture; it goes undescribed.
    """
    try:
        description = alt_text(Recipe.parse(code), language)
    except ArtError:
        description = None
    return discord.File(BytesIO(file.data), file.name, description=description)


def image(data: bytes, name: str, description: str) -> discord.File:
    """Any other picture as an upload."""
    return discord.File(BytesIO(data), name, description=description[:ALT_LENGTH])


async def fetched(source: discord.Attachment | discord.User | discord.Member) -> bytes:
    """The file that somebody attached, or somebody's avatar. What is in it, nobody knows yet.

    :raises BadUpload: if it is too large, or cannot be had.
    """
    asset: discord.Attachment | discord.Asset
    if isinstance(source, discord.Attachment):
        if source.size > MOST_BYTES:
            raise BadUpload(TOO_MANY_BYTES)
        asset, refusal = source, text("I could not fetch that picture. Please attach it once more.")
    else:
        asset = source.display_avatar.replace(size=_AVATAR_SIDE, format="png")
        refusal = text("I could not load that avatar. Please try again in a moment.")
    try:
        return await asset.read()
    except (discord.HTTPException, ClientError, OSError) as error:
        raise BadUpload(refusal) from error
