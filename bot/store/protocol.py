"""What the bot may ask of a store, however it keeps things.

Whatever reads or writes raises a ``StoreError`` if it cannot, and then has changed nothing. Ids are
Discord's; what belongs to one owner is never found through another's.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from bot.store.models import Artwork, Daily, Entry, Holdings, LastPicture, LostPicture, Page


class Store(Protocol):
    """Keeps artworks, and who keeps which, and where there is a picture a day."""

    @property
    def failures(self) -> int:
        """How often something could not be read or written since the start."""
        ...

    async def open(self) -> None:
        """Makes ready: creates what is missing, brings what is older up to date.

        :raises StoreError: if it cannot, or what is there is newer than this program.
        """
        ...

    async def close(self) -> None:
        """Lets go of the database."""
        ...

    async def check(self) -> None:
        """Does nothing if the store can be read and written right now.

        :raises StoreError: for operators: what is wrong with it.
        """
        ...

    async def backup(self, file: Path) -> None:
        """Writes a consistent copy of everything, while others go on reading and writing.

        The file is there when it is complete, or not at all; one that is there already stays.

        :raises StoreError: for operators: why there is none.
        """
        ...

    async def save(self, artwork: Artwork) -> int:
        """Keeps the artwork and makes it its owner's last one; forgets the oldest beyond the bound.

        :returns: the id of its entry in the gallery.
        :raises NotKept: if it cannot.
        """
        ...

    async def last(self, owner: int) -> LastPicture | LostPicture | None:
        """The newest picture made for that owner that is still in their gallery."""
        ...

    async def repair_last(self, owner: int, code: str, png: bytes) -> bool:
        """Stores the file of the last picture once more, if that still has this code.

        :returns: whether it has.
        """
        ...

    async def gallery(
        self,
        owner: int,
        *,
        kept_only: bool = False,
        openly_in: int | None = None,
        channels: Collection[int] | None = None,
        offset: int = 0,
        limit: int = 6,
    ) -> Page:
        """A person's pictures, newest first.

        :param openly_in: only what was posted openly in this server.
        :param channels: and only in these channels of it; None for all.
        """
        ...

    async def entry(self, owner: int, id: int) -> Entry | None:
        """One picture of that person's gallery."""
        ...

    async def keep(self, owner: int, code: str, made_at: datetime) -> bool:
        """Keeps a picture in the gallery, or no longer if it was kept.

        Anybody's picture can be kept: one that was not made for this owner has an entry for as long
        as it is kept. One that was made for them stays in the gallery either way, until it is the oldest.

        :param made_at: when the picture was made, for an entry of its own.
        :returns: whether it is kept now.
        :raises GalleryFull: if they keep as many as they may.
        """
        ...

    async def remove(self, owner: int, id: int) -> bool:
        """Takes a picture out of the gallery for good, kept or not.

        If it is the last picture, its file is gone with it, and the one before is the last again.

        :returns: whether it was there.
        """
        ...

    async def unpost(self, owner: int, code: str, server: int) -> None:
        """Remembers that it can no longer be seen in that server: there it no longer counts as posted."""
        ...

    async def holdings(self, owner: int) -> Holdings:
        """How much is stored about a person."""
        ...

    async def everything(self, owner: int, *, after: int = 0, limit: int | None = None) -> Page:
        """All entries of a person, oldest first.

        :param after: the id of an entry; only later ones are meant, whether or not it is still there.
        """
        ...

    async def erase(self, owner: int) -> int:
        """Erases all that is stored about a person.

        :returns: how many pictures that were.
        """
        ...

    async def daily(self, server: int) -> Daily | None:
        """That server's picture of the day."""
        ...

    async def dailies(self) -> tuple[Daily, ...]:
        """The pictures of the day of all servers."""
        ...

    async def set_daily(self, daily: Daily) -> None:
        """Starts a picture of the day, or moves it.

        One that is moved is not posted a second time that day: its ``posted_on`` stays as it is.
        """
        ...

    async def stop_daily(self, server: int) -> bool:
        """Ends that server's picture of the day.

        :returns: whether there was one.
        """
        ...

    async def claim_daily(self, server: int, day: date) -> bool:
        """Whether the caller is the one who posts that server's picture of this day.

        True once for each day, however many bots ask, and never for a day before one that was claimed.
        """
        ...

    async def release_daily(self, server: int, day: date) -> None:
        """Gives a claim back after the post has failed."""
        ...

    async def get_value(self, key: str) -> str | None:
        """What the bot has noted for itself under that key."""
        ...

    async def put_value(self, key: str, value: str) -> None:
        """Notes something for the bot itself, in the place of what the key held before."""
        ...
