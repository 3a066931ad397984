"""Inspections of a database, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import DatabaseStore, StoreError, inspect_database
from bot.store.schema import revisions
from tests.store.samples import ANN, artwork, sql


async def test_an_inspection_changes_nothing(url: URL) -> None:
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


async def test_a_missing_database_is_reported_and_not_created(sqlite: URL) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        await inspect_database(sqlite)
    with pytest.raises(StoreError, match="There is no database"):
        await DatabaseStore(sqlite).back_up(Path("copy.db"))


async def test_an_unreachable_server_is_reported_without_its_password() -> None:
    url = URL.create("postgresql+asyncpg", "me", "s3cret", "127.0.0.1", 9, "art")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        await inspect_database(url)
    assert "s3cret" not in str(caught.value)
