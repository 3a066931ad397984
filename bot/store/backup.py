"""Backups: a copy of a SQLite database as it is at one moment, while others read and write it."""

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

# What SQLite does between two looks at whether it is to stop: a few rows.
_STEPS = 100


def copy_database(database: Path, copy: Path, stop: Event) -> None:
    """Copies a database into a file that is not there yet. Takes as long as reading it all.

    The copy is compact, so nothing that was deleted is in it; readable for its owner only; checked,
    and on the disk before it gets its name.

    :param stop: when this is set, it gives up.
    :raises StoreError: for operators: why there is none.
    """
    try:
        if not database.is_file():
            raise StoreError(f"There is no database {database} to copy.")
        if copy.exists():
            raise StoreError(f"{copy} is there already. Please choose another name; it was left as it is.")
        _remove_left_behind(copy)
        with (
            TemporaryDirectory(prefix=f".{copy.name}.", suffix=".part", dir=copy.parent) as folder,
            _locked(Path(folder)),
        ):
            unfinished = Path(folder, copy.name)
            unfinished.touch(mode=0o600)
            with _opened(database, "rw", stop) as source:
                source.execute("PRAGMA busy_timeout=5000")
                source.execute("VACUUM INTO ?", [str(unfinished)])
            _check(unfinished, stop)
            _flush(unfinished)
            _name(unfinished, copy)
    except (sqlite3.Error, OSError) as error:
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"{database} could not be copied to {copy}: {why}") from error


def _remove_left_behind(copy: Path) -> None:
    """Removes the unfinished copies of those that were killed; those that still work have theirs locked."""
    # Eight characters are what the name of a temporary folder has of its own.
    for folder in copy.parent.glob(f".{escape(copy.name)}.????????.part"):
        # What cannot be removed is no reason to make no backup.
        with suppress(OSError), _locked(folder) as mine:
            if mine:
                rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Locks a folder for as long as this process lives, and says whether it could.

    Not the file in it: on some systems SQLite, which locks that itself, would be kept out. Windows and some
    network disks know no locks of folders; nothing is ever removed there.
    """
    if sys.platform == "win32":
        yield False
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        mine = False
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = True
        yield mine
    finally:
        os.close(handle)


@contextmanager
def _opened(file: Path, mode: str, stop: Event) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)) as database:
        database.set_progress_handler(stop.is_set, _STEPS)
        yield database


def _check(file: Path, stop: Event) -> None:
    with _opened(file, "ro", stop) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise OSError(f"the copy is damaged: {verdict}")


def _flush(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _name(unfinished: Path, copy: Path) -> None:
    """Gives the file its name, if nobody else has taken it meanwhile."""
    try:
        copy.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no second names.
        if copy.exists():
            raise
        unfinished.rename(copy)
