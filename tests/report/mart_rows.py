"""Rows of the models, made by hand: two currencies, three advertisers, thirty-five days.

Advertiser 1 and 2 spend EUR, 3 spends USD. Each has two campaigns of two ad groups of two ads.
Whatever a test asserts it adds up itself from these rows.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

Row = dict[str, Any]
Tables = dict[str, list[Row]]

FIRST_DAY: Final = date(2026, 3, 1)
DAYS: Final = 35
HOSTILE: Final = "<img src=x onerror=\"document.title='broken into'\"></script><script>alert(1)"
"""The name of a campaign that would run a script on a page that lets it."""
FORMULA: Final = '=HYPERLINK("http://198.51.100.1","Click")'
"""The name of a campaign that would be a formula in a spreadsheet."""
CURRENCIES: Final = {"1": "EUR", "2": "EUR", "3": "USD"}
ADVERTISERS: Final = {"1": "Nordlicht", "2": "Südwind & Co", "3": "Pacific"}
CAMPAIGNS: Final = {
    "11": HOSTILE,
    "12": "Spring sale",
    "21": FORMULA,
    "22": "Always on",
    "31": "Launch",
    "32": "Retargeting",
}
SUMS: Final = (
    *("spend", "impressions", "clicks", "orders", "gross_revenue", "refunds", "net_revenue"),
    *("orders_with_click_id", "claimed_conversions", "claimed_value"),
)
LEVELS: Final = ("advertiser", "campaign", "ad_group", "ad")


def days() -> list[date]:
    """Every day of the rows."""
    return [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]


def tables() -> Tables:
    """All models, filled; they are the caller's own."""
    return {name: [dict(row) for row in rows] for name, rows in _made().items()}


@cache
def _made() -> Tables:
    ads = _ads()
    roas = [row for level in LEVELS for row in [*_rolled_up(ads, level), *_without_ad(level)]]
    return {
        "roas_daily": roas,
        "blended_daily": _blended(roas),
        "advertisers": [
            {"advertiser_id": one, "advertiser_name": name, "currency": CURRENCIES[one]}
            | {"timezone": "Europe/Berlin"}
            for one, name in ADVERTISERS.items()
        ],
        "campaign_windows": [
            {"campaign_id": one, "click_windows": "SEVEN_DAYS", "view_windows": "ONE_DAY"}
            | {"optimization_events": "SHOPPING", "is_mixed": one == "12"}
            for one in CAMPAIGNS
        ],
        **_events(),
        **_imports(),
        "alarms": _alarms(),
    }


def _ads() -> list[Row]:
    chance = random.Random(7)
    return [
        _figures(chance, day)
        | {"day": day, "currency": CURRENCIES[campaign[0]], "advertiser_id": campaign[0]}
        | {"campaign_id": campaign, "adgroup_id": group, "ad_id": f"{group}{ad}"}
        for campaign in CAMPAIGNS
        for group in (f"{campaign}1", f"{campaign}2")
        for ad in "12"
        for day in days()
    ]


def _figures(chance: random.Random, day: date) -> Row:
    clicks = chance.randrange(40, 160) + 20 * (day.weekday() > 4)
    orders = chance.randrange(5)
    gross = sum((Decimal(chance.randrange(1500, 9000)) / 100 for _ in range(orders)), Decimal(0))
    refunds = (gross / 10).quantize(Decimal("0.01")) if chance.random() < 0.2 else Decimal(0)
    claimed = orders + chance.randrange(3)
    return {
        "spend": Decimal(clicks * chance.randrange(30, 60)) / 100,
        "impressions": clicks * 61,
        "clicks": clicks,
        "orders": orders,
        "gross_revenue": gross,
        "refunds": refunds,
        "net_revenue": gross - refunds,
        "orders_with_click_id": orders,
        "claimed_conversions": claimed,
        "claimed_value": gross + Decimal(claimed - orders) * Decimal("42.35"),
    }


def _rolled_up(ads: list[Row], level: str) -> list[Row]:
    own = {"advertiser": "advertiser_id", "campaign": "campaign_id"}
    key = own.get(level, "adgroup_id" if level == "ad_group" else "ad_id")
    found: dict[tuple[str, date], Row] = {}
    for ad in ads:
        entity = ad[key]
        row = found.setdefault(
            (entity, ad["day"]),
            {"level": level, "entity_id": entity, "entity_name": _name(level, entity)}
            | {"attribution": "attributed", "day": ad["day"], "currency": ad["currency"]}
            | {"advertiser_id": ad["advertiser_id"], "campaign_id": ad["campaign_id"]}
            | {"adgroup_id": ad["adgroup_id"] if level in {"ad_group", "ad"} else None}
            | dict.fromkeys(SUMS, 0),
        )
        for name in SUMS:
            row[name] += ad[name]
    return list(found.values())


def _name(level: str, entity: str) -> str:
    names = {"advertiser": ADVERTISERS.get(entity), "campaign": CAMPAIGNS.get(entity)}
    return names.get(level) or f"{'Ad group' if level == 'ad_group' else 'Ad'} {entity}"


def _without_ad(level: str) -> list[Row]:
    """Orders of the shop without a trace of TikTok."""
    chance = random.Random(11)
    none = dict.fromkeys(("advertiser_id", "campaign_id", "adgroup_id", "spend", "claimed_value"))
    return [
        {"level": level, "entity_id": "unattributed", "entity_name": None, **none}
        | {"attribution": "unattributed", "day": day, "currency": currency, "impressions": None}
        | {"clicks": None, "claimed_conversions": None, "orders": (many := chance.randrange(3, 9))}
        | {"gross_revenue": many * Decimal("50.25"), "refunds": Decimal(0)}
        | {"net_revenue": many * Decimal("50.25"), "orders_with_click_id": 0}
        for day in days()
        for currency in ("EUR", "USD")
    ]


def _blended(roas: list[Row]) -> list[Row]:
    found: dict[tuple[date, str], Row] = {}
    for row in roas:
        if row["level"] != "advertiser":
            continue
        day = found.setdefault(
            (row["day"], row["currency"]),
            {"day": row["day"], "currency": row["currency"], "orders": 0, "orders_with_click_id": 0}
            | {"net_revenue": Decimal(0), "refunds": Decimal(0), "tiktok_spend": Decimal(0)}
            | {"other_spend": Decimal("25.50"), "total_spend": Decimal("25.50")}
            | {"new_customer_orders": 0, "new_customer_revenue": Decimal(0)},
        )
        for name in ("orders", "orders_with_click_id", "net_revenue", "refunds"):
            day[name] += row[name]
        day["tiktok_spend"] += row["spend"] or 0
        day["total_spend"] += row["spend"] or 0
        day["new_customer_orders"] = day["orders"] // 2
        day["new_customer_revenue"] = (day["net_revenue"] / 2).quantize(Decimal("0.01"))
    return list(found.values())


def _events() -> Tables:
    daily, losses, values, weeks, keys = [], [], [], [], []
    for number, day in enumerate(days()):
        broken, orders = number == 20, 40 + number % 7
        received = 0 if broken else orders - 6
        daily.append(
            {"day_utc": day, "orders": orders, "ineligible": 3, "left_out": 1}
            | {"eligible": orders - 4, "sent": orders - 6, "already_sent": 1, "dead_lettered": 1}
            | {"not_seen": 0, "pixel_total": 2 * received, "pixel_browser": received}
            | {"pixel_server": received, "pixel_attributed": received // 2, "surplus": 0}
            | {"missing": orders - 4 - received, "status": "gap" if broken else "within_5_percent"}
            | {"cause": "TikTok counted fewer" if broken else "dead letters: no currency"}
            | {"cause_orders": orders - 6 if broken else 1, "waiting_for": None}
        )
        losses += [
            {"day_utc": day, "kind": kind, "stage": stage, "reason": reason, "orders": many}
            | {"currency": "EUR", "value": Decimal(many) * 50}
            for kind, stage, reason, many in (
                ("left_out", "map", "is_test", 1),
                ("dead_letter", "value", "no currency", 1),
            )
        ]
        values.append(
            {"day_utc": day, "currency": "EUR", "orders_value": Decimal(orders * 50)}
            | {"eligible_value": Decimal((orders - 4) * 50), "sent_value": Decimal(orders * 48)}
            | {"left_out_value": Decimal(50), "dead_lettered_value": Decimal("49.99")}
            | {"not_seen_value": None, "refunded_after_sending": Decimal("12.345")}
        )
        keys += [
            {"day_utc": day, "event": "CompletePayment", "match_key": key}
            | {"events": orders - 6, "events_with_key": (orders - 6) * share // 100}
            for key, share in (("email", 96), ("phone", 60 if number < 15 else 22), ("ttclid", 38))
        ]
        if number >= 6:
            weeks.append(
                {"day_utc": day, "first_day_utc": day - timedelta(days=6), "orders": 290}
                | {"eligible": 270, "sent": 262, "pixel_browser": 255, "pixel_server": 260}
                | {"pixel_attributed": 130, "reported_conversions": 141, "status": "ok"}
            )
    return {
        "reconciliation_daily": daily,
        "reconciliation_losses_daily": losses,
        "reconciliation_values_daily": values,
        "reconciliation_7_days": weeks,
        "match_keys_daily": keys,
    }


def _imports() -> Tables:
    late = [
        {"advertiser_id": one, "currency": CURRENCIES[one], "age_days": age, "days_observed": 30}
        | {"days_compared": 29, "conversions_at_age": 1000 - 600 // (age + 1)}
        | {"conversions_latest": 1000, "purchase_value_latest": Decimal("50000.00")}
        | {"purchase_value_at_age": Decimal(50000 - 27000 // (age + 1))}
        for one in ADVERTISERS
        for age in range(15)
    ]
    ended = datetime(2026, 4, 5, 5, 12)  # noqa: DTZ001 - as the models keep instants
    freshness: list[Row] = [
        {"advertiser_id": one, "stream": stream, "last_status": "complete"}
        | {"last_run_ended_at": ended, "last_complete_at": ended, "last_data_day": days()[-1]}
        | {"last_complete_day": days()[-1], "incomplete_days": None, "error": None}
        for one in ADVERTISERS
        for stream in ("ads", "daily_metrics", "pixel_event_stats")
    ]
    freshness[4] |= {"last_status": "incomplete", "incomplete_days": '["2026-03-30"]'}
    freshness[8] |= {
        "last_status": "failed",
        "error": "Permission missing: pixel",
        "last_complete_at": None,
    }
    return {"late_conversions": late, "freshness": freshness}


def _alarms() -> list[Row]:
    return [
        {"alarm": "broken_pixel", "severity": "error", "advertiser_id": None}
        | {"day": FIRST_DAY + timedelta(days=20), "subject": "pixel C0PIXEL"}
        | {"sentence": "Events were sent and none arrived: look at the pixel in Events Manager."},
        {"alarm": "sudden_doubling", "severity": "warn", "advertiser_id": "2"}
        | {"day": FIRST_DAY + timedelta(days=9), "subject": "Südwind & Co"}
        | {"sentence": "Conversions doubled from one day to the next: is the event sent twice?"},
    ]
