"""The ready-made reports: each is imported as it is declared, once somebody selects it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads import streams
from tap_tiktok_ads.reports.daily_reports import AD_REPORT, DAILY_REPORTS
from tap_tiktok_ads.reports.ready_made import READY_MADE, is_ready_made
from tap_tiktok_ads.reports.report import Grain
from tap_tiktok_ads.reports.rules import problems_of
from tap_tiktok_ads.schemas.metric import Level
from tap_tiktok_ads.streams import STREAM_TYPES, name_of
from tap_tiktok_ads.streams.report_types import stream_type_of
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import Ran, run_in_process
from tests.tap.local_settings import NOW, settings_for
from tests.tap.operator.selection import catalog_selecting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.reports.report import Report

pytestmark = pytest.mark.xdist_group("ready-made reports")  # one import for all of them


@pytest.fixture(scope="module")
def small() -> Iterator[LocalTikTok]:
    """Start a local TikTok with few objects and all of their kinds; the tap's clock is its own."""
    sizes = ("--advertisers", "2", "--campaigns", "3", "--ad-groups", "1", "--ads", "2")
    with LocalTikTok("--now", NOW, *sizes) as tiktok, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        yield tiktok


@pytest.fixture(scope="module")
def ran(small: LocalTikTok) -> Ran:
    """Import three days of every ready-made report and of the daily ones."""
    names = [one.name for one in (*DAILY_REPORTS, *READY_MADE)]
    settings = settings_for(small, start_date="2026-03-08")
    return run_in_process(settings, catalog=catalog_selecting(settings, *names))


def spend(ran: Ran, stream: str) -> Decimal:
    rows = ran.output.records(stream)
    return sum((Decimal(str(row["spend"] or 0)) for row in rows), Decimal(0))


def test_tiktok_takes_all_of_them(ran: Ran) -> None:
    """None is refused, and none lacks a row that TikTok counts."""
    assert (ran.error, ran.exit_code, ran.failures) == (None, 0, [])
    assert ran.output.duplicates == {}


@pytest.mark.parametrize("report", READY_MADE, ids=lambda one: one.name)
def test_rows_have_the_columns_that_are_declared(ran: Ran, report: Report) -> None:
    """Every part of the key is there, and every dimension is a part of it."""
    rows = ran.output.records(report.name)

    assert rows
    assert set(report.key) >= {one.name for one in report.breakdowns}
    for row in rows:
        assert list(row) == [one.name for one in report.columns()]
        assert all(row[name] for name in report.key)
    assert report.adds_up_to
    assert not list(problems_of(report))


@pytest.mark.parametrize("prefix", ["ad", "ad_group", "campaign", "advertiser"])
def test_hours_add_up_to_days(ran: Ran, prefix: str) -> None:
    """What was spent in the hours of the days is what was spent on them."""
    daily = "daily_metrics" if prefix == "ad" else f"{prefix}_daily_metrics"

    assert spend(ran, f"{prefix}_hourly_metrics") == spend(ran, daily) > 0


def test_each_level_has_each_kind() -> None:
    """By hour, for all time, and by six breakdowns: at all four levels."""
    kinds = Counter(one.level for one in READY_MADE if one.name.count("search") == 0)

    assert all(kinds[level] >= 8 for level in Level)
    assert {one.grain for one in READY_MADE} == set(Grain)
    assert len({one.name for one in READY_MADE}) == len(READY_MADE)


def test_patterns_name_them_and_no_other_stream() -> None:
    """Whoever leaves them out by their patterns keeps everything else."""
    named = {name for name in map(name_of, STREAM_TYPES) if is_ready_made(name)}

    assert named == {one.name for one in READY_MADE}


def test_none_is_imported_unless_it_is_selected(small: LocalTikTok) -> None:
    """They cost requests, so nobody gets them without asking."""
    ran = run_in_process(settings_for(small, start_date="2026-03-10"))

    assert not {one.name for one in READY_MADE} & set(ran.output.streams)
    assert not any("hourly" in line for line in ran.log)


def test_metrics_of_the_daily_reports_are_not_added(small: LocalTikTok) -> None:
    """TikTok takes many of them in no breakdown, and would refuse the whole report."""
    settings = settings_for(small, start_date="2026-03-09", metrics=["app_install", "reach"])
    names = ("campaign_daily_metrics", "campaign_age_gender_daily_metrics")

    ran = run_in_process(settings, catalog=catalog_selecting(settings, *names))

    assert (ran.exit_code, ran.error) == (0, None)
    assert "app_install" in ran.output.records("campaign_daily_metrics")[0]
    assert "app_install" not in ran.output.records("campaign_age_gender_daily_metrics")[0]


def test_one_entry_makes_a_stream(small: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns, key, queries, state and status follow from the entry; nothing else is written."""
    entry = replace(AD_REPORT, name="added_report", grain=Grain.HOUR, lookback=1)
    *others, status = STREAM_TYPES
    monkeypatch.setattr(streams, "STREAM_TYPES", (*others, stream_type_of(entry), status))

    added = run_in_process(settings_for(small, start_date="2026-03-10"))

    assert added.exit_code == 0
    assert added.output.records("added_report")
    bookmarks = added.output.bookmarks("daily_metrics")
    assert added.output.bookmarks("added_report") == bookmarks != {}
    told = {row["stream"] for row in added.output.records("import_status")}
    assert "added_report" in told
    assert "added_report" not in map(name_of, STREAM_TYPES)


def test_a_day_of_25_hours_is_whole() -> None:
    """Where clocks are put back the hours still add up to the day, and each has its instant."""
    sizes = ("--advertisers", "4", "--campaigns", "1", "--ad-groups", "1", "--ads", "1")
    with LocalTikTok("--now", "2025-11-04T12:00:00Z", *sizes) as tiktok:
        settings: dict[str, Any] = settings_for(
            tiktok, start_date="2025-10-25", end_date="2025-11-03"
        )
        names = ("advertiser_daily_metrics", "advertiser_hourly_metrics")
        ran = run_in_process(settings, catalog=catalog_selecting(settings, *names))

    assert spend(ran, "advertiser_hourly_metrics") == spend(ran, "advertiser_daily_metrics") > 0
    assert ran.output.duplicates == {}
    instants = {
        row["stat_time_hour"]: row["stat_time_hour_utc"]
        for row in ran.output.records("advertiser_hourly_metrics")
        if row["advertiser_timezone"] == "Europe/Berlin"
    }
    assert instants["2025-10-26T01:00:00"] == "2025-10-25T23:00:00Z"
    assert instants["2025-10-26T02:00:00"] == "2025-10-26T00:00:00Z"
    assert instants["2025-10-26T03:00:00"] == "2025-10-26T02:00:00Z"
