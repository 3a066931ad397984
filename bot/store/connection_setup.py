"""How connections to SQLite and PostgreSQL are set up, and how their transactions begin.

The driver begins no transactions on SQLite by itself. Each one begins as its engine's ``begin_mode`` says.
"""

import asyncio
import os
import sqlite3
from functools import partial
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, CursorResult, TextClause, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.schema import is_current, migrate

IN_MEMORY = (None, "", ":memory:")
BUSY_TIMEOUT_MS = 5000
# Seconds before each further attempt to switch to the write-ahead log.
_WAL_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)

_BEGIN_MODE, _WRITABLE = "begin_mode", "writable"
_SQLITE_SETUP = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Overwrite what is deleted, instead of only marking its space as free.
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_size_limit=67108864",
)


def create_engine(url: URL) -> AsyncEngine:
    """Return an engine for a database. It connects when it is first used."""
    options: dict[str, Any] = {
        # After a server restart, pooled connections are dead. Test each before it is used.
        "pool_pre_ping": True,
        # Titles and pictures that people made must not appear in logged errors.
        "hide_parameters": True,
    }
    if url.get_backend_name() == "postgresql":
        options["connect_args"] = {"timeout": 10, "command_timeout": 30}
    elif url.database in IN_MEMORY:
        # A second connection would open a second, empty database.
        options |= {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_async_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", partial(_set_up_sqlite, url.database))
        event.listen(engine.sync_engine, "begin", _begin)
        event.listen(engine.sync_engine, "checkin", _discard_if_read_only)
    return engine


def immediate(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine with transactions that take SQLite's write lock at their start.

    A transaction that asks for the lock later fails if another has written since it began to read.
    """
    return engine.execution_options(**{_BEGIN_MODE: "IMMEDIATE"})


def without_begin(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine without automatic transactions: some pragmas work only outside of one."""
    return engine.execution_options(**{_BEGIN_MODE: None})


async def without_waiting(connection: AsyncConnection, statement: TextClause) -> CursorResult[Any]:
    """Run a statement that fails at once if others use a SQLite database, instead of waiting for them."""
    await connection.execute(text("PRAGMA busy_timeout=0"))
    try:
        return await connection.execute(statement)
    finally:
        await connection.execute(text(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}"))


async def bring_up_to_date(engine: AsyncEngine) -> None:
    """Create the tables, or migrate them to the newest schema."""
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


async def _use_wal(engine: AsyncEngine) -> None:
    """Switch to the write-ahead log, so that readers and a writer do not block each other.

    For this, SQLite does not always wait until another connection has released its lock.
    """
    async with without_begin(engine).connect() as connection:
        for pause in _WAL_PAUSES:
            try:
                await connection.execute(text("PRAGMA journal_mode=WAL"))
                return
            except OperationalError as error:
                if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                    raise
                await asyncio.sleep(pause)
        await connection.execute(text("PRAGMA journal_mode=WAL"))


async def _migrate_sqlite(engine: AsyncEngine) -> None:
    async with without_begin(engine).connect() as connection:
        # A migration may replace a table that another one references. SQLite ignores this pragma within a
        # transaction, so it comes first.
        await connection.execute(text("PRAGMA foreign_keys=OFF"))
        try:
            await connection.execute(text("BEGIN IMMEDIATE"))
            await connection.run_sync(migrate)
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.execute(text("PRAGMA foreign_keys=ON"))


def _set_up_sqlite(file: str | None, connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_WRITABLE] = file in IN_MEMORY or os.access(str(file), os.W_OK)
    # Without this, the driver begins transactions at moments of its own choice.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in (*_SQLITE_SETUP, f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}"):
            cursor.execute(pragma)
    except BaseException:
        # SQLAlchemy does not own the connection yet and would not close it.
        connection.close()
        raise
    cursor.close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_BEGIN_MODE, "DEFERRED")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")


def _discard_if_read_only(_connection: object, record: ConnectionPoolEntry) -> None:
    """Discard a connection that was opened while the disk was read-only.

    SQLite never writes through it, even after the disk has become writable.
    """
    if not record.info.get(_WRITABLE, True):
        record.invalidate()
