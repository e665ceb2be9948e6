"""What the models have to say of the shop, computed from its rows alone; no SQL is shared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tests.demo.orders import Row
    from tests.demo.stories import Stories

WINDOW = timedelta(days=28)


class Revenue(NamedTuple):
    """Sums of one currency."""

    orders: int
    gross: Decimal
    refunds: Decimal
    net: Decimal


class Click(NamedTuple):
    """What a click names; ids are None where it does not. Without any click all is None."""

    is_click: bool
    campaign_id: str | None
    ad_id: str | None


NO_CLICK = Click(is_click=False, campaign_id=None, ad_id=None)


def sales(told: Stories) -> list[Row]:
    """Each order that is a sale, once, with what was paid back of it in `refunds`."""
    rows: dict[Any, Row] = {}
    for number, order in enumerate(told.orders):
        rows[order.row["order_id"] or number] = order.row
    return [
        {**row, "refunds": _refunds(row, told.refunds)} for row in rows.values() if _is_sale(row)
    ]


def _is_sale(row: Row) -> bool:
    known = row["created_at"] is not None and row["total"] >= 0
    is_currency = re.fullmatch("[A-Z]{3}", row["currency"] or "") is not None
    return known and is_currency and not row["is_test"] and row["status"] != "cancelled"


def _refunds(row: Row, refunds: Mapping[str, Decimal]) -> Decimal:
    if row["order_id"] in refunds:
        return refunds[row["order_id"]]
    return row["total"] if row["status"] == "refunded" else Decimal(0)


def revenue(told: Stories) -> dict[str, Revenue]:
    """The shop's sums by currency."""
    by_currency: dict[str, list[Row]] = defaultdict(list)
    for row in sales(told):
        by_currency[row["currency"]].append(row)
    return {currency: _summed(rows) for currency, rows in sorted(by_currency.items())}


def _summed(rows: Iterable[Row]) -> Revenue:
    amounts = [(row["total"], row["refunds"]) for row in rows]
    gross = sum((total for total, _ in amounts), Decimal(0))
    refunds = sum((refund for _, refund in amounts), Decimal(0))
    return Revenue(len(amounts), gross, refunds, gross - refunds)


def last_clicks(told: Stories) -> Counter[Click]:
    """How many sales each click led to: the order's, else the last of the customer's 28 days."""
    visits: dict[str, list[tuple[datetime, Click]]] = defaultdict(list)
    for order in told.orders:
        row, click = order.row, click_of(order.row)
        if click.is_click and row["created_at"] and row["customer_id"] and not row["is_test"]:
            visits[row["customer_id"]].append((row["created_at"], click))
    return Counter(_last_click(row, visits) for row in sales(told))


def _last_click(row: Row, visits: Mapping[str, list[tuple[datetime, Click]]]) -> Click:
    own, created = click_of(row), row["created_at"]
    if own.is_click:
        return own
    before = [
        (at, click)
        for at, click in visits.get(row["customer_id"], ())
        if created - WINDOW <= at <= created
    ]
    return max(before)[1] if before else NO_CLICK


def click_of(row: Row) -> Click:
    """The click that the order carries itself."""
    query = parse_qs(urlsplit(row["landing_page_url"]).query)
    if not (row["ttclid"] or "ttclid" in query):
        return NO_CLICK
    return Click(True, query.get("utm_id", [None])[0], query.get("cid", [None])[0])  # noqa: FBT003


def browser_events_by_day(told: Stories) -> Counter[date]:
    """How many purchases the pixel sent from browsers, by their UTC day."""
    days = Counter(order.row["created_at"].date() for order in told.seen_by_browsers)
    del days[told.broken_pixel_on]
    return days


def events_by_day(told: Stories) -> Counter[date]:
    """How many events of orders TikTok got from the server, by the UTC day of the order."""
    return Counter(order.row["created_at"].date() for order in told.orders if order.fate == "sent")
