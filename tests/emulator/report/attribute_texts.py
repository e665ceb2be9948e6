"""The attribute metrics of a row, as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.emulator.catalogue.campaign_types import PROMOTE
from tests.emulator.dataset.objects import Ad, AdGroup, Campaign
from tests.emulator.records.money import ad_group_budget, campaign_budget
from tests.emulator.report.groups import Group, promotion_type

ABSENT = "-"
Attribute = Callable[[Group, datetime], str]


def _campaign(group: Group) -> Campaign:
    return group.ads[0].campaign


def _ad_group(group: Group) -> AdGroup:
    return group.ads[0].ad_group


def _ad(group: Group) -> Ad:
    return group.ads[0]


def _app(text: str) -> Attribute:
    """`text` when an app is promoted, else TikTok's 0."""
    return lambda group, _: text if _campaign(group).objective == "APP_PROMOTION" else "0"


def _automation(group: Group, _: datetime) -> str:
    automation = _campaign(group).automation
    creative = isinstance(group.found, Ad) and group.id == _ad(group).id
    if automation == "UPGRADED_SMART_PLUS" and creative:
        return "UPGRADED_SMART_PLUS_CREATIVE"
    return automation


def _promotion(ad: Ad) -> str:
    if ad.campaign.origin == PROMOTE:
        return "Other"
    return "App" if promotion_type(ad).startswith("APP") else "Website"


def _constant(text: str) -> Attribute:
    return lambda _group, _now: text


ATTRIBUTES: dict[str, Attribute] = {
    "advertiser_name": lambda g, _: g.advertiser.account.name,
    "advertiser_id": lambda g, _: g.advertiser.id,
    "currency": lambda g, _: g.advertiser.account.place.currency,
    "campaign_name": lambda g, _: _campaign(g).name,
    "objective_type": lambda g, _: _campaign(g).objective,
    "split_test": _constant("Off"),
    "campaign_budget": lambda g, now: f"{campaign_budget(_campaign(g), now):.2f}",
    "campaign_dedicate_type": _constant("Regular campaign"),
    "app_promotion_type": lambda g, _: (
        "APP_INSTALL" if _campaign(g).objective == "APP_PROMOTION" else "UNSET"
    ),
    "campaign_automation_type": _automation,
    "campaign_id": lambda g, _: str(_campaign(g).id),
    "adgroup_name": lambda g, _: _ad_group(g).name,
    "placement_type": _constant("Automatic Placement"),
    "promotion_type": lambda g, _: _promotion(_ad(g)),
    "opt_status": _constant("Off"),
    "budget": lambda g, now: f"{ad_group_budget(_ad_group(g), now):.2f}",
    "smart_target": _constant("Conversion"),
    "billing_event": _constant("Impression"),
    "bid_strategy": _constant("Lowest Cost"),
    "bid": _constant("0.00"),
    "bid_secondary_goal": _constant("0.00"),
    "aeo_type": _constant(ABSENT),
    "pricing_category": _constant("oCPM"),
    "dpa_target_audience_type": _constant(ABSENT),
    "tt_app_id": _app("7100000000000000001"),
    "tt_app_name": _app("Acme App"),
    "mobile_app_id": _app("com.example.acme"),
    "adgroup_download_url": _constant("https://example.com/"),
    "is_aco": _constant("false"),
    "adgroup_id": lambda g, _: str(_ad_group(g).id),
    "ad_name": lambda g, _: _ad(g).name,
    "ad_id": lambda g, _: str(_ad(g).id),
    "ad_id_v2": lambda g, _: str(_ad(g).grain_id),
    "ad_text": lambda g, _: f"Buy now: {_ad(g).name}",
    "call_to_action": _constant("Learn more"),
    "image_mode": _constant("SINGLE_VIDEO"),
    "ad_url": _constant("https://example.com/"),
    "ad_profile_image": _constant(ABSENT),
    "profile_image": _constant(ABSENT),
    "video_id": lambda g, _: f"v10033g50000c{_ad(g).id}",
    "is_smart_creative": _constant("0"),
    "catalog_name": _constant(ABSENT),
    "identity_id": _constant("7244085252222255143"),
    "tiktok_item_id": _constant(ABSENT),
    "tiktok_name": _constant(ABSENT),
}
"""Text of each attribute, by metric name."""

LIST_ATTRIBUTES: dict[str, Callable[[Group], list[str]]] = {
    "ad_text_list": lambda g: [f"Buy now: {ad.name}" for ad in g.ads],
    "call_to_action_list": lambda _: ["Learn more"],
    "ad_url_list": lambda _: ["https://example.com/"],
    "ad_profile_image_list": lambda _: [],
    "image_mode_list": lambda g: ["SINGLE_VIDEO"] * len(g.ads),
    "image_info_list": lambda _: [],
    "ad_display_name_list": lambda _: ["Acme"],
    "identity_type_list": lambda _: ["CUSTOMIZED_USER"],
    "profile_image_list": lambda _: [],
}
"""The attributes that are lists."""
