"""Values that the bot stores for itself, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, StoreError
from tests.store.samples import ANN, artwork, sql


async def test_a_value_is_stored_and_replaced(url: URL) -> None:
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


async def test_values_survive_an_erasure(url: URL) -> None:
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
