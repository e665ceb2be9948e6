"""Orders to TikTok through Meltano: each valid order once, whatever is run again."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo import orders
from tests.demo.purchases import NOW, Delivery, OrdersDirection
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo.meltano import Meltano
    from tests.demo.postgres import Database

MADE = orders.orders(NOW, count=1_200)
FATES = Counter(order.fate for order in MADE)


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok that has seen nothing yet."""
    with LocalTikTok("--scale", "small", "--now", NOW.isoformat()) as local:
        yield local


@pytest.fixture(scope="module")
def direction(
    meltano: Meltano, database: Database, tiktok: LocalTikTok, logs: Path
) -> OrdersDirection:
    """A shop's table in the warehouse."""
    with database.connect() as connection:
        orders.put(connection, MADE)
    return OrdersDirection(meltano, database, tiktok, logs)


@pytest.fixture(scope="module")
def first(direction: OrdersDirection) -> Delivery:
    """The first run, which reads everything."""
    return direction.deliver("first")


@pytest.fixture(scope="module")
def second(direction: OrdersDirection, first: Delivery) -> Delivery:
    """The second run, which reads what has changed: nothing but the row at the bookmark."""
    return direction.deliver("second")


@pytest.fixture(scope="module")
def full(direction: OrdersDirection, second: Delivery) -> Delivery:
    """A run that reads everything again, as after a lost state."""
    return direction.deliver("full", "--full-refresh")


def stored(direction: OrdersDirection) -> list[dict[str, Any]]:
    """The events that the local TikTok keeps."""
    items: list[dict[str, Any]] = direction.tiktok.admin("GET", "events")["items"]
    return [item["event"] for item in items]


def test_stored_events_are_the_valid_orders(direction: OrdersDirection, first: Delivery) -> None:
    """Each valid order arrived once, under its event name, with its value; no other did."""
    wanted = Counter(
        (order.event, order.row["order_id"], str(order.row["total"]), order.row["currency"])
        for order in MADE
        if order.fate == "sent"
    )
    arrived = Counter(
        (
            event["event"],
            event["event_id"],
            f"{event['properties']['value']:.2f}",
            event["properties"]["currency"],
        )
        for event in stored(direction)
    )

    assert arrived == wanted
    assert first.received["duplicates"] == 0


def test_every_record_ends_in_one_of_four_ways(first: Delivery) -> None:
    """Sent, already sent, dead letter, left out by a rule: the four make all records."""
    assert first.read == len(MADE)
    assert {
        "sent": first.count("sent"),
        "repeated": first.count("already sent, in the ledger"),
        "dead letter": first.count("dead letters"),
        "left out": first.count("left out by rule"),
    } == FATES


def test_each_flaw_is_a_dead_letter_with_its_reason(first: Delivery) -> None:
    """Every broken order is in the dead-letter file; each flaw has a reason of its own."""
    assert sorted(first.refused.values()) == sorted(count for count, _ in orders.FLAWS.values())
    assert sum(first.refused.values()) == first.count("dead letters")


def test_the_second_run_makes_no_request(second: Delivery, first: Delivery) -> None:
    """Nothing has changed in the shop: nothing is posted."""
    assert second.read < 5
    assert second.requests == 0
    assert second.received == first.received


def test_reading_everything_again_makes_no_request(full: Delivery, first: Delivery) -> None:
    """Without state every order is read again; the ledger knows them all."""
    assert full.read == len(MADE)
    assert full.requests == 0
    assert full.count("already sent, in the ledger") == FATES["sent"] + FATES["repeated"]
    assert full.received == first.received


def test_personal_data_left_the_shop_hashed(direction: OrdersDirection, first: Delivery) -> None:
    """No e-mail address, phone number or name of a customer is in what TikTok received."""
    assert first.requests
    assert personal_data_in(json.dumps(stored(direction), ensure_ascii=False)) == set()


def test_no_personal_data_in_files(direction: OrdersDirection, full: Delivery) -> None:
    """Logs, ledger, dead letters and state hold no e-mail address, phone number or name."""
    assert full.read
    for file in [*direction.logs.iterdir(), *direction.meltano.directory.rglob("*")]:
        if file.is_file() and not file.is_symlink():
            text = file.read_bytes().decode("utf-8", "replace")
            assert personal_data_in(text) == set(), file.name


def test_the_search_for_personal_data_finds_it() -> None:
    """A raw row holds personal data: the two searches above could fail."""
    assert personal_data_in(json.dumps(MADE[1].row, default=str, ensure_ascii=False)) != set()


def personal_data_in(text: str) -> set[str]:
    """The customers' personal data that stand in a text, in any case."""
    folded = text.casefold()
    values = {
        str(order.row[column]).strip().casefold()
        for order in MADE
        for column in ("email", "phone", "last_name")
        if order.row[column]
    }
    return {value for value in values if len(value) > 4 and value in folded}
