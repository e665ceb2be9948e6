"""What the models have to find out about the shop's orders, computed without them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.transform.shop import SHOP_TIMEZONE, Ad, Shop, made_at, newest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.transform.warehouses import Row

LEVELS = ("ad", "ad_group", "campaign", "advertiser")
KNOWN = {
    "ad": ("advertiser", "campaign", "ad_group", "ad"),
    "ad_group": ("advertiser", "campaign", "ad_group"),
    "campaign": ("advertiser", "campaign"),
    "click": (),
}
"""What a landing page of the kind tells of the ad; no other kind is TikTok's."""


@dataclass(frozen=True)
class Sale:
    """An order that counts: its touches, first to last, as kind and ad."""

    row: Row
    made: datetime
    touches: tuple[tuple[str, Ad], ...]

    @property
    def gross(self) -> Decimal:
        return Decimal(str(self.row["total"]))

    @property
    def refunds(self) -> Decimal:
        if self.row.get("refunded_total"):
            return Decimal(str(self.row["refunded_total"]))
        return self.gross if self.row["status"] == "refunded" else Decimal(0)

    @property
    def has_click_id(self) -> bool:
        page = self.row["landing_page_url"] or ""
        return bool(self.row["ttclid"]) or "ttclid=" in page

    def entity(self, level: str, touch: int) -> str:
        """The id of the level that the first (0) or last (-1) touch gives the sale to."""
        if not self.touches:
            return "unattributed"
        kind, ad = self.touches[touch]
        ids = (ad.advertiser_id, ad.campaign_id, ad.adgroup_id, ad.ad_id)
        named = dict(zip(KNOWN["ad"], ids, strict=True))
        return named[level] if level in KNOWN[kind] else "unknown"

    def day(self, zones: Mapping[str, str]) -> date:
        """The local day of the last touch's advertiser, or of the shop."""
        zone = zones.get(self.entity("advertiser", -1), SHOP_TIMEZONE)
        return self.made.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).date()


def sales(shop: Shop) -> list[Sale]:
    """The orders that count as revenue, with what led to them."""
    orders = newest(shop.orders)
    touching = [
        row for row in orders if shop.kinds[row["order_id"]] in KNOWN and not row["is_test"]
    ]
    return [
        Sale(row, made_at(row), tuple(_touches_of(row, touching, shop)))
        for row in orders
        if not row["is_test"] and row["status"] != "cancelled" and row["currency"]
    ]


def _touches_of(row: Row, touching: list[Row], shop: Shop) -> list[tuple[str, Ad]]:
    """Those of the order and of its customer's earlier ones, of the 28 days before."""
    found = [
        (made_at(other), other["order_id"])
        for other in touching
        if other["customer_id"] == row["customer_id"]
        and timedelta(0) <= made_at(row) - made_at(other) <= timedelta(days=28)
    ]
    return [(shop.kinds[order_id], shop.ads[order_id]) for _, order_id in sorted(found)]
