"""The picture of the day: its recipe and its schedule."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.store import DailySchedule
from bot.studio.daily import UnknownTimezone, daily_recipe, day_in, is_due, next_post, timezone_named

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def daily(hour: int, timezone: str = "UTC", posted_on: date | None = None) -> DailySchedule:
    return DailySchedule(1, 2, hour, timezone, posted_on)


def test_each_server_and_day_has_its_own_picture() -> None:
    days = [NOON.date() + timedelta(days=d) for d in range(30)]
    pictures = {daily_recipe(server, day).code for server in (1, 2, None) for day in days}
    assert len(pictures) == 90
    assert daily_recipe(1, days[0]) == daily_recipe(1, days[0])


def test_the_date_is_in_the_time_zone_of_the_server() -> None:
    assert day_in(daily(9, "Pacific/Auckland"), NOON) == date(2026, 3, 29)
    assert day_in(None, NOON) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        (daily(12), True),
        (daily(10), True),
        (daily(9), False),
        (daily(13), False),
        (daily(12, posted_on=NOON.date()), False),
        (daily(12, posted_on=NOON.date() - timedelta(days=1)), True),
        # The time zone was changed to one west of the date line.
        (daily(12, posted_on=NOON.date() + timedelta(days=1)), False),
        (daily(13, "Europe/Berlin"), True),
        (daily(14, "Europe/Berlin"), False),
    ],
)
def test_a_post_is_due_once_within_three_hours(schedule: DailySchedule, due: bool) -> None:
    assert is_due(schedule, NOON) is due


def test_the_next_post_keeps_its_hour_when_the_clocks_change() -> None:
    tonight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert next_post(daily(9, "Europe/Berlin"), tonight) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert next_post(daily(9), NOON) == datetime(2026, 3, 29, 9, tzinfo=UTC)
    assert next_post(daily(15), NOON) == datetime(2026, 3, 28, 15, tzinfo=UTC)


def test_the_next_post_is_never_in_the_past() -> None:
    soon = NOON + timedelta(minutes=50)
    assert next_post(daily(11), soon) == NOON + timedelta(hours=1)


def test_a_later_hour_does_not_cause_a_second_post_that_day() -> None:
    moved = daily(20, posted_on=NOON.date())
    assert next_post(moved, NOON) == datetime(2026, 3, 29, 20, tzinfo=UTC)
    assert not is_due(moved, NOON.replace(hour=20))


def test_time_zones_are_found_in_any_spelling() -> None:
    assert timezone_named(" europe/berlin ") == "Europe/Berlin"
    assert timezone_named("america/new york") == "America/New_York"
    with pytest.raises(UnknownTimezone, match="no time zone called"):
        timezone_named("../../etc/passwd")
    with pytest.raises(UnknownTimezone):
        timezone_named("localtime")
