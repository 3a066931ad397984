"""The picture of the day: one for each server and day, the same for everybody there.

The picture itself is not stored: server and date are its seed. A day is claimed in the store before its
picture is posted, so several bots, or one that dies halfway, post it once or not at all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.art.drawing.rng import stream
from bot.art.errors import no_such, shortened
from bot.art.recipe import Brief, Recipe, seed_of
from bot.errors import Outcome, UserError
from bot.i18n.text import text
from bot.store import DailySchedule, Store

DEFAULT_HOUR = 9
DEFAULT_TIMEZONE = "UTC"
# A picture later than this many hours is skipped for the day.
MAX_DELAY = 3
# How often to check what is due. Time zones differ by whole quarters of an hour, so every full hour anywhere
# falls on one of these.
QUARTER_HOUR = timedelta(minutes=15)
# In the system's list, but no places: this machine's own setting, and a placeholder.
_NOT_PLACES = frozenset({"localtime", "Factory"})


class UnknownTimezone(UserError):
    """A time zone that does not exist."""


class NotPosted(UserError):
    """A picture of the day could not be posted. The message is for operators."""

    outcome = Outcome.UNPOSTED


class PostForbidden(NotPosted):
    """A picture of the day that the bot is not allowed to post. A retry will not help."""


class NotReleased(UserError):
    """A picture of the day could not be posted, nor its claim given back. The message is for operators."""


class DailyPosts:
    """Where and when the servers get their pictures of the day."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, server: int) -> DailySchedule | None:
        """Return where and when a server gets its picture of the day, if it does."""
        return await self._store.daily_schedule(server)

    async def all(self) -> tuple[DailySchedule, ...]:
        """Return where and when all servers get theirs."""
        return await self._store.daily_schedules()

    async def change(
        self, before: DailySchedule, *, channel: int, hour: int | None, timezone: str | None
    ) -> DailySchedule:
        """Post the picture of the day in this channel from now on; what is None stays as it is.

        A day that has its picture already does not get another.

        :raises UnknownTimezone: if there is no such time zone.
        """
        schedule = replace(
            before,
            channel=channel,
            hour=before.hour if hour is None else hour,
            timezone=timezone_named(timezone) if timezone else before.timezone,
        )
        await self._store.set_daily_schedule(schedule)
        return schedule

    async def stop(self, server: int) -> bool:
        """Stop posting the picture of the day in a server; return whether it was posted there."""
        return await self._store.delete_daily_schedule(server)

    async def today(self, server: int | None, now: datetime) -> tuple[date, Recipe]:
        """Return the date in a server, and the recipe of its picture of that day."""
        day = day_in(None if server is None else await self._store.daily_schedule(server), now)
        return day, daily_recipe(server, day)

    async def post_if_due(
        self,
        server: int,
        now: Callable[[], datetime],
        post: Callable[[DailySchedule, date], Awaitable[None]],
    ) -> None:
        """Post a server's picture of the day if it is due and nobody else has claimed it.

        The day is claimed before it is posted. If the bot dies in between, the day is skipped rather than
        posted twice. If `post` raises a UserError, the claim is given back, so the next call tries again.

        :raises PostForbidden: if `post` did. The claim stays, because a second try would fail as well.
        :raises NotPosted: if `post` raised any other UserError.
        :raises UserError: what the store raised.
        """
        daily = await self._store.daily_schedule(server)
        if daily is None or not is_due(daily, now()):
            return
        day = day_in(daily, now())
        if not await self._store.claim_daily_post(server, day):
            return
        try:
            await post(daily, day)
        except PostForbidden:
            raise
        except UserError as error:
            try:
                await self._store.release_daily_post(server, day)
            except UserError as another:
                raise NotReleased(f"{error} And its claim could not be given back: {another}") from error
            raise NotPosted(str(error)) from error

    async def check_unchanged(self, daily: DailySchedule) -> None:
        """Check that channel, hour and time zone are unchanged: drawing may have waited in the queue.

        :raises NotPosted: if it was moved or stopped meanwhile.
        """
        current = await self._store.daily_schedule(daily.server)
        if current is None or replace(current, posted_on=daily.posted_on) != daily:
            raise NotPosted("it was moved or stopped meanwhile")


def daily_recipe(server: int | None, day: date) -> Recipe:
    """Return the recipe of that day in a server; without a server, the one for all direct messages."""
    seed = seed_of(f"daily {server or 0} {day.isoformat()}")
    return Brief(seed=seed).resolve(stream("daily", seed))


def day_in(daily: DailySchedule | None, now: datetime) -> date:
    """Return the date in the server's time zone; in UTC if it has set none."""
    return now.astimezone(_zone(daily)).date()


def is_due(daily: DailySchedule, now: datetime) -> bool:
    """Return whether the picture of the day should be posted now."""
    there = now.astimezone(_zone(daily))
    late = there - datetime.combine(there.date(), time(daily.hour), there.tzinfo)
    return _next_day(daily, there) == there.date() and timedelta() <= late < timedelta(hours=MAX_DELAY)


def next_post(daily: DailySchedule, now: datetime) -> datetime:
    """Return when the next picture of the day will be posted."""
    if is_due(daily, now):
        return now + QUARTER_HOUR - (now - datetime.min.replace(tzinfo=UTC)) % QUARTER_HOUR
    zone = _zone(daily)
    there = now.astimezone(zone)
    day = _next_day(daily, there)
    at = datetime.combine(day, time(daily.hour), zone)
    if at <= there:
        at = datetime.combine(day + timedelta(days=1), time(daily.hour), zone)
    return at.astimezone(UTC)


def timezone_named(name: str) -> str:
    """Return the IANA name of a time zone, however it is typed.

    :raises UnknownTimezone: if there is none; the message offers the closest.
    """
    known = timezones()
    key = "_".join(name.split()).casefold()
    if key not in known:
        refusal = text("There is no time zone called “{name}”.", name=shortened(name, 40))
        raise UnknownTimezone(no_such(refusal, name, known))
    return known[key]


@cache
def timezones() -> dict[str, str]:
    """Return every IANA name by its lower-case form."""
    return {name.casefold(): name for name in sorted(available_timezones() - _NOT_PLACES)}


def _next_day(daily: DailySchedule, there: datetime) -> date:
    """Today, or the day after ``posted_on`` if today already has its picture."""
    done = daily.posted_on
    return there.date() if done is None else max(there.date(), done + timedelta(days=1))


def _zone(daily: DailySchedule | None) -> ZoneInfo:
    return ZoneInfo(daily.timezone if daily else DEFAULT_TIMEZONE)
