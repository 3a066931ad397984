"""The picture of the day: one for each server and day, the same for everybody there.

Nothing is stored of the picture itself: server and date are its seed.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.art.drawing.rng import stream
from bot.art.errors import no_such, shortened
from bot.art.recipe import Brief, Recipe, seed_of
from bot.errors import UserError
from bot.i18n.text import text
from bot.store import DailySchedule

DEFAULT_HOUR = 9
DEFAULT_TIMEZONE = "UTC"
# Hours after which a picture that could not be posted in time is left out.
LATEST = 3
# How often the bot looks what is due. Clocks differ by whole quarters of an hour, so full hours everywhere
# fall on these.
QUARTER = timedelta(minutes=15)
# What the system's list has beside places: whatever this machine is set to, and nothing at all.
_NO_PLACES = frozenset({"localtime", "Factory"})


class UnknownTimezone(UserError):
    """A time zone that is none."""


def picture_of(server: int | None, day: date) -> Recipe:
    """The picture of that day in a server; outside of any, the one for all the world."""
    seed = seed_of(f"daily {server or 0} {day.isoformat()}")
    return Brief(seed=seed).resolve(stream("daily", seed))


def day_in(daily: DailySchedule | None, now: datetime) -> date:
    """The date where the server says it is; in UTC where it does not say."""
    return now.astimezone(_zone(daily)).date()


def is_due(daily: DailySchedule, now: datetime) -> bool:
    """Whether the picture of the day is to be posted now."""
    there = now.astimezone(_zone(daily))
    late = there - datetime.combine(there.date(), time(daily.hour), there.tzinfo)
    return _next_day(daily, there) == there.date() and timedelta() <= late < timedelta(hours=LATEST)


def next_post(daily: DailySchedule, now: datetime) -> datetime:
    """When the next picture of the day will be posted."""
    if is_due(daily, now):
        return now + QUARTER - (now - datetime.min.replace(tzinfo=UTC)) % QUARTER
    zone = _zone(daily)
    there = now.astimezone(zone)
    day = _next_day(daily, there)
    at = datetime.combine(day, time(daily.hour), zone)
    if at <= there:
        at = datetime.combine(day + timedelta(days=1), time(daily.hour), zone)
    return at.astimezone(UTC)


def timezone_named(name: str) -> str:
    """The IANA name of a time zone, however it is typed.

    :raises UnknownTimezone: if there is none; the message offers the nearest.
    """
    known = timezones()
    key = "_".join(name.split()).casefold()
    if key not in known:
        refusal = text("There is no time zone called “{name}”.", name=shortened(name, 40))
        raise UnknownTimezone(no_such(refusal, name, known))
    return known[key]


@cache
def timezones() -> dict[str, str]:
    """IANA names by themselves in lower case."""
    return {name.casefold(): name for name in sorted(available_timezones() - _NO_PLACES)}


def _next_day(daily: DailySchedule, there: datetime) -> date:
    """Today, or the day after the last one that has its picture: each day has but one."""
    done = daily.posted_on
    return there.date() if done is None else max(there.date(), done + timedelta(days=1))


def _zone(daily: DailySchedule | None) -> ZoneInfo:
    return ZoneInfo(daily.timezone if daily else DEFAULT_TIMEZONE)
