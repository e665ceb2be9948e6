"""Makes the shop of a fixed seed, dated before the second import.

Stories, each told by an alarm or by a status, stand on days of their own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.transform.shop import Ad, Shop, made_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.transform.imports import Imports
    from tests.transform.warehouses import Row

FIRST_DAY, LAST_DAY = date(2026, 2, 20), date(2026, 3, 11)
RUNS = {
    "r1": datetime.fromisoformat("2026-03-01T03:00:00"),
    "r2": datetime.fromisoformat("2026-03-11T03:00:00"),
}
"""When the target ran, UTC without a zone as all instants here."""
ORDERS_A_DAY = 12
BROKEN_PIXEL = date(2026, 3, 3)
NO_CURRENCY = date(2026, 3, 5)
SHARED_ID = date(2026, 3, 6)
LOST_EVENTS = date(2026, 3, 7)
PIXEL, PIXEL_CODE = "7300000000000000001", "CTESTPIXEL"
OTHER_PIXEL = "7300000000000000002"
STRANGERS = {"browser_count": 70, "server_count": 500}


def shop_beside(imports: Imports) -> Shop:
    """The shop whose landing pages name the ads of the imports."""
    rows = imports.read("daily_metrics")
    ids = ("advertiser_id", "campaign_id", "adgroup_id", "ad_id")
    ads = sorted({tuple(row[name] for name in ids) for row in rows})
    maker = _Maker(Shop(), [Ad(*found) for found in ads], random.Random(13))
    maker.make()
    return maker.shop


@dataclass
class _Maker:
    shop: Shop
    ads: list[Ad]
    dice: random.Random

    def make(self) -> None:
        for number in range((LAST_DAY - FIRST_DAY).days + 1):
            day = FIRST_DAY + timedelta(days=number)
            for _ in range(ORDERS_A_DAY):
                self._order(day)
            if day == NO_CURRENCY:
                for _ in range(6):
                    self._order(day, fate="dead_lettered", currency=None)
            if day == SHARED_ID:
                first = self._order(day, fate="sent")
                self._order(day, event_id=first["order_id"], fate="already_sent")
        for day in {made_at(row).date() for row in self.shop.orders}:
            self._count(day)

    def _order(self, day: date, fate: str = "", **columns: str | None) -> Row:
        order_id = f"O-{10_000 + len(self.shop.fates)}"
        kind = self.dice.choice(("ad", "ad_group", "campaign", "click", "search", "none", "none"))
        ad = self.dice.choice(self.ads)
        made = datetime.fromisoformat(f"{day}T00:00:00")
        made += timedelta(seconds=self.dice.randrange(86_400))
        if made > RUNS["r2"] + timedelta(hours=8):
            made -= timedelta(hours=20)
        row: Row = {
            "order_id": order_id,
            "customer_id": f"C-{self.dice.randrange(120)}",
            # A summer-less zone's offset: instants of the shop carry one.
            "created_at": f"{(made + timedelta(hours=1)).isoformat()}+01:00",
            "updated_at": made.isoformat(),
            "status": self.dice.choices(("paid", "cancelled", "refunded"), (88, 6, 6))[0],
            "total": self.dice.randrange(500, 20_000) / 100,
            "currency": self.dice.choice(("EUR", "EUR", "USD")),
            "is_test": self.dice.random() < 0.02,
            "is_new_customer": self.dice.random() < 0.4,
            "ttclid": f"E.C.P.{order_id}" if kind == "click" else None,
            "landing_page_url": _page(kind, ad, order_id),
            **columns,
        }
        if fate:
            row |= {"status": "paid", "is_test": False}
        self.shop.orders.append(row)
        self.shop.kinds[order_id], self.shop.ads[order_id] = kind, ad
        self.shop.fates[order_id] = fate or self._fate(row, made)
        self._tell(row, made, self.shop.fates[order_id])
        if row["status"] == "paid" and self.dice.random() < 0.1:
            # A later version of the row: part of it went back after the event was sent.
            later = (made + timedelta(days=1)).isoformat()
            self.shop.orders.append({**row, "updated_at": later, "refunded_total": 1.5})
        return row

    def _fate(self, row: Row, made: datetime) -> str:
        if made > RUNS["r2"]:
            return "ineligible" if row["is_test"] or row["status"] == "cancelled" else "not_seen"
        if row["is_test"]:
            return "ineligible"
        if row["status"] == "cancelled":
            return "left_out"
        return self.dice.choices(
            ("sent", "already_sent", "dead_lettered", "left_out", "not_seen"), (91, 2, 3, 2, 2)
        )[0]

    def _tell(self, row: Row, made: datetime, fate: str) -> None:
        """The outcomes of an order: the one that counts, and what other runs said."""
        run = "r1" if made < RUNS["r1"] else "r2"
        outcome = {"dead_lettered": "dead_letter"}.get(fate, fate)
        if outcome in {"sent", "already_sent", "dead_letter", "left_out"}:
            self._say(row, made, run, outcome)
        if fate == "sent" and run == "r1":
            again = self.dice.choice(("sent", "already_sent", "dead_letter", "none"))
            if again != "none":
                self._say(row, made, "r2", again)
        if fate == "not_seen" and made < RUNS["r2"]:
            self._say(row, made, run, "test")

    def _say(self, row: Row, made: datetime, run: str, outcome: str) -> None:
        stage, reason = {
            "dead_letter": ("api", "TikTok refused it"),
            "left_out": ("map", "returns"),
        }.get(outcome, (None, None))
        if outcome == "dead_letter" and row["currency"] is None:
            stage, reason = "value", "no currency"
        self.shop.outcomes.append(
            {
                "run_id": run,
                "sequence": len(self.shop.outcomes),
                "event_source_id": PIXEL_CODE,
                "event_source": "web",
                "stream": "orders",
                "event": None if outcome == "left_out" else "CompletePayment",
                "event_id": row.get("event_id") or row["order_id"],
                "event_time": f"{made.isoformat()}+00:00",
                "value": row["total"],
                "currency": row["currency"],
                "outcome": outcome,
                "stage": stage,
                "reason": reason,
                "match_keys": self.dice.choice(("", "email", "email,ip,ttclid,user_agent")),
                "recorded_at": f"{RUNS[run].isoformat()}+00:00",
            }
        )

    def _count(self, day: date) -> None:
        """What our pixel and a stranger's counted of a UTC day; of the last, nothing is known."""
        if day >= LAST_DAY:
            return
        ours, others = self.ads[-1].advertiser_id, self.ads[0].advertiser_id
        sent = len({o["event_id"] for o in self.shop.outcomes if _is_sent(o, day)})
        server = sent // 2 if day == LOST_EVENTS else sent
        browser = 0 if day == BROKEN_PIXEL else sent
        name = "SHOPPING" if day.day % 2 else "CompletePayment"
        counted = {"browser_count": browser, "server_count": server}
        self.shop.statistics += [
            _statistics(ours, PIXEL, name, day, counted),
            _statistics(ours, PIXEL, "ViewContent", day, {"browser_count": 9 * browser}),
            _statistics(others, OTHER_PIXEL, "CompletePayment", day, STRANGERS),
        ]


def _is_sent(outcome: Row, day: date) -> bool:
    sent = outcome["outcome"] in {"sent", "already_sent"}
    return sent and outcome["event_time"][:10] == str(day)


def _page(kind: str, ad: Ad, order_id: str) -> str | None:
    tiktok = "https://shop.example/?utm_source=tiktok&utm_id="
    return {
        "ad": f"{tiktok}{ad.campaign_id}&aid={ad.adgroup_id}&cid={ad.ad_id}&ttclid=E.{order_id}",
        "ad_group": f"{tiktok}__CAMPAIGN_ID__&aid={ad.adgroup_id}&cid=__CID__",
        "campaign": f"{tiktok}{ad.campaign_id}",
        "search": f"https://shop.example/?utm_source=google&utm_id=1{order_id[2:]}",
        "none": "https://shop.example/",
    }.get(kind)


def _statistics(
    advertiser: str, pixel: str, event: str, day: date, counted: Mapping[str, int]
) -> Row:
    counts = {"browser_count": 0, "server_count": 0, **counted}
    total = sum(counts.values())
    return {
        "advertiser_id": advertiser,
        "pixel_id": pixel,
        "pixel_code": PIXEL_CODE if pixel == PIXEL else "CSTRANGER",
        "event": event,
        "is_custom_event": False,
        "stat_date_utc": day.isoformat(),
        **counts,
        "total_count": total,
        "attributed_count": total // 3,
        "preview_count": 0,
    }
