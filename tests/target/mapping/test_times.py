"""Times of records -> Unix seconds."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from target_tiktok_events.mapping.times import unix_seconds

NOON = 1704715200  # 2024-01-08T12:00:00Z
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-08T12:00:00Z",
        "2024-01-08t12:00:00z",
        "2024-01-08T12:00Z",
        "2024-01-08 12:00:00",
        "2024-01-08T12:00:00",
        "2024-01-08T12:00:00+00:00",
        "2024-01-08T13:00:00+01:00",
        "2024-01-08T13:00:00+0100",
        "2024-01-08 13:00:00+01",
        "2024-01-08T07:00:00-05:00",
        "2024-01-08T17:30:00+05:30",
        "2024-01-08 12:00:00 UTC",
        "2024-01-08 12:00:00.123456 UTC",
        "2024-01-08T12:00:00.9Z",
        "2024-01-08T12:00:00.123456789Z",
        "2024-01-08T12:00:00,5+00:00",
        " 2024-01-08T12:00:00Z ",
        NOON,
        NOON * 1000,
        NOON * 1000 + 999,
        float(NOON) + 0.7,
        Decimal(NOON),
        Decimal(NOON * 1000),
        str(NOON),
        str(NOON * 1000),
        f"{NOON}.25",
        datetime(2024, 1, 8, 12, tzinfo=timezone.utc),
        datetime(2024, 1, 8, 14, tzinfo=timezone(timedelta(hours=2))),
        NOON * 10**6,
        f"{NOON}123456",
        float(NOON) * 10**6,
        datetime(2024, 1, 8, 12),  # noqa: DTZ001 - a warehouse's time without zone, read as UTC
    ],
)
def test_times(value: Any) -> None:
    """ISO text with any offset, and seconds, milliseconds and microseconds since 1970."""
    assert unix_seconds(value) == NOON


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-08T12:00:00",
        "2024-01-08 12:00:00.5",
        datetime(2024, 1, 8, 12),  # noqa: DTZ001 - a warehouse's time without zone, read as UTC
    ],
)
def test_zone_of_the_machine_does_not_matter(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time without an offset is UTC on a machine in any zone."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert unix_seconds(value) == NOON
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "value", ["2024-01-08", date(2024, 1, 8), "20240108", 20240108, Decimal(20240108), 20240108.0]
)
def test_date_is_its_midnight(value: Any) -> None:
    """A date stands for its first second, in UTC or in the zone of the shop."""
    assert unix_seconds(value) == NOON - 12 * 3600
    assert unix_seconds(value, BERLIN) == NOON - 13 * 3600


@pytest.mark.parametrize("value", [20241301, "20240230", 17047152])
def test_eight_digits_that_are_no_date(value: Any) -> None:
    """Such a number is seconds, which nobody means: too long ago for an event."""
    assert unix_seconds(value) == int(value)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-01T12:00:00", "2026-07-01T10:00:00"),
        ("2026-01-01 12:00:00.5", "2026-01-01T11:00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00"),  # twice: the first counts
        ("2026-10-25T03:30:00", "2026-10-25T02:30:00"),
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00"),  # skipped: as if not changed yet
        ("2026-03-29T03:30:00", "2026-03-29T01:30:00"),
        ("2026-10-25", "2026-10-24T22:00:00"),
        ("2026-07-01T12:00:00Z", "2026-07-01T12:00:00"),
        ("2026-07-01T12:00:00 UTC", "2026-07-01T12:00:00"),
        ("2026-07-01T12:00:00+09", "2026-07-01T03:00:00"),
    ],
)
def test_times_of_a_zone(text: str, utc: str) -> None:
    """Times without an offset are the wall clock's, summer time and its ends included."""
    assert unix_seconds(text, BERLIN) == unix_seconds(utc)


def test_fold_of_a_datetime_is_not_asked() -> None:
    """Of an hour that comes twice the first counts, whoever made the datetime."""
    twice = datetime(2026, 10, 25, 2, 30, fold=1)  # noqa: DTZ001 - a wall clock
    assert unix_seconds(twice, BERLIN) == unix_seconds("2026-10-25T00:30:00")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        "yesterday",
        "08.01.2024",
        "01/08/2024",
        "2024-13-01",
        "2024-02-30",
        "2024-01",
        "2024-01-08T25:00:00Z",
        "2024-01-08T12:61:00Z",
        "2024-01-08T12:00:00+99:00",
        "12:00",
        "2024-W02-1",
        "0001-01-01T00:00:00+14:00x",
        "9" * 100,
        "-1704715200",
        True,
        False,
        [],
        {},
        [NOON],
        float("nan"),
        float("inf"),
        -1,
        NOON * 10**9,
        10**400,
    ],
)
def test_what_is_no_time(value: Any) -> None:
    """Other text, booleans, nanoseconds and nonsense are no time; none of it becomes now."""
    assert unix_seconds(value) is None


@settings(deadline=None)
@given(
    moment=st.datetimes(
        min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
    )
)
def test_iso_text_round_trip(moment: datetime) -> None:
    """ISO text of any instant in any offset gives the seconds of that instant."""
    assert unix_seconds(moment.isoformat()) == int(moment.timestamp())
    assert unix_seconds(moment.isoformat(" ").replace("+00:00", " UTC")) == int(moment.timestamp())


@settings(deadline=None)
@given(seconds=st.integers(0, 10**11 - 1))
def test_seconds_and_milliseconds_agree(seconds: int) -> None:
    """Seconds stay as they are, as number and as text."""
    assume(not 19000000 <= seconds < 22000000)
    assert unix_seconds(seconds) == unix_seconds(str(seconds)) == seconds
    if seconds >= 10**8:
        assert unix_seconds(seconds * 1000) == seconds


@settings(deadline=None)
@given(value=st.text(alphabet=st.characters(exclude_categories=())) | st.floats() | st.decimals())
def test_no_value_raises(value: Any) -> None:
    """Every text and number is a time or none."""
    found = unix_seconds(value)
    assert found is None or type(found) is int
