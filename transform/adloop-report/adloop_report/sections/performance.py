"""What was spent, and what it brought."""

from __future__ import annotations

from typing import Final

from adloop_report.charts import Chart, Series
from adloop_report.marts import BLENDED, ROAS, WINDOWS
from adloop_report.sections.section import Section, Tile
from adloop_report.tables import performance

TILES: Final = (
    Tile(performance.TOTALS, "spend", "Spend", "TikTok"),
    Tile(performance.SHOP_TOTALS, "orders", "Orders", "whole shop"),
    Tile(performance.SHOP_TOTALS, "net_revenue", "Net revenue", "whole shop"),
    Tile(performance.TOTALS, "attributed_orders", "Attributed orders", "from TikTok's ads"),
    Tile(performance.TOTALS, "cpa", "CPA", "spend per attributed order"),
    Tile(performance.TOTALS, "roas", "ROAS", "attributed"),
    Tile(performance.TOTALS, "claimed_roas", "ROAS", "TikTok claims"),
    Tile(performance.SHOP_TOTALS, "blended_roas", "ROAS", "blended, whole shop"),
)
"""The row of figures at the top of the page."""

_DAYS: Final = performance.DAYS.name
_SHOP_DAYS: Final = performance.SHOP_DAYS.name

TREND: Final = Section(
    "trend",
    "Over time",
    "Spend on TikTok's ads, and the orders they brought. Days are the advertiser's own.",
    (ROAS, BLENDED),
    charts=(
        Chart(
            "money",
            "Spend and attributed revenue",
            "days",
            "day",
            (
                Series(_DAYS, "spend", "Spend"),
                Series(_DAYS, "attributed_revenue", "Attributed net revenue"),
            ),
            "per day",
        ),
        Chart(
            "orders",
            "Orders",
            "days",
            "day",
            (
                Series(_SHOP_DAYS, "orders", "All orders of the shop"),
                Series(_DAYS, "attributed_orders", "Attributed orders"),
                Series(_DAYS, "claimed_conversions", "Purchases TikTok claims"),
            ),
            "per day",
        ),
        Chart(
            "cpa",
            "Cost per order",
            "days",
            "day",
            (
                Series(_DAYS, "cpa", "CPA"),
                Series(_DAYS, "claimed_cpa", "CPA TikTok claims"),
            ),
            "per order",
        ),
        Chart(
            "coverage",
            "Orders with a click id",
            "days",
            "day",
            (Series(_SHOP_DAYS, "coverage", "Orders with a click id"),),
            "of all orders",
            is_share=True,
        ),
    ),
    tables=(performance.DAYS, performance.SHOP_DAYS),
)

ROAS_TRIPLET: Final = Section(
    "roas",
    "Three answers to one question",
    "What came back for what was spent: as TikTok claims, as the shop's orders can be traced "
    "to ads, and blended, all revenue over all spend. They never agree and are never added: "
    "TikTok counts on the day of the click, views included; the shop counts orders whose click "
    "id or landing page names an ad.",
    (ROAS, BLENDED),
    charts=(
        Chart(
            "roas",
            "ROAS: claimed, attributed, blended",
            "days",
            "day",
            (
                Series(_DAYS, "claimed_roas", "TikTok claims"),
                Series(_DAYS, "roas", "Attributed"),
                Series(_SHOP_DAYS, "blended_roas", "Blended, whole shop"),
            ),
            "revenue over spend",
        ),
    ),
    tables=(performance.EACH_ADVERTISER,),
)
CAMPAIGNS: Final = Section(
    "campaigns",
    "Campaigns, ad groups, ads",
    "Open a campaign to see its ad groups, and an ad group to see its ads. Levels are counted "
    "each on its own, as TikTok does, so parts need not add up to their whole.",
    (ROAS, WINDOWS),
    charts=(
        Chart(
            "campaigns",
            "Where the money goes: the ten campaigns that spent most",
            "bars",
            "name",
            (
                Series(performance.CAMPAIGNS.name, "spend", "Spend"),
                Series(performance.CAMPAIGNS.name, "net_revenue", "Attributed net revenue"),
            ),
            "in all",
            most=10,
        ),
    ),
    tables=(performance.CAMPAIGNS,),
    children=(performance.AD_GROUPS, performance.ADS),
)
