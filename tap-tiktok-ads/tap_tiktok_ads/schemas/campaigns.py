"""Columns of `campaigns`: `GET /campaign/get/`."""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Column, Kind

COLUMNS: tuple[Column, ...] = (
    Column("campaign_id", Kind.ID, "Campaign id."),
    Column("advertiser_id", Kind.ID, "Advertiser of the campaign."),
    Column("campaign_name", Kind.TEXT, "Campaign name."),
    Column("create_time", Kind.TIME, "When the campaign was created, UTC."),
    Column("modify_time", Kind.TIME, "When the campaign was last changed, UTC."),
    Column("operation_status", Kind.TEXT, "ENABLE or DISABLE."),
    Column(
        "secondary_status",
        Kind.TEXT,
        "Delivery status; CAMPAIGN_STATUS_DELETE when deleted. Absent in the sandbox.",
    ),
    Column("campaign_type", Kind.TEXT, "REGULAR_CAMPAIGN or IOS14_CAMPAIGN."),
    Column(
        "campaign_automation_type",
        Kind.TEXT,
        "MANUAL, SMART_PLUS or UPGRADED_SMART_PLUS; null on old campaigns.",
    ),
    Column("campaign_system_origin", Kind.TEXT, "PROMOTE when created in the TikTok app."),
    Column(
        "is_smart_performance_campaign",
        Kind.BOOLEAN,
        "True for legacy Smart+ campaigns; false for upgraded ones.",
    ),
    Column("is_search_campaign", Kind.BOOLEAN, "Whether it is a search campaign."),
    Column("is_new_structure", Kind.BOOLEAN, "Whether the campaign has the new structure."),
    Column(
        "is_advanced_dedicated_campaign",
        Kind.BOOLEAN,
        "Whether it is an advanced dedicated iOS campaign.",
    ),
    Column("disable_skan_campaign", Kind.BOOLEAN, "Whether SKAdNetwork attribution is off."),
    Column("objective", Kind.TEXT, "APP or LANDING_PAGE."),
    Column(
        "objective_type",
        Kind.TEXT,
        "Advertising objective, for example TRAFFIC, WEB_CONVERSIONS, PRODUCT_SALES.",
    ),
    Column("virtual_objective_type", Kind.TEXT, "SALES for the merged sales objective."),
    Column("sales_destination", Kind.TEXT, "TIKTOK_SHOP, WEBSITE, APP or WEB_AND_APP."),
    Column("app_promotion_type", Kind.TEXT, "APP_INSTALL, APP_RETARGETING, … or UNSET."),
    Column("app_id", Kind.ID, "Promoted app."),
    Column("campaign_product_source", Kind.TEXT, "CATALOG or STORE."),
    Column("catalog_enabled", Kind.BOOLEAN, "Whether a catalog is used."),
    Column("budget_mode", Kind.TEXT, "BUDGET_MODE_INFINITE, _TOTAL, _DAY or dynamic daily."),
    Column("budget", Kind.NUMBER, "Budget in the advertiser's currency; 0 when unlimited."),
    Column("budget_optimize_on", Kind.BOOLEAN, "True when the campaign spreads the budget."),
    Column("bid_type", Kind.TEXT, "Bid strategy, when the campaign spreads the budget."),
    Column("deep_bid_type", Kind.TEXT, "Bid strategy of the deep event."),
    Column("bid_align_type", Kind.TEXT, "SAN or SKAN: the attribution that bids follow."),
    Column("roas_bid", Kind.NUMBER, "Target return on ad spend; 0 when unset."),
    Column("optimization_goal", Kind.TEXT, "Goal, when the campaign spreads the budget."),
    Column("rf_campaign_type", Kind.TEXT, "STANDARD, PULSE or TOPVIEW."),
    Column("postback_window_mode", Kind.TEXT, "SKAdNetwork 4 postbacks that are waited for."),
    Column("campaign_app_profile_page_state", Kind.TEXT, "Use of an app profile page."),
    Column("rta_id", Kind.ID, "Real-time API strategy."),
    Column("rta_bid_enabled", Kind.BOOLEAN, "Whether the real-time API bids."),
    Column(
        "rta_product_selection_enabled",
        Kind.BOOLEAN,
        "Whether the real-time API chooses the products.",
    ),
    Column("special_industries", Kind.TEXT_LIST, "HOUSING, EMPLOYMENT, CREDIT."),
    Column("po_number", Kind.TEXT, "Purchase order number for invoices."),
)
