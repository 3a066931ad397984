"""The schema's revision: which one a database has, and how it comes to have the newest.

A database is brought up to date in one transaction, which only one process at a time gets. Alembic is
imported when there is something for it to do, since that takes longer than all the rest.
"""

from importlib.resources import files

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.store.errors import StoreError

REVISION_TABLE = "genart_revision"
"""A name of our own: a PostgreSQL database may be shared with other programs that use Alembic."""

revision_table = Table(REVISION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))

_BEFORE_MIGRATIONS = "0001"
_LOCK = 0x67656E61


def revisions() -> list[str]:
    """All revisions that this program knows, oldest first."""
    versions = files("bot.store.migrations") / "versions"
    return sorted(file.name[:4] for file in versions.iterdir() if file.name[:4].isdigit())


def revision_of(connection: Connection) -> str | None:
    """The revision that a database has; None if it is none of ours yet.

    :raises StoreError: if it is one that this program does not know; nothing is touched.
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
    """Whether a database has the newest revision.

    :raises StoreError: as ``revision_of``.
    """
    return revision_of(connection) == revisions()[-1]


def migrate(connection: Connection) -> None:
    """Brings a database to the newest revision, within the transaction that the connection is in.

    :raises StoreError: as ``revision_of``.
    """
    if connection.dialect.name == "postgresql":
        # On SQLite the transaction itself is the lock.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock, 0)"), {"lock": _LOCK})
    # Another process may have been quicker.
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
