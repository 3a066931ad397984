"""Connections to SQLite or PostgreSQL: how they are set up, and what transactions they begin.

Writers of one process take turns, and on SQLite a transaction that writes is a writer from its first
statement on: nobody is told half-way that somebody else was quicker.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Dialect, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.observability.tracing import Span, span
from bot.store.errors import StoreError, Unreadable, Unwritable
from bot.store.schema import is_current, migrate

log = logging.getLogger(__name__)

TROUBLE = (SQLAlchemyError, OSError)
# What comes of a URL that makes no sense to its driver, or of a database that is not as it should be.
UNUSABLE = (*TROUBLE, StoreError, ImportError, TypeError, ValueError, OverflowError)
# Seconds before it is tried again to overwrite what was erased.
SWEEP_AGAIN = 5.0

_BEGIN, _WRITABLE = "begin", "writable"
_IN_MEMORY = (None, "", ":memory:")
_PATIENCE = "busy_timeout=5000"
_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    _PATIENCE,
    # What is erased is overwritten, not only marked as free.
    "secure_delete=ON",
    "journal_size_limit=67108864",
)


class Database:
    """A database, and the only ways to talk with it.

    :ivar failures: how often it did not do as it was told.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.failures = 0
        self._engine: AsyncEngine | None = None
        self._turn = asyncio.Lock()
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; None for PostgreSQL, and in memory."""
        if self.url.get_backend_name() != "sqlite" or self.url.database in _IN_MEMORY:
            return None
        return Path(str(self.url.database))

    @property
    def engine(self) -> AsyncEngine:
        """:raises StoreError: if it is closed."""
        if self._engine is None:
            raise StoreError("The store is closed.")
        return self._engine

    async def open(self) -> None:
        """Connects, and sees to it that the schema is the newest.

        :raises StoreError: if it cannot.
        """
        engine: AsyncEngine | None = None
        try:
            if self.file is not None:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            engine = _engine(self.url)
            await _bring_up_to_date(engine)
        except UNUSABLE as error:
            if engine is not None:
                await engine.dispose()
            raise StoreError(f"The database {self} cannot be opened: {reason(error)}") from error
        self._engine = engine
        # Whatever ended the last time may have kept it from being done.
        await self.sweep()

    async def close(self) -> None:
        """Lets go of all connections."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that only reads.

        :raises Unreadable: for everything that the database does not like.
        """
        try:
            with span(Span.STORE):
                async with self.engine.connect() as connection:
                    yield connection
        except TROUBLE as error:
            self.failures += 1
            raise Unreadable from error

    @asynccontextmanager
    async def writing(
        self, owner: int | None = None, *, otherwise: Callable[[], StoreError] = Unwritable
    ) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction, which is committed if nothing is raised.

        :param owner: whose pictures it changes; nobody else changes them meanwhile.
        :raises otherwise: for everything that the database does not like.
        """
        try:
            with span(Span.STORE):
                # One after the other, in the order in which they came: what is older overtakes nothing.
                async with self._turn:
                    if self.engine.dialect.name == "sqlite":
                        async with _beginning(self.engine, "IMMEDIATE").begin() as connection:
                            yield connection
                        return
                    async with self.engine.begin() as connection:
                        if owner is not None:
                            # Another bot may write to the same database.
                            lock = text("SELECT pg_advisory_xact_lock(:owner)")
                            await connection.execute(lock, {"owner": owner})
                        yield connection
        except TROUBLE as error:
            self.failures += 1
            raise otherwise() from error

    @asynccontextmanager
    async def trying(self) -> AsyncIterator[AsyncConnection]:
        """A connection to a database that need not be open, in a transaction that is always taken back."""
        engine = _engine(self.url)
        try:
            async with _beginning(engine, "IMMEDIATE").connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def sweep(self) -> None:
        """Sees to it that what was erased is in no log of SQLite's either: at once or, if somebody reads
        meanwhile (a backup does), as soon as nobody does.
        """
        if self.url.get_backend_name() != "sqlite":
            return
        unswept = await self._left_unswept()
        if unswept is None or self._engine is None:
            return
        if self._sweeping is None or self._sweeping.done():
            log.info("What was erased stays in SQLite's log for a while: %s", unswept)
            self._sweeping = asyncio.create_task(self._sweep_until_clean())

    async def _sweep_until_clean(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_AGAIN)
            if await self._left_unswept() is None:
                return

    async def _left_unswept(self) -> str | None:
        """Sweeps, and says why that could not be done, if it could not."""
        try:
            async with self._turn, _beginning(self.engine, None).connect() as connection:
                # It keeps writers away for as long as it waits for readers.
                await connection.execute(text("PRAGMA busy_timeout=0"))
                try:
                    swept = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                    return "somebody reads it" if swept.one()[0] else None
                finally:
                    await connection.execute(text(f"PRAGMA {_PATIENCE}"))
        except (*TROUBLE, StoreError) as error:
            return reason(error)

    def __str__(self) -> str:
        # There can be secrets behind the question mark, too.
        return self.url.set(query={}).render_as_string(hide_password=True)


def reason(error: BaseException | None) -> str:
    """What a database had to say, in one line."""
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__


def _beginning(engine: AsyncEngine, how: str | None) -> AsyncEngine:
    return engine.execution_options(**{_BEGIN: how})


def _engine(url: URL) -> AsyncEngine:
    options: dict[str, Any] = {
        # Connections that a restart of the server has cut are noticed before they are used.
        "pool_pre_ping": True,
        # What people made stays out of the log.
        "hide_parameters": True,
    }
    if url.get_backend_name() == "postgresql":
        options["connect_args"] = {"timeout": 10, "command_timeout": 30}
    elif url.database in _IN_MEMORY:
        # Each connection would have a database of its own.
        options |= {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(url, **options)
    event.listen(engine.sync_engine, "do_connect", _connect)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", partial(_set_up, url.database))
        event.listen(engine.sync_engine, "begin", _begin)
        event.listen(engine.sync_engine, "checkin", _let_go_if_read_only)
    return engine


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        current = await connection.run_sync(is_current)
    if engine.dialect.name == "sqlite":
        await _use_wal(engine)
    if current:
        return
    if engine.dialect.name == "sqlite":
        await _migrate_sqlite(engine)
    else:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)


async def _migrate_sqlite(engine: AsyncEngine) -> None:
    async with _beginning(engine, None).connect() as connection:
        # Or no table could be replaced that another refers to. It can only be said before a transaction.
        await connection.execute(text("PRAGMA foreign_keys=OFF"))
        try:
            await connection.execute(text("BEGIN IMMEDIATE"))
            await connection.run_sync(migrate)
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.execute(text("PRAGMA foreign_keys=ON"))


async def _use_wal(engine: AsyncEngine) -> None:
    async with _beginning(engine, None).connect() as connection:
        await connection.execute(text("PRAGMA journal_mode=WAL"))


def _connect(dialect: Dialect, _record: object, arguments: Any, options: Any) -> Any:
    """Connects. Drivers start threads for it, and a machine may have none left: that is no mistake of ours.

    :raises OSError: if so.
    """
    try:
        return dialect.connect(*arguments, **options)
    except RuntimeError as error:
        if "start new thread" in str(error):
            raise OSError(str(error)) from error
        raise


def _set_up(file: str | None, connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_WRITABLE] = file in _IN_MEMORY or os.access(str(file), os.W_OK)
    # Transactions begin where we say so, not where the driver guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except BaseException:
        # Nobody else has it yet who could.
        connection.close()
        raise
    cursor.close()


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    if how is not None:
        connection.exec_driver_sql(f"BEGIN {how}")


def _let_go_if_read_only(_connection: object, record: ConnectionPoolEntry) -> None:
    """A file that was opened while the disk was read-only stays so, until it is opened again."""
    if not record.info.get(_WRITABLE, True):
        record.invalidate()
