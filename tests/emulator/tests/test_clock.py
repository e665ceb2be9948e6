"""The clock and the local days it makes."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.clock import Clock, parse_instant, quarter_hour
from tests.emulator.dataset.local_days import HOUR_WEIGHTS, local_day

UTC = timezone.utc
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZONES = ["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "UTC"]


def test_a_given_instant_stands_still_while_the_seconds_go_on() -> None:
    """The date is frozen, rate limits are not."""
    host = [100.0]
    clock = Clock(NOON, lambda: host[0])
    host[0] += 30
    assert clock.now() == clock.version() == NOON
    assert clock.seconds() == NOON.timestamp() + 30


def test_without_an_instant_the_clock_runs_and_its_version_changes_each_quarter_hour() -> None:
    """Running, answers may be kept for the rest of the quarter hour."""
    host = [0.0]
    clock = Clock(None, lambda: host[0])
    first = clock.now()
    host[0] += 901
    assert clock.now() - first == timedelta(seconds=901)
    assert clock.version() == quarter_hour(clock.now()) > quarter_hour(first)


def test_setting_the_clock_moves_the_seconds_too() -> None:
    """Whoever sets the clock leaves a lock behind without waiting."""
    host = [0.0]
    clock = Clock(NOON, lambda: host[0])
    clock.set(NOON + timedelta(minutes=5))
    host[0] += 1
    assert clock.now() == NOON + timedelta(minutes=5)
    assert clock.seconds() == NOON.timestamp() + 301


@pytest.mark.parametrize("start", [None, NOON])
def test_seconds_that_pass_at_once_pass_for_the_data_and_for_the_limits(
    start: datetime | None,
) -> None:
    """A frozen clock stays frozen, a running one goes on running."""
    host = [0.0]
    clock = Clock(start, lambda: host[0])
    now, seconds = clock.now(), clock.seconds()
    clock.forward(300)
    assert clock.now() - now == timedelta(seconds=300)
    assert clock.seconds() == pytest.approx(seconds + 300)
    host[0] += 5
    assert clock.seconds() == pytest.approx(seconds + 305)


@pytest.mark.parametrize(
    "text",
    ["2026-11-20T12:00:00Z", "2026-11-20T12:00:00", "2026-11-20T13:00:00+01:00"],
)
def test_instants_are_utc_unless_they_say_otherwise(text: str) -> None:
    """ISO 8601 with Z, with an offset, or with neither."""
    assert parse_instant(text) == NOON


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_quarter_hour_begins_at_most_fifteen_minutes_ago(instant: datetime) -> None:
    """It is never in the future and always at :00, :15, :30 or :45."""
    begin = quarter_hour(instant)
    assert timedelta() <= instant - begin < timedelta(minutes=15)
    assert (begin.minute % 15, begin.second, begin.microsecond) == (0, 0, 0)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 11, 20), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 24),
        ("America/Los_Angeles", date(2026, 3, 8), 23),
        ("Asia/Kolkata", date(2026, 11, 20), 24),
    ],
)
def test_a_day_has_the_hours_its_clocks_show(zone: str, day: date, hours: int) -> None:
    """23 when the clock jumps; the hour that comes twice is one label."""
    local = local_day(ZoneInfo(zone), day)
    assert len(local.hours) == hours
    assert list(local.hours) == sorted(set(local.hours))
    assert local.running[-1] == sum(HOUR_WEIGHTS[hour] for hour in local.hours)


def test_an_hour_that_comes_twice_begins_the_first_time() -> None:
    """Berlin, 25 October: two o'clock comes at 00:00 and at 01:00 UTC."""
    local = local_day(ZoneInfo("Europe/Berlin"), date(2026, 10, 25))
    assert local.begins[2] == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert local.begins[3] == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert local.end - local.begin == timedelta(hours=25)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(ZONES))
def test_days_follow_one_another_without_gap(day: date, name: str) -> None:
    """A day ends where the next begins, and its hours begin one after the other."""
    zone = ZoneInfo(name)
    local = local_day(zone, day)
    assert local.end == local_day(zone, day + timedelta(days=1)).begin
    assert local.begun(local.begin - timedelta(microseconds=1)) == 0
    assert local.begun(local.begin) == 1
    assert local.begun(local.end) == len(local.hours)
    assert list(local.begins) == sorted(local.begins)
