"""The tables of a shop beside the imports: orders, what became of them, what pixels counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.transform.imports import SCHEMA

if TYPE_CHECKING:
    from tests.transform.warehouses import Row, Types, Warehouse

AS_OF = "2026-03-11T12:00:00"
SHOP_TIMEZONE = "Europe/Berlin"
VARIABLES = {"as_of": AS_OF, "shop_timezone": SHOP_TIMEZONE}
ORDER_TYPES: Types = {
    "order_id": "text",
    "event_id": "text",
    "customer_id": "text",
    "created_at": "text",
    "updated_at": "time",
    "status": "text",
    "total": "number",
    "refunded_total": "number",
    "currency": "text",
    "is_test": "boolean",
    "is_new_customer": "boolean",
    "ttclid": "text",
    "landing_page_url": "text",
}
OUTCOME_TYPES: Types = {
    **dict.fromkeys(
        ("run_id", "event_source_id", "event_source", "stream", "event", "event_id"), "text"
    ),
    "sequence": "integer",
    "event_time": "instant",
    "value": "number",
    **dict.fromkeys(("currency", "outcome", "stage", "reason", "request_id", "match_keys"), "text"),
    "tiktok_code": "integer",
    "recorded_at": "instant",
}
STATISTICS_TYPES: Types = {
    **dict.fromkeys(("advertiser_id", "pixel_id", "pixel_code", "event"), "text"),
    "is_custom_event": "boolean",
    "stat_date_utc": "date",
    **dict.fromkeys(
        ("total_count", "browser_count", "server_count", "attributed_count", "preview_count"),
        "integer",
    ),
}


@dataclass(frozen=True)
class Ad:
    """The ids that a landing page can name."""

    advertiser_id: str
    campaign_id: str
    adgroup_id: str
    ad_id: str


@dataclass
class Shop:
    """The three tables; `kinds` says of each order which touch it carries, `ads` of which ad."""

    orders: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    statistics: list[Row] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    ads: dict[str, Ad] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)

    def load(self, warehouse: Warehouse) -> None:
        """Put the tables where the models look for them."""
        for schema, table, types, rows in self.tables():
            warehouse.load(schema, table, types, rows)

    def tables(self) -> list[tuple[str, str, Types, list[Row]]]:
        """Schema, name, types of the columns, rows."""
        return [
            ("shop", "orders", ORDER_TYPES, self.orders),
            ("tiktok_events", "event_outcomes", OUTCOME_TYPES, self.outcomes),
            (SCHEMA, "pixel_event_stats", STATISTICS_TYPES, self.statistics),
        ]

    def sent_on(self, day: date) -> int:
        """How many orders of a UTC day TikTok took."""
        return sum(
            self.fates[row["order_id"]] in {"sent", "already_sent"}
            for row in newest(self.orders)
            if made_at(row).date() == day
        )


def made_at(row: Row) -> datetime:
    """When the order was made, UTC without a zone."""
    return datetime.fromisoformat(row["created_at"]) - timedelta(hours=1)


def newest(orders: list[Row]) -> list[Row]:
    """The newest version of each order."""
    return list({row["order_id"]: row for row in orders}.values())
