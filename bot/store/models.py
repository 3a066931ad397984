"""What goes into the store and what comes out of it.

What comes out has plain codes for recipes, since one day they may no longer be drawable.
All times are in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.art.recipe import Recipe


class PostedIn(NamedTuple):
    """Where an artwork was posted for everybody to see: ids of a server and a channel in it."""

    server: int
    channel: int


@dataclass(frozen=True)
class Artwork:
    """A picture that was made for somebody.

    :ivar owner: id of the user it was made for.
    :ivar png: the file as it was posted, byte for byte.
    :ivar parent: the recipe of the picture that it was made from, if any.
    :ivar place: where it was posted openly; None for what only its owner saw, and in direct messages.
    """

    owner: int
    recipe: Recipe
    png: bytes
    made_at: datetime
    parent: Recipe | None = None
    place: PostedIn | None = None


@dataclass(frozen=True)
class LastPicture:
    """Somebody's last picture, with its file as it was saved, byte for byte."""

    code: str
    png: bytes
    made_at: datetime
    parent: str | None


@dataclass(frozen=True)
class LostPicture:
    """Somebody's last picture, whose file is missing or damaged. Its code can be drawn again."""

    code: str
    made_at: datetime
    parent: str | None


@dataclass(frozen=True)
class Entry:
    """One picture of a gallery.

    :ivar id: of the entry, and never of another. Later ones are higher.
    :ivar kept: whether its owner wants it kept, however many others come.
    :ivar place: as in ``Artwork``, until the bot takes its message away. If somebody else does, Discord
        does not tell.
    """

    id: int
    owner: int
    code: str
    made_at: datetime
    kept: bool
    parent: str | None
    place: PostedIn | None


@dataclass(frozen=True)
class Page:
    """Some of the entries that were asked for, and how many there are on all pages."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True)
class Holdings:
    """How much is stored about a person.

    :ivar pictures: entries of their gallery, those ``kept`` among them.
    :ivar since: when the oldest of them was made; None if there is none.
    :ivar last: whether the file of their last picture is stored.
    """

    pictures: int
    kept: int
    since: datetime | None
    last: bool


@dataclass(frozen=True)
class Daily:
    """Where and when a server wants its picture of the day.

    :ivar hour: 0–23, on the clocks of the time zone.
    :ivar timezone: its IANA name, such as Europe/Berlin.
    :ivar posted_on: the last day there on which it was posted, or is being posted.
    """

    server: int
    channel: int
    hour: int
    timezone: str
    posted_on: date | None = None
