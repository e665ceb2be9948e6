"""Hours of reports: local texts and their instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.records.hours import Hour, read_hour
from tap_tiktok_ads.records.report_records import Account, Completion, as_dict
from tap_tiktok_ads.records.report_rows import ReportRowReader
from tap_tiktok_ads.records.row_keys import key_of_an_hour
from tap_tiktok_ads.records.values import Unreadable
from tap_tiktok_ads.reports.daily_reports import AD_REPORT
from tap_tiktok_ads.reports.report import Grain
from tests.tap.records.report_reading import page_of

HOURLY = replace(AD_REPORT, grain=Grain.HOUR)
BERLIN = Account("7001", "Europe/Berlin", "EUR")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-01 09:00:00", Hour("2026-03-01T09:00:00", "2026-03-01T08:00:00Z", None)),
        (
            "2025-10-26 02:00:00",
            Hour("2025-10-26T02:00:00", "2025-10-26T00:00:00Z", "2025-10-26T01:00:00Z"),
        ),
        ("2026-03-29 02:00:00", Hour("2026-03-29T02:00:00", "2026-03-29T01:00:00Z", None)),
    ],
    ids=["usual", "clocks put back", "clocks put forward"],
)
def test_an_hour_is_a_local_text_and_an_instant(text: str, hour: Hour) -> None:
    """An hour that comes twice has two instants, the earlier one first."""
    assert read_hour(text, "Europe/Berlin") == hour


@given(
    st.datetimes(datetime(2016, 9, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - local hours
    st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_every_instant_is_found_by_its_local_hour(moment: datetime, zone: str) -> None:
    """The instant of an hour, or the later of the two, is the one it began at."""
    instant = moment.replace(minute=0, second=0, microsecond=0, tzinfo=timezone.utc)
    local = instant.astimezone(ZoneInfo(zone))

    hour = read_hour(f"{local:%Y-%m-%d %H:%M:%S}", zone)

    assert f"{instant:%Y-%m-%dT%H:%M:%SZ}" in {hour.utc, hour.second}


@pytest.mark.parametrize(("text", "zone"), [("", "UTC"), ("9 h", "UTC"), ("2026-03-01", "Mars")])
def test_what_is_no_hour_is_unreadable(text: str, zone: str) -> None:
    """Neither a text that is no time nor an unknown zone gives one."""
    with pytest.raises(Unreadable):
        read_hour(text, zone)


def test_two_rows_of_an_hour_that_comes_twice_both_stay() -> None:
    """They have the same dimensions, so what they say tells them apart; each gets an instant."""
    dimensions = {"ad_id": "1042", "stat_time_hour": "2025-10-26 02:00:00"}
    rows = [{"dimensions": dimensions, "metrics": {"spend": text}} for text in ("1.50", "2.50")]
    read = ReportRowReader(HOURLY.columns(), HOURLY).read(page_of(rows))
    assert len({key_of_an_hour(row) for row in read}) == len(rows)

    records = [as_dict(one) for one in Completion(HOURLY, BERLIN).complete(read)]

    instants = [one["stat_time_hour_utc"] for one in records]
    later = datetime.fromisoformat(instants[0].removesuffix("Z")) + timedelta(hours=1)
    assert instants[1] == f"{later:%Y-%m-%dT%H:%M:%SZ}"
    assert {one["stat_time_hour"] for one in records} == {"2025-10-26T02:00:00"}
