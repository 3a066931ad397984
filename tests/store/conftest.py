"""A real SQLite file and a real PostgreSQL server for the tests of the store."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import DatabaseStore
from tests.conftest import lacking


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((f for f in reversed(folders) if (f / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """Start a PostgreSQL server on a socket in a temporary folder, once per test process."""
    programs = _postgres_programs()
    if programs is None:
        lacking("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    # The server refuses to run as root, and no other user can enter pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="genart-postgres-") as folder:
        yield from _server(programs, Path(folder))


def _server(programs: Path, folder: Path) -> Iterator[URL]:
    as_postgres = (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    )
    if as_postgres:
        shutil.chown(folder, "postgres")
    data = folder / "db"

    def run(*command: str) -> None:
        subprocess.run([*as_postgres, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(programs / "initdb"), "-D", str(data), "-U", "art", "-A", "trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    yield URL.create("postgresql+asyncpg", username="art", database="postgres", query={"host": str(folder)})
    # The data is deleted soon, so nothing needs to reach the disk.
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")


@pytest.fixture
def sqlite(tmp_path: Path) -> URL:
    """The URL of a SQLite database that does not exist yet, in a folder that does not exist yet."""
    return make_url(f"sqlite+aiosqlite:///{tmp_path}/new folder/genart.db")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, sqlite: URL) -> URL:
    """The URL of an empty database: once of SQLite, once of PostgreSQL."""
    if request.param == "sqlite":
        return sqlite
    server: URL = request.getfixturevalue("postgres")
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    name = f"t{time.monotonic_ns()}"
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server.set(database=name)


@pytest.fixture
async def store(url: URL) -> AsyncIterator[DatabaseStore]:
    """An open store, once in each kind of database."""
    store = DatabaseStore(url)
    await store.open()
    yield store
    await store.close()
