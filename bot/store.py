"""Artworks, and everybody's last picture, in one database on the persistent volume.

Only this module knows that there is a database. What is saved together is saved in one
transaction: an artwork is either there with its picture or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    URL,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    event,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.art.recipe import Recipe
from bot.errors import PoliteError


class StoreError(PoliteError):
    """Something that could not be kept, or not be found again."""

    fault = True


@dataclass(frozen=True)
class Artwork:
    """A picture that was made for somebody.

    :ivar owner: id of the user it was made for.
    :ivar png: the file as it was posted, byte for byte.
    :ivar made_at: in UTC.
    :ivar parent: the recipe of the picture that it was made from, if any.
    """

    owner: int
    recipe: Recipe
    png: bytes
    made_at: datetime
    parent: Recipe | None = None


@dataclass(frozen=True)
class Kept:
    """A stored picture. Its recipes are plain codes, since one day they may no longer be drawable."""

    code: str
    png: bytes
    made_at: datetime
    parent: str | None


class Store(Protocol):
    """Keeps artworks."""

    async def open(self) -> None:
        """Makes ready; creates what is missing.

        :raises StoreError: if it cannot.
        """
        ...

    async def save(self, artwork: Artwork) -> None:
        """Keeps the artwork and makes it its owner's last one.

        :raises StoreError: if it cannot; then nothing has changed.
        """
        ...

    async def last(self, owner: int) -> Kept | None:
        """The last picture of that owner, and of nobody else.

        :raises StoreError: if the store cannot be read.
        """
        ...

    async def close(self) -> None:
        """Lets go of the database."""
        ...


class _Table(DeclarativeBase):
    pass


class _ArtworkRow(_Table):
    __tablename__ = "artworks"
    __table_args__ = (Index("artworks_by_owner", "owner", "made_at"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[int] = mapped_column(BigInteger)
    recipe: Mapped[str] = mapped_column(String)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    parent: Mapped[str | None] = mapped_column(String)


class _LastRow(_Table):
    __tablename__ = "last_pictures"

    owner: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    artwork: Mapped[int] = mapped_column(ForeignKey(_ArtworkRow.id))
    png: Mapped[bytes] = mapped_column(LargeBinary)


_UPSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


_TROUBLE = (SQLAlchemyError, OSError)


class DatabaseStore:
    """A store in SQLite (one file) or PostgreSQL."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine: AsyncEngine | None = None

    async def open(self) -> None:
        engine: AsyncEngine | None = None
        try:
            if self._url.get_backend_name() == "sqlite" and self._url.database not in (None, "", ":memory:"):
                Path(str(self._url.database)).parent.mkdir(parents=True, exist_ok=True)
            # Connections that a restart of the server has cut are noticed before they are used.
            engine = create_async_engine(self._url, pool_pre_ping=True)
            if engine.dialect.name == "sqlite":
                event.listen(engine.sync_engine, "connect", _make_durable)
            async with engine.begin() as connection:
                await connection.run_sync(_Table.metadata.create_all)
        except (*_TROUBLE, ImportError, TypeError) as error:
            if engine is not None:
                await engine.dispose()
            where = self._url.render_as_string(hide_password=True)
            raise StoreError(f"The database {where} cannot be opened: {_reason(error)}") from error
        self._engine = engine

    async def save(self, artwork: Artwork) -> None:
        try:
            async with self._opened.begin() as connection:
                added = await connection.scalar(
                    insert(_ArtworkRow)
                    .values(
                        owner=artwork.owner,
                        recipe=artwork.recipe.code,
                        made_at=artwork.made_at,
                        parent=artwork.parent.code if artwork.parent else None,
                    )
                    .returning(_ArtworkRow.id)
                )
                last = {"artwork": added, "png": artwork.png}
                upsert = _UPSERTS[self._opened.dialect.name](_LastRow).values(owner=artwork.owner, **last)
                await connection.execute(upsert.on_conflict_do_update(index_elements=["owner"], set_=last))
        except _TROUBLE as error:
            raise StoreError("I drew it, but could not keep it. Please try again in a moment.") from error

    async def last(self, owner: int) -> Kept | None:
        query = (
            select(_ArtworkRow.recipe, _ArtworkRow.made_at, _ArtworkRow.parent, _LastRow.png)
            .join(_LastRow, _LastRow.artwork == _ArtworkRow.id)
            .where(_LastRow.owner == owner)
        )
        try:
            async with self._opened.connect() as connection:
                row = (await connection.execute(query)).one_or_none()
        except _TROUBLE as error:
            raise StoreError("I cannot get at the stored pictures. Please try again in a moment.") from error
        return None if row is None else Kept(row.recipe, row.png, row.made_at.replace(tzinfo=UTC), row.parent)

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @property
    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise StoreError("The store is closed.")
        return self._engine


def _make_durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
