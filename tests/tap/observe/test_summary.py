"""The end of a run: a table that adds up, and what failed."""

from __future__ import annotations

import logging
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import AdvertiserFailed, Retryable, StreamFailed
from tap_tiktok_ads.observe.outcomes import outcomes_of
from tap_tiktok_ads.observe.summary import Summary
from tap_tiktok_ads.observe.table import ADVERTISERS_IN_TABLE, log_table
from tap_tiktok_ads.tiktok.client import RequestCount
from tests.tap.singer_output import KEYS

ENDED = datetime(2026, 3, 10, tzinfo=timezone.utc)

if TYPE_CHECKING:
    from tests.tap.in_process import Ran


def logged(summary: Summary, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    streams = dict.fromkeys(stream for stream, _ in summary.shares)
    outcomes = outcomes_of(summary, streams, dict.fromkeys(one for _, one in summary.shares))
    with caplog.at_level(logging.INFO):
        log_table(outcomes, RequestCount(requests=7, retries=2), len(summary.failures))
        summary.log()
    return [record.getMessage() for record in caplog.records]


def test_the_table_of_a_run_adds_up(whole: Ran) -> None:
    """Rows per stream and advertiser are the records that were written.

    Two requests are nobody's own: those that find and describe the advertisers.
    """
    rows = {}
    requests = 0
    for line in whole.log:
        words = line.split()
        if len(words) == 7 and words[0] in KEYS:
            rows[words[0], words[1]] = int(words[2])
            requests += int(words[4])

    assert rows
    for (stream, advertiser_id), count in rows.items():
        assert count == len(whole.output.records(stream, advertiser_id)), stream
    assert requests == whole.request_count - 2
    total = sum(len(whole.output.records(stream)) for stream in KEYS)
    assert any(
        line.startswith(f"{total} rows, {whole.request_count} requests") for line in whole.log
    )


def test_failures_are_said_at_once_and_last(caplog: pytest.LogCaptureFixture) -> None:
    """Each failure names stream, advertiser, code, request id and what to do."""
    summary = Summary()
    error = AdvertiserFailed("TikTok answered 40001: no", code=40001, request_id="r-9")
    summary.failed("ads", "7001", error)
    at_once = [record.getMessage() for record in caplog.records]
    lines = logged(summary, caplog)

    assert at_once == [lines[-1]]
    assert lines[-1].startswith("ads of advertiser 7001 failed: [request_id r-9] TikTok answered")
    assert "What to do: grant the app access" in lines[-1]
    assert any("7001" in line and line.endswith("failed") for line in lines[:-1])


def test_what_is_incomplete_is_said_with_its_days_and_what_to_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Days of all windows together, each once; a list of objects has none."""
    summary = Summary()
    for stream in ("ads", "daily_metrics"):
        summary.share(stream, "7001").ended_at = ENDED
    for window in ([date(2026, 2, 3), date(2026, 2, 1)], [date(2026, 2, 3), date(2026, 3, 1)]):
        summary.incomplete("daily_metrics", "7001", window)
    summary.incomplete("ads", "7001", [])
    lines = logged(summary, caplog)

    of_ads, of_days = lines[-2:]
    assert of_ads.startswith("ads of advertiser 7001 is incomplete: ")
    assert "the bookmark stays" in of_ads
    assert "7001 is incomplete on 3 days from 2026-02-01 to 2026-03-01: " in of_days
    assert "reimport_lookback_window" in of_days
    assert any(line.endswith("0 failed, 2 incomplete") for line in lines)


def test_what_failed_stays_failed_when_it_is_incomplete_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Failed is the stronger word."""
    summary = Summary()
    summary.failed("ads", "7001", AdvertiserFailed("gone"))
    summary.incomplete("ads", "7001", [])

    assert not any("incomplete:" in line for line in logged(summary, caplog))


def test_a_stream_that_failed_names_no_advertiser(caplog: pytest.LogCaptureFixture) -> None:
    """A missing scope is everybody's."""
    summary = Summary()
    summary.failed("ads", None, StreamFailed("no scope"))

    assert logged(summary, caplog)[-1].startswith("ads of all advertisers failed: no scope")


@pytest.mark.parametrize(
    ("advertisers", "lines"), [(ADVERTISERS_IN_TABLE, 2 * 25), (ADVERTISERS_IN_TABLE + 1, 2)]
)
def test_with_many_advertisers_the_table_stays_short(
    advertisers: int, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    """A line per stream instead of thousands; the failures are named all the same."""
    summary = Summary()
    for stream in ("ads", "campaigns"):
        for number in range(advertisers):
            share = summary.share(stream, f"7{number:03}")
            share.rows, share.ended_at = 2, ENDED
    summary.failed("ads", "7000", AdvertiserFailed("gone"))
    text = logged(summary, caplog)

    rows = [line for line in text if line.split()[0] in KEYS and " failed: " not in line]
    assert len(rows) == lines
    assert "1 failed" in " ".join(text)
    assert "7000" in text[-1]
    assert any(line.startswith(f"{4 * advertisers} rows, 7 requests") for line in text)


def test_values_that_do_not_fit_are_said_once_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line when the first turns up, one at the end with the number; never the value."""
    summary = Summary()
    for _ in range(3):
        summary.unreadable_value("ads", "budget")

    assert len(caplog.records) == 1
    assert "ads.budget: 3 values did not fit and are null" in logged(summary, caplog)


def test_what_keeps_an_advertiser_from_being_described_is_why_its_streams_failed() -> None:
    """Without time zone and currency nothing is asked: a lasting fault is told by its code, too."""
    summary = Summary()
    error = Retryable("TikTok answered 51008: Service error", code=51008)

    summary.failed("advertisers", "7001", error)
    summary.failed("ads", "7002", error)

    assert summary.error_that_lost("7001") is error
    assert summary.error_that_lost("7002") is None
