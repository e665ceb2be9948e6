"""Days that start_date leaves out, in as few lines as can be."""

from __future__ import annotations

from datetime import date

from tap_tiktok_ads.observe.unimported_days import UnimportedDays


def test_many_advertisers_and_streams_are_one_line() -> None:
    """The first three advertisers are named, and the days are those that any of them lacks."""
    told = UnimportedDays()
    for number in range(5):
        for stream in ("daily_metrics", "campaign_daily_metrics"):
            told.before(stream, f"700{number}", date(2026, 1, 1), date(2026, 2, 1 + number))

    (line,) = told.lines()

    assert "daily_metrics, campaign_daily_metrics of 5 advertisers (7000, 7001, 7002 …)" in line
    assert "2026-01-01 to 2026-02-04 are not imported" in line


def test_nothing_left_out_is_no_line() -> None:
    """Nobody is told what is right."""
    assert list(UnimportedDays().lines()) == []
