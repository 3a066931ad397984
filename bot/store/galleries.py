"""Galleries: the pictures made for a person, and those they have pinned."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Row,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import GalleryFull
from bot.store.models import DataSummary, GalleryEntry, GalleryPage, PostedIn
from bot.store.tables import ArtworkRow, LastPictureRow

_ROWS = select(ArtworkRow.__table__)


def conditions_for(
    owner: int, pinned_only: bool, server: int | None, channels: Collection[int] | None
) -> list[ColumnElement[bool]]:
    """Return the SQL conditions that select those entries."""
    conditions = [ArtworkRow.owner == owner]
    if pinned_only:
        conditions.append(ArtworkRow.pinned.is_(True))
    if server is not None:
        conditions.append(ArtworkRow.server == server)
        if channels is not None:
            conditions.append(ArtworkRow.channel.in_(channels))
    return conditions


async def page(
    connection: AsyncConnection, conditions: list[ColumnElement[bool]], offset: int, limit: int
) -> GalleryPage:
    """Return some of the entries that meet the conditions, newest first."""
    query = _ROWS.where(*conditions).order_by(ArtworkRow.id.desc()).offset(offset).limit(limit)
    rows = (await connection.execute(query)).all()
    return GalleryPage(tuple(map(_entry, rows)), await _count(connection, *conditions))


async def entry(connection: AsyncConnection, owner: int, id: int) -> GalleryEntry | None:
    """Return one entry of that owner."""
    query = _ROWS.where(ArtworkRow.owner == owner, ArtworkRow.id == id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _entry(row)


async def entries(connection: AsyncConnection, owner: int, after: int, limit: int | None) -> GalleryPage:
    """Return the owner's entries with ids above ``after``, oldest first."""
    later = (ArtworkRow.owner == owner, ArtworkRow.id > after)
    rows = await connection.execute(_ROWS.where(*later).order_by(ArtworkRow.id).limit(limit))
    return GalleryPage(tuple(map(_entry, rows)), await _count(connection, *later))


async def toggle_pin(
    connection: AsyncConnection, owner: int, code: str, made_at: datetime, max_pinned: int
) -> bool:
    """Pin a picture, or unpin it if it is pinned."""
    this = (ArtworkRow.owner == owner, ArtworkRow.code == code)
    if await connection.scalar(select(exists().where(*this, ArtworkRow.pinned))):
        await connection.execute(delete(ArtworkRow).where(*this, ~ArtworkRow.made_for_owner))
        await connection.execute(update(ArtworkRow).where(*this).values(pinned=False))
        return False
    if await _count(connection, ArtworkRow.owner == owner, ArtworkRow.pinned) >= max_pinned:
        raise GalleryFull(max_pinned)
    newest = await connection.scalar(select(func.max(ArtworkRow.id)).where(*this))
    if newest is None:
        row = {"owner": owner, "code": code, "made_at": made_at, "made_for_owner": False, "pinned": True}
        await connection.execute(insert(ArtworkRow).values(**row))
    else:
        await connection.execute(update(ArtworkRow).where(ArtworkRow.id == newest).values(pinned=True))
    return True


async def remove_entry(connection: AsyncConnection, owner: int, id: int) -> bool:
    """Delete one entry, and its file if that is stored."""
    await connection.execute(
        delete(LastPictureRow).where(LastPictureRow.owner == owner, LastPictureRow.artwork == id)
    )
    gone = await connection.execute(delete(ArtworkRow).where(ArtworkRow.owner == owner, ArtworkRow.id == id))
    return gone.rowcount == 1


async def mark_unposted(connection: AsyncConnection, owner: int, code: str, server: int) -> None:
    """Note that a picture can no longer be seen in that server."""
    posted = (ArtworkRow.owner == owner, ArtworkRow.code == code, ArtworkRow.server == server)
    await connection.execute(update(ArtworkRow).where(*posted).values(server=None, channel=None))


async def summarise(connection: AsyncConnection, owner: int) -> DataSummary:
    """Count what is stored about a person."""
    query = select(
        func.count(),
        func.count().filter(ArtworkRow.pinned),
        func.min(ArtworkRow.made_at),
        exists().where(LastPictureRow.owner == owner),
    ).where(ArtworkRow.owner == owner)
    pictures, pinned, oldest, has_last_picture = (await connection.execute(query)).one()
    return DataSummary(pictures, pinned, oldest, bool(has_last_picture))


async def erase(connection: AsyncConnection, owner: int) -> int:
    """Erase everything that is stored about a person."""
    await connection.execute(delete(LastPictureRow).where(LastPictureRow.owner == owner))
    return (await connection.execute(delete(ArtworkRow).where(ArtworkRow.owner == owner))).rowcount


async def _count(connection: AsyncConnection, *conditions: ColumnExpressionArgument[bool]) -> int:
    query = select(func.count()).select_from(ArtworkRow).where(*conditions)
    return (await connection.execute(query)).scalar_one()


def _entry(row: Row[*tuple[Any, ...]]) -> GalleryEntry:
    posted_in = None if row.server is None else PostedIn(row.server, row.channel)
    return GalleryEntry(row.id, row.owner, row.code, row.made_at, row.pinned, row.parent, posted_in)
