"""Faults that outlast every retry: of one advertiser, or of TikTok itself."""

from __future__ import annotations

import msgspec

from tap_tiktok_ads.errors import Retryable
from tap_tiktok_ads.streams.advertiser_failures import MOST_IN_A_ROW
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse, settings_for

MANY = ("--advertisers", str(MOST_IN_A_ROW + 4), "--campaigns", "1", "--ads", "1", "--days", "2")


def test_a_service_that_is_down_for_everybody_ends_the_run() -> None:
    """With a thousand advertisers, waiting out the retries of each would take days."""
    with LocalTikTok("--today", "2026-03-10", *MANY) as tiktok:
        tiktok.fault(code=50000, path="/adgroup/get/", times=0)

        ran = run_in_process(settings_for(tiktok), streams=["ad_groups", "ads"])

        assert isinstance(ran.error, Retryable)
        assert ran.output.records("ads") == []


def test_failing_advertisers_among_good_ones_do_not_end_the_run() -> None:
    """Only failures that follow each other count."""
    with LocalTikTok("--today", "2026-03-10", *MANY) as tiktok:
        good = tiktok.advertiser_ids[MOST_IN_A_ROW // 2]
        for advertiser_id in tiktok.advertiser_ids:
            if advertiser_id != good:
                tiktok.fault(code=50000, path="/adgroup/get/", advertiser_id=advertiser_id, times=0)

        ran = run_in_process(settings_for(tiktok), streams=["ad_groups", "campaigns"])

        assert ran.error is None
        assert len(ran.failures) == MOST_IN_A_ROW + 3
        assert len(ran.output.records("campaigns")) > MOST_IN_A_ROW


def test_what_ten_in_a_row_do_not_grant_is_not_asked_of_the_others() -> None:
    """The app lacks the permission: the stream is given up, and the rest of it is skipped."""
    with LocalTikTok("--today", "2026-03-10", *MANY) as tiktok:
        for advertiser_id in tiktok.advertiser_ids:
            refuse(tiktok, advertiser_id, "scope_missing", "/ad/get/")

        ran = run_in_process(settings_for(tiktok, max_failed_advertisers=99))

        assert ran.exit_code == 3
        assert len(ran.output.records("campaigns")) > MOST_IN_A_ROW
        rows = [row for row in ran.output.records("import_status") if row["stream"] == "ads"]
        assert [row["status"] for row in rows] == ["skipped"] * len(tiktok.advertiser_ids)
        assert {row["error_code"] for row in rows} == {40001}
        asked = [row["started_at"] is not None for row in rows]
        assert asked == [True] * MOST_IN_A_ROW + [False] * 4


def test_what_ten_in_a_row_do_not_grant_is_asked_of_the_others_if_one_does() -> None:
    """One advertiser that grants it shows that the app has the permission."""
    with LocalTikTok("--today", "2026-03-10", *MANY) as tiktok:
        first, *others, last = tiktok.advertiser_ids
        for advertiser_id in others:
            refuse(tiktok, advertiser_id, "scope_missing", "/ad/get/")

        ran = run_in_process(settings_for(tiktok), streams=["ads"])

        assert ran.exit_code == 3
        assert len(ran.failures) == len(others)
        assert ran.output.records("ads", first)
        assert ran.output.records("ads", last)


def test_an_empty_plan_is_said() -> None:
    """An end_date before the default first day imports nothing, and not in silence."""
    with LocalTikTok("--today", "2026-03-10", "--advertisers", "1") as tiktok:
        ran = run_in_process(
            settings_for(tiktok, start_date=None, end_date="2025-01-31"),
            streams=["advertiser_daily_metrics"],
        )

    assert ran.output.records("advertiser_daily_metrics") == []
    assert any("nothing to import" in line and "end_date" in line for line in ran.log)


def test_half_an_emoji_survives_rows_that_are_joined() -> None:
    """Rows are encoded again when their metrics come from several requests."""
    row = msgspec.Raw(b'{"dimensions":{"ad_id":"1"},"metrics":{"ad_name":"cut \\ud83d"}}')
    rows = decode_rows([row])

    assert decode_rows(encode_rows(rows)) == rows
