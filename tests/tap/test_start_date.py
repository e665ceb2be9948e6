"""What start_date means once something was imported: no gap in silence, and no import twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, settings_for
from tests.tap.singer_output import daily_state
from tests.tap.test_incremental import asked_days, days_between

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

STREAM = "advertiser_daily_metrics"
ALONE = [STREAM]
BACKFILL = "TAP_TIKTOK_ADS_START_DATE={} TAP_TIKTOK_ADS_END_DATE={} meltano run tap-tiktok-ads"


def ran_with(tiktok: LocalTikTok, *, state: Any = None, **changes: Any) -> Ran:
    tiktok.clear_requests()
    return run_in_process(settings_for(tiktok, **changes), streams=ALONE, state=state)


def said(ran: Ran, words: str) -> list[str]:
    return [line for line in ran.log if words in line]


def first_days(ran: Ran) -> set[str]:
    partitions = ran.output.state["bookmarks"][STREAM]["partitions"]
    return {partition["first_day"] for partition in partitions}


def test_a_long_pause_leaves_no_gap(tiktok: LocalTikTok) -> None:
    """The default of start_date counts without a bookmark only: 200 days are caught up."""
    paused = dict.fromkeys(tiktok.advertiser_ids, "2025-08-22")

    ran = ran_with(tiktok, start_date=None, state=daily_state(paused), reimport_lookback_window=3)

    for advertiser_id in tiktok.advertiser_ids:
        assert asked_days(tiktok, advertiser_id) == days_between("2025-08-19", TODAY)
    assert set(ran.output.bookmarks(STREAM).values()) == {TODAY}


def test_an_earlier_start_date_changes_nothing_and_names_the_backfill(tiktok: LocalTikTok) -> None:
    """It is said in each run, once, until the days were imported."""
    first = ran_with(tiktok, start_date="2026-02-20", reimport_lookback_window=3)
    assert first_days(first) == {"2026-02-20"}
    assert said(first, "not imported") == []
    changed = {"start_date": "2026-01-01", "reimport_lookback_window": 3}

    second = ran_with(tiktok, **changed, state=first.output.state)
    third = ran_with(tiktok, **changed, state=second.output.state)

    for ran in (second, third):
        (line,) = said(ran, "an earlier start_date alone changes nothing")
        assert BACKFILL.format("2026-01-01", "2026-02-19") in line
        assert all(advertiser_id in line for advertiser_id in tiktok.advertiser_ids)
        assert ran.output.state == first.output.state
    assert asked_days(tiktok, tiktok.advertiser_ids[0]) == days_between("2026-03-07", TODAY)


def test_after_the_backfill_that_is_named_nothing_more_is_said(tiktok: LocalTikTok) -> None:
    """A backfill that touches what was imported moves the first day, and no bookmark."""
    first = ran_with(tiktok, start_date="2026-02-20")
    backfill = ran_with(
        tiktok, start_date="2026-01-01", end_date="2026-02-19", state=first.output.state
    )

    after = ran_with(tiktok, start_date="2026-01-01", state=backfill.output.state)

    assert first_days(backfill) == {"2026-01-01"}
    assert backfill.output.bookmarks(STREAM) == first.output.bookmarks(STREAM)
    assert said(backfill, "not imported") == said(after, "not imported") == []


def test_a_backfill_that_leaves_days_out_does_not_move_the_first_day(tiktok: LocalTikTok) -> None:
    """Between its last day and the first one imported there is a gap: it is still said."""
    first = ran_with(tiktok, start_date="2026-02-20")
    backfill = ran_with(
        tiktok, start_date="2026-01-01", end_date="2026-02-10", state=first.output.state
    )

    after = ran_with(tiktok, start_date="2026-01-01", state=backfill.output.state)

    assert first_days(backfill) == {"2026-02-20"}
    assert len(said(after, "2026-01-01 to 2026-02-19 are not imported")) == 1


def test_the_lookback_imports_days_before_the_first(tiktok: LocalTikTok) -> None:
    """A start_date that the lookback reaches is followed, and nothing is said."""
    first = ran_with(tiktok, start_date="2026-03-08")

    second = ran_with(tiktok, start_date="2026-03-05", state=first.output.state)

    assert asked_days(tiktok, tiktok.advertiser_ids[0]) == days_between("2026-03-05", TODAY)
    assert first_days(second) == {"2026-03-05"}
    assert said(second, "not imported") == []


def test_a_start_date_behind_the_bookmark_leaves_a_gap_that_is_said(tiktok: LocalTikTok) -> None:
    """The days between are named with the backfill that imports them."""
    before = daily_state(dict.fromkeys(tiktok.advertiser_ids, "2026-02-01"))

    ran = ran_with(tiktok, start_date="2026-03-01", state=before)
    next_day = ran_with(tiktok, start_date="2026-03-01", state=ran.output.state)

    assert asked_days(tiktok, tiktok.advertiser_ids[0]) == days_between("2026-03-01", TODAY)
    (line,) = said(ran, "leaves a gap")
    assert BACKFILL.format("2026-02-02", "2026-02-28") in line
    assert said(next_day, "not imported") == []


def test_a_start_date_right_behind_the_bookmark_leaves_no_gap(tiktok: LocalTikTok) -> None:
    """The first day asked for is the one after the last day imported."""
    before = daily_state(dict.fromkeys(tiktok.advertiser_ids, "2026-02-28"))

    ran = ran_with(tiktok, start_date="2026-03-01", state=before)

    assert said(ran, "not imported") == []


@pytest.mark.parametrize("junk", [7, "yesterday", None, {}])
def test_a_first_day_that_is_no_day_is_as_none(tiktok: LocalTikTok, junk: Any) -> None:
    """A STATE of an earlier version, or a broken one, does not say since when: nothing is said."""
    state = daily_state(dict.fromkeys(tiktok.advertiser_ids, "2026-03-01"))
    for partition in state["bookmarks"][STREAM]["partitions"]:
        partition["first_day"] = junk

    ran = ran_with(tiktok, start_date="2025-01-01", state=state)

    assert ran.exit_code == 0
    assert said(ran, "not imported") == []
    assert set(ran.output.bookmarks(STREAM).values()) == {TODAY}


def test_the_first_day_is_that_of_the_first_window(tiktok: LocalTikTok) -> None:
    """A history that breaks off in its second window knows where it began."""
    tiktok.fault(code=40105, query={"start_date": "2026-01-31"}, times=0)
    broken = ran_with(tiktok, start_date="2026-01-01")
    tiktok.clear_faults()

    again = ran_with(tiktok, start_date="2026-01-01", state=broken.output.state)

    assert first_days(broken) == first_days(again) == {"2026-01-01"}
    assert said(again, "not imported") == []
