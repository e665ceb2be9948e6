"""What happens to the shop's orders, the same for everybody, and what the models must say of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.demo import expected
from tests.demo.clicks import Ad
from tests.demo.orders import Order, orders
from tests.demo.stories import (
    NO_CURRENCY_EACH,
    REFUNDS,
    Stories,
    other_channel_spend,
    stories,
)

if TYPE_CHECKING:
    from tests.demo.orders import Row

NOW = datetime(2026, 3, 9, 12, tzinfo=timezone.utc)
ADS = {
    "USD": [Ad("1", "10", "100", "1000"), Ad("1", "10", "100", "1001")],
    "EUR": [Ad("2", "20", "200", "2000")],
}
MADE = orders(NOW)
TOLD = stories(MADE, NOW, ADS)


def test_the_same_arguments_tell_the_same_stories() -> None:
    """So the demo can be compared with what it should show."""
    assert stories(MADE, NOW, ADS) == TOLD
    assert len(TOLD.orders) == len(MADE)


def test_each_third_good_order_of_one_day_has_lost_its_currency() -> None:
    """It is a dead letter then; all other orders keep theirs and their fate."""
    lost = [order for order in TOLD.orders if order.flaw == "no currency"]
    of_day = [
        order
        for order in MADE
        if order.event == "CompletePayment"
        and order.fate == "sent"
        and order.row["created_at"].date() == TOLD.no_currency_on
    ]
    assert len(lost) == pytest.approx(len(of_day) / NO_CURRENCY_EACH, abs=3)
    assert {order.fate for order in lost} == {"dead letter"}
    assert {order.row["created_at"].date() for order in lost} == {TOLD.no_currency_on}
    for before, after in zip(MADE, TOLD.orders, strict=True):
        if after.flaw != "no currency":
            assert (after.fate, after.row["currency"]) == (before.fate, before.row["currency"])


def test_a_repeated_row_is_still_that_of_its_order() -> None:
    """Whatever happens to an order happens to both of its rows."""
    rows = {order.row["order_id"]: order.row for order in TOLD.orders if order.fate == "sent"}
    for order in TOLD.orders:
        if order.fate == "repeated":
            first = rows[order.row["order_id"]]
            assert {**order.row, "import_number": 0} == {**first, "import_number": 0}


def test_a_click_names_an_ad_of_the_currency_or_no_more_than_its_campaign() -> None:
    """Where no advertiser pays in it, only the click id is known."""
    for before, after in zip(MADE, TOLD.orders, strict=True):
        click, ads = expected.click_of(after.row), ADS.get(before.row["currency"])
        if ads and click.is_click:
            assert click.campaign_id in {ad.campaign_id for ad in ads}
            assert click.ad_id in {None, *(ad.ad_id for ad in ads)}
        else:
            assert (click.campaign_id, click.ad_id) == (None, None)
    clicked = [order.row for order in TOLD.orders if expected.click_of(order.row).is_click]
    assert len(clicked) == pytest.approx(0.65 * len(MADE), rel=0.05)
    for row in clicked:
        query = parse_qs(urlsplit(row["landing_page_url"]).query)
        assert row["ttclid"] in {None, query["ttclid"][0]}


def test_refunds_are_of_orders_that_were_sent() -> None:
    """Half of them of the whole amount, none of more, none of an order that comes twice."""
    totals = {order.row["order_id"]: order.row["total"] for order in MADE if order.fate == "sent"}
    repeated = {order.row["order_id"] for order in MADE if order.fate == "repeated"}
    assert len(TOLD.refunds) == REFUNDS
    assert not repeated & set(TOLD.refunds)
    whole = sum(amount == totals[order_id] for order_id, amount in TOLD.refunds.items())
    assert whole == REFUNDS // 2
    assert all(0 < amount <= totals[order_id] for order_id, amount in TOLD.refunds.items())


def test_a_customer_is_new_once() -> None:
    """In the row of the first order, by its time."""
    new = Counter(
        order.row["customer_id"]
        for order in TOLD.orders
        if order.row["is_new_customer"] and order.fate != "repeated"
    )
    known = {
        order.row["customer_id"]
        for order in MADE
        if order.row["customer_id"] and order.row["created_at"]
    }
    assert set(new) == known
    assert set(new.values()) == {1}


def test_other_channels_cost_something_on_each_day_in_each_currency() -> None:
    """A row per day, channel and currency."""
    rows = list(other_channel_spend(TOLD))
    keys = {(day, channel, currency) for day, channel, currency, _ in rows}
    assert len(keys) == len(rows)
    assert min(amount for *_, amount in rows) > 0


def _row(order_id: str, **changes: object) -> Row:
    return {
        "order_id": order_id,
        "customer_id": "c",
        "created_at": NOW,
        "status": "paid",
        "is_test": False,
        "total": Decimal(10),
        "currency": "EUR",
        "ttclid": None,
        "landing_page_url": "https://shop.example/",
        **changes,
    }


def _told(*rows: Row, **refunds: Decimal) -> Stories:
    made = [Order(row, "sent", "CompletePayment") for row in rows]
    return replace(TOLD, orders=made, refunds=refunds)


def test_revenue_is_that_of_sales_less_what_was_paid_back() -> None:
    """Neither tests nor cancelled orders sell; what was refunded whole sells nothing net."""
    told = _told(
        _row("a"),
        _row("b", status="refunded"),
        _row("c", is_test=True),
        _row("d", status="cancelled"),
        _row("e", currency=None),
        _row("f", total=Decimal(-1)),
        _row("g", created_at=None),
        a=Decimal(4),
    )
    assert expected.revenue(told) == {
        "EUR": expected.Revenue(2, Decimal(20), Decimal(14), Decimal(6))
    }


@pytest.mark.parametrize(("days", "is_counted"), [(1, True), (28, True), (29, False), (-1, False)])
def test_a_sale_is_of_its_own_click_or_of_an_earlier_one_of_the_customer(
    days: int, *, is_counted: bool
) -> None:
    """Not further back than 28 days, and never of a later one."""
    page = "https://shop.example/?ttclid=x&utm_id=7&cid=70"
    clicked = _row("a", created_at=NOW - timedelta(days=days), landing_page_url=page)
    click = expected.Click(is_click=True, campaign_id="7", ad_id="70")

    found = expected.last_clicks(_told(clicked, _row("b")))

    assert found == Counter({click: 2} if is_counted else {click: 1, expected.NO_CLICK: 1})
