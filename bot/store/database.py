"""The store in a database. Each method is one transaction."""

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
from bot.store.models import (
    Artwork,
    DailySchedule,
    DataSummary,
    GalleryEntry,
    GalleryPage,
    LastPicture,
    LostPicture,
)
from bot.store.schema import revision_table
from bot.store.tables import ArtworkRow

_MIN_FREE_BYTES = 2**20
_CLOSE_TIMEOUT = 10.0
# Ids come from buttons, which anybody can forge. The driver refuses numbers that do not fit the column.
_VALID_IDS = range(1, 2**63)

T = TypeVar("T")


class DatabaseStore:
    """A store in SQLite (one file) or PostgreSQL. ``Store`` documents its methods.

    :param max_recent: how many unpinned pictures a gallery holds; at least 1.
    :param max_pinned: how many pictures a person can pin.
    """

    def __init__(self, url: URL, *, max_recent: int = 200, max_pinned: int = 500) -> None:
        if max_recent < 1:
            raise ValueError("max_recent must be at least 1: the last picture is always saved")
        self.database = Database(url)
        self._max_recent = max_recent
        self._max_pinned = max_pinned
        self._check_task: asyncio.Task[None] | None = None
        self._pending: set[asyncio.Task[Any]] = set()

    @property
    def failures(self) -> int:
        return self.database.failures

    @property
    def busy(self) -> bool:
        """Whether something is under way that ``close`` waits for."""
        return bool(self._pending)

    async def open(self) -> None:
        await asyncio.shield(self._start(self.database.open()))

    async def close(self) -> None:
        if self._pending:
            await asyncio.wait(self._pending, timeout=_CLOSE_TIMEOUT)
        await self.database.close()

    async def check(self) -> None:
        if self._check_task is None or self._check_task.done():
            self._check_task = self._start(self._check())
        await asyncio.shield(self._check_task)

    async def _check(self) -> None:
        try:
            async with self.database.write_transaction() as connection:
                await connection.scalar(select(exists(select(ArtworkRow.id))))
                # The smallest possible write. It also shows whether our own table is still there.
                same = update(revision_table).values(version_num=revision_table.c.version_num)
                if (await connection.execute(same)).rowcount != 1:
                    raise StoreError(f"The database {self.database} is not the one that was opened.")
            file = self.database.file
            if file is not None and shutil.disk_usage(file.parent).free < _MIN_FREE_BYTES:
                raise StoreError(f"The disk that holds the database {self.database} is full.")
        except (Unwritable, OSError) as error:
            why = reason(error.__cause__ or error)
            raise StoreError(f"The database {self.database} does not work: {why}") from error

    async def back_up(self, file: Path) -> None:
        if self.database.url.get_backend_name() != "sqlite":
            raise StoreError("The database is in PostgreSQL. Please back it up with pg_dump.")
        if self.database.file is None:
            raise StoreError("The database is in memory, where there is nothing to back up.")
        stop = Event()
        try:
            await asyncio.to_thread(copy_database, self.database.file, file, stop)
        finally:
            # Cancelling the task does not end the thread.
            stop.set()

    async def save(self, artwork: Artwork) -> int:
        return await asyncio.shield(self._start(self._save(artwork)))

    async def _save(self, artwork: Artwork) -> int:
        async with self.database.write_transaction(artwork.owner, on_error=SaveFailed) as connection:
            return await pictures.save(connection, artwork, self._max_recent)

    async def last_picture(self, owner: int) -> LastPicture | LostPicture | None:
        async with self.database.read_transaction() as connection:
            return await pictures.last_picture(connection, owner)

    async def repair_last_picture(self, owner: int, code: str, png: bytes) -> bool:
        async with self.database.write_transaction(owner) as connection:
            return await pictures.repair_last_picture(connection, owner, code, png)

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
        conditions = galleries.conditions_for(owner, pinned_only, server, channels)
        async with self.database.read_transaction() as connection:
            return await galleries.page(connection, conditions, offset, limit)

    async def entry(self, owner: int, id: int) -> GalleryEntry | None:
        if id not in _VALID_IDS:
            return None
        async with self.database.read_transaction() as connection:
            return await galleries.entry(connection, owner, id)

    async def entries(self, owner: int, *, after: int = 0, limit: int | None = None) -> GalleryPage:
        async with self.database.read_transaction() as connection:
            return await galleries.entries(connection, owner, after, limit)

    async def toggle_pin(self, owner: int, code: str, made_at: datetime) -> bool:
        async with self.database.write_transaction(owner) as connection:
            return await galleries.toggle_pin(connection, owner, code, made_at, self._max_pinned)

    async def remove_entry(self, owner: int, id: int) -> bool:
        if id not in _VALID_IDS:
            return False
        async with self.database.write_transaction(owner) as connection:
            return await galleries.remove_entry(connection, owner, id)

    async def mark_unposted(self, owner: int, code: str, server: int) -> None:
        async with self.database.write_transaction(owner) as connection:
            await galleries.mark_unposted(connection, owner, code, server)

    async def data_summary(self, owner: int) -> DataSummary:
        async with self.database.read_transaction() as connection:
            return await galleries.summarise(connection, owner)

    async def erase(self, owner: int) -> int:
        return await asyncio.shield(self._start(self._erase(owner)))

    async def _erase(self, owner: int) -> int:
        async with self.database.write_transaction(owner) as connection:
            erased = await galleries.erase(connection, owner)
        await self.database.truncate_wal()
        return erased

    async def daily_schedule(self, server: int) -> DailySchedule | None:
        async with self.database.read_transaction() as connection:
            return await dailies.schedule(connection, server)

    async def daily_schedules(self) -> tuple[DailySchedule, ...]:
        async with self.database.read_transaction() as connection:
            return await dailies.schedules(connection)

    async def set_daily_schedule(self, schedule: DailySchedule) -> None:
        async with self.database.write_transaction() as connection:
            await dailies.set_schedule(connection, schedule)

    async def delete_daily_schedule(self, server: int) -> bool:
        async with self.database.write_transaction() as connection:
            return await dailies.delete_schedule(connection, server)

    async def claim_daily_post(self, server: int, day: date) -> bool:
        async with self.database.write_transaction() as connection:
            return await dailies.claim_post(connection, server, day)

    async def release_daily_post(self, server: int, day: date) -> None:
        async with self.database.write_transaction() as connection:
            await dailies.release_post(connection, server, day)

    async def get_value(self, key: str) -> str | None:
        async with self.database.read_transaction() as connection:
            return await key_values.get(connection, key)

    async def set_value(self, key: str, value: str) -> None:
        async with self.database.write_transaction() as connection:
            await key_values.put(connection, key, value)

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run work in a task that goes on when its caller is cancelled.

        A transaction that is cancelled half-way could leave the database locked.
        """
        task = asyncio.ensure_future(work)
        self._pending.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._pending.discard(task)
        if not task.cancelled():
            # A caller who was cancelled never sees the exception. Retrieve it, or asyncio logs it as lost.
            task.exception()
