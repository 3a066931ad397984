"""What ``erase`` removes: rows, files, and their traces on the disk."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, DataSummary, GalleryPage, LastPicture, PostedIn
from tests.store.samples import ANN, BEN, artwork, as_last_picture, sql


async def test_erase_removes_everything_of_one_person_only(store: DatabaseStore) -> None:
    await store.save(artwork(ANN, 1, posted_in=PostedIn(7, 8)))
    await store.save(artwork(ANN, 2))
    await store.toggle_pin(ANN, artwork(BEN, 3).recipe.code, datetime.now(UTC))
    of_ben = artwork(BEN, 3)
    await store.save(of_ben)
    await store.toggle_pin(BEN, artwork(ANN, 1).recipe.code, datetime.now(UTC))
    assert await store.erase(ANN) == 3
    assert await store.erase(ANN) == 0
    assert await store.last_picture(ANN) is None
    assert await store.entries(ANN) == GalleryPage((), 0)
    assert await store.data_summary(ANN) == DataSummary(0, 0, None, False)
    assert await store.last_picture(BEN) == as_last_picture(of_ben)
    assert (await store.gallery(BEN)).total == 2
    await store.save(artwork(ANN, 4))
    assert isinstance(await store.last_picture(ANN), LastPicture)


async def test_erased_data_is_overwritten_on_disk(sqlite: URL) -> None:
    store = DatabaseStore(sqlite)
    await store.open()
    files = [Path(f"{sqlite.database}{suffix}") for suffix in ("", "-wal")]

    def everything_on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in files)

    for seed in range(100000, 100030):
        await store.save(artwork(ANN, seed, title="Secret"))
        await store.save(artwork(BEN, seed + 500, title="Other"))
    await store.remove_entry(ANN, (await store.gallery(ANN)).entries[-1].id)
    traces = [b"Secret", f"png {ANN} ".encode(), b"harbour.100000"]
    assert all(trace in everything_on_disk() for trace in traces)
    await store.erase(ANN)
    assert [trace for trace in traces if trace in everything_on_disk()] == []
    assert b"Other" in everything_on_disk()
    assert await sql(sqlite, "SELECT count(*) FROM artworks") == [(30,)]
    await store.close()


def in_log(sqlite: URL) -> bool:
    return b"Secret" in Path(f"{sqlite.database}-wal").read_bytes()


async def test_data_erased_during_a_read_leaves_the_log_afterwards(
    sqlite: URL, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.store.connection.WAL_RETRY_SECONDS", 0.05)
    caplog.set_level(logging.INFO, "bot.store")
    store = DatabaseStore(sqlite)
    await store.open()
    await store.save(artwork(ANN, 1, title="Secret"))
    with closing(sqlite3.connect(str(sqlite.database))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM artworks").fetchall()
        await store.erase(ANN)
        assert in_log(sqlite)
        assert "somebody reads it" in caplog.text
    async with asyncio.timeout(20):
        while in_log(sqlite):  # noqa: ASYNC110  # no event to wait for
            await asyncio.sleep(0.05)
    await store.close()
