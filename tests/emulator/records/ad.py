"""The records of `/ad/get/` and `/smart_plus/ad/get/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.ad_fields import AD_FIELDS, AD_ID_V2
from tests.emulator.dataset.statuses import secondary_status
from tests.emulator.records.times import operation_status, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from tests.emulator.dataset.objects import Ad


def ad_record(ad: Ad, advertiser_id: str, now: datetime, *, by_grain: bool) -> dict[str, Any]:
    """Every field of an ad; with `by_grain` the row of an upgraded Smart+ ad, not a creative."""
    campaign, group = ad.campaign, ad.ad_group
    upgraded = ad.smart_plus_id is not None
    record = {
        **AD_FIELDS,
        "ad_id": str(ad.id),
        "adgroup_id": str(group.id),
        "campaign_id": str(campaign.id),
        "advertiser_id": advertiser_id,
        "ad_name": ad.name,
        "adgroup_name": group.name,
        "campaign_name": campaign.name,
        "smart_plus_ad_id": str(ad.smart_plus_id) if upgraded else None,
        "campaign_automation_type": "UPGRADED_SMART_PLUS_CREATIVE"
        if upgraded and not by_grain
        else campaign.automation,
        "create_time": stamp(ad.created),
        "modify_time": modify_time(ad, now),
        "operation_status": operation_status(enabled=ad.enabled),
        "secondary_status": secondary_status(ad, now),
        "ad_text": f"Buy now: {ad.name}",
        "ad_texts": [f"Buy now: {ad.name}", "Or later"] if ad.index % 4 == 1 else None,
        "video_id": f"v10033g50000c{ad.id}" if ad.index % 5 else None,
        "ad_format": "SINGLE_VIDEO" if ad.index % 5 else "SINGLE_IMAGE",
        "page_id": 7_245_000_000_000_009_001 if ad.index % 6 == 1 else None,
        "tracking_pixel_id": 7_245_000_000_000_000_002 if ad.index % 2 else 0,
        "utm_params": [{"key": "utm_source", "value": "tiktok"}] if ad.index % 2 else None,
        "identity_id": "" if ad.index % 4 == 2 else "7244085252222255143",
        "app_name": "Acme App" if campaign.objective == "APP_PROMOTION" else "",
    }
    if by_grain:
        record[AD_ID_V2] = str(ad.grain_id)
    return record


def modify_time(ad: Ad, now: datetime) -> str | None:
    """Null on every other creative of upgraded Smart+ ads that is not deleted."""
    if ad.smart_plus_id is not None and ad.index % 2 == 0 and not ad.is_deleted(now):
        return None
    return stamp(ad.modified(now))


def smart_plus_record(ads: list[Ad], advertiser_id: str, now: datetime) -> dict[str, Any]:
    """The ad ("asset group") of `/smart_plus/ad/get/` that the creatives belong to."""
    first = ads[0]
    return {
        "advertiser_id": advertiser_id,
        "campaign_id": str(first.campaign.id),
        "campaign_name": first.campaign.name,
        "adgroup_id": str(first.ad_group.id),
        "adgroup_name": first.ad_group.name,
        "smart_plus_ad_id": str(first.smart_plus_id),
        "ad_name": f"asset group of {first.name}",
        "operation_status": operation_status(enabled=first.enabled),
        "secondary_status": secondary_status(first, now),
        "create_time": stamp(first.created),
        "modify_time": stamp(max(ad.modified(now) for ad in ads)),
        "creative_list": [_creative(ad) for ad in ads],
        "ad_text_list": [{"ad_text": f"Buy now: {first.name}"}],
        "call_to_action_list": [{"call_to_action": "LEARN_MORE"}],
        "landing_page_url_list": [{"landing_page_url": "https://example.com/"}],
        "deeplink_list": None,
        "page_list": None,
        "interactive_add_on_list": [],
        "disclaimer": None,
        "ad_configuration": {
            "identity_type": "CUSTOMIZED_USER",
            "identity_id": "7244085252222255143",
            "dark_post_status": "ON",
            "catalog_creative_toggle": False,
        },
    }


def _creative(ad: Ad) -> dict[str, Any]:
    return {
        "ad_material_id": str(ad.id),
        "material_operation_status": operation_status(enabled=ad.enabled),
        "creative_info": {
            "ad_format": "SINGLE_VIDEO",
            "material_name": ad.name,
            "video_info": {"video_id": f"v10033g50000c{ad.id}", "file_name": "v1.mp4"},
            "image_info": [{"web_uri": "tos-example"}],
            "tiktok_item_id": None,
        },
    }
