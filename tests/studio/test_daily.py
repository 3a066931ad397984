"""The picture of the day: which one, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.store import DailySchedule
from bot.studio.daily import UnknownTimezone, daily_recipe, day_in, is_due, next_post, timezone_named

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def daily(hour: int, timezone: str = "UTC", posted_on: date | None = None) -> DailySchedule:
    return DailySchedule(1, 2, hour, timezone, posted_on)


def test_one_for_each_server_and_day() -> None:
    days = [NOON.date() + timedelta(days=d) for d in range(30)]
    pictures = {daily_recipe(server, day).code for server in (1, 2, None) for day in days}
    assert len(pictures) == 90
    assert daily_recipe(1, days[0]) == daily_recipe(1, days[0])


def test_the_day_is_that_of_the_server() -> None:
    assert day_in(daily(9, "Pacific/Auckland"), NOON) == date(2026, 3, 29)
    assert day_in(None, NOON) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("set_to", "due"),
    [
        (daily(12), True),
        (daily(10), True),
        (daily(9), False),
        (daily(13), False),
        (daily(12, posted_on=NOON.date()), False),
        (daily(12, posted_on=NOON.date() - timedelta(days=1)), True),
        # Moved westwards, over the date line.
        (daily(12, posted_on=NOON.date() + timedelta(days=1)), False),
        (daily(13, "Europe/Berlin"), True),
        (daily(14, "Europe/Berlin"), False),
    ],
)
def test_due_from_its_hour_on_for_three_hours_once(set_to: DailySchedule, due: bool) -> None:
    assert is_due(set_to, NOON) is due


def test_the_next_one_comes_at_its_hour_also_when_the_clocks_change() -> None:
    tonight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert next_post(daily(9, "Europe/Berlin"), tonight) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert next_post(daily(9), NOON) == datetime(2026, 3, 29, 9, tzinfo=UTC)
    assert next_post(daily(15), NOON) == datetime(2026, 3, 28, 15, tzinfo=UTC)


def test_the_next_one_is_never_said_to_be_over() -> None:
    soon = NOON + timedelta(minutes=50)
    assert next_post(daily(11), soon) == NOON + timedelta(hours=1)


def test_a_day_that_has_its_picture_gets_no_second_one_at_a_later_hour() -> None:
    moved = daily(20, posted_on=NOON.date())
    assert next_post(moved, NOON) == datetime(2026, 3, 29, 20, tzinfo=UTC)
    assert not is_due(moved, NOON.replace(hour=20))


def test_time_zones_are_known_however_they_are_typed() -> None:
    assert timezone_named(" europe/berlin ") == "Europe/Berlin"
    assert timezone_named("america/new york") == "America/New_York"
    with pytest.raises(UnknownTimezone, match="no time zone called"):
        timezone_named("../../etc/passwd")
    with pytest.raises(UnknownTimezone):
        timezone_named("localtime")
