"""Saving artworks, and the last picture of everybody."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import Artwork, LastPicture, LostPicture
from bot.store.tables import ArtworkRow, LastRow

UPSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def save(connection: AsyncConnection, artwork: Artwork, remembered: int) -> int:
    """Adds an artwork with its file; forgets the oldest unkept ones beyond so many.

    The same picture made once more takes the place of the earlier one, and is kept if that was.
    """
    row = insert(ArtworkRow).values(
        owner=artwork.owner,
        recipe=artwork.recipe.code,
        made_at=artwork.made_at,
        parent=artwork.parent.code if artwork.parent else None,
        own=True,
        kept=False,
        server=artwork.place.server if artwork.place else None,
        channel=artwork.place.channel if artwork.place else None,
        checksum=_checksum(artwork.png),
    )
    added: int = (await connection.execute(row.returning(ArtworkRow.id))).scalar_one()
    await _put_file(connection, artwork.owner, added, artwork.png)
    await _replace_earlier(connection, artwork, added)
    await _forget_oldest(connection, artwork.owner, remembered)
    return added


async def last(connection: AsyncConnection, owner: int) -> LastPicture | LostPicture | None:
    """The newest picture made for that owner."""
    row = await _newest(connection, owner)
    if row is None:
        return None
    png = await _file(connection, row.id)
    if png is None or row.checksum != _checksum(png):
        return LostPicture(row.recipe, row.made_at, row.parent)
    return LastPicture(row.recipe, png, row.made_at, row.parent)


async def repair_last(connection: AsyncConnection, owner: int, code: str, png: bytes) -> bool:
    """Stores the file of the newest picture again, if that has this code."""
    row = await _newest(connection, owner)
    if row is None or row.recipe != code:
        return False
    await _put_file(connection, owner, row.id, png)
    mended = update(ArtworkRow).where(ArtworkRow.id == row.id).values(checksum=_checksum(png))
    await connection.execute(mended)
    return True


async def _replace_earlier(connection: AsyncConnection, artwork: Artwork, added: int) -> None:
    earlier = (
        ArtworkRow.owner == artwork.owner,
        ArtworkRow.recipe == artwork.recipe.code,
        ArtworkRow.id != added,
    )
    this = update(ArtworkRow).where(ArtworkRow.id == added)
    if await connection.scalar(select(exists().where(*earlier, ArtworkRow.kept))):
        await connection.execute(this.values(kept=True))
    if artwork.parent is None:
        # What is made again from its recipe still came from where it came.
        parents = select(ArtworkRow.parent).where(*earlier).order_by(ArtworkRow.id.desc()).limit(1)
        await connection.execute(this.values(parent=parents.scalar_subquery()))
    if artwork.place is None:
        # What is made again in private is still to be seen where it was posted before.
        posted = select(ArtworkRow.server, ArtworkRow.channel).where(*earlier, ArtworkRow.server.is_not(None))
        place = (await connection.execute(posted.order_by(ArtworkRow.id.desc()).limit(1))).one_or_none()
        if place is not None:
            await connection.execute(this.values(server=place.server, channel=place.channel))
    await connection.execute(delete(ArtworkRow).where(*earlier))


async def _newest(connection: AsyncConnection, owner: int) -> Row[*tuple[Any, ...]] | None:
    query = (
        select(ArtworkRow.id, ArtworkRow.recipe, ArtworkRow.made_at, ArtworkRow.parent, ArtworkRow.checksum)
        .where(ArtworkRow.owner == owner, ArtworkRow.own)
        .order_by(ArtworkRow.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def _file(connection: AsyncConnection, artwork: int) -> bytes | None:
    query = select(LastRow.png).where(LastRow.artwork == artwork)
    try:
        return (await connection.execute(query)).scalar_one_or_none()
    except DatabaseError as error:
        if error.connection_invalidated:
            raise
        # Pages of the file cannot be read. Its row in the other table could.
        return None


async def _put_file(connection: AsyncConnection, owner: int, artwork: int, png: bytes) -> None:
    upsert = UPSERTS[connection.dialect.name](LastRow).values(owner=owner, artwork=artwork, png=png)
    await connection.execute(
        upsert.on_conflict_do_update(index_elements=["owner"], set_={"artwork": artwork, "png": png})
    )


async def _forget_oldest(connection: AsyncConnection, owner: int, remembered: int) -> None:
    unkept = (ArtworkRow.owner == owner, ~ArtworkRow.kept)
    too_old = select(ArtworkRow.id).where(*unkept).order_by(ArtworkRow.id.desc()).offset(remembered).limit(1)
    await connection.execute(delete(ArtworkRow).where(*unkept, ArtworkRow.id <= too_old.scalar_subquery()))


def _checksum(png: bytes) -> bytes:
    return blake2b(png, digest_size=16).digest()
