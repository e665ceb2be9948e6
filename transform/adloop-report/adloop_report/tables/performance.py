"""What was spent and sold: per day, per campaign, ad group and ad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adloop_report.views import View, grouped, named, ratio, total

if TYPE_CHECKING:
    from adloop_report.views import Column

_SPEND: Final = total("spend", "Spend", "money", "What TikTok charged.")
_CLAIMED: Final = total(
    "claimed_conversions",
    "Purchases TikTok claims",
    "count",
    "Purchases that TikTok counts for its ads, on the day of the click or view.",
)
_CLAIMED_VALUE: Final = total(
    "claimed_value", "Value TikTok claims", "money", "The value of the purchases TikTok claims."
)
_ORDERS: Final = total(
    "attributed_orders",
    "Attributed orders",
    "count",
    "Orders that came from TikTok, by their click id or landing page: those of roas_daily whose "
    "attribution is not unattributed.",
)
_REVENUE: Final = total(
    "attributed_revenue",
    "Attributed net revenue",
    "money",
    "Net revenue of these orders, refunds taken off.",
)
_CPA: Final = ratio(
    "cpa", "CPA", ("spend", "attributed_orders"), "ratio", "Spend per attributed order."
)
_CLAIMED_CPA: Final = ratio(
    "claimed_cpa",
    "CPA TikTok claims",
    ("spend", "claimed_conversions"),
    "ratio",
    "Spend per purchase that TikTok claims.",
)
_ROAS: Final = ratio(
    "roas", "ROAS", ("attributed_revenue", "spend"), "ratio", "Attributed net revenue over spend."
)
_CLAIMED_ROAS: Final = ratio(
    "claimed_roas",
    "ROAS TikTok claims",
    ("claimed_value", "spend"),
    "ratio",
    "The value that TikTok claims over spend.",
)
_PERFORMANCE: Final = (
    *(_SPEND, _ORDERS, _CPA, _REVENUE, _ROAS),
    *(_CLAIMED, _CLAIMED_CPA, _CLAIMED_VALUE, _CLAIMED_ROAS),
)
_CLICKS: Final = (
    total("impressions", "Impressions"),
    total("clicks", "Clicks"),
)
_SHOP: Final = (
    total("orders", "Orders", "count", "Sales of the shop, wherever they came from."),
    total("net_revenue", "Net revenue", "money", "What these sales are worth, refunds taken off."),
    total("refunds", "Refunds", "money"),
    total("tiktok_spend", "Spend on TikTok", "money"),
    total("other_spend", "Spend elsewhere", "money", "Other channels, where their spend is known."),
    ratio(
        "blended_roas",
        "Blended ROAS",
        ("net_revenue", "total_spend"),
        "ratio",
        "All net revenue of the shop over all its spend on ads: nothing is attributed.",
    ),
    ratio("tiktok_share", "TikTok's share of spend", ("tiktok_spend", "total_spend"), "percent"),
    ratio(
        "coverage",
        "Orders with a click id",
        ("orders_with_click_id", "orders"),
        "percent",
        "Only these can be attributed by click id: when this falls, so does attributed ROAS.",
    ),
    total("new_customer_orders", "Orders of new customers"),
    total("new_customer_revenue", "Revenue of new customers", "money"),
)

TOTALS: Final = View("totals", "days", "TikTok in all", (), (*_PERFORMANCE, *_CLICKS), "spend")
SHOP_TOTALS: Final = View("shop_totals", "blended", "The shop in all", (), _SHOP, "orders")
EACH_ADVERTISER: Final = View(
    "each_advertiser",
    "days",
    "Each advertiser",
    ("advertiser_id",),
    (
        named("advertiser", "Advertiser", by="advertiser_id", among="advertisers"),
        *_PERFORMANCE,
        *_CLICKS,
    ),
    "spend",
    is_descending=True,
)
DAYS: Final = View(
    "days",
    "days",
    "TikTok per day (the advertiser's own days)",
    ("day",),
    (grouped("day", "Day", "day"), *_PERFORMANCE),
    "day",
    is_descending=True,
)
SHOP_DAYS: Final = View(
    "shop_days",
    "blended",
    "The whole shop per day",
    ("day",),
    (grouped("day", "Day", "day"), *_SHOP),
    "day",
    is_descending=True,
)


_OWN: Final = (
    _SPEND,
    total("orders", "Orders", "count", "Orders that can be traced to it."),
    ratio("cpa", "CPA", ("spend", "orders"), "ratio", "Spend per order."),
    total("net_revenue", "Net revenue", "money", "What these orders are worth, refunds taken off."),
    ratio("roas", "ROAS", ("net_revenue", "spend"), "ratio", "Net revenue over spend."),
    *(_CLAIMED, _CLAIMED_CPA, _CLAIMED_VALUE, _CLAIMED_ROAS, *_CLICKS),
)
"""Of one campaign, ad group or ad; and of what belongs to none, so that orders add up to all."""


def _entities(name: str, caption: str, label: str, *more: Column) -> View:
    columns = (named("name", label, by="entity_id", among=name), *_OWN, *more)
    group = ("entity_id",) if name == "campaigns" else ("parent_id", "entity_id")
    return View(name, name, caption, group, columns, "spend", is_descending=True)


CAMPAIGNS: Final = _entities(
    "campaigns",
    "Campaigns, those that spent most first",
    "Campaign",
    named("advertiser", "Advertiser", by="advertiser_id", among="advertisers"),
    named(
        "windows",
        "TikTok's attribution windows",
        by="entity_id",
        among="windows",
        kind="sentence",
    ),
)
AD_GROUPS: Final = _entities("ad_groups", "Ad groups of a campaign", "Ad group")
ADS: Final = _entities("ads", "Ads of an ad group", "Ad")
