"""Full and read-only disks: small real ones, mounted for the test."""

import asyncio
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.store import Artwork, DatabaseStore, LastPicture, SaveFailed, StoreError
from tests.conftest import lacking
from tests.store.samples import ANN, BEN, artwork, as_last_picture

MIB = 2**20


def large(owner: int, seed: int) -> Artwork:
    made = artwork(owner, seed)
    return replace(made, png=made.png * 300)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True)


def mount(*arguments: str | Path) -> None:
    if sys.platform != "linux" or os.getuid() != 0:
        lacking("Only root on Linux may mount a disk for a test")
    done = run("mount", *arguments)
    if done.returncode != 0:
        lacking(f"No disk can be mounted here: {done.stderr.strip()}")


def unmount(mounted: Path) -> None:
    # An exception that has not been collected yet holds a cursor, which holds the file open.
    gc.collect()
    done = run("umount", mounted)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", mounted)
    yield mounted
    unmount(mounted)


@pytest.fixture
def failing_disk(tmp_path: Path) -> Iterator[Path]:
    """A journalling disk. Linux makes it read-only when told to abort, as after an I/O error."""
    mounted, image = tmp_path / "disk", tmp_path / "image"
    mounted.mkdir()
    with image.open("wb") as file:
        file.truncate(16 * MIB)
    if shutil.which("mkfs.ext4") is None:
        lacking("There is no mkfs.ext4 (Debian: apt-get install e2fsprogs)")
    assert run("mkfs.ext4", "-q", "-F", image).returncode == 0
    mount("-o", "loop", image, mounted)
    yield mounted
    unmount(mounted)


@pytest.fixture
async def filled(small_disk: Path) -> AsyncIterator[tuple[DatabaseStore, Path]]:
    """A store with a last picture of Ann's on a full disk, and the file that fills the disk."""
    store = DatabaseStore(make_url(f"sqlite+aiosqlite:///{small_disk}/genart.db"))
    await store.open()
    await store.save(large(ANN, 1))
    ballast = small_disk / "ballast"
    await asyncio.to_thread(_fill, ballast)
    yield store, ballast
    await store.close()


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as ballast:
        for size in (65536, 4096):
            try:
                while ballast.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


async def code_of_last(store: DatabaseStore) -> str:
    found = await store.last_picture(ANN)
    assert isinstance(found, LastPicture)
    return found.code


async def save_until_it_fails(store: DatabaseStore) -> Artwork:
    """Save pictures of Ann's until one fails. Return the last that succeeded.

    A few still fit into the space that SQLite has reserved.
    """
    acknowledged = large(ANN, 1)
    for seed in range(100, 200):
        made = large(ANN, seed)
        try:
            await store.save(made)
        except SaveFailed:
            return acknowledged
        acknowledged = made
    raise AssertionError("the disk was never full")


async def test_a_full_disk_can_be_read_and_recovers_by_itself(
    filled: tuple[DatabaseStore, Path],
) -> None:
    store, ballast = filled
    with pytest.raises(StoreError, match="full"):
        await store.check()
    last = await save_until_it_fails(store)
    for seed in range(5):
        with pytest.raises(SaveFailed, match="could not keep it"):
            await store.save(large(ANN, seed))
        with pytest.raises(SaveFailed):
            await store.save(large(BEN, seed))
        assert await code_of_last(store) == last.recipe.code
        assert await store.last_picture(BEN) is None
        assert (await store.gallery(ANN)).entries[0].code == last.recipe.code
    with pytest.raises(StoreError, match="full"):
        await store.check()
    ballast.unlink()
    await store.check()
    made = large(ANN, 500)
    await store.save(made)
    assert await store.last_picture(ANN) == as_last_picture(made)


async def test_a_restart_on_a_full_disk_loses_nothing(
    filled: tuple[DatabaseStore, Path],
) -> None:
    store, ballast = filled
    last = await save_until_it_fails(store)
    await store.close()
    await store.open()
    assert await code_of_last(store) == last.recipe.code
    with pytest.raises(SaveFailed):
        await store.save(large(ANN, 500))
    ballast.unlink()
    assert await code_of_last(store) == last.recipe.code
    await store.check()


async def test_a_disk_that_becomes_read_only(failing_disk: Path, tmp_path: Path) -> None:
    store = DatabaseStore(make_url(f"sqlite+aiosqlite:///{failing_disk}/genart.db"))
    await store.open()
    first = large(ANN, 1)
    await store.save(first)
    mount("-o", "remount,abort", failing_disk)
    for _ in range(2):
        for seed in (2, 3):
            with pytest.raises(SaveFailed, match="could not keep it"):
                await store.save(large(ANN, seed))
            assert await store.last_picture(ANN) == as_last_picture(first)
            with pytest.raises(StoreError, match="does not work"):
                await store.check()
        await store.close()
        await store.open()
    await store.close()
    unmount(failing_disk)
    mount("-o", "loop", tmp_path / "image", failing_disk)
    await store.open()
    assert await store.last_picture(ANN) == as_last_picture(first)
    await store.save(large(ANN, 4))
    await store.close()


async def test_a_disk_that_was_read_only_only_at_the_start(
    filled: tuple[DatabaseStore, Path], small_disk: Path
) -> None:
    store, ballast = filled
    # On a full disk, SQLite leaves its log behind when it closes. It needs the log to read a read-only disk.
    last = await save_until_it_fails(store)
    await store.close()
    ballast.unlink()
    mount("-o", "remount,ro", small_disk)
    await store.open()
    for seed in (2, 3):
        with pytest.raises(SaveFailed):
            await store.save(large(ANN, seed))
        assert await code_of_last(store) == last.recipe.code
        with pytest.raises(StoreError, match="does not work"):
            await store.check()
    mount("-o", "remount,rw", small_disk)
    await store.check()
    made = large(ANN, 4)
    await store.save(made)
    assert await store.last_picture(ANN) == as_last_picture(made)


async def test_a_read_only_disk_without_a_log_is_refused(small_disk: Path) -> None:
    url = make_url(f"sqlite+aiosqlite:///{small_disk}/genart.db")
    store = DatabaseStore(url)
    await store.open()
    first = large(ANN, 1)
    await store.save(first)
    await store.close()
    mount("-o", "remount,ro", small_disk)
    with pytest.raises(StoreError, match=r"cannot be opened: .+"):
        await store.open()
    mount("-o", "remount,rw", small_disk)
    await store.open()
    assert await store.last_picture(ANN) == as_last_picture(first)
    await store.save(large(ANN, 2))
    await store.close()
