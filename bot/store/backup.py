"""Backups of a SQLite database while others use it.

A backup appears under its name only when it is complete, checked and flushed to disk.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from threading import Event

from bot.store.errors import StoreError

if sys.platform != "win32":
    import fcntl

# How many instructions SQLite executes between two checks of ``stop``: enough for a few rows.
_STEPS = 100


def copy_database(database: Path, copy: Path, stop: Event) -> None:
    """Copy a database into a new file, reading all of it.

    The copy is written anew (VACUUM INTO), so it contains nothing that was deleted. Only its owner can read
    it.

    :param stop: set it from another thread to give up.
    :raises StoreError: with the reason, for operators.
    """
    try:
        if not database.is_file():
            raise StoreError(f"There is no database {database} to copy.")
        if copy.exists():
            raise StoreError(f"{copy} is there already. Please choose another name; it was left as it is.")
        _remove_abandoned(copy)
        with (
            TemporaryDirectory(prefix=f".{copy.name}.", suffix=".part", dir=copy.parent) as folder,
            _locked(Path(folder)),
        ):
            unfinished = Path(folder, copy.name)
            unfinished.touch(mode=0o600)
            with _connection(database, "rw", stop) as source:
                source.execute("PRAGMA busy_timeout=5000")
                source.execute("VACUUM INTO ?", [str(unfinished)])
            _check(unfinished, stop)
            _flush(unfinished)
            _publish(unfinished, copy)
    except (sqlite3.Error, OSError) as error:
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"{database} could not be copied to {copy}: {why}") from error


def _remove_abandoned(copy: Path) -> None:
    """Remove unfinished copies of earlier backups that were killed. A backup that runs locks its folder."""
    # TemporaryDirectory puts eight random characters between prefix and suffix.
    for folder in copy.parent.glob(f".{escape(copy.name)}.????????.part"):
        # A leftover that cannot be removed must not prevent this backup.
        with suppress(OSError), _locked(folder) as acquired:
            if acquired:
                rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Try to lock a folder, and yield whether that succeeded. The lock ends with the process at the latest.

    The folder and not the file in it, because on some systems the lock would keep out SQLite, which locks the
    file itself. Windows and some network disks cannot lock folders. Nothing is ever removed there.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        acquired = False
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            acquired = True
        yield acquired
    finally:
        os.close(handle)


@contextmanager
def _connection(file: Path, mode: str, stop: Event) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)) as database:
        database.set_progress_handler(stop.is_set, _STEPS)
        yield database


def _check(file: Path, stop: Event) -> None:
    with _connection(file, "ro", stop) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise OSError(f"the copy is damaged: {verdict}")


def _flush(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _publish(unfinished: Path, copy: Path) -> None:
    """Give the file its name, unless another file has taken it meanwhile.

    Unlike a rename, a hard link fails if the name is taken.
    """
    try:
        copy.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links.
        if copy.exists():
            raise
        unfinished.rename(copy)
