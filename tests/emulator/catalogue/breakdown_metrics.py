"""Which metrics a breakdown accepts: TikTok's tables per dimension, as families of names."""

from __future__ import annotations

from tests.emulator.catalogue.delivery_metrics import CORE, VIDEO

_CORE_NAMES = frozenset(metric.name for metric in CORE) - {"billed_cost"}
_VIDEO_NAMES = frozenset(metric.name for metric in VIDEO)
_RESULT = frozenset(name for name in _CORE_NAMES if "result" in name)
_REACH = frozenset({"reach", "cost_per_1000_reached", "frequency"})
_AMOUNTS = frozenset({"cash_spend", "voucher_spend"})
CORE_NAMES = _CORE_NAMES - _AMOUNTS
PLAIN_CORE = CORE_NAMES - _RESULT - _REACH
SOCIAL = frozenset(
    {
        *("profile_visits", "profile_visits_rate", "likes", "comments", "shares", "follows"),
        "clicks_on_music_disc",
    }
)
LANDING_PAGE = frozenset(
    {"total_landing_page_view", "cost_per_landing_page_view", "landing_page_view_rate"}
)


def _with_cost_and_rate(*names: str) -> frozenset[str]:
    found = {form.format(name) for name in names for form in ("{}", "cost_per_{}", "{}_rate")}
    return frozenset(found)


BASIC: dict[str, frozenset[str]] = {
    "country_code": CORE_NAMES
    | _VIDEO_NAMES
    | SOCIAL
    | LANDING_PAGE
    | {"live_product_clicks"}
    | _with_cost_and_rate("app_install", "registration", "purchase", "complete_payment")
    | _with_cost_and_rate("button_click", "online_consult", "form", "download_start")
    | _with_cost_and_rate("page_browse_view"),
    "ad_type": PLAIN_CORE
    | _VIDEO_NAMES
    | SOCIAL
    | LANDING_PAGE
    | {"skan_conversion", "skan_app_install"},
    "search_terms": frozenset(
        {
            *("spend", "cpc", "cpm", "impressions", "gross_impressions", "clicks", "ctr"),
            *("conversion", "result", "video_play_actions", "engaged_view"),
        }
    ),
    "page_id": PLAIN_CORE,
    "component_name": PLAIN_CORE,
    "room_id": CORE_NAMES,
    "post_id": CORE_NAMES | _VIDEO_NAMES,
}
PREFIXES: dict[str, tuple[str, ...]] = {
    "page_id": ("ix_", "cost_per_ix_"),
    "component_name": ("ix_", "cost_per_ix_"),
    "room_id": ("onsite_", "cost_per_onsite_", "value_per_onsite_", "total_onsite_", "shop_"),
    "post_id": ("onsite_", "cost_per_onsite_", "value_per_onsite_", "total_onsite_", "shop_"),
}
"""Further names a breakdown accepts, by how they begin."""

_NARROW = PLAIN_CORE | _VIDEO_NAMES | SOCIAL | LANDING_PAGE
AUDIENCE: dict[str, frozenset[str]] = {
    "country_code": (CORE_NAMES - _REACH) | _VIDEO_NAMES | SOCIAL | LANDING_PAGE,
    "ad_type": _NARROW,
    "hashtag": _NARROW,
    "audience_tags": _NARROW,
    "purchase_intention": _NARROW,
}
ONLY_LISTED = LANDING_PAGE | {"engaged_view", "engaged_view_15s"}
"""Metrics that these AUDIENCE breakdowns take although AUDIENCE otherwise does not."""
