"""Notes of the bot to itself: short texts by key, about nobody."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.pictures import UPSERTS
from bot.store.tables import NoteRow


async def recall(connection: AsyncConnection, key: str) -> str | None:
    """The note with that key."""
    return await connection.scalar(select(NoteRow.value).where(NoteRow.key == key))


async def leave(connection: AsyncConnection, key: str, value: str) -> None:
    """Writes a note, in the place of one with the same key."""
    upsert = UPSERTS[connection.dialect.name](NoteRow).values(key=key, value=value)
    await connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
