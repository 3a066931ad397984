"""Last pictures, on SQLite and on PostgreSQL."""

import asyncio
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DatabaseError

from bot.store import DatabaseStore, LastPicture, LostPicture, SaveFailed, StoreError
from tests.store.samples import ANN, BEN, artwork, as_last_picture, overwrite_page, sql


async def test_the_last_picture_is_returned_whole(store: DatabaseStore) -> None:
    first = artwork(ANN, 1)
    second = artwork(ANN, 2, parent=first.recipe)
    await store.save(first)
    await store.save(second)
    assert await store.last_picture(ANN) == as_last_picture(second)


async def test_nobody_gets_somebody_elses_picture(store: DatabaseStore) -> None:
    artwork_of_ann = artwork(ANN, 1)
    await store.save(artwork_of_ann)
    assert await store.last_picture(BEN) is None
    await store.save(artwork(BEN, 2))
    assert await store.last_picture(ANN) == as_last_picture(artwork_of_ann)


async def test_concurrent_saves_are_never_mixed_up(store: DatabaseStore) -> None:
    owners = range(100, 120)

    async def busy(owner: int) -> None:
        for seed in range(5):
            made = artwork(owner, seed)
            await store.save(made)
            assert await store.last_picture(owner) == as_last_picture(made)

    await asyncio.gather(*map(busy, owners))


async def test_a_cancelled_save_leaves_no_lock(store: DatabaseStore) -> None:
    for moment in range(20):
        saves = [asyncio.ensure_future(store.save(artwork(owner, moment))) for owner in range(100, 108)]
        await asyncio.sleep(moment / 1000)
        for save in saves:
            save.cancel()
        outcomes = await asyncio.gather(*saves, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {int, asyncio.CancelledError}
    async with asyncio.timeout(30):
        for owner in range(100, 108):
            made = artwork(owner, 99)
            await store.save(made)
            assert await store.last_picture(owner) == as_last_picture(made)


async def test_a_cancelled_check_leaves_no_lock(store: DatabaseStore) -> None:
    for moment in range(20):
        checking = asyncio.ensure_future(store.check())
        await asyncio.sleep(moment / 2000)
        checking.cancel()
    made = artwork(ANN, 1)
    async with asyncio.timeout(30):
        await store.save(made)
        await store.check()
    assert await store.last_picture(ANN) == as_last_picture(made)


def test_closing_while_opening_leaves_no_thread(tmp_path: Path) -> None:
    """Each SQLite connection has a thread, which fails if it outlives the event loop."""

    async def opened_briefly(moment: int) -> None:
        store = DatabaseStore(URL.create("sqlite+aiosqlite", database=str(tmp_path / f"{moment}.db")))
        opening = asyncio.ensure_future(store.open())
        await asyncio.sleep(moment / 500)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await store.close()

    failed: list[str] = []
    hook, threading.excepthook = threading.excepthook, lambda failure: failed.append(str(failure))
    try:
        for moment in range(40):
            asyncio.run(opened_briefly(moment))
        for thread in threading.enumerate():
            if thread is not threading.current_thread():
                thread.join(5)
    finally:
        threading.excepthook = hook
    assert failed == []


async def test_the_last_picture_survives_a_restart(url: URL) -> None:
    made = artwork(ANN, 1)
    for expected in (None, as_last_picture(made)):
        store = DatabaseStore(url)
        await store.open()
        assert await store.last_picture(ANN) == expected
        await store.save(made)
        await store.close()


async def test_a_save_that_fails_half_way_changes_nothing(store: DatabaseStore, url: URL) -> None:
    made = artwork(ANN, 1)
    await store.save(made)
    await sql(url, "ALTER TABLE last_pictures RENAME TO gone")
    with pytest.raises(SaveFailed, match="could not keep it"):
        await store.save(artwork(ANN, 2))
    await sql(url, "ALTER TABLE gone RENAME TO last_pictures")
    assert (await store.gallery(ANN)).total == 1
    assert await store.last_picture(ANN) == as_last_picture(made)


async def test_the_oldest_unpinned_pictures_are_dropped_beyond_the_limit(url: URL) -> None:
    store = DatabaseStore(url, max_recent=3)
    await store.open()
    made = [artwork(ANN, seed) for seed in range(7)]
    of_ben = artwork(BEN, 99)
    await store.save(of_ben)
    await store.save(made[0])
    await store.save(made[1])
    assert await store.toggle_pin(ANN, made[1].recipe.code, made[1].made_at)
    for each in made[2:]:
        await store.save(each)
    codes = [entry.code for entry in (await store.gallery(ANN)).entries]
    assert codes == [made[i].recipe.code for i in (6, 5, 4, 1)]
    assert await store.last_picture(ANN) == as_last_picture(made[6])
    assert await store.last_picture(BEN) == as_last_picture(of_ben)
    assert len(await sql(url, "SELECT id FROM artworks")) == 5
    await store.close()


async def test_with_a_limit_of_one_only_the_last_picture_remains(url: URL) -> None:
    with pytest.raises(ValueError, match="always saved"):
        DatabaseStore(url, max_recent=0)
    store = DatabaseStore(url, max_recent=1)
    await store.open()
    for seed in range(3):
        made = artwork(ANN, seed)
        await store.save(made)
        assert await store.last_picture(ANN) == as_last_picture(made)
        assert (await store.gallery(ANN)).total == 1
    await store.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE last_pictures SET png = :garbage",
        "DELETE FROM last_pictures",
        "UPDATE artworks SET checksum = NULL",
    ],
)
async def test_a_damaged_or_missing_file_is_detected_and_can_be_repaired(
    store: DatabaseStore, url: URL, harm: str
) -> None:
    made = artwork(ANN, 1)
    await store.save(artwork(ANN, 0))
    await store.save(made)
    garbage = made.png[:-1] + b"?"
    await sql(url, harm, **({"garbage": garbage} if ":garbage" in harm else {}))
    assert await store.last_picture(ANN) == LostPicture(made.recipe.code, made.made_at, None)
    assert not await store.repair_last_picture(ANN, artwork(ANN, 0).recipe.code, b"older")
    assert not await store.repair_last_picture(BEN, made.recipe.code, b"not mine")
    assert await store.repair_last_picture(ANN, made.recipe.code, b"drawn again")
    assert await store.last_picture(ANN) == LastPicture(made.recipe.code, b"drawn again", made.made_at, None)


async def test_an_overwritten_page_costs_only_one_picture(sqlite: URL) -> None:
    store = DatabaseStore(sqlite)
    await store.open()
    made = replace(artwork(ANN, 1), png=b"".join(i.to_bytes(4) for i in range(10000)))
    await store.save(made)
    await store.close()
    # The page also holds the number of the next page, so SQLite finds the database malformed.
    overwrite_page(Path(str(sqlite.database)), made.png[20000:20040])
    with pytest.raises(DatabaseError, match="malformed"):
        await sql(sqlite, "SELECT png FROM last_pictures")
    await store.open()
    assert await store.last_picture(ANN) == LostPicture(made.recipe.code, made.made_at, None)
    assert (await store.gallery(ANN)).total == 1
    # SQLite can neither overwrite nor free such a page.
    with pytest.raises(StoreError, match="Nothing has changed"):
        await store.repair_last_picture(ANN, made.recipe.code, made.png)
    with pytest.raises(SaveFailed):
        await store.save(artwork(ANN, 2))
    of_ben = artwork(BEN, 3)
    await store.save(of_ben)
    assert await store.last_picture(BEN) == as_last_picture(of_ben)
    await store.close()


async def test_a_check_reports_what_is_wrong(store: DatabaseStore, url: URL) -> None:
    await store.check()
    await sql(url, "ALTER TABLE artworks RENAME TO gone")
    with pytest.raises(StoreError, match=r"does not work: .*artworks"):
        await store.check()
    await sql(url, "ALTER TABLE gone RENAME TO artworks")
    await store.check()
    await sql(url, "DELETE FROM genart_revision")
    with pytest.raises(StoreError, match="not the one that was opened"):
        await store.check()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.check()


async def test_a_failed_read_is_reported(store: DatabaseStore, url: URL) -> None:
    await sql(url, "ALTER TABLE artworks RENAME TO gone")
    with pytest.raises(StoreError, match="cannot get at the stored pictures"):
        await store.gallery(ANN)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_connections_cut_by_the_server_are_replaced(store: DatabaseStore, url: URL) -> None:
    made = artwork(ANN, 1)
    await store.save(made)
    await sql(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert await store.last_picture(ANN) == as_last_picture(made)
    await store.save(artwork(ANN, 2))


async def test_a_locked_database_is_reported_and_recovers(
    sqlite: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.connection_setup.BUSY_TIMEOUT_MS", 200)
    store = DatabaseStore(sqlite)
    await store.open()
    made = artwork(ANN, 1)
    await store.save(made)
    with sqlite3.connect(str(sqlite.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SaveFailed):
            await store.save(artwork(ANN, 2))
        assert await store.last_picture(ANN) == as_last_picture(made)
        with pytest.raises(StoreError, match="does not work: database is locked"):
            await store.check()
    other.close()
    await store.save(artwork(ANN, 2))
    await store.close()


async def test_concurrent_use_of_a_database_in_memory(tmp_path: Path) -> None:
    store = DatabaseStore(make_url("sqlite+aiosqlite://"))
    await store.open()
    await asyncio.gather(*(store.save(artwork(owner, 1)) for owner in range(100, 140)))
    for owner in range(100, 140):
        assert isinstance(await store.last_picture(owner), LastPicture)
    await store.check()
    with pytest.raises(StoreError, match="in memory"):
        await store.back_up(tmp_path / "backup.db")
    await store.close()


async def test_a_database_that_cannot_be_opened_is_named_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    threads = threading.active_count()
    for url in (
        f"sqlite+aiosqlite:///{tmp_path}/file/genart.db",
        f"sqlite+aiosqlite:///{tmp_path}",
        "postgresql+asyncpg://me:s3cret@127.0.0.1:1/art",
    ):
        with pytest.raises(StoreError, match=r"cannot be opened: .+") as caught:
            await DatabaseStore(make_url(url)).open()
        assert "s3cret" not in str(caught.value)
    async with asyncio.timeout(20):
        # The thread of a connection that failed still reports to this event loop.
        while threading.active_count() > threads:  # noqa: ASYNC110 - no event to wait for
            await asyncio.sleep(0.01)


async def test_a_closed_store_says_so(store: DatabaseStore) -> None:
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.last_picture(ANN)
