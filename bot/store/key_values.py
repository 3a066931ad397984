"""Values that the bot stores for itself, by key. None is about a person, so erasing leaves them alone."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import ValueRow
from bot.store.upsert import upsert


async def get(connection: AsyncConnection, key: str) -> str | None:
    """Return the value of a key."""
    return await connection.scalar(select(ValueRow.value).where(ValueRow.key == key))


async def put(connection: AsyncConnection, key: str, value: str) -> None:
    """Store a value, replacing what the key held before."""
    await upsert(connection, ValueRow, {"key": key}, {"value": value})
