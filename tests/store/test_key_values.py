"""Notes of the bot to itself, and a look at a database that leaves nothing behind."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, StoreError, inspect_database
from bot.store.schema import revisions
from tests.store.making import ANN, artwork, sql


async def test_a_note_is_found_until_another_takes_its_place(url: URL) -> None:
    for words in ("first", "second"):
        store = DatabaseStore(url)
        await store.open()
        await store.set_value("commands", words)
        await store.set_value("else", "something")
        await store.close()
    store = DatabaseStore(url)
    await store.open()
    assert await store.get_value("commands") == "second"
    assert await store.get_value("never") is None
    await store.close()


async def test_notes_are_nobodys(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await store.save(artwork(ANN, 1))
    await store.set_value("commands", "words")
    await store.erase(ANN)
    assert await store.get_value("commands") == "words"
    await store.close()


async def test_failures_are_counted(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await sql(url, "DROP TABLE notes")
    with pytest.raises(StoreError):
        await store.get_value("commands")
    with pytest.raises(StoreError):
        await store.set_value("commands", "words")
    assert store.failures == 2
    await store.close()


async def test_an_examination_leaves_nothing_behind_and_changes_nothing(url: URL) -> None:
    store = DatabaseStore(url)
    await store.open()
    await store.save(artwork(ANN, 1))
    found = await inspect_database(url)
    assert found.revision == found.newest == revisions()[-1]
    with pytest.raises(Exception, match="genart_doctor"):
        await sql(url, "SELECT * FROM genart_doctor")
    assert await store.last_picture(ANN) is not None
    await store.close()
    await sql(url, "UPDATE genart_revision SET version_num = '0001'")
    assert (await inspect_database(url)).revision == "0001"
    assert (await sql(url, "SELECT version_num FROM genart_revision"))[0][0] == "0001"
    await sql(url, "UPDATE genart_revision SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        await inspect_database(url)


async def test_a_database_that_is_not_there_is_not_made(sqlite: URL) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        await inspect_database(sqlite)
    with pytest.raises(StoreError, match="There is no database"):
        await DatabaseStore(sqlite).back_up(Path("copy.db"))


async def test_a_server_that_is_not_there() -> None:
    url = URL.create("postgresql+asyncpg", "me", "s3cret", "127.0.0.1", 9, "art")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        await inspect_database(url)
    assert "s3cret" not in str(caught.value)
