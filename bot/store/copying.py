"""Backups: a copy of a SQLite database as it is at one moment, while others read and write it."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.store.errors import StoreError


def copy_database(database: Path, copy: Path) -> None:
    """Copies a database into a file that is not there yet. Takes as long as reading it all.

    The copy is compact, so nothing that was deleted is in it; readable for its owner only; checked,
    and on the disk before it gets its name.

    :raises StoreError: for operators: why there is none.
    """
    unfinished: Path | None = None
    try:
        if not database.is_file():
            raise StoreError(f"There is no database {database} to copy.")
        if copy.exists():
            raise StoreError(f"{copy} is there already. Please choose another name; it was left as it is.")
        handle, name = tempfile.mkstemp(prefix=f".{copy.name}.", suffix=".part", dir=copy.parent)
        os.close(handle)
        unfinished = Path(name)
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as source:
            source.execute("PRAGMA busy_timeout=5000")
            source.execute("VACUUM INTO ?", [name])
        _check(unfinished)
        _flush(unfinished)
        _name(unfinished, copy)
    except (sqlite3.Error, OSError) as error:
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"{database} could not be copied to {copy}: {why}") from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def _check(file: Path) -> None:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
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
