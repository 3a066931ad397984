"""Kill a process with SIGKILL at random moments while it saves, and check what is left.

    python -m tests.store.crash --rounds 1000

Every tenth round starts with a new database, empty or of the first schema, so that some processes are killed
during the set-up. For Linux and macOS only, because it uses ``fork``.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import shake_256
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

import alembic.command  # noqa: F401 - imported in the parent, so that no round spends time on it
import click
from sqlalchemy import URL

from bot.art.recipe import Recipe
from bot.store import Artwork, DatabaseStore, LastPicture
from tests.store.first_schema import create_first_schema
from tests.store.samples import ANN, BEN

OWNERS = (1, 2, 3, 4)
MAX_RECENT = 20
MAX_SECONDS = 0.2


Recipe("squares", 1, "harbour", 0)  # loads all styles in the parent, so that no round spends time on it


def picture(owner: int, number: int) -> bytes:
    """Return bytes that are unique to this picture, up to 300 kB."""
    size = 100 + (owner * 7919 + number * 104729) % 300_000
    return shake_256(f"{owner} {number}".encode()).digest(size)


def store_in(file: Path) -> DatabaseStore:
    return DatabaseStore(URL.create("sqlite+aiosqlite", database=str(file)), max_recent=MAX_RECENT)


async def save_until_killed(file: Path, begun: dict[int, int], acknowledge: int) -> None:
    """Save pictures of all owners concurrently, and acknowledge each on a pipe once it is saved."""
    store = store_in(file)
    await store.open()
    os.write(acknowledge, b"0 0\n")

    async def one_after_another(owner: int) -> None:
        number = begun[owner]
        while True:
            number += 1
            recipe = Recipe("squares", 1, "harbour", number)
            await store.save(Artwork(owner, recipe, picture(owner, number), datetime.now(UTC)))
            os.write(acknowledge, f"{owner} {number}\n".encode())

    await asyncio.gather(*map(one_after_another, OWNERS))


async def check(file: Path, acknowledged: dict[int, int], first_schema: bool) -> dict[int, int]:
    """Open what is left, as the bot would. Return the number of each owner's last picture."""
    store = store_in(file)
    await store.open()
    found = {}
    for owner in OWNERS:
        last = await store.last_picture(owner)
        entries = (await store.gallery(owner, limit=1000)).entries
        if last is None:
            assert not entries
            found[owner] = 0
        else:
            assert isinstance(last, LastPicture), f"torn: {last}"
            found[owner] = Recipe.parse(last.code).seed
            assert last.png == picture(owner, found[owner]), "torn, or somebody else's"
        numbers = [Recipe.parse(entry.code).seed for entry in entries]
        assert numbers == list(range(found[owner], 0, -1))[:MAX_RECENT], "vanished from the gallery"
        assert acknowledged[owner] <= found[owner] <= acknowledged[owner] + 1, "vanished, or from nowhere"
    if first_schema:
        assert (await store.entries(ANN)).total == 5
        assert isinstance(await store.last_picture(ANN), LastPicture)
        assert isinstance(await store.last_picture(BEN), LastPicture)
    await store.check()
    await store.close()
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return found


@dataclass
class Rounds:
    """Consecutive rounds, each in new processes. The parent has no threads, so forking is safe."""

    folder: Path
    rng: Random
    counts: Counter[str] = field(default_factory=Counter)
    file: Path = Path()
    found: dict[int, int] = field(default_factory=dict)
    first_schema: bool = False

    def one(self, number: int) -> None:
        if number % 10 == 0:
            self._new_database(number)
        reading, writing = os.pipe()
        writer = _start(save_until_killed, self.file, self.found, writing)
        os.close(writing)
        time.sleep(self.rng.uniform(0, MAX_SECONDS))
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        assert writer.exitcode == -signal.SIGKILL, f"the writer ended by itself: {writer.exitcode}"
        with os.fdopen(reading) as pipe:
            acknowledgements = [line.split() for line in pipe if line.endswith("\n")]
        acknowledged = {
            **self.found,
            **{int(owner): int(number) for owner, number in acknowledgements if owner != "0"},
        }
        found = self._check(acknowledged)
        self.counts["rounds"] += 1
        self.counts["killed while it was opening"] += not acknowledgements
        self.counts["pictures acknowledged"] += max(len(acknowledgements) - 1, 0)
        self.counts["stored, killed before it was acknowledged"] += sum(
            found[owner] - acknowledged[owner] for owner in OWNERS
        )
        self.found = found

    def _new_database(self, number: int) -> None:
        self.found = dict.fromkeys(OWNERS, 0)
        self.file = self.folder / str(number) / "genart.db"
        self.first_schema = number % 20 == 10
        if self.first_schema:
            _in_a_process(create_first_schema, URL.create("sqlite+aiosqlite", database=str(self.file)))
        self.counts["databases"] += 1

    def _check(self, acknowledged: dict[int, int]) -> dict[int, int]:
        result = self.folder / "found.json"
        _in_a_process(_check_and_write, result, self.file, acknowledged, self.first_schema)
        return {int(owner): number for owner, number in json.loads(result.read_text()).items()}


async def _check_and_write(result: Path, *arguments: Any) -> None:
    found = json.dumps(await check(*arguments))
    await asyncio.to_thread(result.write_text, found)


def _start(work: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_run, args=(work, *arguments))
    process.start()
    return process


def _in_a_process(work: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> None:
    process = _start(work, *arguments)
    process.join()
    if process.exitcode != 0:
        sys.exit("The database is not as it should be; see above.")


def _run(work: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> None:
    asyncio.run(work(*arguments))


@click.command()
@click.option("--rounds", default=1000, show_default=True)
@click.option(
    "--seed", default=None, type=int, help="Seed of the random moments. It is printed at the end, for reuse."
)
def crash(rounds: int, seed: int | None) -> None:
    """Save while being killed, and check that nothing is torn, mixed up or lost."""
    seed = time.time_ns() % 10**9 if seed is None else seed
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        run = Rounds(Path(folder), Random(seed))  # noqa: S311 - not for secrets
        for number in range(rounds):
            run.one(number)
    run.counts["torn, mixed up or vanished"] = 0
    for what, count in run.counts.items():
        click.echo(f"{what}: {count}")
    click.echo(f"seed {seed}, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    crash()
