"""Gaps between levels, how days still grow, and until when the data is complete."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.tap.singer_output import DAILY_STREAMS
from tests.transform.imports import FIRST_NOW, SECOND_NOW

if TYPE_CHECKING:
    from tests.transform.conftest import Built
    from tests.transform.warehouses import Row


def test_a_missing_row_is_a_gap_of_its_level(built: Built) -> None:
    """The day whose ad has no row differs at the ads' level by just that row, and no other day."""
    ad_id, day = built.imports.odd.lost_row
    rows = built.imports.read("daily_metrics")
    (lost,) = (r for r in rows if (r["ad_id"], r["stat_time_day"]) == (ad_id, day))
    found = built.warehouse.rows(
        "SELECT advertiser_id, day, metric, largest_gap, largest_gap_level, "
        "advertiser_value = campaign_value, advertiser_value = ad_group_value, "
        "advertiser_value - ad_value, largest_gap_percent "
        "FROM adloop.level_gaps WHERE largest_gap <> 0 ORDER BY metric"
    )

    assert [(*row[:2], row[2]) for row in found] == [
        (lost["advertiser_id"], date.fromisoformat(day), metric)
        for metric in ("clicks", "conversions", "impressions", "spend")
    ]
    for row in found:
        value = lost["conversion" if row[2] == "conversions" else row[2]]
        assert row[3:8] == (value, "ad", True, True, value)
        assert 0 < row[8] <= 100


def test_levels_that_agree_have_no_gap(built: Built) -> None:
    """Every other day has four metrics whose levels are equal."""
    ((days, rows),) = built.warehouse.rows(
        "SELECT count(DISTINCT advertiser_id || day), count(*) FROM adloop.level_gaps"
    )

    assert rows == 4 * days > 4


def test_each_import_leaves_its_observations(built: Built) -> None:
    """After each build, the days that its import has read, as they stood, with their age."""
    zones = {r["advertiser_id"]: r["display_timezone"] for r in built.imports.read("advertisers")}
    found = built.warehouse.rows(
        "SELECT advertiser_id, day, observed_on, age_days, conversions, purchase_value "
        "FROM adloop.daily_observations"
    )

    expected = []
    for output, now in ((built.imports.first, FIRST_NOW), (built.imports.second, SECOND_NOW)):
        for row in output.records("advertiser_daily_metrics"):
            today = _local(now, zones[row["advertiser_id"]])
            day = date.fromisoformat(row["stat_time_day"])
            age = (today - day).days
            value = row["total_complete_payment_rate"] + row["total_purchase_value"]
            expected.append((row["advertiser_id"], day, today, age, row["conversion"], value))
    assert sorted(found) == sorted(expected)


def test_late_conversions_are_what_days_grew_by(built: Built) -> None:
    """By age: what the first import said of the days, and what the second said of the same days."""
    zones = {r["advertiser_id"]: r["display_timezone"] for r in built.imports.read("advertisers")}
    later = {_day(r): r for r in built.imports.second.records("advertiser_daily_metrics")}
    expected: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in built.imports.first.records("advertiser_daily_metrics"):
        today = _local(FIRST_NOW, zones[row["advertiser_id"]])
        age = (today - date.fromisoformat(row["stat_time_day"])).days
        if _day(row) in later:
            sums = expected[row["advertiser_id"], age]
            sums[0] += 1
            sums[1] += row["conversion"]
            sums[2] += later[_day(row)]["conversion"]

    found = built.warehouse.rows(
        "SELECT advertiser_id, age_days, days_compared, conversions_at_age, conversions_latest, "
        "growth_percent FROM adloop.late_conversions WHERE days_compared > 0"
    )

    assert {row[:2]: list(row[2:5]) for row in found} == dict(expected)
    for *_, before, after, growth in found:
        percent = None if not before else Decimal(100) * (after - before) / before
        assert growth == (percent and percent.quantize(Decimal("0.000001")))
    assert any(row[4] > row[3] for row in found)


def test_a_day_that_was_read_once_says_nothing_about_growth(built: Built) -> None:
    """Its age has observations, but none to compare with, and no growth: not a growth of 0."""
    found = built.warehouse.rows(
        "SELECT conversions_at_age, growth_percent, value_growth_percent "
        "FROM adloop.late_conversions WHERE days_compared = 0"
    )

    assert set(found) == {(None, None, None)}


def test_freshness_tells_the_last_run_and_the_last_complete_one(built: Built) -> None:
    """A stream that failed names its error, and how far it had come before."""
    refused = built.imports.refused_advertiser
    found = built.warehouse.rows(
        "SELECT stream, last_status, last_run_ended_at <> last_complete_at, error IS NOT NULL "
        f"FROM adloop.freshness WHERE advertiser_id = '{refused}' AND last_status <> 'complete'"
    )

    failed = {
        row["stream"]
        for row in built.imports.second.records("import_status", refused)
        if row["status"] != "complete"
    }
    assert "campaigns" in failed
    assert {(row[0], *row[2:]) for row in found} == {(stream, True, True) for stream in failed}


def test_freshness_knows_the_last_complete_day_of_each_stream(built: Built) -> None:
    """Per advertiser and daily stream: its own local day of the second import."""
    zones = {r["advertiser_id"]: r["display_timezone"] for r in built.imports.read("advertisers")}
    found = built.warehouse.rows(
        "SELECT advertiser_id, stream, last_complete_day FROM adloop.freshness "
        "WHERE last_complete_day IS NOT NULL"
    )

    days = {(one, stream): day for one, stream, day in found}
    for advertiser_id, zone in zones.items():
        for stream in DAILY_STREAMS.values():
            assert days[advertiser_id, stream] == _local(SECOND_NOW, zone)


def _local(now: str, zone: str) -> date:
    return datetime.fromisoformat(now.replace("Z", "+00:00")).astimezone(ZoneInfo(zone)).date()


def _day(row: Row) -> tuple[str, str]:
    return row["advertiser_id"], row["stat_time_day"]
