"""Inspecting a database for ``genart-bot doctor``. Everything that it writes is rolled back."""

from dataclasses import dataclass

from sqlalchemy import URL, text

from bot.store.connection import OPEN_ERRORS, Database, reason
from bot.store.errors import StoreError
from bot.store.schema import revision_of, revisions


class NoDatabase(StoreError):
    """There is no database yet. The first start creates it."""


@dataclass(frozen=True)
class Inspection:
    """What was found in a database that works.

    :ivar revision: the revision of its schema; None if the bot has not created its tables yet.
    :ivar newest: the revision that the next start brings it to.
    """

    revision: str | None
    newest: str


async def inspect_database(url: URL) -> Inspection:
    """Open a database, write to it, read that back, and roll everything back.

    :raises NoDatabase: if there is none yet.
    :raises StoreError: with what is wrong, for operators; also if it is newer than this program.
    """
    database = Database(url)
    try:
        _check_file_exists(database)
        async with database.dry_run() as connection:
            revision = await connection.run_sync(revision_of)
            await connection.execute(text("CREATE TABLE genart_doctor (word VARCHAR(8))"))
            await connection.execute(text("INSERT INTO genart_doctor VALUES ('well')"))
            if await connection.scalar(text("SELECT word FROM genart_doctor")) != "well":
                raise StoreError("it does not give back what was written to it")
    except NoDatabase:
        raise
    except OPEN_ERRORS as error:
        raise StoreError(f"The database {database} cannot be used: {reason(error)}") from error
    return Inspection(revision, revisions()[-1])


def _check_file_exists(database: Database) -> None:
    if database.file is not None:
        try:
            database.file.stat()
        except FileNotFoundError:
            raise NoDatabase(f"There is no database {database} yet.") from None
