"""What happens in the demo's shop besides selling; the models tell each of these stories.

Clicks on the local TikTok's ads, refunds after the event was sent, customers who buy for the first
time, a day without the pixel, and a day on which the checkout forgot the currency.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.demo.clicks import landing_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    import psycopg

    from tests.demo.clicks import Ad
    from tests.demo.orders import Order, Row
    from tests.emulator.process import LocalTikTok

PIXEL_CODE = "DEMO0PIXEL0CODE00000"
"""As in the environment `demo` of meltano.yml."""

BROKEN_PIXEL_DAYS_AGO = 5
NO_CURRENCY_DAYS_AGO = 9
NO_CURRENCY_EACH = 3
REFUNDS = 60
PAID_BACK = (Decimal("0.40"), Decimal(1))
SEEN_BY_BROWSERS = 0.75
"""So many purchases are seen by the pixel, too; blockers and consent keep the others from it."""

OTHER_CHANNELS = (("search", 140), ("newsletter", 25))
"""Channel, and what it costs a day in each of the shop's currencies."""


@dataclass(frozen=True)
class Stories:
    """The orders with all that happens to them, and the days on which something is broken.

    `refunds` are the amounts by order id, paid back after the orders were sent.
    """

    orders: Sequence[Order]
    refunds: Mapping[str, Decimal]
    broken_pixel_on: date
    no_currency_on: date

    @property
    def seen_by_browsers(self) -> list[Order]:
        """The purchases that the pixel on the shop's pages sends, too, while it works."""
        return [
            order
            for order in self.orders
            if (order.event == "CompletePayment" and order.fate == "sent")
            or order.flaw == "no currency"
            if random.Random(order.row["order_id"]).random() < SEEN_BY_BROWSERS
        ]


def stories(made: Sequence[Order], now: datetime, ads: Mapping[str, Sequence[Ad]]) -> Stories:
    """Let it all happen to the shop's orders; customers who pay in a currency click its ads.

    The same arguments give the same stories.
    """
    no_currency_on = (now - timedelta(days=NO_CURRENCY_DAYS_AGO)).date()
    told = [replace(order, row=_clicked(order.row, ads)) for order in made]
    told = list(_with_new_customers(told))
    told = list(_without_currency(told, no_currency_on))
    return Stories(
        told,
        _refunds(told),
        broken_pixel_on=(now - timedelta(days=BROKEN_PIXEL_DAYS_AGO)).date(),
        no_currency_on=no_currency_on,
    )


def _clicked(row: Row, ads: Mapping[str, Sequence[Ad]]) -> Row:
    """Let a click lead to the page of an ad; the row of a repeated order stays the same."""
    click = row["ttclid"] or row["landing_page_url"].partition("ttclid=")[2]
    if not click:
        return row
    dice = random.Random(click)
    chosen = ads.get(row["currency"], ())
    ad = dice.choice(chosen) if chosen else None
    return {**row, "landing_page_url": landing_page(click, ad, dice)}


def _with_new_customers(made: Sequence[Order]) -> Iterator[Order]:
    """Mark each customer's first order."""
    first: dict[str, Order] = {}
    for order in made:
        customer, created = order.row["customer_id"], order.row["created_at"]
        if customer and created:
            known = first.get(customer)
            if known is None or created < known.row["created_at"]:
                first[customer] = order
    first_ids = {order.row["order_id"] for order in first.values()}
    for order in made:
        yield replace(
            order, row={**order.row, "is_new_customer": order.row["order_id"] in first_ids}
        )


def _without_currency(made: Sequence[Order], day: date) -> Iterator[Order]:
    """Take the currency from each third good order of a UTC day."""
    repeated = _repeated(made)
    place = 0
    for order in made:
        if order.event != "CompletePayment" or order.row["order_id"] in repeated:
            yield order
            continue
        place += order.row["created_at"].date() == day
        if order.row["created_at"].date() == day and place % NO_CURRENCY_EACH == 0:
            row = {**order.row, "currency": None}
            yield replace(order, row=row, fate="dead letter", event="", flaw="no currency")
        else:
            yield order


def _refunds(made: Sequence[Order]) -> dict[str, Decimal]:
    """What is paid back of orders that were sent: all of it, or two fifths."""
    repeated = _repeated(made)
    sent = [
        order.row
        for order in made
        if order.event == "CompletePayment"
        and order.fate == "sent"
        and order.row["order_id"] not in repeated
    ]
    chosen = random.Random(REFUNDS).sample(sent[:-1], REFUNDS)
    return {
        row["order_id"]: (row["total"] * PAID_BACK[place % 2]).quantize(Decimal("0.01"))
        for place, row in enumerate(chosen)
    }


def _repeated(made: Sequence[Order]) -> set[str]:
    return {order.row["order_id"] for order in made if order.fate == "repeated"}


def refund(connection: psycopg.Connection[Any], told: Stories, at: datetime) -> None:
    """Note the refunds in the shop's table: the orders have changed at that instant."""
    statement = "UPDATE shop.orders SET refunded_total = %s, updated_at = %s WHERE order_id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [(amount, at, order_id) for order_id, amount in told.refunds.items()]
        )


def browse(tiktok: LocalTikTok, told: Stories) -> None:
    """Let the pixel on the shop's pages send most purchases, too, but for the day it is broken."""
    events = [
        {
            "event": "CompletePayment",
            "event_id": order.row["order_id"],
            "event_time": int(order.row["created_at"].timestamp()),
        }
        for order in told.seen_by_browsers
    ]
    tiktok.admin("POST", "events/pixel", {"event_source_id": PIXEL_CODE, "events": events})
    tiktok.admin(
        "POST",
        "pixels",
        {
            "advertiser_id": tiktok.advertiser_ids[0],
            "code": PIXEL_CODE,
            "silent": [told.broken_pixel_on.isoformat()],
        },
    )


def other_channel_spend(told: Stories) -> Iterator[tuple[str, str, str, int]]:
    """Day, channel, currency and spend of what the shop pays for besides TikTok."""
    created = [order.row["created_at"].date() for order in told.orders if order.fate == "sent"]
    day, last = min(created), max(created)
    while day <= last:
        for channel, cost in OTHER_CHANNELS:
            for currency in ("EUR", "GBP", "USD"):
                yield day.isoformat(), channel, currency, cost + day.toordinal() % 7
        day += timedelta(days=1)
