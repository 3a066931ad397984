"""The tables as they are now. ``migrations`` says how they came to be; a test holds both to each other."""

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


class _Moment(TypeDecorator[datetime]):
    """A moment, always in UTC: SQLite knows no time zones."""

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

    ``own`` ones were made for the owner, others they only keep. ``checksum`` is that of the file, where
    there ever was one here. Ids rise with time, and none is given twice: buttons have them long after
    their entry is gone.
    """

    __tablename__ = "artworks"
    __table_args__ = (Index("artworks_by_owner", "owner", "made_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[int] = mapped_column(BigInteger)
    recipe: Mapped[str] = mapped_column(String)
    made_at: Mapped[datetime] = mapped_column(_Moment)
    parent: Mapped[str | None] = mapped_column(String)
    own: Mapped[bool] = mapped_column(server_default=true())
    kept: Mapped[bool] = mapped_column(server_default=false())
    server: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[int | None] = mapped_column(BigInteger)
    checksum: Mapped[bytes | None] = mapped_column(LargeBinary)


class LastRow(Table):
    """The file of somebody's last picture."""

    __tablename__ = "last_pictures"
    # Without it, whoever forgets an artwork has all files looked through for one that belongs to it.
    __table_args__ = (Index("last_pictures_by_artwork", "artwork"),)

    owner: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    artwork: Mapped[int] = mapped_column(ForeignKey(ArtworkRow.id))
    png: Mapped[bytes] = mapped_column(LargeBinary)


class DailyRow(Table):
    """A server's picture of the day."""

    __tablename__ = "dailies"

    server: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel: Mapped[int] = mapped_column(BigInteger)
    hour: Mapped[int]
    timezone: Mapped[str]
    posted_on: Mapped[date | None]


class NoteRow(Table):
    """A note of the bot to itself."""

    __tablename__ = "notes"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
