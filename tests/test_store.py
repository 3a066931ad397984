"""The store, in a real SQLite file and in a real PostgreSQL."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.art.recipe import Recipe
from bot.store import Artwork, DatabaseStore, Kept, StoreError
from tests.conftest import lacking

ANN, BEN = 2**63 - 1, 1456074443980800008


def artwork(owner: int, seed: int, parent: Recipe | None = None) -> Artwork:
    recipe = Recipe("squares", 1, "harbour", seed, title="Ж 🎨")
    return Artwork(owner, recipe, f"png {owner} {seed}\0".encode() * 50, datetime.now(UTC), parent)


def kept(made: Artwork) -> Kept:
    parent = made.parent.code if made.parent else None
    return Kept(made.recipe.code, made.png, made.made_at, parent)


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((p for p in reversed(places) if (p / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    programs = _postgres_programs()
    if programs is None:
        lacking("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = tmp_path_factory.mktemp("postgres")
    # The server refuses to run as root.
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if become:
        for place in (folder, *folder.parents[:2]):
            place.chmod(0o755)
        shutil.chown(folder, "postgres")
    data = folder / "db"

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(programs / "initdb"), "-D", str(data), "-U", "art", "-A", "trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    yield URL.create("postgresql+asyncpg", username="art", database="postgres", query={"host": str(folder)})
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return make_url(f"sqlite+aiosqlite:///{tmp_path}/new folder/genart.db")
    server: URL = request.getfixturevalue("postgres")
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    name = f"t{time.monotonic_ns()}"
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server.set(database=name)


@pytest.fixture
async def store(url: URL) -> AsyncIterator[DatabaseStore]:
    store = DatabaseStore(url)
    await store.open()
    yield store
    await store.close()


async def test_the_last_artwork_comes_back_whole(store: DatabaseStore) -> None:
    first = artwork(ANN, 1)
    second = artwork(ANN, 2, parent=first.recipe)
    await store.save(first)
    await store.save(second)
    assert await store.last(ANN) == kept(second)


async def test_nobody_sees_anybody_else_s(store: DatabaseStore) -> None:
    artwork_of_ann = artwork(ANN, 1)
    await store.save(artwork_of_ann)
    assert await store.last(BEN) is None
    await store.save(artwork(BEN, 2))
    assert await store.last(ANN) == kept(artwork_of_ann)


async def test_many_at_once_are_never_mixed_up(store: DatabaseStore) -> None:
    owners = range(100, 120)

    async def busy(owner: int) -> None:
        for seed in range(5):
            made = artwork(owner, seed)
            await store.save(made)
            assert await store.last(owner) == kept(made)

    await asyncio.gather(*map(busy, owners))


async def test_it_survives_a_restart(url: URL) -> None:
    made = artwork(ANN, 1)
    for expected in (None, kept(made)):
        store = DatabaseStore(url)
        await store.open()
        assert await store.last(ANN) == expected
        await store.save(made)
        await store.close()


async def test_a_save_that_fails_half_way_changes_nothing(store: DatabaseStore) -> None:
    made = artwork(ANN, 1)
    await store.save(made)
    engine = store._opened
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE last_pictures RENAME TO gone"))
    with pytest.raises(StoreError, match="could not keep it"):
        await store.save(artwork(ANN, 2))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE gone RENAME TO last_pictures"))
        assert await connection.scalar(text("SELECT count(*) FROM artworks")) == 1
    assert await store.last(ANN) == kept(made)


async def test_a_database_that_cannot_be_opened_is_named_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for url in (
        f"sqlite+aiosqlite:///{tmp_path}/file/genart.db",
        f"sqlite+aiosqlite:///{tmp_path}",
        "postgresql+asyncpg://me:s3cret@127.0.0.1:1/art",
    ):
        with pytest.raises(StoreError, match=r"cannot be opened: .+") as caught:
            await DatabaseStore(make_url(url)).open()
        assert "s3cret" not in str(caught.value)


async def test_a_closed_store_says_so(store: DatabaseStore) -> None:
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.last(ANN)
