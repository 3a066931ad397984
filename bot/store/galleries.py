"""Everybody's gallery: what was made for them, and what they keep."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import GalleryFull
from bot.store.models import Entry, Holdings, Page, PostedIn
from bot.store.tables import ArtworkRow, LastRow

_ENTRY = (
    ArtworkRow.id,
    ArtworkRow.owner,
    ArtworkRow.recipe,
    ArtworkRow.made_at,
    ArtworkRow.kept,
    ArtworkRow.parent,
    ArtworkRow.server,
    ArtworkRow.channel,
)


def wanted(
    owner: int, kept_only: bool, openly_in: int | None, channels: Collection[int] | None
) -> list[ColumnElement[bool]]:
    """What must hold for the entries that are asked for."""
    conditions = [ArtworkRow.owner == owner]
    if kept_only:
        conditions.append(ArtworkRow.kept.is_(True))
    if openly_in is not None:
        conditions.append(ArtworkRow.server == openly_in)
        if channels is not None:
            conditions.append(ArtworkRow.channel.in_(channels))
    return conditions


async def page(
    connection: AsyncConnection, conditions: list[ColumnElement[bool]], offset: int, limit: int
) -> Page:
    """Some entries, newest first, and how many there are."""
    query = select(*_ENTRY).where(*conditions).order_by(ArtworkRow.id.desc()).offset(offset).limit(limit)
    rows = (await connection.execute(query)).all()
    total = await connection.scalar(select(func.count()).select_from(ArtworkRow).where(*conditions))
    return Page(tuple(map(_entry, rows)), total or 0)


async def entry(connection: AsyncConnection, owner: int, id: int) -> Entry | None:
    """One entry of that owner."""
    query = select(*_ENTRY).where(ArtworkRow.owner == owner, ArtworkRow.id == id)
    row = (await connection.execute(query)).one_or_none()
    return row and _entry(row)


async def everything(connection: AsyncConnection, owner: int, after: int, limit: int | None) -> Page:
    """All entries of that owner that are later than that one, oldest first, and how many there are."""
    later = (ArtworkRow.owner == owner, ArtworkRow.id > after)
    rows = await connection.execute(select(*_ENTRY).where(*later).order_by(ArtworkRow.id).limit(limit))
    total = await connection.scalar(select(func.count()).select_from(ArtworkRow).where(*later))
    return Page(tuple(map(_entry, rows)), total or 0)


async def keep(connection: AsyncConnection, owner: int, code: str, made_at: datetime, most: int) -> bool:
    """Keeps a picture, or no longer if it was kept."""
    this = (ArtworkRow.owner == owner, ArtworkRow.recipe == code)
    if await connection.scalar(select(exists().where(*this, ArtworkRow.kept))):
        await connection.execute(delete(ArtworkRow).where(*this, ~ArtworkRow.own))
        await connection.execute(update(ArtworkRow).where(*this).values(kept=False))
        return False
    kept = select(func.count()).select_from(ArtworkRow).where(ArtworkRow.owner == owner, ArtworkRow.kept)
    if (await connection.scalar(kept) or 0) >= most:
        raise GalleryFull(most)
    newest = await connection.scalar(select(func.max(ArtworkRow.id)).where(*this))
    if newest is None:
        row = insert(ArtworkRow).values(owner=owner, recipe=code, made_at=made_at, own=False, kept=True)
        await connection.execute(row)
    else:
        await connection.execute(update(ArtworkRow).where(ArtworkRow.id == newest).values(kept=True))
    return True


async def remove(connection: AsyncConnection, owner: int, id: int) -> bool:
    """Takes one entry out, with its file if that is stored."""
    await connection.execute(delete(LastRow).where(LastRow.owner == owner, LastRow.artwork == id))
    gone = await connection.execute(delete(ArtworkRow).where(ArtworkRow.owner == owner, ArtworkRow.id == id))
    return gone.rowcount == 1


async def unpost(connection: AsyncConnection, owner: int, code: str, server: int) -> None:
    """A picture is no longer to be seen in that server."""
    posted = (ArtworkRow.owner == owner, ArtworkRow.recipe == code, ArtworkRow.server == server)
    await connection.execute(update(ArtworkRow).where(*posted).values(server=None, channel=None))


async def holdings(connection: AsyncConnection, owner: int) -> Holdings:
    """Counts what is stored about somebody."""
    query = select(
        func.count(),
        func.count().filter(ArtworkRow.kept),
        func.min(ArtworkRow.made_at),
        exists().where(LastRow.owner == owner),
    ).where(ArtworkRow.owner == owner)
    pictures, kept, since, last = (await connection.execute(query)).one()
    return Holdings(pictures, kept, since, bool(last))


async def erase(connection: AsyncConnection, owner: int) -> int:
    """Erases all that is stored about somebody."""
    await connection.execute(delete(LastRow).where(LastRow.owner == owner))
    return (await connection.execute(delete(ArtworkRow).where(ArtworkRow.owner == owner))).rowcount


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    place = None if row.server is None else PostedIn(row.server, row.channel)
    return Entry(row.id, row.owner, row.recipe, row.made_at, row.kept, row.parent, place)
