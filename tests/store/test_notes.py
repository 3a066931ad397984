"""Notes of the bot to itself, and a look at a database that leaves nothing behind."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, StoreError, examine
from bot.store.schema import revisions
from tests.store.making import ANN, artwork, sql


async def test_a_note_is_found_until_another_takes_its_place(url: URL) -> None:
    for words in ("first", "second"):
        store = DatabaseStore(url)
        await store.open()
        await store.leave_note("commands", words)
        await store.leave_note("else", "something")
        await store.close()
    store = DatabaseStore(url)
    await store.open()
    assert await store.recall_note("commands") == "second"
    assert await store.recall_note("never") is None
    await store.close()


async def test_notes_are_nobodys(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await store.save(artwork(ANN, 1))
    await store.leave_note("commands", "words")
    await store.erase(ANN)
    assert await store.recall_note("commands") == "words"
    await store.close()


async def test_failures_are_counted(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await sql(url, "DROP TABLE notes")
    with pytest.raises(StoreError):
        await store.recall_note("commands")
    with pytest.raises(StoreError):
        await store.leave_note("commands", "words")
    assert store.failures == 2
    await store.close()


async def test_an_examination_leaves_nothing_behind_and_changes_nothing(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await store.save(artwork(ANN, 1))
    found = await examine(url)
    assert found.revision == found.newest == revisions()[-1]
    with pytest.raises(Exception, match="genart_doctor"):
        await sql(url, "SELECT * FROM genart_doctor")
    assert await store.last(ANN) is not None
    await store.close()
    await sql(url, "UPDATE genart_revision SET version_num = '0001'")
    assert (await examine(url)).revision == "0001"
    assert (await sql(url, "SELECT version_num FROM genart_revision"))[0][0] == "0001"
    await sql(url, "UPDATE genart_revision SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        await examine(url)


async def test_a_database_that_is_not_there_is_not_made(sqlite: URL) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        await examine(sqlite)
    with pytest.raises(StoreError, match="There is no database"):
        await DatabaseStore(sqlite).backup(Path("copy.db"))


async def test_a_server_that_is_not_there() -> None:
    url = URL.create("postgresql+asyncpg", "me", "s3cret", "127.0.0.1", 9, "art")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        await examine(url)
    assert "s3cret" not in str(caught.value)
