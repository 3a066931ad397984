"""genart-bot backup: copying the database while the bot runs."""

import asyncio
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.settings import Settings
from bot.store import DatabaseStore, LastPicture
from tests.cli.conftest import Run, environment
from tests.store.samples import ANN, BEN, artwork, as_last_picture


@pytest.fixture
async def running() -> AsyncIterator[DatabaseStore]:
    """The store of a running bot, with the same settings as the command."""
    store = DatabaseStore(Settings.load().database())
    await store.open()
    yield store
    await store.close()


async def create_database() -> None:
    store = DatabaseStore(Settings.load().database())
    await store.open()
    await store.close()


def names_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


async def test_it_copies_the_database_while_the_bot_writes(
    running: DatabaseStore, genart_bot_process: Run
) -> None:
    first = artwork(ANN, 1)
    await running.save(first)
    saved = []

    async def write() -> None:
        for seed in range(10**6):
            await running.save(artwork(BEN, seed))
            saved.append(seed)

    writing = asyncio.ensure_future(write())
    done = await asyncio.to_thread(genart_bot_process, "backup", "copy.db")
    writing.cancel()
    await asyncio.wait([writing])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"copy.db: ")
    assert len(saved) > 10
    assert names_here() == ["copy.db", "data"]
    copy = DatabaseStore(URL.create("sqlite+aiosqlite", database="copy.db"))
    await copy.open()
    assert await copy.last_picture(ANN) == as_last_picture(first)
    of_ben = await copy.last_picture(BEN)
    assert isinstance(of_ben, LastPicture)
    (entry, *_) = (await copy.gallery(BEN)).entries
    assert entry.code == of_ben.code
    await copy.save(artwork(BEN, 5))
    await copy.close()


async def test_the_copy_is_private_and_contains_nothing_that_was_deleted(
    running: DatabaseStore, genart_bot_process: Run
) -> None:
    await running.save(artwork(ANN, 123456789))
    await running.save(artwork(BEN, 987654321))
    await running.erase(ANN)
    assert (await asyncio.to_thread(genart_bot_process, "backup", "copy.db")).returncode == 0
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
def test_a_copy_that_cannot_be_written_is_an_error(genart_bot: Run, file: str, sentence: str) -> None:
    asyncio.run(create_database())
    there = Path("there")
    there.write_bytes(b"something of mine")
    done = genart_bot("backup", file)
    assert done.returncode == 1
    assert sentence in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert there.read_bytes() == b"something of mine"
    assert names_here() == ["data", "there"]


def test_a_database_in_a_locked_folder_is_an_error(genart_bot_without_rights: Run, locked: Path) -> None:
    done = genart_bot_without_rights("backup", "copy.db", PERSISTENT_STORAGE_DIR=str(locked))
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"{locked}/genart.db could not be copied to copy.db: Permission denied"
    ]
    assert names_here() == ["locked"]


@pytest.mark.slow
def test_a_copy_in_a_locked_folder_or_with_a_long_name_is_an_error(
    genart_bot_without_rights: Run, locked: Path
) -> None:
    asyncio.run(create_database())
    for file in (f"{locked}/copy.db", "x" * 300):
        done = genart_bot_without_rights("backup", file)
        assert done.returncode == 1
        (line,) = done.stderr.decode().splitlines()
        assert "could not be copied" in line


def test_a_missing_database_is_not_created(genart_bot: Run) -> None:
    done = genart_bot("backup", "copy.db")
    assert done.returncode == 1
    assert b"no database" in done.stderr
    assert names_here() == []


def test_an_older_database_is_copied_without_upgrading_it(genart_bot: Run) -> None:
    Path("data").mkdir()
    with closing(sqlite3.connect("data/genart.db")) as database, database:
        database.execute("CREATE TABLE artworks (id INTEGER PRIMARY KEY)")
        database.execute("INSERT INTO artworks VALUES (7)")
    assert genart_bot("backup", "copy.db").returncode == 0
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("artworks",)]
        assert copy.execute("SELECT id FROM artworks").fetchall() == [(7,)]


def test_a_damaged_database_is_not_copied(genart_bot: Run) -> None:
    Path("data").mkdir()
    Path("data/genart.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    done = genart_bot("backup", "copy.db")
    assert done.returncode == 1
    assert b"could not be copied" in done.stderr
    assert names_here() == ["data"]


def test_for_postgresql_it_names_pg_dump(genart_bot: Run) -> None:
    done = genart_bot("backup", "copy.db", DATABASE_URL="postgresql://me:s3cret@127.0.0.1:1/art")
    assert done.returncode == 1
    assert b"pg_dump" in done.stderr
    assert b"s3cret" not in done.stderr


WITH_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")


@pytest.fixture
def large_database() -> None:
    """A database that takes a second or more to copy."""
    Path("data").mkdir()
    with closing(sqlite3.connect("data/genart.db")) as database, database:
        database.execute("CREATE TABLE artworks (id INTEGER PRIMARY KEY)")
        database.execute(
            "INSERT INTO artworks WITH RECURSIVE n(id) AS "
            "(VALUES (1) UNION ALL SELECT id + 1 FROM n WHERE id < 3000000) SELECT id FROM n"
        )


@contextmanager
def copying(file: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that is making a backup."""
    command = [sys.executable, "-W", "ignore", "-m", "bot", "backup", file]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        try:
            before = set(unfinished())
            deadline = time.monotonic() + 30
            while not set(unfinished()) - before:
                assert process.poll() is None, process.communicate()[1]
                assert time.monotonic() < deadline
                time.sleep(0.005)
            yield process
        finally:
            process.kill()


def unfinished() -> list[str]:
    return [name for name in names_here() if name.endswith(".part")]


@WITH_SIGNALS
@pytest.mark.usefixtures("large_database")
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_backup_that_is_stopped_leaves_no_files(number: signal.Signals) -> None:
    with copying("copy.db") as backup:
        backup.send_signal(number)
        _, errors = backup.communicate(timeout=30)
    assert (backup.returncode, errors) == (1, "Stopped.\n")
    assert names_here() == ["data"]


@pytest.mark.slow
@WITH_SIGNALS
@pytest.mark.usefixtures("large_database")
def test_the_files_of_a_killed_backup_are_removed_by_the_next_one(genart_bot: Run) -> None:
    for file in ("copy.db", "[c]opy.db"):
        with copying(file) as backup:
            backup.kill()
    assert len(unfinished()) == 2
    assert genart_bot("backup", "copy.db").returncode == 0
    (left,) = unfinished()
    assert left.startswith(".[c]opy.db.")
    assert genart_bot("backup", "[c]opy.db").returncode == 0
    assert names_here() == ["[c]opy.db", "copy.db", "data"]


@pytest.mark.slow
@WITH_SIGNALS
@pytest.mark.usefixtures("large_database")
def test_the_files_of_a_running_backup_are_kept(genart_bot: Run) -> None:
    with copying("copy.db") as first:
        first.send_signal(signal.SIGSTOP)
        assert genart_bot("backup", "copy.db").returncode == 0
        assert len(unfinished()) == 1
        Path("copy.db").rename("second.db")
        first.send_signal(signal.SIGCONT)
        _, errors = first.communicate(timeout=30)
    assert first.returncode == 0, errors
    assert names_here() == ["copy.db", "data", "second.db"]
