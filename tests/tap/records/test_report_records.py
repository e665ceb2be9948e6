"""A report row becomes a record: completed with what the row does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.reports.daily_reports import AD_REPORT, ADVERTISER_REPORT, DAILY_REPORTS
from tests.tap.records.report_reading import INJECTED, record_of, row_of

if TYPE_CHECKING:
    from tap_tiktok_ads.reports.report import Report


@pytest.mark.parametrize("report", DAILY_REPORTS, ids=lambda report: report.name)
def test_each_level_takes_its_id_from_the_dimensions(report: Report) -> None:
    """The level's id and the day come from the dimensions, the rest of the row's identity not."""
    row = row_of(report, 42, currency="USD", stat_time_day="1999-01-01", advertiser_id="1")
    row["dimensions"]["currency"] = "GBP"
    record = record_of(report, row)

    assert {name: record[name] for name in INJECTED} == INJECTED
    assert record["stat_time_day"] == "2026-03-01"
    if report is not ADVERTISER_REPORT:
        assert record[report.id_dimension] == "1042"


@pytest.mark.parametrize(
    "day", [None, "-", "", 5, "0000-00-00 00:00:00", "today", "2026-02-30 00:00:00"]
)
def test_a_row_without_a_day_is_refused(day: Any) -> None:
    """A key can't be null: the advertiser's stream fails instead of writing such a row."""
    with pytest.raises(Rejected, match="no readable stat_time_day"):
        record_of(AD_REPORT, row_of(AD_REPORT, day=day))


@pytest.mark.parametrize("ad_id", [None, "-", "", "<5"])
def test_a_row_without_an_id_is_refused(ad_id: Any) -> None:
    """The same for the id of the ad."""
    row = row_of(AD_REPORT)
    row["dimensions"]["ad_id"] = ad_id

    with pytest.raises(Rejected, match="no readable ad_id"):
        record_of(AD_REPORT, row)


@pytest.mark.parametrize("advertiser_id", [None, "-", 5])
def test_an_advertiser_is_known_without_its_row(advertiser_id: Any) -> None:
    """At the level of the advertiser the tap knows whose row it is."""
    row = row_of(ADVERTISER_REPORT)
    row["dimensions"]["advertiser_id"] = advertiser_id

    assert record_of(ADVERTISER_REPORT, row)["advertiser_id"] == INJECTED["advertiser_id"]


def test_an_id_that_arrives_as_a_number_is_text() -> None:
    """All digits of it, and the day is a day however it is written."""
    row = row_of(AD_REPORT, day="2026-03-01")
    row["dimensions"]["ad_id"] = 1780000000000000033

    record = record_of(AD_REPORT, row)

    assert (record["ad_id"], record["stat_time_day"]) == ("1780000000000000033", "2026-03-01")
