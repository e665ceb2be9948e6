"""The bookmark of a report moves window by window, so that a long history is not begun anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, settings_for
from tests.tap.singer_output import DAILY_STREAMS, bookmarks_in, daily_state

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok

REPORT = "/report/integrated/get/"
FIRST, END_OF_FIRST, SECOND = "2026-01-01", "2026-01-30", "2026-01-31"
ALONE = ["campaign_daily_metrics"]


def strike(tiktok: LocalTikTok, code: int, advertiser_id: str | None = None) -> None:
    """Refuse the second window of the history."""
    query = {"start_date": SECOND}
    tiktok.fault(code=code, path=REPORT, query=query, advertiser_id=advertiser_id, times=0)


@pytest.mark.parametrize("code", [40105, 40002])
def test_a_history_that_breaks_off_goes_on_where_it_was(tiktok: LocalTikTok, code: int) -> None:
    """What ends the run, or the advertiser's stream, leaves the bookmark behind the last window."""
    one, other = tiktok.advertiser_ids
    settings = settings_for(tiktok, start_date=FIRST, reimport_lookback_window=0)
    strike(tiktok, code, one)
    broken = run_in_process(settings, streams=ALONE)
    tiktok.clear_faults()
    tiktok.clear_requests()

    again = run_in_process(settings, streams=ALONE, state=broken.output.state)

    assert broken.output.bookmarks(ALONE[0])[one] == END_OF_FIRST
    assert again.output.bookmarks(ALONE[0]) == {one: TODAY, other: TODAY}
    starts = [
        request["query"]["start_date"]
        for request in tiktok.requests(REPORT)
        if request["advertiser_id"] == one
    ]
    assert min(starts) == END_OF_FIRST


def test_state_is_written_after_each_window_and_stands_for_rows_before_it(
    tiktok: LocalTikTok,
) -> None:
    """A killed process, too, has left the last finished window in STATE."""
    settings = settings_for(tiktok, start_date="2025-12-20", check_totals=False)

    ran = run_in_process(settings)

    for stream in DAILY_STREAMS.values():
        bookmarks: dict[str, str] = {}
        seen: list[str] = []
        for message in ran.output.messages:
            if message["type"] == "STATE":
                bookmarks = bookmarks_in(message["value"], stream)
                seen.extend(bookmarks.values())
            elif message["type"] == "RECORD" and message["stream"] == stream:
                record = message["record"]
                assert record["stat_time_day"] > bookmarks.get(record["advertiser_id"], "")
        assert set(seen) == {"2026-01-18", "2026-02-17", TODAY}


def test_a_lookback_does_not_move_the_bookmark_back(tiktok: LocalTikTok) -> None:
    """The first of two windows ends before the bookmark: it stays."""
    before = dict.fromkeys(tiktok.advertiser_ids, "2026-03-05")
    settings = settings_for(tiktok, start_date="2025-12-01", reimport_lookback_window=60)
    strike(tiktok, 40105)
    tiktok.fault(code=40105, path=REPORT, skip=1, times=0)

    ran = run_in_process(settings, streams=ALONE, state=daily_state(before))

    assert ran.error is not None
    assert ran.output.bookmarks(ALONE[0]) == before


def test_a_backfill_that_breaks_off_moves_no_bookmark(tiktok: LocalTikTok) -> None:
    """A backfill is read from its beginning whatever STATE says."""
    settings = settings_for(tiktok, start_date=FIRST, end_date="2026-03-01")
    strike(tiktok, 40105)

    ran = run_in_process(settings, streams=ALONE)

    assert ran.output.bookmarks(ALONE[0]) == {}
