"""Pictures on their way to and from Discord, within the size that Discord takes."""

from io import BytesIO

import discord
from aiohttp import ClientError

from bot.art.describe import ALT_LENGTH
from bot.art.files.upload import MOST_BYTES, TOO_MANY_BYTES, BadUpload
from bot.i18n.text import text
from bot.interactions.context import Interaction

# Discord accepts this much everywhere. It does not always honour the higher limits that it states.
_MAX_BYTES = 10 * 2**20
# Bytes left for the rest of the message.
_RESERVE = 2**16
_AVATAR_SIDE = 256


def upload_limit(interaction: Interaction) -> int:
    """Return the size limit, in bytes, of a file sent as the answer."""
    return min(_MAX_BYTES, interaction.filesize_limit) - _RESERVE


def upload_limit_in(guild: discord.Guild | None) -> int:
    """Return the size limit, in bytes, of a file posted in a server."""
    return min(_MAX_BYTES, guild.filesize_limit if guild else _MAX_BYTES) - _RESERVE


def upload_file(data: bytes, name: str, description: str) -> discord.File:
    """Return a file to upload. Each can be sent only once, so a second try needs a new one.

    :param description: its alt text.
    """
    return discord.File(BytesIO(data), name, description=description[:ALT_LENGTH] or None)


async def fetch_attachment(source: discord.Attachment | discord.User | discord.Member) -> bytes:
    """Fetch a file that somebody attached, or somebody's avatar. Its content is not checked yet.

    :raises BadUpload: if it is too large or cannot be fetched.
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
