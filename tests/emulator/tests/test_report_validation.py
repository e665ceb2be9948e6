"""What the report endpoint refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.tests.asking import LEVELS, REPORT, TODAY, condition

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_wrong_metrics_are_all_named(reading: Asking) -> None:
    """Point 12: unknown and wrong-level names together, in their order, in TikTok's words."""
    metrics = ["spend", "voucher_spend", "placement", "clicks", "cash_spend"]
    assert reading.refusal(REPORT, **reading.report(metrics=metrics)) == (
        40002,
        (
            "Please correct the information in invalid metric fields and try again. "
            "Invalid metric fields: ['voucher_spend', 'placement', 'cash_spend']. "
        ),
    )


def test_a_hundred_metrics_are_the_most(reading: Asking) -> None:
    """Point 12: the cap is 100."""
    names = [name for name, metric in METRICS.items() if not metric.is_attribute]
    usable = [n for n in names if n not in {"cash_spend", "voucher_spend"}]
    usable = [n for n in usable if not n.startswith("single_image_")]
    assert reading.envelope(REPORT, **reading.report(metrics=usable[:100]))["code"] == 0
    assert reading.refusal(REPORT, **reading.report(metrics=usable[:101]))[0] == 40002


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
    ("level", "valid", "invalid"),
    [
        ("AUCTION_ADVERTISER", ["advertiser_name", "currency"], ["campaign_name"]),
        ("AUCTION_CAMPAIGN", ["campaign_name", "objective_type"], ["campaign_id", "budget"]),
        ("AUCTION_ADGROUP", ["campaign_id", "adgroup_name", "is_aco"], ["adgroup_id", "ad_name"]),
        ("AUCTION_AD", ["adgroup_id", "ad_name", "ad_text", "ad_id"], ["is_aco"]),
    ],
)
def test_attributes_belong_to_levels(
    reading: Asking, level: str, valid: list[str], invalid: list[str]
) -> None:
    """Point 14: an attribute is served at its levels and invalid at the others."""
    (row, *_) = reading.data(REPORT, **reading.report(level, metrics=valid))["list"]
    assert set(row["metrics"]) == set(valid)
    message = reading.refusal(REPORT, **reading.report(level, metrics=[*valid, *invalid]))[1]
    assert f"Invalid metric fields: {invalid}. " in message


def test_attributes_need_an_id(reading: Asking) -> None:
    """Point 14: without an ID dimension there is nothing to describe."""
    parameters = reading.report(dimensions=["stat_time_day"], metrics=["spend", "currency"])
    assert "['currency']" in reading.refusal(REPORT, **parameters)[1]


@pytest.mark.parametrize(
    ("level", "changes", "code"),
    [
        ("AUCTION_ADVERTISER", {}, 0),
        ("AUCTION_CAMPAIGN", {}, 40002),
        ("AUCTION_ADVERTISER", {"dimensions": ["advertiser_id"]}, 40002),
        ("AUCTION_ADVERTISER", {"dimensions": ["advertiser_id"], **LIFETIME}, 40002),
        (
            "AUCTION_ADVERTISER",
            {"dimensions": ["advertiser_id", "stat_time_hour"], "start_date": TODAY},
            40002,
        ),
    ],
)
def test_cash_and_vouchers_are_an_advertisers_by_day(
    reading: Asking, level: str, changes: dict[str, Any], code: int
) -> None:
    """Point 14: cash_spend and voucher_spend anywhere else are invalid."""
    parameters = reading.report(level, metrics=["cash_spend", "voucher_spend"], **changes)
    assert reading.envelope(REPORT, **parameters)["code"] == code


@pytest.mark.parametrize(
    ("report_type", "breakdown", "metric", "code"),
    [
        ("AUDIENCE", "gender", "spend", 0),
        ("AUDIENCE", "gender", "reach", 40002),
        ("AUDIENCE", "gender", "complete_payment", 40002),
        ("AUDIENCE", "gender", "purchase", 40002),
        ("AUDIENCE", "gender", "engaged_view", 40002),
        ("AUDIENCE", "hashtag", "engaged_view", 0),
        ("AUDIENCE", "hashtag", "result", 40002),
        ("AUDIENCE", "country_code", "total_landing_page_view", 0),
        ("AUDIENCE", "gender", "total_landing_page_view", 40002),
        ("BASIC", "country_code", "reach", 0),
        ("BASIC", "country_code", "complete_payment", 0),
        ("BASIC", "country_code", "engagements", 40002),
        ("BASIC", "country_code", "initiate_checkout", 40002),
        ("BASIC", "ad_type", "result", 40002),
        ("BASIC", "ad_type", "likes", 0),
        ("BASIC", "search_terms", "video_play_actions", 0),
        ("BASIC", "search_terms", "likes", 40002),
        ("BASIC", "page_id", "ix_video_views", 0),
        ("BASIC", "room_id", "onsite_shopping", 0),
        ("BASIC", "image_id", "single_image_impressions", 0),
        ("BASIC", "country_code", "single_image_impressions", 40002),
        ("BASIC", "country_code", "paid_engaged_view", 40002),
    ],
)
def test_breakdowns_take_some_metrics_only(
    reading: Asking, report_type: str, breakdown: str, metric: str, code: int
) -> None:
    """Points 13 and 14: TikTok's tables of restricted combinations."""
    parameters = reading.report(
        report_type=report_type, dimensions=["ad_id", breakdown], metrics=[metric]
    )
    assert reading.envelope(REPORT, **parameters)["code"] == code


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


@pytest.mark.parametrize(
    "entries",
    [
        {},
        [[]],
        [{"field_name": "ad_ids", "filter_type": "IN"}],
        [{"field_name": "ad_ids", "filter_value": '["1"]'}],
        [{"filter_type": "IN", "filter_value": '["1"]'}],
        [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": ["1"]}],
        [condition("ad_ids", "IN", "1")],
        [condition("ad_ids", "IN", "[1")],
        [condition("ad_names", "IN", '["1"]')],
        [condition("ad_name", "IN", '["1"]')],
        [condition("ad_ids", "EQUALS", '["1"]')],
        [condition("ad_ids", "NOT_IN", '["1"]')],
        [condition("ad_status", "IN", '["STATUS_GONE"]')],
        [condition("campaign_status", "IN", '["STATUS_ALL"]')],
        [condition("adgroup_status", "IN", '["STATUS_ALL"]')],
        [condition("buying_types", "IN", '["RESERVATION_TOP_VIEW", "AUCTION"]')],
        [condition("spend", "IN", '["1"]')],
        [condition("spend", "GREATER_THAN", "much")],
        [condition("spend", "BETWEEN", '["1"]')],
        [condition("country_code", "IN", '["US"]')],
        [condition("create_time", "GREATER_THAN", "2026-11-01")],
        [condition("campaign_automation_type", "IN", '["AUTO"]')],
    ],
)
def test_a_wrong_filter_is_refused(reading: Asking, entries: Any) -> None:
    """Points 16 and 19: three keys, a text as value, known fields and types, the own level."""
    assert reading.refusal(REPORT, **reading.report(filtering=entries))[0] == 40002


def test_more_than_a_hundred_ids_are_too_many(reading: Asking) -> None:
    """Point 11: an id filter of a report holds 100 at most."""
    ids = "[" + ",".join(['"1"'] * 101) + "]"
    parameters = reading.report(filtering=[condition("campaign_ids", "IN", ids)])
    assert reading.refusal(REPORT, **parameters)[0] == 40011


def test_disputed_filter_types_are_a_switch(start: Callable[..., Asking]) -> None:
    """NOT_IN and others, on which TikTok's pages disagree, are taken with the switch."""
    asking = start("--disputed-filter-types")
    everything = asking.rows(dimensions=["ad_id"])
    id_ = everything[0]["dimensions"]["ad_id"]
    rest = asking.rows(
        dimensions=["ad_id"], filtering=[condition("ad_ids", "NOT_IN", f'["{id_}"]')]
    )
    assert len(rest) == len(everything) - 1


@pytest.mark.parametrize(
    "changes",
    [
        {"dimensions": ["stat_time_day"]},
        {"dimensions": ["ad_id", "stat_time_hour"], "start_date": TODAY},
        {"dimensions": ["ad_id", "country_code"]},
        {"dimensions": ["ad_id", "gender"], "report_type": "AUDIENCE"},
    ],
)
def test_totals_need_one_id(reading: Asking, changes: dict[str, Any]) -> None:
    """enable_total_metrics goes with one ID dimension, alone or by day, in BASIC reports."""
    parameters = reading.report(enable_total_metrics=True, **changes)
    assert reading.refusal(REPORT, **parameters)[0] == 40002
