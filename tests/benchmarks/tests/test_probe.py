"""What is learned from a reader's requests, and asked for ahead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.benchmarks.bench import PROBE, count_records
from tests.benchmarks.probe import REPORT, Habit, Served, ask_ahead, habit_of
from tests.benchmarks.workloads import Workload

if TYPE_CHECKING:
    from pathlib import Path

ADS = {
    "report_type": "BASIC",
    "data_level": "AUCTION_AD",
    "dimensions": '["ad_id","stat_time_day"]',
    "metrics": '["spend","clicks","spend"]',
    "page_size": "1000",
}
TOTALS = {
    **ADS,
    "data_level": "AUCTION_ADVERTISER",
    "dimensions": '["advertiser_id","stat_time_day"]',
    "metrics": '["spend"]',
}


def entry(report: dict[str, str], code: int = 0, **query: str) -> dict[str, Any]:
    return {"path": REPORT, "code": code, "query": {**report, **query}}


def test_habit_is_each_kind_of_report_once() -> None:
    """Advertiser, days and page vary; what was refused, or is no report, is no habit."""
    requests = [
        {"path": "/open_api/v1.3/advertiser/info/", "code": 0, "query": {}},
        entry(TOTALS, advertiser_id="1", start_date="2026-01-01", end_date="2026-01-02"),
        entry(ADS, advertiser_id="1", page="1"),
        entry(ADS, advertiser_id="2", page="7"),
        entry({**ADS, "metrics": '["nonsense"]'}, code=40002),
    ]
    habit = habit_of(requests)
    assert habit.reports == (TOTALS, ADS)
    assert habit.ads == ADS
    assert habit.metrics == 2


def test_asking_ahead_makes_every_page_once() -> None:
    """Rows and pages are the truth of the data set; the totals are asked for, not counted."""
    workload = Workload(2, 2, size=("--campaigns", "6", "--ad-groups", "4", "--ads", "4"))
    with workload.start() as tiktok:
        served = ask_ahead(tiktok, Habit((TOTALS, ADS)), workload)
        asked = [
            (r["advertiser_id"], r["query"]["start_date"], r["page"], r["query"]["data_level"])
            for r in tiktok.requests(REPORT)
        ]
        rows = sum(
            tiktok.truth(one, start, end)["rows"]["ad"]["without_deleted"]
            for one in workload.advertiser_ids(tiktok)
            for start, end in workload.days
        )
    assert len(asked) == len(set(asked)) == served.pages + 4
    assert served == Served(rows, served.pages)
    assert served.pages > 4


def test_asking_ahead_waits_out_a_rate_limit() -> None:
    """A local TikTok with a rate limit is warmed all the same."""
    with PROBE.start("--qps", "5") as tiktok:
        served = ask_ahead(tiktok, Habit((ADS,)), Workload(1, 8))
        assert len(tiktok.requests(REPORT)) > served.pages
    assert served.pages == 8


def test_windows_are_thirty_days_and_meet() -> None:
    """Inclusive days, oldest first, without gap or overlap, up to the last day."""
    assert Workload(1, 2).days == [("2026-04-30", "2026-05-29"), ("2026-05-30", "2026-06-28")]


def test_workload_has_the_advertisers_that_spend() -> None:
    """TikTok's own list is narrowed to them, for readers without a setting."""
    workload = Workload(5, 1, size=("--campaigns", "1", "--ads", "1"))
    with workload.start() as tiktok:
        chosen = workload.advertiser_ids(tiktok)
        assert len(chosen) == 5
        assert tiktok.advertiser_ids[3] not in chosen
        assert tiktok.advertiser_ids[4] not in chosen


def test_records_are_counted_in_either_spelling(tmp_path: Path) -> None:
    """Singer taps write a blank after the colon or none; other messages do not count."""
    lines = [
        '{"type": "RECORD", "stream": "a"}',
        '{"type":"RECORD","record":{}}',
        '{"type": "STATE", "value": {"type": "RECORD"}}',
        '{"type":"LOG","log":{"message":"RECORD"}}',
    ]
    path = tmp_path / "out"
    path.write_text("\n".join(lines) + "\n")
    assert count_records(path) == 2
