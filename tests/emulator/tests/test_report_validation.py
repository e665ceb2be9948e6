"""What the report endpoint refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.tests.asking import LEVELS, REPORT, TODAY

if TYPE_CHECKING:
    from tests.emulator.tests.asking import Asking

CONFLICT = "Conflict occurs. The input params including metrics and dimensions have no relation."
AUDIENCE = {"report_type": "AUDIENCE"}
LIFETIME = {"query_lifetime": True, "start_date": None, "end_date": None}


@pytest.mark.parametrize(
    "name",
    ["advertiser_id", "report_type", "data_level", "dimensions", "start_date", "end_date"],
)
def test_what_is_required_must_be_there(reading: Asking, name: str) -> None:
    """Point 7: a missing parameter is named in double quotes."""
    found = reading.refusal(REPORT, **reading.report(**{name: None}))
    assert found == (40002, f'"{name}" is required, but missing.')


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("report_type", "BASICS"),
        ("data_level", "AD"),
        ("service_type", "AUCTIONS"),
        ("order_type", "UP"),
        ("query_mode", "FAST"),
        ("query_lifetime", "yes"),
        ("enable_total_metrics", "1"),
        ("order_field", "campaign_name"),
        ("order_field", "no_such_metric"),
        ("dimensions", '["ad_id"'),
        ("dimensions", '"ad_id"'),
        ("dimensions", '["advertiser"]'),
        ("dimensions", "[]"),
        ("metrics", "spend"),
        ("metrics", "[1]"),
        ("page", "0"),
        ("page_size", "1001"),
        ("page_size", "0"),
        ("start_date", "2026-11-1x"),
        ("start_date", "20261101"),
        ("start_date", "2026-11-01 00:00:00"),
        ("advertiser_ids", "[]"),
        ("advertiser_ids", '["1","2","3","4","5","6"]'),
    ],
)
def test_a_malformed_parameter_is_refused(reading: Asking, name: str, value: str) -> None:
    """Points 6, 8, 9 and 11: enums, JSON, dates and ranges are strict."""
    assert reading.refusal(REPORT, **reading.report(**{name: value}))[0] == 40002


def test_other_report_types_say_that_they_are_not_served(reading: Asking) -> None:
    """A type that TikTok has and the stand-in has not is no silent success."""
    assert reading.refusal(REPORT, **reading.report(report_type="CATALOG"))[0] == 40008


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("dimension", ["advertiser_id", "campaign_id", "adgroup_id", "ad_id"])
def test_the_id_belongs_to_the_level(reading: Asking, level: str, dimension: str) -> None:
    """Point 13: another level's ID dimension is refused by name."""
    parameters = reading.report(level, dimensions=[dimension, "stat_time_day"])
    if LEVELS[level] == dimension:
        assert reading.envelope(REPORT, **parameters)["code"] == 0
    else:
        message = f"dimension {dimension} does not match data_level {level}"
        assert reading.refusal(REPORT, **parameters) == (40002, message)


@pytest.mark.parametrize(
    ("level", "dimensions", "more"),
    [
        ("AUCTION_AD", ["ad_id", "ad_id"], {}),
        ("AUCTION_AD", ["ad_id", "stat_time_day", "stat_time_hour"], {}),
        ("AUCTION_AD", ["ad_id", "gender"], {}),
        ("AUCTION_AD", ["ad_id", "country_code", "ad_type"], {}),
        ("AUCTION_ADVERTISER", ["advertiser_id", "ad_type"], {}),
        ("AUCTION_AD", ["ad_id", "stat_time_day"], LIFETIME),
        ("AUCTION_AD", ["ad_id", "country_code"], LIFETIME),
        ("AUCTION_AD", ["ad_id", "stat_time_day"], AUDIENCE),
        ("AUCTION_AD", ["ad_id", "gender", "platform"], AUDIENCE),
        ("AUCTION_AD", ["ad_id", "page_id"], AUDIENCE),
        ("AUCTION_AD", ["gender"], AUDIENCE),
        ("AUCTION_AD", ["ad_id", "stat_time_day", "interest_category"], AUDIENCE),
        ("AUCTION_AD", ["ad_id", "stat_time_day", "device_brand_id"], AUDIENCE),
    ],
)
def test_dimensions_that_do_not_go_together_are_a_conflict(
    reading: Asking, level: str, dimensions: list[str], more: dict[str, Any]
) -> None:
    """Point 13: TikTok's one text for all of them."""
    parameters = reading.report(level, dimensions=dimensions, **more)
    assert reading.refusal(REPORT, **parameters) == (40002, CONFLICT)


@pytest.mark.parametrize(
    ("level", "dimensions", "more"),
    [
        ("AUCTION_AD", ["ad_id", "stat_time_day", "country_code"], {}),
        ("AUCTION_AD", ["stat_time_day"], {}),
        ("AUCTION_AD", ["ad_id"], LIFETIME),
        ("AUCTION_AD", ["ad_id", "stat_time_day", "gender", "age"], AUDIENCE),
        ("AUCTION_ADVERTISER", ["age"], AUDIENCE),
        ("AUCTION_CAMPAIGN", ["campaign_id", "interest_category"], AUDIENCE),
        ("AUCTION_AD", ["ad_id", "search_keyword", "match_type"], {}),
    ],
)
def test_dimensions_that_go_together_are_served(
    reading: Asking, level: str, dimensions: list[str], more: dict[str, Any]
) -> None:
    """Point 13: each row has exactly the dimensions asked for, all as text."""
    parameters = reading.report(level, dimensions=dimensions, **more)
    (row, *_) = reading.data(REPORT, **parameters)["list"]
    assert list(row["dimensions"]) == dimensions
    assert all(isinstance(value, str) for value in row["dimensions"].values())


@pytest.mark.parametrize(
    ("dimensions", "start", "end", "message"),
    [
        (["ad_id", "stat_time_day"], "2026-10-22", "2026-11-20", None),
        (
            ["ad_id", "stat_time_day"],
            "2026-10-21",
            "2026-11-20",
            "max time span is 30 days when use stat_time_day",
        ),
        (["ad_id", "stat_time_hour"], TODAY, TODAY, None),
        (
            ["ad_id", "stat_time_hour"],
            "2026-11-19",
            TODAY,
            "max time span is 1 day when use stat_time_hour",
        ),
        (["ad_id"], "2025-11-21", TODAY, None),
        (["ad_id"], "2025-11-20", TODAY, "max time span is 365 days"),
        (["ad_id"], TODAY, "2026-11-19", "start_date: Must not be later than end_date."),
        (["ad_id", "stat_time_day"], "2016-09-01", "2016-09-30", None),
        (["ad_id", "stat_time_day"], TODAY, "2026-12-10", None),
    ],
)
def test_the_span_is_limited(
    reading: Asking, dimensions: list[str], start: str, end: str, message: str | None
) -> None:
    """Point 15: 30 days by day, 1 by hour, 365 otherwise, both ends included."""
    parameters = reading.report(dimensions=dimensions, start_date=start, end_date=end)
    if message is None:
        assert reading.envelope(REPORT, **parameters)["code"] == 0
    else:
        assert reading.refusal(REPORT, **parameters) == (40002, message)


def test_a_lifetime_ignores_dates(reading: Asking) -> None:
    """Point 15: nonsense as a date does not matter when query_lifetime is true."""
    parameters = {"dimensions": ["ad_id"], "query_lifetime": True}
    plain = reading.rows(**parameters, start_date=None, end_date=None)
    assert reading.rows(**parameters, start_date="never", end_date=TODAY) == plain
