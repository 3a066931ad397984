"""Migrations from the first schema on, with data in it, on SQLite and on PostgreSQL."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import DatabaseStore, StoreError
from bot.store.schema import REVISION_TABLE, revisions
from bot.store.tables import Table
from tests.cli.conftest import environment
from tests.store.first_schema import create_first_schema
from tests.store.samples import ANN, BEN, artwork, as_last_picture, overwrite_page, sql


def _differences(connection: Connection) -> Any:
    options = {"version_table": REVISION_TABLE, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return compare_metadata(context, Table.metadata)


def _layout(connection: Connection) -> Any:
    found = inspect(connection)
    return {
        table: sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table))
        for table in found.get_table_names()
    }


async def examine(url: URL, how: Any) -> Any:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(how)
    await engine.dispose()
    return found


async def assert_nothing_was_lost(store: DatabaseStore, made: list[Any]) -> None:
    of_ann = (await store.entries(ANN)).entries
    assert [(e.code, e.made_at) for e in of_ann] == [(m.recipe.code, m.made_at) for m in made[:5]]
    assert not any(entry.pinned or entry.posted_in for entry in of_ann)
    assert await store.last_picture(ANN) == as_last_picture(made[4])
    assert await store.last_picture(BEN) == as_last_picture(made[5])


async def test_the_first_schema_is_migrated_without_loss(url: URL) -> None:
    made = await create_first_schema(url)
    store = DatabaseStore(url)
    for _ in range(2):
        await store.open()
        await assert_nothing_was_lost(store, made)
        await store.close()
    await store.open()
    assert await examine(url, _differences) == []
    new = artwork(ANN, 9)
    await store.save(new)
    assert await store.toggle_pin(ANN, made[0].recipe.code, made[0].made_at)
    assert await store.last_picture(ANN) == as_last_picture(new)
    assert (await store.gallery(ANN)).total == 6
    await store.close()


async def test_ids_from_before_a_migration_are_never_reused(url: URL) -> None:
    made = await create_first_schema(url)
    highest = len(made)
    await sql(url, f"DELETE FROM last_pictures WHERE artwork = {highest}")  # noqa: S608 - a number
    await sql(url, f"DELETE FROM artworks WHERE id = {highest}")  # noqa: S608 - a number
    store = DatabaseStore(url)
    await store.open()
    assert await store.save(artwork(BEN, 10)) > highest
    await store.close()


async def test_a_damaged_database_is_left_as_it_is(sqlite: URL) -> None:
    await create_first_schema(sqlite)
    await sql(
        sqlite,
        "WITH RECURSIVE n(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM n WHERE n < 4000) "
        "INSERT INTO artworks (owner, recipe, made_at) "
        "SELECT :owner, 'squares1.harbour.' || n, '2026-01-01 00:00:00' FROM n",
        owner=BEN,
    )
    await sql(sqlite, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(str(sqlite.database))
    overwrite_page(file, b"squares1.harbour.2000")
    before = await asyncio.to_thread(file.read_bytes)
    with pytest.raises(StoreError, match="malformed"):
        await DatabaseStore(sqlite).open()
    assert await asyncio.to_thread(file.read_bytes) == before


async def test_a_new_database_has_the_tables_of_the_models(store: DatabaseStore, url: URL) -> None:
    assert await examine(url, _differences) == []
    assert await sql(url, f"SELECT version_num FROM {REVISION_TABLE}") == [(revisions()[-1],)]  # noqa: S608 - ours


async def test_a_difference_from_the_models_would_be_found(store: DatabaseStore, url: URL) -> None:
    await sql(url, "ALTER TABLE dailies ADD COLUMN more INTEGER")
    assert len(await examine(url, _differences)) == 1


def test_alembic_knows_the_same_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()] == revisions()[::-1]


async def test_a_migration_that_fails_changes_nothing(url: URL) -> None:
    made = await create_first_schema(url, "CREATE TABLE dailies (in_the_way INTEGER)")
    before = await examine(url, _layout)
    with pytest.raises(StoreError, match=r"cannot be opened: .*dailies.* already exists"):
        await DatabaseStore(url).open()
    assert await examine(url, _layout) == before
    await sql(url, "DROP TABLE dailies")
    store = DatabaseStore(url)
    await store.open()
    await assert_nothing_was_lost(store, made)
    await store.close()


async def test_a_newer_database_is_refused_and_left_as_it_is(store: DatabaseStore, url: URL) -> None:
    await store.save(artwork(ANN, 1))
    await store.close()
    await sql(url, f"UPDATE {REVISION_TABLE} SET version_num = '9999'")  # noqa: S608 - ours
    if url.get_backend_name() == "sqlite":
        # A future version may use another journal mode. That must stay as well.
        await sql(url, "PRAGMA journal_mode=DELETE")
    folder = Path(str(url.database)).parent

    def everything() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in folder.glob("genart*")}

    before, layout = everything(), await examine(url, _layout)
    with pytest.raises(StoreError, match=r"newer version of genart-bot \(schema 9999, .*Please update"):
        await store.open()
    assert everything() == before
    assert await examine(url, _layout) == layout
    with pytest.raises(StoreError, match="closed"):
        await store.save(artwork(ANN, 2))


@pytest.fixture(params=["empty", "first schema"])
async def outdated(request: pytest.FixtureRequest, url: URL) -> AsyncIterator[URL]:
    """A database that needs migrations, which is checked after the test."""
    if request.param == "first schema":
        await create_first_schema(url)
    yield url
    store = DatabaseStore(url)
    await store.open()
    assert await examine(url, _differences) == []
    if request.param == "first schema":
        assert (await store.data_summary(ANN)).pictures == 5 + 1
    await store.close()


_OPEN_AND_SAVE = """
import asyncio, sys
from sqlalchemy import make_url
from bot.store import DatabaseStore
from tests.store.samples import ANN, artwork

async def main():
    store = DatabaseStore(make_url(sys.argv[1]))
    sys.stdin.readline()
    await store.open()
    if sys.argv[2] == "0":
        await store.save(artwork(ANN, 100))
    await store.close()

print("ready", flush=True)
asyncio.run(main())
"""


@pytest.mark.slow
async def test_several_processes_can_migrate_at_once(outdated: URL) -> None:
    where = outdated.render_as_string(hide_password=False)
    root = str(Path(__file__).parents[2])
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _OPEN_AND_SAVE, where, str(number)),
            env=environment(PYTHONPATH=root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        await process.stdout.readline()
    answers = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [errors.decode() for _, errors in answers] == [""] * len(processes)


async def test_several_stores_in_one_process_can_open_at_once(url: URL) -> None:
    stores = [DatabaseStore(url) for _ in range(8)]
    await asyncio.gather(*(store.open() for store in stores))
    await asyncio.gather(*(store.save(artwork(owner, 1)) for owner, store in enumerate(stores)))
    assert await sql(url, "SELECT count(*) FROM artworks") == [(8,)]
    for store in stores:
        await store.close()


async def test_a_current_database_opens_without_alembic(store: DatabaseStore, url: URL) -> None:
    program = (
        "import asyncio, sys\nfrom sqlalchemy import make_url\nfrom bot.store import DatabaseStore\n"
        "async def main():\n    store = DatabaseStore(make_url(sys.argv[1]))\n    await store.open()\n"
        "    await store.close()\nasyncio.run(main())\nprint('alembic' in sys.modules)"
    )
    where = url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, where]
    done = await asyncio.to_thread(subprocess.run, command, env=environment(), capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
