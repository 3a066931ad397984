"""The pictures of the day: which servers want one, and who posts it."""

from datetime import date

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import Daily
from bot.store.pictures import UPSERTS
from bot.store.tables import DailyRow

_DAILY = (DailyRow.server, DailyRow.channel, DailyRow.hour, DailyRow.timezone, DailyRow.posted_on)


async def all_of_them(connection: AsyncConnection) -> tuple[Daily, ...]:
    """Those of all servers."""
    rows = await connection.execute(select(*_DAILY).order_by(DailyRow.server))
    return tuple(Daily(*row) for row in rows)


async def of(connection: AsyncConnection, server: int) -> Daily | None:
    """That of one server."""
    row = (await connection.execute(select(*_DAILY).where(DailyRow.server == server))).one_or_none()
    return row and Daily(*row)


async def put(connection: AsyncConnection, daily: Daily) -> None:
    """Starts one or moves it."""
    place = {"channel": daily.channel, "hour": daily.hour, "timezone": daily.timezone}
    upsert = UPSERTS[connection.dialect.name](DailyRow)
    upsert = upsert.values(server=daily.server, posted_on=daily.posted_on, **place)
    await connection.execute(upsert.on_conflict_do_update(index_elements=["server"], set_=place))


async def stop(connection: AsyncConnection, server: int) -> bool:
    """Ends one."""
    return (await connection.execute(delete(DailyRow).where(DailyRow.server == server))).rowcount == 1


async def claim(connection: AsyncConnection, server: int, day: date) -> bool:
    """Takes a day for the caller, unless somebody has."""
    free = or_(DailyRow.posted_on.is_(None), DailyRow.posted_on < day)
    claimed = update(DailyRow).where(DailyRow.server == server, free).values(posted_on=day)
    return (await connection.execute(claimed)).rowcount == 1


async def release(connection: AsyncConnection, server: int, day: date) -> None:
    """Gives a day back."""
    mine = (DailyRow.server == server, DailyRow.posted_on == day)
    await connection.execute(update(DailyRow).where(*mine).values(posted_on=None))
