"""The shop's orders are the same for everybody, and their fates are what their rows say."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

from tests.demo.orders import COLUMNS, FLAWS, ORDERS, REPEATED, Order, orders

NOW = datetime(2026, 3, 9, 12, tzinfo=timezone.utc)
MADE = orders(NOW)


def by_fate(fate: str) -> list[Order]:
    """The orders of one fate."""
    return [order for order in MADE if order.fate == fate]


def test_the_same_arguments_give_the_same_orders() -> None:
    """The demo prints the same numbers on every machine."""
    assert orders(NOW) == MADE
    assert orders(NOW, seed=1) != MADE


def test_some_thousand_orders_with_every_flaw() -> None:
    """The table holds the orders, the repeated rows, and each flaw as often as it says."""
    assert len(MADE) == ORDERS + REPEATED
    assert Counter(order.flaw for order in by_fate("dead letter")) == {
        flaw: count for flaw, (count, _) in FLAWS.items()
    }


def test_the_last_row_is_good() -> None:
    """An incremental tap reads the row at its bookmark again; it must not be a dead letter."""
    assert MADE[-1].fate in {"sent", "repeated", "left out"}


def test_rows_come_in_the_order_in_which_they_changed() -> None:
    """`updated_at` never falls, ends now, and no order is created after its last change."""
    changes = [order.row["updated_at"] for order in MADE]

    assert changes == sorted(changes)
    assert changes[-1] == NOW
    for order in MADE:
        created = order.row["created_at"]
        assert created is None or created < order.row["updated_at"]


def test_only_old_orders_are_older_than_the_age_limit() -> None:
    """An order is older than 28 days if and only if that is its flaw."""
    for order in MADE:
        created = order.row["created_at"]
        is_old = created is not None and NOW - created > timedelta(days=28)
        assert is_old == (order.flaw == "older than 28 days")


def test_an_order_is_sent_under_one_name_once() -> None:
    """No two rows with the fate `sent` share an order id; a repeated row has one that is sent."""
    sent = [order.row["order_id"] for order in by_fate("sent")]

    assert len(set(sent)) == len(sent)
    assert {order.row["order_id"] for order in by_fate("repeated")} <= set(sent)


def test_a_row_has_every_column() -> None:
    """Each row fills the whole table."""
    assert {frozenset(order.row) for order in MADE} == {frozenset(COLUMNS)}


def test_nobody_real_is_in_the_data() -> None:
    """Mail hosts and addresses are those reserved for examples."""
    for order in MADE:
        assert (order.row["email"] or "@x.example").strip().lower().endswith(".example")
        assert order.row["ip"].startswith("203.0.113.")
