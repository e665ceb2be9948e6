"""What a later run imports again, and what becomes of the bookmarks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import START_DATE, TODAY, settings_for
from tests.tap.singer_output import (
    DAILY_STREAMS,
    bookmarks_in,
    daily_state,
)

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok


DAILY = sorted(DAILY_STREAMS.values())

REPORT = "/report/integrated/get/"

NO_ROWS = (
    '{"code":0,"message":"OK","request_id":"1","data":{"list":[],"page_info":'
    '{"page":1,"page_size":1000,"total_number":0,"total_page":0}}}'
)


def days_between(first: str, last: str) -> set[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {(start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1)}


def asked_days(tiktok: LocalTikTok, advertiser_id: str) -> set[str]:
    """The days that reports were asked for."""
    asked: set[str] = set()
    for request in tiktok.requests(REPORT):
        if request["advertiser_id"] == advertiser_id:
            asked |= days_between(request["query"]["start_date"], request["query"]["end_date"])
    return asked


def test_the_first_run_imports_from_start_date_to_today(
    tiktok: LocalTikTok, settings: dict[str, Any]
) -> None:
    """Without a bookmark every day from start_date to today is asked for, and bookmarked."""
    ran = run_in_process(settings)

    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between(START_DATE, TODAY)
    for stream in DAILY:
        assert ran.output.bookmarks(stream) == dict.fromkeys(tiktok.advertiser_ids, TODAY)


@pytest.mark.parametrize("lookback", [0, 1, 7])
def test_the_second_run_imports_exactly_the_lookback_window(
    tiktok: LocalTikTok, lookback: int
) -> None:
    """Asked for are the bookmark's day and `reimport_lookback_window` days before it."""
    settings = settings_for(tiktok, reimport_lookback_window=lookback)
    first = run_in_process(settings)
    tiktok.clear_requests()

    second = run_in_process(settings, state=first.output.state)

    begin = (date.fromisoformat(TODAY) - timedelta(days=lookback)).isoformat()
    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between(begin, TODAY)
        for stream in DAILY:
            expected = [
                record
                for record in first.output.records(stream, advertiser_id)
                if record["stat_time_day"] >= begin
            ]
            assert second.output.records(stream, advertiser_id) == expected
    assert second.output.state == first.output.state


def test_start_date_bounds_the_lookback(tiktok: LocalTikTok) -> None:
    """The lookback never reaches behind start_date."""
    settings = settings_for(tiktok, start_date="2026-03-08", reimport_lookback_window=28)
    run_in_process(settings, state=daily_state(dict.fromkeys(tiktok.advertiser_ids, TODAY)))

    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between("2026-03-08", TODAY)


def test_without_start_date_ninety_days_are_imported(tiktok: LocalTikTok) -> None:
    """A first run without start_date begins 90 days before today."""
    run_in_process(settings_for(tiktok, start_date=None), streams=["advertiser_daily_metrics"])

    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between("2025-12-10", TODAY)


def test_each_advertiser_has_its_own_bookmark(tiktok: LocalTikTok) -> None:
    """One advertiser's bookmark does not decide where another one starts."""
    one, other = tiktok.advertiser_ids
    settings = settings_for(tiktok, reimport_lookback_window=2)
    run_in_process(settings, state=daily_state({one: "2026-03-09", other: "2026-03-01"}))

    assert asked_days(tiktok, one) == days_between("2026-03-07", TODAY)
    assert asked_days(tiktok, other) == days_between("2026-02-27", TODAY)


def test_an_idle_advertiser_is_bookmarked_too(tiktok: LocalTikTok) -> None:
    """The bookmark is the last day imported, whether it had rows or not."""
    idle, _ = tiktok.advertiser_ids
    tiktok.fault(kind="body", body=NO_ROWS, path=REPORT, advertiser_id=idle, times=0)

    ran = run_in_process(settings_for(tiktok))

    assert ran.exit_code == 0
    for stream in DAILY:
        assert ran.output.records(stream, idle) == []
        assert ran.output.bookmarks(stream) == dict.fromkeys(tiktok.advertiser_ids, TODAY)


def test_a_backfill_leaves_the_bookmarks_where_they_are(tiktok: LocalTikTok) -> None:
    """With end_date in the past exactly start_date..end_date is imported, bookmarks stay."""
    state = daily_state(dict.fromkeys(tiktok.advertiser_ids, "2026-03-09"))
    settings = settings_for(tiktok, start_date="2026-02-01", end_date="2026-02-10")

    ran = run_in_process(settings, state=state)

    for stream in DAILY:
        assert ran.output.bookmarks(stream) == bookmarks_in(state, stream)
        for advertiser_id in tiktok.advertiser_ids:
            assert ran.output.days(stream, advertiser_id) <= days_between(
                "2026-02-01", "2026-02-10"
            )
    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between("2026-02-01", "2026-02-10")


def test_a_first_backfill_sets_the_bookmark(tiktok: LocalTikTok) -> None:
    """Without a bookmark a backfill sets it to its last day."""
    settings = settings_for(tiktok, start_date="2026-02-01", end_date="2026-02-10")

    ran = run_in_process(settings)

    for stream in DAILY:
        assert set(ran.output.bookmarks(stream).values()) == {"2026-02-10"}


def test_an_end_date_in_the_future_is_today(tiktok: LocalTikTok) -> None:
    """Days that have not begun are not asked for, and not bookmarked."""
    ran = run_in_process(settings_for(tiktok, end_date="2026-12-31"))

    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between(START_DATE, TODAY)
    assert set(ran.output.bookmarks("daily_metrics").values()) == {TODAY}


@pytest.mark.parametrize("bookmark", ["2027-01-01", "9999-12-31"])
def test_a_bookmark_from_the_future_does_not_stop_the_import(
    tiktok: LocalTikTok, bookmark: str
) -> None:
    """The lookback then counts from today; the bookmark does not move backwards."""
    settings = settings_for(tiktok, reimport_lookback_window=3)

    ran = run_in_process(
        settings, state=daily_state(dict.fromkeys(tiktok.advertiser_ids, bookmark))
    )

    assert ran.exit_code == 0
    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between("2026-03-07", TODAY)
    assert set(ran.output.bookmarks("daily_metrics").values()) == {bookmark}


@pytest.mark.parametrize("bookmark", ["yesterday", "0000-00-00", "2026-13-45", "0001-01-01", "-"])
def test_a_bookmark_that_is_no_day_is_ignored(tiktok: LocalTikTok, bookmark: str) -> None:
    """A corrupt bookmark costs a full import from start_date, never the run."""
    ran = run_in_process(
        settings_for(tiktok), state=daily_state(dict.fromkeys(tiktok.advertiser_ids, bookmark))
    )

    assert ran.exit_code == 0
    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between(START_DATE, TODAY)
    assert set(ran.output.bookmarks("daily_metrics").values()) == {TODAY}


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"bookmarks": {}},
        {"bookmarks": {"daily_metrics": {}}},
        {"bookmarks": {"daily_metrics": {"partitions": None}}},
        {"bookmarks": {"daily_metrics": {"partitions": ["junk", None, 7, {"context": "junk"}]}}},
        {"bookmarks": {"daily_metrics": {"replication_key_value": "2026-03-09"}}},
        {"bookmarks": {"a_stream_of_another_tap": {"replication_key_value": "x"}}},
        {"currently_syncing": "ads"},
    ],
)
def test_a_state_of_another_shape_does_not_stop_the_import(
    tiktok: LocalTikTok, state: dict[str, Any]
) -> None:
    """What is no bookmark of an advertiser in STATE is passed over."""
    ran = run_in_process(settings_for(tiktok), state=state)

    assert ran.exit_code == 0
    assert set(ran.output.bookmarks("daily_metrics").values()) == {TODAY}
