"""What goes into the store and what comes out of it.

What comes out holds recipes as plain codes: an old code may name a style that is no longer installed.
All times are in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.art.recipe import Recipe


class PostedIn(NamedTuple):
    """Where a picture was posted publicly: the ids of a server and of a channel in it."""

    server: int
    channel: int


@dataclass(frozen=True)
class Artwork:
    """A picture that was made for somebody.

    :ivar owner: id of the user it was made for.
    :ivar png: the file, byte for byte as it was posted.
    :ivar parent: the recipe of the picture it was made from, if any.
    :ivar posted_in: where everybody can see it; None for direct messages and for answers that only the
        owner sees.
    """

    owner: int
    recipe: Recipe
    png: bytes
    made_at: datetime
    parent: Recipe | None = None
    posted_in: PostedIn | None = None


@dataclass(frozen=True)
class LastPicture:
    """The newest picture made for a person, with its file, byte for byte as it was saved."""

    code: str
    png: bytes
    made_at: datetime
    parent: str | None


@dataclass(frozen=True)
class LostPicture:
    """The newest picture made for a person, whose file is missing or damaged.

    The picture can be drawn again from its code.
    """

    code: str
    made_at: datetime
    parent: str | None


@dataclass(frozen=True)
class GalleryEntry:
    """One picture in a person's gallery.

    :ivar id: unique, never reused, and higher than the ids of all earlier entries.
    :ivar pinned: whether the owner pressed *Keep*. Pinned entries stay, however many newer ones come.
    :ivar posted_in: as in ``Artwork``, until the bot deletes the message. The bot does not learn of messages
        that others delete.
    """

    id: int
    owner: int
    code: str
    made_at: datetime
    pinned: bool
    parent: str | None
    posted_in: PostedIn | None


@dataclass(frozen=True)
class GalleryPage:
    """Some of the entries that match a query, and the number of all that match."""

    entries: tuple[GalleryEntry, ...]
    total: int


@dataclass(frozen=True)
class DataSummary:
    """How much is stored about a person.

    :ivar pictures: number of entries in their gallery, pinned ones included.
    :ivar oldest: when the oldest of them was made; None if there are none.
    :ivar has_last_picture: whether the file of their last picture is stored.
    """

    pictures: int
    pinned: int
    oldest: datetime | None
    has_last_picture: bool


@dataclass(frozen=True)
class DailySchedule:
    """Where and when a server gets its picture of the day.

    :ivar hour: 0–23, in the server's time zone.
    :ivar timezone: an IANA name, such as Europe/Berlin.
    :ivar posted_on: the last day, in that time zone, that a bot has claimed for posting.
    """

    server: int
    channel: int
    hour: int
    timezone: str
    posted_on: date | None = None
