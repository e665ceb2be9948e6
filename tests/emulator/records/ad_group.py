"""The record of `/adgroup/get/`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.ad_group_fields import AD_GROUP_FIELDS
from tests.emulator.dataset.statuses import secondary_status
from tests.emulator.records.money import ad_group_budget, has_infinite_budget
from tests.emulator.records.times import operation_status, stamp

if TYPE_CHECKING:
    from tests.emulator.dataset.objects import AdGroup

TEN_YEARS = timedelta(days=3650)
WINDOWS = ("SEVEN_DAYS", "TWENTY_EIGHT_DAYS", "ONE_DAY", "OFF")


def ad_group_record(ad_group: AdGroup, advertiser_id: str, now: datetime) -> dict[str, Any]:
    """Every field of an ad group; lists are null, empty or filled, as TikTok mixes them."""
    campaign = ad_group.campaign
    app = campaign.objective == "APP_PROMOTION"
    upgraded = campaign.automation == "UPGRADED_SMART_PLUS"
    even = ad_group.index % 2 == 0
    return {
        **AD_GROUP_FIELDS,
        "adgroup_id": str(ad_group.id),
        "campaign_id": str(campaign.id),
        "advertiser_id": advertiser_id,
        "campaign_name": campaign.name,
        "adgroup_name": ad_group.name,
        "campaign_automation_type": campaign.automation,
        "is_smart_performance_campaign": campaign.automation == "SMART_PLUS",
        "create_time": stamp(ad_group.created),
        "modify_time": stamp(ad_group.modified(now)),
        "schedule_start_time": stamp(ad_group.created),
        "schedule_end_time": stamp(ad_group.created + TEN_YEARS),
        "operation_status": operation_status(enabled=ad_group.enabled),
        "secondary_status": secondary_status(ad_group, now),
        "budget": ad_group_budget(ad_group, now),
        "budget_mode": "BUDGET_MODE_DAY"
        if has_infinite_budget(campaign)
        else "BUDGET_MODE_INFINITE",
        "bid_price": 0 if even else 1.25,
        "promotion_type": "APP_ANDROID" if app else "WEBSITE",
        "app_id": "7100000000000000001" if app else None,
        "app_type": "APP_ANDROID" if app else None,
        "pixel_id": None if app else "7245000000000000002",
        **_goal(for_clicks=campaign.objective == "TRAFFIC"),
        "age_groups": ["AGE_25_34", "AGE_35_44"] if even else None,
        "languages": [] if even else ["en", "ja"],
        "placements": ["PLACEMENT_TIKTOK"] if even else None,
        "blocked_pangle_app_ids": [] if even else None,
        "device_price_ranges": [0, 250] if ad_group.index % 3 == 1 else None,
        "included_custom_actions": [{"code": "VIEW_PRODUCT", "days": 30}] if even else [],
        "skip_learning_phase": 0 if ad_group.index % 4 == 1 else False,
        "click_attribution_window": WINDOWS[ad_group.index % len(WINDOWS)],
        "creative_material_mode": None if upgraded else "CUSTOM",
        "category_id": "0" if even else 0,
    }


def _goal(*, for_clicks: bool) -> dict[str, Any]:
    """Clicks need no event of a pixel."""
    return (
        {"optimization_goal": "CLICK", "optimization_event": None}
        if for_clicks
        else {"optimization_goal": "CONVERT"}
    )
