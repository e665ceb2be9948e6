"""Ads add up to their advertiser, or the difference is looked for and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.streams import daily_metrics
from tests.emulator.process import LocalTikTok
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tap.in_process import Ran

SIZES = ("--advertisers", "2", "--campaigns", "4", "--ad-groups", "2", "--ads", "3", "--days", "8")
CHANGES = {"start_date": "2026-03-04"}
MOST_ADS = 6
REPORT = "/report/integrated/get/"
OF_ADS = {"data_level": "AUCTION_AD"}
OF_ADVERTISERS = {"data_level": "AUCTION_ADVERTISER"}
NO_ROWS = (
    '{"code":0,"message":"OK","request_id":"1","data":{"list":[],"page_info":'
    '{"page":1,"page_size":1000,"total_number":0,"total_page":0}}}'
)


@pytest.fixture(scope="module")
def _pair() -> Iterator[tuple[LocalTikTok, LocalTikTok]]:
    with (
        LocalTikTok("--now", NOW, *SIZES) as patient,
        LocalTikTok("--now", NOW, *SIZES, "--max-ads", str(MOST_ADS)) as cutting,
    ):
        yield patient, cutting


@pytest.fixture
def patient(_pair: tuple[LocalTikTok, LocalTikTok], monkeypatch: pytest.MonkeyPatch) -> LocalTikTok:
    """Lend the account to a TikTok that answers for all of its ads."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    return _pair[0]


@pytest.fixture
def cutting(_pair: tuple[LocalTikTok, LocalTikTok], monkeypatch: pytest.MonkeyPatch) -> LocalTikTok:
    """Lend the same account to a TikTok that looks at the six newest ads only."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
    return _pair[1]


def rows_of(ran: Ran) -> list[str]:
    return sorted(map(str, ran.output.records("daily_metrics")))


def test_an_account_with_more_ads_than_tiktok_looks_at_is_complete(
    patient: LocalTikTok, cutting: LocalTikTok
) -> None:
    """The header of a cut answer splits the query until every ad's rows have come."""
    expected = run_in_process(settings_for(patient, **CHANGES))
    ran = run_in_process(settings_for(cutting, **CHANGES))

    assert ran.exit_code == 0
    assert len(rows_of(expected)) > MOST_ADS * 4
    assert rows_of(ran) == rows_of(expected)
    assert ran.output.duplicates == {}


def test_a_cut_without_a_header_is_found_by_the_sums(patient: LocalTikTok) -> None:
    """Rows are missing and nothing says so: the sums do, and the window is asked again."""
    expected = run_in_process(settings_for(patient, **CHANGES))
    first, _ = patient.advertiser_ids
    patient.fault(kind="body", body=NO_ROWS, advertiser_id=first, query=OF_ADS)
    ran = run_in_process(settings_for(patient, **CHANGES), streams=["daily_metrics"])
    patient.clear_faults()

    assert ran.exit_code == 0
    assert rows_of(ran) == rows_of(expected)


@pytest.mark.parametrize("half", [1, 2])
def test_a_window_that_was_split_is_compared_whole(patient: LocalTikTok, half: int) -> None:
    """Rows that are missing in either half are noticed."""
    expected = run_in_process(settings_for(patient, **CHANGES))
    first, _ = patient.advertiser_ids
    fault = {"advertiser_id": first, "query": OF_ADS}
    # In order: the whole window (too large), then the two halves.
    patient.fault(code=40067, **fault)
    patient.fault(kind="body", body=NO_ROWS, skip=half - 1, **fault)
    ran = run_in_process(
        settings_for(patient, max_concurrent_requests=1, **CHANGES), streams=["daily_metrics"]
    )
    patient.clear_faults()

    assert ran.exit_code == 0
    assert rows_of(ran) == rows_of(expected)


def test_what_stays_missing_is_named_by_advertiser_and_day(patient: LocalTikTok) -> None:
    """However it is asked for, TikTok does not give the rows: it is said, never silent."""
    first, _ = patient.advertiser_ids
    patient.fault(kind="body", body=NO_ROWS, advertiser_id=first, query=OF_ADS, times=0)
    ran = run_in_process(settings_for(patient, **CHANGES), streams=["daily_metrics"])
    patient.clear_faults()

    assert any(
        f"daily_metrics of advertiser {first} is not complete on 2026-03-05" in line
        for line in ran.log
    )
    assert any("days on which ads do not add up" in line for line in ran.log)


def test_ads_that_can_not_be_compared_are_named(patient: LocalTikTok) -> None:
    """Without the advertiser's totals the rows come all the same, and it is said."""
    expected = run_in_process(settings_for(patient, **CHANGES))
    first, other = patient.advertiser_ids
    patient.fault(code=40002, advertiser_id=first, query=OF_ADVERTISERS, times=0)
    ran = run_in_process(settings_for(patient, **CHANGES), streams=["daily_metrics"])
    patient.clear_faults()

    (line,) = [line for line in ran.log if "is not checked for completeness" in line]
    assert first in line
    assert other not in line
    assert rows_of(ran) == rows_of(expected)


@pytest.mark.parametrize(("kept", "times"), [(50_000, 1), (0, 2)])
def test_the_totals_are_asked_for_once_unless_they_are_too_many(
    patient: LocalTikTok, monkeypatch: pytest.MonkeyPatch, kept: int, times: int
) -> None:
    """What the stream of the advertisers has read already is read again only to save memory."""
    monkeypatch.setattr(daily_metrics, "MOST_DAYS_KEPT", kept)
    patient.clear_requests()
    ran = run_in_process(
        settings_for(patient, **CHANGES), streams=["advertiser_daily_metrics", "daily_metrics"]
    )

    levels = [one["query"]["data_level"] for one in patient.requests(REPORT)]
    assert ran.exit_code == 0
    assert levels.count(OF_ADVERTISERS["data_level"]) == times * len(patient.advertiser_ids)
    assert not any("not complete" in line or "not checked" in line for line in ran.log)


def test_with_the_check_switched_off_nothing_is_compared(patient: LocalTikTok) -> None:
    """check_totals false: no request at advertiser level, no second look."""
    patient.clear_requests()
    ran = run_in_process(
        settings_for(patient, check_totals=False, **CHANGES), streams=["daily_metrics"]
    )

    levels = {one["query"]["data_level"] for one in patient.requests(REPORT)}
    assert ran.exit_code == 0
    assert levels == {"AUCTION_AD"}
