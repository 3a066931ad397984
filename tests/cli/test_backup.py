"""genart-bot backup: a copy of the database, from a second process, while the bot runs."""

import asyncio
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.settings import Settings
from bot.store import DatabaseStore, Kept
from tests.cli.conftest import Run
from tests.store.making import ANN, BEN, artwork, kept


@pytest.fixture
async def running() -> AsyncIterator[DatabaseStore]:
    """The store of a bot that runs with the settings that the command finds as well."""
    store = DatabaseStore(Settings.load().database())
    await store.open()
    yield store
    await store.close()


async def an_empty_one() -> None:
    store = DatabaseStore(Settings.load().database())
    await store.open()
    await store.close()


def names_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


async def test_it_copies_what_is_there_while_others_write(running: DatabaseStore, genart_bot: Run) -> None:
    first = artwork(ANN, 1)
    await running.save(first)
    saved = []

    async def go_on() -> None:
        for seed in range(10**6):
            await running.save(artwork(BEN, seed))
            saved.append(seed)

    writing = asyncio.ensure_future(go_on())
    done = await asyncio.to_thread(genart_bot, "backup", "copy.db")
    writing.cancel()
    await asyncio.wait([writing])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"copy.db: ")
    assert len(saved) > 10
    assert names_here() == ["copy.db", "data"]
    copy = DatabaseStore(URL.create("sqlite+aiosqlite", database="copy.db"))
    await copy.open()
    assert await copy.last(ANN) == kept(first)
    of_ben = await copy.last(BEN)
    assert isinstance(of_ben, Kept)
    (entry, *_) = (await copy.gallery(BEN)).entries
    assert entry.code == of_ben.code
    await copy.save(artwork(BEN, 5))
    await copy.close()


async def test_nothing_that_was_deleted_is_in_it_and_nobody_else_reads_it(
    running: DatabaseStore, genart_bot: Run
) -> None:
    await running.save(artwork(ANN, 123456789))
    await running.save(artwork(BEN, 987654321))
    await running.erase(ANN)
    assert (await asyncio.to_thread(genart_bot, "backup", "copy.db")).returncode == 0
    copy = await asyncio.to_thread(Path("copy.db").read_bytes)
    assert b"987654321" in copy
    assert b"123456789" not in copy
    if sys.platform != "win32":
        assert stat.S_IMODE((await asyncio.to_thread(Path("copy.db").stat)).st_mode) == 0o600


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("there", "is there already"),
        ("no/such/folder/copy.db", "could not be copied"),
    ],
)
def test_where_no_copy_can_be(genart_bot: Run, file: str, sentence: str) -> None:
    asyncio.run(an_empty_one())
    there = Path("there")
    there.write_bytes(b"something of mine")
    done = genart_bot("backup", file)
    assert done.returncode == 1
    assert sentence in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert there.read_bytes() == b"something of mine"
    assert names_here() == ["data", "there"]


def test_a_database_that_may_not_even_be_looked_at(genart_bot_without_rights: Run, locked: Path) -> None:
    done = genart_bot_without_rights("backup", "copy.db", PERSISTENT_STORAGE_DIR=str(locked))
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"{locked}/genart.db could not be copied to copy.db: Permission denied"
    ]
    assert names_here() == ["locked"]


def test_where_no_copy_may_even_be_looked_for(genart_bot_without_rights: Run, locked: Path) -> None:
    asyncio.run(an_empty_one())
    for file in (f"{locked}/copy.db", "x" * 300):
        done = genart_bot_without_rights("backup", file)
        assert done.returncode == 1
        (line,) = done.stderr.decode().splitlines()
        assert "could not be copied" in line


def test_a_database_that_is_not_there_is_not_made(genart_bot: Run) -> None:
    done = genart_bot("backup", "copy.db")
    assert done.returncode == 1
    assert b"no database" in done.stderr
    assert names_here() == []


def test_an_older_database_is_copied_as_it_is(genart_bot: Run) -> None:
    Path("data").mkdir()
    with closing(sqlite3.connect("data/genart.db")) as database, database:
        database.execute("CREATE TABLE artworks (id INTEGER PRIMARY KEY)")
        database.execute("INSERT INTO artworks VALUES (7)")
    assert genart_bot("backup", "copy.db").returncode == 0
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("artworks",)]
        assert copy.execute("SELECT id FROM artworks").fetchall() == [(7,)]


def test_a_damaged_database_gives_no_copy(genart_bot: Run) -> None:
    Path("data").mkdir()
    Path("data/genart.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    done = genart_bot("backup", "copy.db")
    assert done.returncode == 1
    assert b"could not be copied" in done.stderr
    assert names_here() == ["data"]


def test_postgresql_has_a_tool_of_its_own(genart_bot: Run) -> None:
    done = genart_bot("backup", "copy.db", DATABASE_URL="postgresql://me:s3cret@127.0.0.1:1/art")
    assert done.returncode == 1
    assert b"pg_dump" in done.stderr
    assert b"s3cret" not in done.stderr
