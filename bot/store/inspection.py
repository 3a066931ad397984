"""Looking at a database without leaving anything behind: for ``genart-bot doctor``."""

from dataclasses import dataclass

from sqlalchemy import URL, text

from bot.store.connection import OPEN_ERRORS, Database, reason
from bot.store.errors import StoreError
from bot.store.schema import revision_of, revisions


class NoDatabase(StoreError):
    """There is no database, as before the first start."""


@dataclass(frozen=True)
class Inspection:
    """What a database is like.

    :ivar revision: of its schema; None if there is none of ours in it yet.
    :ivar newest: the revision it would have after a start.
    """

    revision: str | None
    newest: str


async def inspect_database(url: URL) -> Inspection:
    """Opens a database as it is, then writes to it, reads that back, and takes it all back.

    :raises NotMade: if there is none yet.
    :raises StoreError: for operators: what is wrong with it, or that it is newer than this program.
    """
    database = Database(url)
    try:
        _look_for(database)
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


def _look_for(database: Database) -> None:
    if database.file is not None:
        try:
            database.file.stat()
        except FileNotFoundError:
            raise NoDatabase(f"There is no database {database} yet.") from None
