"""The revision of a database's schema, and the migration to the newest one.

A migration is one transaction that only one process at a time can be in. Alembic is imported only if there
is something to migrate, because the import takes longer than everything else at a start.
"""

from importlib.resources import files

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.store.errors import StoreError

REVISION_TABLE = "genart_revision"
"""Not Alembic's default name: other programs that use Alembic may share a PostgreSQL database."""

revision_table = Table(REVISION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))

_BEFORE_MIGRATIONS = "0001"
# Any number that other programs are unlikely to use: "gena" in ASCII.
_LOCK = 0x67656E61


def revisions() -> list[str]:
    """Return all revisions that this program knows, oldest first."""
    versions = files("bot.store.migrations") / "versions"
    return sorted(file.name[:4] for file in versions.iterdir() if file.name[:4].isdigit())


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database; None if the bot has not created its tables yet.

    :raises StoreError: if this program does not know the revision. The database is left as it is.
    """
    tables = inspect(connection).get_table_names()
    found: str | None = None
    if REVISION_TABLE in tables:
        found = connection.scalar(select(revision_table.c.version_num))
    elif {"artworks", "last_pictures"} <= set(tables):
        found = _BEFORE_MIGRATIONS
    if found is not None and found not in revisions():
        raise StoreError(
            f"it was written by a newer version of genart-bot (schema {found}, this one knows "
            f"{revisions()[-1]}). Please update the bot; the database was left as it is"
        )
    return found


def is_current(connection: Connection) -> bool:
    """Return whether a database has the newest revision.

    :raises StoreError: as ``revision_of``.
    """
    return revision_of(connection) == revisions()[-1]


def migrate(connection: Connection) -> None:
    """Migrate a database to the newest revision, within the connection's current transaction.

    :raises StoreError: as ``revision_of``.
    """
    if connection.dialect.name == "postgresql":
        # On SQLite, the transaction has the write lock already (BEGIN IMMEDIATE).
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock, 0)"), {"lock": _LOCK})
    # Another process may have migrated it while this one waited for the lock.
    if is_current(connection):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    config.attributes["connection"] = connection
    if revision_of(connection) == _BEFORE_MIGRATIONS and not inspect(connection).has_table(REVISION_TABLE):
        command.stamp(config, _BEFORE_MIGRATIONS)
    command.upgrade(config, "head")
