"""Backups from within the bot. ``tests/cli/test_backup.py`` has those from another process."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, StoreError
from tests.store.samples import ANN, artwork, as_last_picture


async def test_a_backup_can_be_opened_as_a_database(sqlite: URL, tmp_path: Path) -> None:
    store = DatabaseStore(sqlite)
    await store.open()
    made = artwork(ANN, 1)
    await store.save(made)
    file = tmp_path / "it's a copy?#%.db"
    await asyncio.gather(store.back_up(file), *(store.save(artwork(5, seed)) for seed in range(20)))
    await store.erase(ANN)
    with pytest.raises(StoreError, match="is there already"):
        await store.back_up(file)
    await store.close()
    copy = DatabaseStore(URL.create("sqlite+aiosqlite", database=str(file)))
    await copy.open()
    assert await copy.last_picture(ANN) == as_last_picture(made)
    await copy.close()


async def test_a_missing_source_or_folder_is_reported(sqlite: URL, tmp_path: Path) -> None:
    store = DatabaseStore(sqlite)
    with pytest.raises(StoreError, match="no database"):
        await store.back_up(tmp_path / "copy.db")
    await store.open()
    with pytest.raises(StoreError, match="could not be copied"):
        await store.back_up(tmp_path / "missing" / "copy.db")
    await store.close()


async def test_a_damaged_database_is_not_backed_up(sqlite: URL, tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "genart.db"
    store = DatabaseStore(sqlite)
    await store.open()
    await store.close()

    def harm() -> None:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA writable_schema=ON")
            database.execute("UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'artworks'")

    await asyncio.to_thread(harm)
    with pytest.raises(StoreError, match="could not be copied"):
        await store.back_up(tmp_path / "copy.db")
    assert [path.name for path in await asyncio.to_thread(lambda: list(tmp_path.iterdir()))] == ["new folder"]


async def test_postgresql_is_refused_with_a_hint_to_pg_dump(tmp_path: Path) -> None:
    store = DatabaseStore(URL.create("postgresql+asyncpg", password="s3cret", host="nowhere"))
    with pytest.raises(StoreError, match="pg_dump"):
        await store.back_up(tmp_path / "copy.db")
