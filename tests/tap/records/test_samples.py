"""Rows in the shape of TikTok's samples become records of their schema, nothing lost."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.reports.daily_reports import AD_REPORT
from tap_tiktok_ads.schemas import ad_groups, ads, advertisers, campaigns
from tap_tiktok_ads.schemas.column import Column, json_schema
from tests.tap.records.report_reading import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ADVERTISER = json.loads("""{
    "advertiser_id": "7009998887776665554", "name": "Möbel & Söhne", "status": "STATUS_LIMIT",
    "role": "ROLE_ADVERTISER", "company": "Möbel GmbH", "company_name_editable": null,
    "currency": "EUR", "timezone": "Etc/GMT-1", "display_timezone": "Europe/Vienna",
    "country": "AT", "language": "de", "industry": "290303",
    "advertiser_account_type": "AUCTION", "balance": 1043.10, "create_time": 1577934245,
    "contacter": "A**a", "email": "a***@****.example", "cellphone_number": "+43*******77",
    "telephone_number": "", "address": "", "brand": "", "description": "", "license_no": "",
    "license_url": null, "license_city": null, "license_province": null, "promotion_area": "0",
    "promotion_center_city": null, "promotion_center_province": null, "rejection_reason": "",
    "owner_bc_id": null
}""")

CAMPAIGN = json.loads("""{
    "secondary_status": "CAMPAIGN_STATUS_DELETE", "advertiser_id": "7009998887776665554",
    "campaign_id": "1780000000000000011", "campaign_name": "-", "campaign_automation_type": null,
    "campaign_type": "REGULAR_CAMPAIGN", "is_smart_performance_campaign": false,
    "is_search_campaign": false, "is_new_structure": true, "objective": "LANDING_PAGE",
    "objective_type": "TRAFFIC", "app_promotion_type": "UNSET", "budget": 0,
    "budget_mode": "BUDGET_MODE_INFINITE", "roas_bid": 0, "deep_bid_type": null,
    "operation_status": "ENABLE", "special_industries": [], "create_time": "2023-04-01 08:00:00",
    "modify_time": "2023-04-02 09:30:15", "rta_id": null, "rta_bid_enabled": false,
    "rta_product_selection_enabled": false, "catalog_enabled": null, "sales_destination": null,
    "virtual_objective_type": null, "postback_window_mode": null, "disable_skan_campaign": null
}""")

AD_GROUP = json.loads("""{
    "advertiser_id": "7009998887776665554", "campaign_id": "1780000000000000011",
    "campaign_name": "-", "adgroup_id": "1780000000000000022", "adgroup_name": "AT 25-34 🛋",
    "create_time": "2023-04-01 08:01:00", "modify_time": "2023-04-02 09:31:15",
    "operation_status": "FROZEN", "secondary_status": "ADGROUP_STATUS_CAMPAIGN_DELETE",
    "budget_mode": "BUDGET_MODE_DAY", "budget": 35.50, "scheduled_budget": 0, "bid_price": 0,
    "bid_type": "BID_TYPE_NO_BID", "conversion_bid_price": 4.2, "deep_cpa_bid": 0,
    "billing_event": "CPC", "bid_display_mode": "CPMV", "optimization_goal": "CLICK",
    "optimization_event": null, "pacing": "PACING_MODE_SMOOTH", "gender": "GENDER_UNLIMITED",
    "placement_type": "PLACEMENT_TYPE_AUTOMATIC", "placements": ["PLACEMENT_TIKTOK"],
    "location_ids": ["2782113"], "age_groups": ["AGE_25_34"], "languages": [],
    "operating_systems": [], "audience_ids": [], "excluded_audience_ids": [],
    "interest_category_ids": [], "actions": [{"action_scene": "VIDEO_RELATED"}],
    "device_price_ranges": [0, 250], "schedule_type": "SCHEDULE_START_END",
    "schedule_start_time": "2023-04-01 09:00:00", "schedule_end_time": "2033-04-01 09:00:00",
    "dayparting": "110", "promotion_type": "WEBSITE", "brand_safety_type": "NO_BRAND_SAFETY",
    "brand_safety_partner": null, "ios14_quota_type": "UNOCCUPIED",
    "creative_material_mode": "CUSTOM", "comment_disabled": false, "share_disabled": false,
    "video_download_disabled": false, "is_hfss": false, "skip_learning_phase": 1,
    "is_new_structure": true, "category_id": 0, "pixel_id": null, "app_id": null,
    "frequency": 3, "frequency_schedule": 7, "rf_purchased_type": null, "purchased_reach": null,
    "click_attribution_window": "SEVEN_DAYS", "view_attribution_window": "ONE_DAY",
    "schedule_infos": null, "delivery_mode": null, "feed_type": null
}""")

AD = json.loads("""{
    "advertiser_id": "7009998887776665554", "campaign_id": "1780000000000000011",
    "campaign_name": "-", "adgroup_id": "1780000000000000022", "adgroup_name": "AT 25-34 🛋",
    "ad_id": "1780000000000000033", "ad_name": "沙发 video", "create_time": "2023-04-01 08:02:00",
    "modify_time": null, "operation_status": "ENABLE",
    "secondary_status": "AD_STATUS_CAMPAIGN_DELETE", "ad_format": "SINGLE_VIDEO",
    "creative_type": null, "ad_text": "Sit down", "ad_texts": null,
    "video_id": "v10033g50000sofa", "image_ids": ["v0201/00ff"], "card_id": null,
    "call_to_action": "SHOP_NOW", "call_to_action_id": null, "identity_type": "CUSTOMIZED_USER",
    "identity_id": "", "display_name": "moebel", "app_name": "", "deeplink": "",
    "profile_image_url": "https://img.example/1", "avatar_icon_web_uri": "ad-site/1",
    "landing_page_url": "https://shop.example/", "landing_page_urls": null,
    "deeplink_type": "NORMAL", "fallback_type": "UNSET", "page_id": 7123456789012345678,
    "is_aco": false, "is_new_structure": true, "creative_authorized": false,
    "impression_tracking_url": null, "click_tracking_url": null, "playable_url": "",
    "tracking_pixel_id": 0, "vast_moat_enabled": false, "viewability_postbid_partner": "UNSET",
    "viewability_vast_url": null, "brand_safety_postbid_partner": "UNSET",
    "brand_safety_vast_url": null, "optimization_event": null, "music_id": null,
    "utm_params": [{"key": "utm_source", "value": "tiktok"}]
}""")

REPORT_ROW = json.loads("""{
    "dimensions": {"ad_id": "1780000000000000033", "stat_time_day": "2024-03-31 00:00:00"},
    "metrics": {
        "campaign_name": "Spring", "campaign_id": "1780000000000000011",
        "adgroup_id": "1780000000000000022", "adgroup_name": "AT 25-34", "ad_name": "沙发 video",
        "tt_app_id": "0", "dpa_target_audience_type": "-", "spend": "31.400", "cpc": "0.314",
        "cpm": "6.280", "impressions": "5000", "clicks": "100", "ctr": "2.00", "reach": "4000",
        "frequency": "1.25", "conversion": "0", "cost_per_conversion": "0.000", "result": "<5",
        "cost_per_result": "0.3140", "video_play_actions": "4800", "average_video_play": "1.26",
        "likes": "36", "secondary_goal_result": "-", "complete_payment": "2",
        "total_complete_payment_rate": "199.80", "complete_payment_roas": "6.36",
        "purchase": "-", "not_asked_for": "1"
    }
}""")

ENTITIES = [
    pytest.param(advertisers.COLUMNS, ("advertiser_id",), ADVERTISER, id="advertisers"),
    pytest.param(campaigns.COLUMNS, ("campaign_id",), CAMPAIGN, id="campaigns"),
    pytest.param(ad_groups.COLUMNS, ("adgroup_id",), AD_GROUP, id="ad_groups"),
    pytest.param(ads.COLUMNS, ("ad_id",), AD, id="ads"),
]


def validate(record: dict[str, Any], columns: Sequence[Column], key: tuple[str, ...]) -> None:
    """The record has the schema's keys, in their order, and fits their types."""
    schema = {**json_schema(columns, key), "additionalProperties": False}
    jsonschema.validate(record, schema, jsonschema.Draft7Validator)
    assert list(record) == [column.name for column in columns]


@pytest.mark.parametrize(("columns", "key", "row"), ENTITIES)
def test_a_real_looking_entity_fits_its_schema(
    columns: tuple[Column, ...], key: tuple[str, ...], row: dict[str, Any]
) -> None:
    """A row as TikTok's documentation shows it becomes a record of its schema, all of it."""
    unreadable: list[str] = []
    record = record_builder(columns, unreadable.append)(row)
    validate(record, columns, key)
    assert unreadable == []
    assert set(row) <= set(record)
    for name, value in row.items():
        assert (record[name] is None) is (value is None), name


def test_an_advertiser_is_typed() -> None:
    """Balance keeps its digits, Unix seconds become a UTC time, masked contacts stay as sent."""
    record = record_builder(advertisers.COLUMNS)({**ADVERTISER, "balance": Decimal("1043.10")})
    assert str(record["balance"]) == "1043.10"
    assert record["create_time"] == "2020-01-02T03:04:05Z"
    assert record["email"] == "a***@****.example"
    assert record["can_use_custom_identity"] is None


def test_a_campaign_can_be_named_like_a_placeholder() -> None:
    """A campaign whose name is a hyphen keeps it: in listings a hyphen is no placeholder."""
    record = record_builder(campaigns.COLUMNS)(CAMPAIGN)
    assert record["campaign_name"] == "-"
    assert record["modify_time"] == "2023-04-02T09:30:15Z"
    assert record["special_industries"] == []
    assert record["budget"] == 0


def test_an_ad_group_of_an_older_payload_is_typed_like_a_new_one() -> None:
    """Types that TikTok changed over time arrive in one type."""
    record = record_builder(ad_groups.COLUMNS)(AD_GROUP)
    assert record["skip_learning_phase"] is True
    assert record["category_id"] == "0"
    assert record["device_price_ranges"] == [0, 250]
    assert record["actions"] == [{"action_scene": "VIDEO_RELATED"}]
    newer = {**AD_GROUP, "skip_learning_phase": True, "category_id": "0"}
    assert record_builder(ad_groups.COLUMNS)(newer) == record


def test_ids_that_arrive_as_numbers_keep_all_digits() -> None:
    """page_id comes as a number of 19 digits and is text with the same 19 digits."""
    record = record_builder(ads.COLUMNS)(AD)
    assert record["page_id"] == "7123456789012345678"
    assert record["tracking_pixel_id"] == "0"
    assert record["identity_id"] == ""
    assert record["modify_time"] is None


def test_a_report_row_is_typed() -> None:
    """Texts become ids, days, amounts with their decimals and counts; `-` and `<5` become null."""
    extra = ("tt_app_id", "dpa_target_audience_type")
    record = record_of(AD_REPORT, REPORT_ROW, *extra)
    validate(record, AD_REPORT.columns(extra), AD_REPORT.key)
    assert list(record.items())[:5] == [
        ("advertiser_id", "7001112223334445556"),
        ("ad_id", "1780000000000000033"),
        ("stat_time_day", "2024-03-31"),
        ("advertiser_timezone", "Europe/Berlin"),
        ("currency", "EUR"),
    ]
    assert {name: str(record[name]) for name in ("spend", "cpc", "cost_per_result", "ctr")} == {
        "spend": "31.400",
        "cpc": "0.314",
        "cost_per_result": "0.3140",
        "ctr": "2.00",
    }
    assert (record["impressions"], type(record["impressions"])) == (5000, int)
    assert [record[name] for name in ("result", "purchase", "dpa_target_audience_type")] == [
        None
    ] * 3
    assert record["tt_app_id"] == "0"
    assert record["real_time_conversion"] is None
    assert "not_asked_for" not in record
