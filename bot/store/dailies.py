"""Daily schedules: which servers get a picture of the day, and which bot posts it."""

from datetime import date

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import DailySchedule
from bot.store.tables import DailyScheduleRow as Row
from bot.store.upsert import upsert

_COLUMNS = (Row.server, Row.channel, Row.hour, Row.timezone, Row.posted_on)


async def schedules(connection: AsyncConnection) -> tuple[DailySchedule, ...]:
    """Return the schedules of all servers."""
    rows = await connection.execute(select(*_COLUMNS).order_by(Row.server))
    return tuple(DailySchedule(*row) for row in rows)


async def schedule(connection: AsyncConnection, server: int) -> DailySchedule | None:
    """Return the schedule of one server."""
    row = (await connection.execute(select(*_COLUMNS).where(Row.server == server))).one_or_none()
    return row and DailySchedule(*row)


async def set_schedule(connection: AsyncConnection, new: DailySchedule) -> None:
    """Create or replace a schedule. An existing one keeps its ``posted_on``."""
    values = {"channel": new.channel, "hour": new.hour, "timezone": new.timezone}
    await upsert(connection, Row, {"server": new.server}, values, insert_only={"posted_on": new.posted_on})


async def delete_schedule(connection: AsyncConnection, server: int) -> bool:
    """Delete a schedule."""
    return (await connection.execute(delete(Row).where(Row.server == server))).rowcount == 1


async def claim_post(connection: AsyncConnection, server: int, day: date) -> bool:
    """Claim a day for the caller, unless it or a later day has been claimed."""
    free = or_(Row.posted_on.is_(None), Row.posted_on < day)
    claimed = update(Row).where(Row.server == server, free).values(posted_on=day)
    return (await connection.execute(claimed)).rowcount == 1


async def release_post(connection: AsyncConnection, server: int, day: date) -> None:
    """Give up the claim to a day."""
    claimed = (Row.server == server, Row.posted_on == day)
    await connection.execute(update(Row).where(*claimed).values(posted_on=None))
