"""The tables as they are now.

``migrations`` holds how they came about. A test checks that both agree. Some columns have kept the name
that they were created with; the attribute then has today's name.
"""

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    TypeDecorator,
    false,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class _UTCDateTime(TypeDecorator[datetime]):
    """A date and time in UTC. SQLite stores no time zone, so it is added when a value is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The base of all tables."""


class ArtworkRow(Table):
    """A picture in somebody's gallery.

    Ids rise with time and are never reused (AUTOINCREMENT on SQLite): buttons on old messages hold ids of
    entries that are long gone.

    :ivar made_for_owner: False for somebody else's picture, which is here only because it is pinned.
    :ivar checksum: that of the PNG file; None if the file was never stored here.
    """

    __tablename__ = "artworks"
    __table_args__ = (Index("artworks_by_owner", "owner", "made_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column("recipe", String, key="code")
    made_at: Mapped[datetime] = mapped_column(_UTCDateTime)
    parent: Mapped[str | None] = mapped_column(String)
    made_for_owner: Mapped[bool] = mapped_column("own", key="made_for_owner", server_default=true())
    pinned: Mapped[bool] = mapped_column("kept", key="pinned", server_default=false())
    server: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[int | None] = mapped_column(BigInteger)
    checksum: Mapped[bytes | None] = mapped_column(LargeBinary)


class LastPictureRow(Table):
    """The file of somebody's last picture."""

    __tablename__ = "last_pictures"
    # Deleting an artwork checks this foreign key. Without the index it would scan a table full of files.
    __table_args__ = (Index("last_pictures_by_artwork", "artwork"),)

    owner: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    artwork: Mapped[int] = mapped_column(ForeignKey(ArtworkRow.id))
    png: Mapped[bytes] = mapped_column(LargeBinary)


class DailyScheduleRow(Table):
    """When and where a server gets its picture of the day."""

    __tablename__ = "dailies"

    server: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel: Mapped[int] = mapped_column(BigInteger)
    hour: Mapped[int]
    timezone: Mapped[str]
    posted_on: Mapped[date | None]


class ValueRow(Table):
    """A value that the bot has stored for itself."""

    __tablename__ = "notes"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
