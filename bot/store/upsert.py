"""INSERT … ON CONFLICT DO UPDATE, which SQLAlchemy offers only separately for each kind of database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import Table


async def upsert(
    connection: AsyncConnection,
    table: type[Table],
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    insert_only: Mapping[str, Any] | None = None,
) -> None:
    """Insert a row, or update the row that has this key already.

    :param insert_only: further values for a new row, which an existing row keeps as they are.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(table).values(**key, **values, **(insert_only or {}))
    await connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
