"""Dimensions of reports, and the values a breakdown splits into."""

from __future__ import annotations

from tests.emulator.catalogue.attributes import AD, AD_GROUP, ADVERTISER, CAMPAIGN

ID_DIMENSIONS: dict[str, str] = {
    "advertiser_id": ADVERTISER,
    "campaign_id": CAMPAIGN,
    "adgroup_id": AD_GROUP,
    "ad_id": AD,
    "ad_id_v2": AD,
}
"""Each ID dimension and the one data level it belongs to."""

TIME_DIMENSIONS = ("stat_time_day", "stat_time_hour")

BASIC_BREAKDOWNS = (
    *("country_code", "ad_type", "custom_event_type", "event_source_id", "page_id"),
    *("component_name", "room_id", "post_id", "image_id", "video_material_id", "minis_id"),
    *("search_terms", "search_keyword", "match_type", "skan_postback_sequence"),
)
AUDIENCE_BREAKDOWNS = (
    *("gender", "age", "country_code", "province_id", "dma_id", "language", "platform"),
    *("placement", "ac", "interest_category", "interest_category_tier2"),
    *("interest_category_tier3", "interest_category_tier4", "additional_interests"),
    *("behavior_id", "contextual_tag", "device_brand_id", "audience_tags", "hashtag"),
    *("purchase_intention", "ad_type"),
)
PAIRS = ({"gender", "age"}, {"search_keyword", "match_type"})
"""The only breakdowns that go together."""

WITHOUT_TIME = frozenset(
    {
        *("interest_category", "interest_category_tier2", "interest_category_tier3"),
        *("interest_category_tier4", "device_brand_id"),
    }
)
"""Breakdowns that allow no time dimension."""

DIMENSIONS = tuple(
    dict.fromkeys((*ID_DIMENSIONS, *TIME_DIMENSIONS, *BASIC_BREAKDOWNS, *AUDIENCE_BREAKDOWNS))
)

VALUES: dict[str, dict[str, int]] = {
    "gender": {"FEMALE": 52, "MALE": 43, "NONE": 5},
    "age": {
        "AGE_13_17": 3,
        "AGE_18_24": 27,
        "AGE_25_34": 33,
        "AGE_35_44": 19,
        "AGE_45_54": 10,
        "AGE_55_100": 6,
        "NONE": 2,
    },
    "country_code": {"US": 40, "DE": 25, "JP": 20, "IN": 15},
    "language": {"en": 60, "de": 25, "ja": 15},
    "platform": {"ANDROID": 55, "IPHONE": 40, "PC": 5},
    "placement": {"TikTok": 85, "Pangle": 15},
    "ad_type": {"SPARK_ADS": 30, "NON_SPARK_ADS": 70},
    "search_terms": {"running shoes": 60, "靴": 39, "rare words": 1},
    "search_keyword": {"shoes": 70, "sneaker": 30},
    "match_type": {"EXACT_WORD": 40, "BROAD_MATCH": 60},
}
"""Values and weights of a breakdown; one without an entry has two numbered values."""


def values_of(breakdown: str) -> dict[str, int]:
    """The values of a breakdown with their weights."""
    return VALUES.get(breakdown, {f"{breakdown.upper()}_1": 60, f"{breakdown.upper()}_2": 40})
