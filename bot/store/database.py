"""The store in a database: each use is one transaction."""

import asyncio
import shutil
from collections.abc import Collection, Coroutine
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from sqlalchemy import URL, exists, select, update

from bot.store import dailies, galleries, key_values, pictures
from bot.store.backup import copy_database
from bot.store.connection import Database, reason
from bot.store.errors import SaveFailed, StoreError, Unwritable
from bot.store.models import Artwork, Daily, Entry, Holdings, LastPicture, LostPicture, Page
from bot.store.schema import revision_table
from bot.store.tables import ArtworkRow

REMEMBERED, KEPT = 200, 500
_ROOM = 2**20
# Seconds that what is under way has to end.
_LAST_WORDS = 10.0
_IDS = range(1, 2**63)

T = TypeVar("T")


class DatabaseStore:
    """A store in SQLite (one file) or PostgreSQL. Its methods are those of ``Store``.

    :param remembered: how many pictures of a person that they do not keep are remembered, at least 1.
    :param kept: how many a person may keep.
    """

    def __init__(self, url: URL, *, remembered: int = REMEMBERED, kept: int = KEPT) -> None:
        if remembered < 1:
            raise ValueError("the last picture is always remembered")
        self._database = Database(url)
        self._remembered = remembered
        self._most_kept = kept
        self._checking: asyncio.Task[None] | None = None
        self._going_on: set[asyncio.Task[Any]] = set()

    @property
    def failures(self) -> int:
        return self._database.failures

    async def open(self) -> None:
        await asyncio.shield(self._to_the_end(self._database.open()))

    async def close(self) -> None:
        if self._going_on:
            await asyncio.wait(self._going_on, timeout=_LAST_WORDS)
        await self._database.close()

    async def check(self) -> None:
        if self._checking is None or self._checking.done():
            self._checking = self._to_the_end(self._check())
        await asyncio.shield(self._checking)

    async def _check(self) -> None:
        try:
            async with self._database.writing() as connection:
                await connection.scalar(select(exists(select(ArtworkRow.id))))
                # The smallest change there is; it says as well whether our tables are still there.
                same = update(revision_table).values(version_num=revision_table.c.version_num)
                if (await connection.execute(same)).rowcount != 1:
                    raise StoreError(f"The database {self._database} is not the one that was opened.")
            file = self._database.file
            if file is not None and shutil.disk_usage(file.parent).free < _ROOM:
                raise StoreError(f"The disk that holds the database {self._database} is full.")
        except (Unwritable, OSError) as error:
            why = reason(error.__cause__ or error)
            raise StoreError(f"The database {self._database} does not work: {why}") from error

    async def backup(self, file: Path) -> None:
        if self._database.url.get_backend_name() != "sqlite":
            raise StoreError("The database is in PostgreSQL. Please back it up with pg_dump.")
        if self._database.file is None:
            raise StoreError("The database is in memory, where there is nothing to back up.")
        stop = Event()
        try:
            await asyncio.to_thread(copy_database, self._database.file, file, stop)
        finally:
            # Its thread goes on although nobody waits any more.
            stop.set()

    async def save(self, artwork: Artwork) -> int:
        return await asyncio.shield(self._to_the_end(self._save(artwork)))

    async def _save(self, artwork: Artwork) -> int:
        async with self._database.writing(artwork.owner, otherwise=SaveFailed) as connection:
            return await pictures.save(connection, artwork, self._remembered)

    async def last(self, owner: int) -> LastPicture | LostPicture | None:
        async with self._database.reading() as connection:
            return await pictures.last(connection, owner)

    async def repair_last(self, owner: int, code: str, png: bytes) -> bool:
        async with self._database.writing(owner) as connection:
            return await pictures.repair_last(connection, owner, code, png)

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
        wanted = galleries.wanted(owner, kept_only, openly_in, channels)
        async with self._database.reading() as connection:
            return await galleries.page(connection, wanted, offset, limit)

    async def entry(self, owner: int, id: int) -> Entry | None:
        if id not in _IDS:
            return None
        async with self._database.reading() as connection:
            return await galleries.entry(connection, owner, id)

    async def keep(self, owner: int, code: str, made_at: datetime) -> bool:
        async with self._database.writing(owner) as connection:
            return await galleries.keep(connection, owner, code, made_at, self._most_kept)

    async def remove(self, owner: int, id: int) -> bool:
        if id not in _IDS:
            return False
        async with self._database.writing(owner) as connection:
            return await galleries.remove(connection, owner, id)

    async def unpost(self, owner: int, code: str, server: int) -> None:
        async with self._database.writing(owner) as connection:
            await galleries.unpost(connection, owner, code, server)

    async def holdings(self, owner: int) -> Holdings:
        async with self._database.reading() as connection:
            return await galleries.holdings(connection, owner)

    async def everything(self, owner: int, *, after: int = 0, limit: int | None = None) -> Page:
        async with self._database.reading() as connection:
            return await galleries.everything(connection, owner, after, limit)

    async def erase(self, owner: int) -> int:
        return await asyncio.shield(self._to_the_end(self._erase(owner)))

    async def _erase(self, owner: int) -> int:
        async with self._database.writing(owner) as connection:
            pictures_gone = await galleries.erase(connection, owner)
        await self._database.sweep()
        return pictures_gone

    async def daily(self, server: int) -> Daily | None:
        async with self._database.reading() as connection:
            return await dailies.of(connection, server)

    async def dailies(self) -> tuple[Daily, ...]:
        async with self._database.reading() as connection:
            return await dailies.all_of_them(connection)

    async def set_daily(self, daily: Daily) -> None:
        async with self._database.writing() as connection:
            await dailies.put(connection, daily)

    async def stop_daily(self, server: int) -> bool:
        async with self._database.writing() as connection:
            return await dailies.stop(connection, server)

    async def claim_daily(self, server: int, day: date) -> bool:
        async with self._database.writing() as connection:
            return await dailies.claim(connection, server, day)

    async def release_daily(self, server: int, day: date) -> None:
        async with self._database.writing() as connection:
            await dailies.release(connection, server, day)

    async def get_value(self, key: str) -> str | None:
        async with self._database.reading() as connection:
            return await key_values.recall(connection, key)

    async def put_value(self, key: str, value: str) -> None:
        async with self._database.writing() as connection:
            await key_values.leave(connection, key, value)

    def _to_the_end(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Goes on although nobody waits any more: a transaction cut off could leave its lock behind."""
        task = asyncio.ensure_future(work)
        self._going_on.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going_on.discard(task)
        if not task.cancelled():
            # Whoever still waits hears of a failure; nobody else has to.
            task.exception()
