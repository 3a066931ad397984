"""The database and its transactions.

One process runs one write transaction at a time, in the order in which they were requested. On SQLite, a
write transaction takes the file's write lock at its start, so it never fails half-way because another
process was faster.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.observability.tracing import Span, span
from bot.store.connection_setup import (
    IN_MEMORY,
    bring_up_to_date,
    create_engine,
    immediate,
    without_begin,
    without_waiting,
)
from bot.store.errors import StoreError, Unreadable, Unwritable

log = logging.getLogger(__name__)

_DATABASE_ERRORS = (SQLAlchemyError, OSError)
# Drivers raise the builtin ones for URLs with options that they do not understand.
OPEN_ERRORS = (*_DATABASE_ERRORS, StoreError, ImportError, TypeError, ValueError, OverflowError)
WAL_RETRY_SECONDS = 5.0


class Database:
    """A database, and the only ways to use it.

    :ivar failures: the number of transactions that have failed.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.failures = 0
        self._engine: AsyncEngine | None = None
        self._write_lock = asyncio.Lock()
        self._wal_task: asyncio.Task[None] | None = None

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL and for a database in memory."""
        if self.url.get_backend_name() != "sqlite" or self.url.database in IN_MEMORY:
            return None
        return Path(str(self.url.database))

    @property
    def engine(self) -> AsyncEngine:
        """SQLAlchemy's engine.

        :raises StoreError: if the database is closed.
        """
        if self._engine is None:
            raise StoreError("The store is closed.")
        return self._engine

    async def open(self) -> None:
        """Connect, and bring the schema up to date.

        :raises StoreError: if that fails.
        """
        engine: AsyncEngine | None = None
        try:
            if self.file is not None:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(self.url)
            await bring_up_to_date(engine)
        except OPEN_ERRORS as error:
            if engine is not None:
                await engine.dispose()
            raise StoreError(f"The database {self} cannot be opened: {reason(error)}") from error
        self._engine = engine
        # The last process may have ended before it could do this.
        await self.truncate_wal()

    async def close(self) -> None:
        """Close all connections."""
        if self._wal_task is not None:
            self._wal_task.cancel()
            await asyncio.wait([self._wal_task])
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @asynccontextmanager
    async def read_transaction(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in a transaction that only reads.

        :raises Unreadable: for any database error.
        """
        try:
            with span(Span.STORE):
                async with self.engine.connect() as connection:
                    yield connection
        except _DATABASE_ERRORS as error:
            self.failures += 1
            raise Unreadable from error

    @asynccontextmanager
    async def write_transaction(
        self, owner: int | None = None, *, on_error: Callable[[], StoreError] = Unwritable
    ) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in a transaction, and commit it unless something is raised.

        :param owner: whose pictures it changes. Other bots on the same database wait with theirs.
        :raises on_error: for any database error.
        """
        try:
            with span(Span.STORE):
                async with self._write_lock, immediate(self.engine).begin() as connection:
                    if owner is not None and connection.dialect.name == "postgresql":
                        lock = text("SELECT pg_advisory_xact_lock(:owner)")
                        await connection.execute(lock, {"owner": owner})
                    yield connection
        except _DATABASE_ERRORS as error:
            self.failures += 1
            raise on_error() from error

    @asynccontextmanager
    async def dry_run(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in a transaction that is always rolled back. The database need not be open."""
        engine = create_engine(self.url)
        try:
            async with immediate(engine).connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def truncate_wal(self) -> None:
        """Remove what was erased from SQLite's write-ahead log as well.

        That is impossible while somebody reads, as a backup does. It is then retried in the background.
        """
        if self.url.get_backend_name() != "sqlite":
            return
        obstacle = await self._try_to_truncate_wal()
        if obstacle is None or self._engine is None:
            return
        if self._wal_task is None or self._wal_task.done():
            log.info("Erased data stays in SQLite's write-ahead log for now: %s", obstacle)
            self._wal_task = asyncio.create_task(self._truncate_wal_later())

    async def _truncate_wal_later(self) -> None:
        while True:
            await asyncio.sleep(WAL_RETRY_SECONDS)
            if await self._try_to_truncate_wal() is None:
                return

    async def _try_to_truncate_wal(self) -> str | None:
        """Return what prevented it; None if it is done."""
        try:
            async with self._write_lock, without_begin(self.engine).connect() as connection:
                # SQLite would block all writers for as long as it waits for readers.
                result = await without_waiting(connection, text("PRAGMA wal_checkpoint(TRUNCATE)"))
                return "somebody reads it" if result.one().busy else None
        except (*_DATABASE_ERRORS, StoreError) as error:
            return reason(error)

    def __str__(self) -> str:
        # The query may hold a password too, so leave all of it out.
        return self.url.set(query={}).render_as_string(hide_password=True)


def reason(error: BaseException | None) -> str:
    """Return the driver's message for an error, in one line."""
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
