"""What the rest of the bot can ask of a store.

A method that cannot read or write raises ``StoreError`` and has then changed nothing. All ids of people,
servers and channels are Discord's. A method that is given an owner never returns or changes what belongs
to somebody else.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from bot.store.models import (
    Artwork,
    DailySchedule,
    DataSummary,
    GalleryEntry,
    GalleryPage,
    LastPicture,
    LostPicture,
)


class Store(Protocol):
    """Artworks, galleries, daily schedules, and a few values of the bot's own."""

    @property
    def failures(self) -> int:
        """The number of reads and writes that have failed since the start."""
        ...

    async def open(self) -> None:
        """Connect, creating the database or bringing its schema up to date if necessary.

        :raises StoreError: if that fails, or if the database is newer than this program.
        """
        ...

    async def close(self) -> None:
        """Finish what is under way and disconnect."""
        ...

    async def check(self) -> None:
        """Check that the store can be read and written now.

        :raises StoreError: with what is wrong, for operators.
        """
        ...

    async def back_up(self, file: Path) -> None:
        """Write a consistent copy of everything, while others continue to read and write.

        The file appears only once it is complete. An existing file is not overwritten.

        :raises StoreError: with the reason, for operators.
        """
        ...

    async def save(self, artwork: Artwork) -> int:
        """Save an artwork as its owner's last picture, and drop their oldest entries beyond the limit.

        :returns: the id of its gallery entry.
        :raises SaveFailed: if it cannot be saved.
        """
        ...

    async def last_picture(self, owner: int) -> LastPicture | LostPicture | None:
        """Return the newest picture made for a person that is still in their gallery."""
        ...

    async def repair_last_picture(self, owner: int, code: str, png: bytes) -> bool:
        """Store the file of the last picture again, unless another picture has become the last one.

        :returns: whether it was stored.
        """
        ...

    async def gallery(
        self,
        owner: int,
        *,
        pinned_only: bool = False,
        server: int | None = None,
        channels: Collection[int] | None = None,
        offset: int = 0,
        limit: int = 6,
    ) -> GalleryPage:
        """Return a page of a person's gallery, newest entries first.

        :param server: only what was posted publicly in this server.
        :param channels: only what was posted in these channels of that server; None means all of them.
        """
        ...

    async def entry(self, owner: int, id: int) -> GalleryEntry | None:
        """Return one entry of a person's gallery."""
        ...

    async def entries(self, owner: int, *, after: int = 0, limit: int | None = None) -> GalleryPage:
        """Return a person's entries, oldest first.

        :param after: return only entries with a higher id than this. That entry itself need not exist.
        """
        ...

    async def toggle_pin(self, owner: int, code: str, made_at: datetime) -> bool:
        """Pin a picture in a person's gallery, or unpin it if it is pinned.

        A picture made for somebody else can be pinned as well: it gets an entry, which goes when it is
        unpinned. A picture made for the owner stays when it is unpinned, until it is their oldest.

        :param made_at: when the picture was made, for an entry that is created here.
        :returns: whether it is pinned now.
        :raises GalleryFull: if they have pinned as many as is allowed.
        """
        ...

    async def remove_entry(self, owner: int, id: int) -> bool:
        """Delete an entry from a person's gallery, pinned or not.

        If it is their last picture, its file is deleted too and the picture before becomes the last one.

        :returns: whether the entry existed.
        """
        ...

    async def mark_unposted(self, owner: int, code: str, server: int) -> None:
        """Note that a person's picture can no longer be seen in a server."""
        ...

    async def data_summary(self, owner: int) -> DataSummary:
        """Return how much is stored about a person."""
        ...

    async def erase(self, owner: int) -> int:
        """Erase everything that is stored about a person.

        :returns: how many pictures were erased.
        """
        ...

    async def daily_schedule(self, server: int) -> DailySchedule | None:
        """Return when and where a server gets its picture of the day; None if it gets none."""
        ...

    async def daily_schedules(self) -> tuple[DailySchedule, ...]:
        """Return the schedules of all servers."""
        ...

    async def set_daily_schedule(self, schedule: DailySchedule) -> None:
        """Create or replace a server's schedule.

        An existing schedule keeps its ``posted_on``, so that the server does not get two pictures in a day.
        """
        ...

    async def delete_daily_schedule(self, server: int) -> bool:
        """Delete a server's schedule.

        :returns: whether there was one.
        """
        ...

    async def claim_daily_post(self, server: int, day: date) -> bool:
        """Claim the right to post a server's picture of a day.

        :returns: True to one caller for each day, however many bots claim it; False for days before one that
            was claimed.
        """
        ...

    async def release_daily_post(self, server: int, day: date) -> None:
        """Give up a claim because posting has failed."""
        ...

    async def get_value(self, key: str) -> str | None:
        """Return a value that the bot has stored for itself."""
        ...

    async def set_value(self, key: str, value: str) -> None:
        """Store a value for the bot itself, replacing what the key held before."""
        ...
