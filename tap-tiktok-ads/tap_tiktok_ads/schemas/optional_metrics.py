"""Metrics that a user may add and whose kind or level is known.

Left to itself an added metric becomes a number, which suits amounts and rates. This table holds
what differs: attributes, which are text or amounts and exist from some level downwards; counts;
and metrics that TikTok accepts at one level only.
"""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.schemas.metric import AD_GROUP_AND_BELOW, CAMPAIGN_AND_BELOW, Level, Metric

_AD_ONLY = frozenset({Level.AD})
_AD_GROUP_ONLY = frozenset({Level.AD_GROUP})
_ADVERTISER_ONLY = frozenset({Level.ADVERTISER})

_ATTRIBUTES = (
    Metric("advertiser_name", Kind.TEXT, "Name of the advertiser."),
    Metric("objective_type", Kind.TEXT, "Advertising objective.", CAMPAIGN_AND_BELOW),
    Metric("split_test", Kind.TEXT, "Split test status.", CAMPAIGN_AND_BELOW),
    Metric("campaign_budget", Kind.NUMBER, "Budget of the campaign.", CAMPAIGN_AND_BELOW),
    Metric("campaign_dedicate_type", Kind.TEXT, "Regular or iOS 14.", CAMPAIGN_AND_BELOW),
    Metric("app_promotion_type", Kind.TEXT, "App promotion type.", CAMPAIGN_AND_BELOW),
    Metric("campaign_automation_type", Kind.TEXT, "Manual or Smart+.", CAMPAIGN_AND_BELOW),
    Metric("placement_type", Kind.TEXT, "Placements, in words.", AD_GROUP_AND_BELOW),
    Metric("promotion_type", Kind.TEXT, "What is promoted, in words.", AD_GROUP_AND_BELOW),
    Metric("opt_status", Kind.TEXT, "Automated creative status.", AD_GROUP_AND_BELOW),
    Metric("budget", Kind.NUMBER, "Budget of the ad group.", AD_GROUP_AND_BELOW),
    Metric("smart_target", Kind.TEXT, "Optimization goal.", AD_GROUP_AND_BELOW),
    Metric("billing_event", Kind.TEXT, "What is billed.", AD_GROUP_AND_BELOW),
    Metric("bid_strategy", Kind.TEXT, "Bid strategy.", AD_GROUP_AND_BELOW),
    Metric("bid", Kind.NUMBER, "Bid.", AD_GROUP_AND_BELOW),
    Metric("bid_secondary_goal", Kind.NUMBER, "Bid for the deep goal.", AD_GROUP_AND_BELOW),
    Metric("aeo_type", Kind.TEXT, "In-app event optimization.", AD_GROUP_AND_BELOW),
    Metric("pricing_category", Kind.TEXT, "Replaced by billing_event.", AD_GROUP_AND_BELOW),
    Metric("dpa_target_audience_type", Kind.TEXT, "Catalog audience.", AD_GROUP_AND_BELOW),
    Metric("tt_app_id", Kind.ID, "Promoted app; 0 when none.", AD_GROUP_AND_BELOW),
    Metric("tt_app_name", Kind.TEXT, "Name of that app.", AD_GROUP_AND_BELOW),
    Metric("mobile_app_id", Kind.ID, "Its id in the app store.", AD_GROUP_AND_BELOW),
    Metric("adgroup_download_url", Kind.TEXT, "Download link or site.", AD_GROUP_AND_BELOW),
    Metric("is_aco", Kind.BOOLEAN, "Whether creatives are automatic.", _AD_GROUP_ONLY),
    Metric("ad_id", Kind.ID, "Ad.", _AD_ONLY),
    Metric("ad_id_v2", Kind.ID, "Smart+ ad.", _AD_ONLY),
    Metric("ad_text", Kind.TEXT, "Ad text.", _AD_ONLY),
    Metric("call_to_action", Kind.TEXT, "Call to action.", _AD_ONLY),
    Metric("image_mode", Kind.TEXT, "Ad format.", _AD_ONLY),
    Metric("ad_url", Kind.TEXT, "Destination.", _AD_ONLY),
    Metric("ad_profile_image", Kind.TEXT, "Avatar of the ad.", _AD_ONLY),
    Metric("profile_image", Kind.TEXT, "Avatar.", _AD_ONLY),
    Metric("video_id", Kind.ID, "Video.", _AD_ONLY),
    Metric("is_smart_creative", Kind.BOOLEAN, "Whether it is a smart creative.", _AD_ONLY),
    Metric("catalog_name", Kind.TEXT, "Catalog.", _AD_ONLY),
    Metric("identity_id", Kind.ID, "Identity.", _AD_ONLY),
    Metric("tiktok_item_id", Kind.ID, "TikTok post.", _AD_ONLY),
    Metric("tiktok_name", Kind.TEXT, "Name of the TikTok account.", _AD_ONLY),
)

_ADVERTISER_AMOUNTS = (
    Metric("cash_spend", Kind.NUMBER, "Cash spent.", _ADVERTISER_ONLY),
    Metric("voucher_spend", Kind.NUMBER, "Vouchers spent.", _ADVERTISER_ONLY),
)

_COUNTS = tuple(
    Metric(name, Kind.INTEGER, description)
    for name, description in (
        ("gross_impressions", "Impressions, invalid ones too."),
        ("real_time_result", "Results on the day they happened."),
        ("secondary_goal_result", "Times the deep goal was reached."),
        ("organic_video_views", "Video views that were not paid for."),
        ("paid_engaged_view", "Paid views of 6 seconds."),
        ("paid_engaged_view_15s", "Paid views of 15 seconds."),
        ("paid_engagement_engaged_view", "Paid views with an interaction in 6 seconds."),
        ("paid_engagement_engaged_view_15s", "Paid views with an interaction in 15 seconds."),
        ("tt_playlist_visit", "Visits of the playlist."),
        ("live_views", "Views of the live stream."),
        ("live_unique_views", "People who viewed the live stream."),
        ("live_effective_views", "Effective views of the live stream."),
        ("live_product_clicks", "Clicks on products in the live stream."),
        ("app_install", "App installs."),
        ("real_time_app_install", "App installs on the day they happened."),
        ("total_pageview", "Page views on the website."),
        ("total_landing_page_view", "Landing page views."),
        ("engaged_view_through_conversions", "Conversions after an engaged view."),
        ("skan_result", "Results reported by SKAdNetwork."),
        ("skan_conversion", "Conversions reported by SKAdNetwork."),
        ("skan_app_install", "App installs reported by SKAdNetwork."),
    )
)

_IN_APP_EVENTS = (
    *("registration", "app_event_add_to_cart", "checkout", "view_content", "next_day_open"),
    *("day7_retention", "add_payment_info", "add_to_wishlist", "launch_app", "complete_tutorial"),
    *("create_group", "join_group", "create_gamerole", "spend_credits", "achieve_level"),
    *("unlock_achievement", "sales_lead", "in_app_ad_click", "in_app_ad_impr", "loan_apply"),
    *("loan_credit", "loan_disbursement", "login", "ratings", "search", "start_trial"),
    "subscribe",
)

_WEBSITE_EVENTS = (
    *("button_click", "online_consult", "user_registration", "page_content_view_events"),
    *("web_event_add_to_cart", "on_web_order", "initiate_checkout", "add_billing"),
    *("page_event_search", "form", "download_start", "on_web_add_to_wishlist"),
    "on_web_subscribe",
)

_ATTRIBUTED_EVENTS = ("conversion", "app_install", "registration", "purchase", "complete_payment")
_ATTRIBUTIONS = {"vta": "a view", "cta": "a click", "evta": "an engaged view"}

_EVENT_COUNTS = (
    *(Metric(e, Kind.INTEGER, f"People with the in-app event {e}.") for e in _IN_APP_EVENTS),
    *(Metric(f"total_{e}", Kind.INTEGER, f"In-app events {e}.") for e in _IN_APP_EVENTS),
    *(Metric(e, Kind.INTEGER, f"Website events {e}.") for e in _WEBSITE_EVENTS),
    *(
        Metric(f"{prefix}_{event}", Kind.INTEGER, f"{event} credited to {cause}.")
        for prefix, cause in _ATTRIBUTIONS.items()
        for event in _ATTRIBUTED_EVENTS
    ),
)

OPTIONAL_METRICS: tuple[Metric, ...] = (
    *_ATTRIBUTES,
    *_ADVERTISER_AMOUNTS,
    *_COUNTS,
    *_EVENT_COUNTS,
)
"""What is known of metrics outside the default set."""
