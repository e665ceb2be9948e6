"""Attribute metrics: at which data level each one is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import Metric, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

AD = "AUCTION_AD"
AD_GROUP = "AUCTION_ADGROUP"
CAMPAIGN = "AUCTION_CAMPAIGN"
ADVERTISER = "AUCTION_ADVERTISER"

LEVELS: dict[frozenset[str], tuple[str, ...]] = {
    frozenset({AD, AD_GROUP, CAMPAIGN, ADVERTISER}): (
        "advertiser_name",
        "advertiser_id",
        "currency",
    ),
    frozenset({AD, AD_GROUP, CAMPAIGN}): (
        *("campaign_name", "objective_type", "split_test", "campaign_budget"),
        *("campaign_dedicate_type", "app_promotion_type", "campaign_automation_type"),
    ),
    frozenset({AD, AD_GROUP}): (
        *("campaign_id", "adgroup_name", "placement_type", "promotion_type", "opt_status"),
        *("budget", "smart_target", "billing_event", "bid_strategy", "bid"),
        *("bid_secondary_goal", "aeo_type", "pricing_category", "dpa_target_audience_type"),
        *("tt_app_id", "tt_app_name", "mobile_app_id", "adgroup_download_url"),
    ),
    frozenset({AD_GROUP}): ("is_aco",),
    frozenset({AD}): (
        *("adgroup_id", "ad_name", "ad_id", "ad_id_v2", "ad_text", "call_to_action"),
        *("image_mode", "ad_url", "ad_profile_image", "profile_image", "video_id"),
        *("is_smart_creative", "catalog_name", "identity_id", "tiktok_item_id", "tiktok_name"),
    ),
}
LISTS = (
    *("ad_text_list", "call_to_action_list", "ad_url_list", "ad_profile_image_list"),
    *("image_mode_list", "image_info_list", "ad_display_name_list", "identity_type_list"),
    "profile_image_list",
)
"""Attributes that are real lists, valid with dimension `ad_id_v2` alone."""

AUDIENCE = frozenset(
    {
        *("advertiser_name", "advertiser_id", "currency", "campaign_name", "campaign_id"),
        *("objective_type", "split_test", "campaign_budget", "campaign_automation_type"),
        *("adgroup_id", "adgroup_name", "placement_type", "promotion_type", "opt_status"),
        *("budget", "smart_target", "billing_event", "bid_strategy", "bid", "ad_name", "ad_id"),
        *("ad_id_v2", "ad_text", "call_to_action", "image_mode", "tt_app_id", "tt_app_name"),
        *("mobile_app_id", "dpa_target_audience_type"),
    }
)
"""The attributes that AUDIENCE reports take too."""


def attributes() -> Iterator[Metric]:
    """Every attribute with its levels."""
    for levels, names in LEVELS.items():
        for name in names:
            yield Metric(name, Text(levels), audience=name in AUDIENCE)
    for name in LISTS:
        yield Metric(name, Text(frozenset({AD}), is_list=True))
