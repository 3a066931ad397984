"""Saving artworks, and the last picture of each person.

The file is stored for a person's last picture only. Earlier pictures are redrawn from their codes.
"""

from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import Artwork, LastPicture, LostPicture
from bot.store.tables import ArtworkRow, LastPictureRow
from bot.store.upsert import upsert


async def save(connection: AsyncConnection, artwork: Artwork, max_recent: int) -> int:
    """Add an artwork with its file, and delete the owner's oldest unpinned entries beyond the limit.

    An earlier entry with the same recipe is replaced. The new one is pinned if the earlier one was.
    """
    row = insert(ArtworkRow).values(
        owner=artwork.owner,
        code=artwork.recipe.code,
        made_at=artwork.made_at,
        parent=artwork.parent.code if artwork.parent else None,
        made_for_owner=True,
        pinned=False,
        server=artwork.posted_in.server if artwork.posted_in else None,
        channel=artwork.posted_in.channel if artwork.posted_in else None,
        checksum=_checksum(artwork.png),
    )
    added: int = (await connection.execute(row.returning(ArtworkRow.id))).scalar_one()
    await _put_file(connection, artwork.owner, added, artwork.png)
    await _replace_earlier(connection, artwork, added)
    await _delete_oldest(connection, artwork.owner, max_recent)
    return added


async def last_picture(connection: AsyncConnection, owner: int) -> LastPicture | LostPicture | None:
    """Return the newest picture made for that owner."""
    row = await _newest(connection, owner)
    if row is None:
        return None
    png = await _file(connection, row.id)
    if png is None or row.checksum != _checksum(png):
        return LostPicture(row.code, row.made_at, row.parent)
    return LastPicture(row.code, png, row.made_at, row.parent)


async def repair_last_picture(connection: AsyncConnection, owner: int, code: str, png: bytes) -> bool:
    """Store the file of the newest picture again, if that has this code."""
    row = await _newest(connection, owner)
    if row is None or row.code != code:
        return False
    await _put_file(connection, owner, row.id, png)
    repaired = update(ArtworkRow).where(ArtworkRow.id == row.id).values(checksum=_checksum(png))
    await connection.execute(repaired)
    return True


async def _replace_earlier(connection: AsyncConnection, artwork: Artwork, added: int) -> None:
    earlier = (
        ArtworkRow.owner == artwork.owner,
        ArtworkRow.code == artwork.recipe.code,
        ArtworkRow.id != added,
    )
    this = update(ArtworkRow).where(ArtworkRow.id == added)
    if await connection.scalar(select(exists().where(*earlier, ArtworkRow.pinned))):
        await connection.execute(this.values(pinned=True))
    if artwork.parent is None:
        # A picture redrawn from its code has no parent. The entry that it replaces may have one.
        parents = select(ArtworkRow.parent).where(*earlier).order_by(ArtworkRow.id.desc()).limit(1)
        await connection.execute(this.values(parent=parents.scalar_subquery()))
    if artwork.posted_in is None:
        # Making it again in private does not remove the earlier public message.
        posted = select(ArtworkRow.server, ArtworkRow.channel).where(*earlier, ArtworkRow.server.is_not(None))
        message = (await connection.execute(posted.order_by(ArtworkRow.id.desc()).limit(1))).one_or_none()
        if message is not None:
            await connection.execute(this.values(server=message.server, channel=message.channel))
    await connection.execute(delete(ArtworkRow).where(*earlier))


async def _newest(connection: AsyncConnection, owner: int) -> Row[*tuple[Any, ...]] | None:
    query = (
        select(ArtworkRow.id, ArtworkRow.code, ArtworkRow.made_at, ArtworkRow.parent, ArtworkRow.checksum)
        .where(ArtworkRow.owner == owner, ArtworkRow.made_for_owner)
        .order_by(ArtworkRow.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def _file(connection: AsyncConnection, artwork: int) -> bytes | None:
    query = select(LastPictureRow.png).where(LastPictureRow.artwork == artwork)
    try:
        return (await connection.execute(query)).scalar_one_or_none()
    except DatabaseError as error:
        if error.connection_invalidated:
            raise
        # Part of the file is on a damaged page. The rest of the database can still be read.
        return None


async def _put_file(connection: AsyncConnection, owner: int, artwork: int, png: bytes) -> None:
    await upsert(connection, LastPictureRow, {"owner": owner}, {"artwork": artwork, "png": png})


async def _delete_oldest(connection: AsyncConnection, owner: int, max_recent: int) -> None:
    unpinned = (ArtworkRow.owner == owner, ~ArtworkRow.pinned)
    too_old = (
        select(ArtworkRow.id).where(*unpinned).order_by(ArtworkRow.id.desc()).offset(max_recent).limit(1)
    )
    await connection.execute(delete(ArtworkRow).where(*unpinned, ArtworkRow.id <= too_old.scalar_subquery()))


def _checksum(png: bytes) -> bytes:
    return blake2b(png, digest_size=16).digest()
