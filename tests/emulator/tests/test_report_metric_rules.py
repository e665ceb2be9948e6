"""Which metrics a report takes, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.tests.asking import REPORT, TODAY

if TYPE_CHECKING:
    from tests.emulator.tests.asking import Asking

AUDIENCE = {"report_type": "AUDIENCE"}
LIFETIME = {"query_lifetime": True, "start_date": None, "end_date": None}


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
