"""Alembic's entry point. It runs the migrations in the current transaction of the connection it is given."""

from alembic import context

from bot.store.schema import REVISION_TABLE
from bot.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    version_table=REVISION_TABLE,
)
context.run_migrations()
