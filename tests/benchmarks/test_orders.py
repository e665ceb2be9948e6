"""The benchmark's orders: what the target is measured with has to be what it is meant for."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timezone
from decimal import Decimal
from itertools import groupby
from typing import Any

import pytest
from jsonschema import Draft7Validator

from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.mapper import Mapper
from target_tiktok_events.mapping.stream_mappers import StreamMappers
from tests.benchmarks.floor_orders import EVENT_OF
from tests.benchmarks.orders import DAYS, FIRST_ID, STATE_EVERY, write_orders
from tests.target.mapping.options_for import options_for

DAY = date(2026, 6, 30)
BYTES = 2_000


def stream(count: int, kind: str = "") -> list[bytes]:
    output = io.BytesIO()
    write_orders(count, DAY, output, kind)
    return output.getvalue().splitlines()


def records(count: int) -> list[dict[str, Any]]:
    messages = [json.loads(line) for line in stream(count)]
    return [message["record"] for message in messages if message["type"] == "RECORD"]


def test_same_orders() -> None:
    """The same arguments give the same bytes."""
    assert stream(700) == stream(700)


def test_size_of_an_order() -> None:
    """A RECORD has two kilobytes, give or take a tenth."""
    sizes = [len(line) for line in stream(700)[1:-1]]
    assert all(0.9 * BYTES < size < 1.1 * BYTES for size in sizes)


def test_state_after_every_ten_thousand() -> None:
    """SCHEMA first, a STATE after each 10,000th order and after the last, with its number."""
    messages = [json.loads(line) for line in stream(STATE_EVERY + 5)]
    kinds = [(kind, len(list(group))) for kind, group in groupby(one["type"] for one in messages)]
    assert kinds == [
        ("SCHEMA", 1),
        ("RECORD", STATE_EVERY),
        ("STATE", 1),
        ("RECORD", 5),
        ("STATE", 1),
    ]
    bookmark = messages[-1]["value"]["bookmarks"]["orders"]["replication_key_value"]
    assert bookmark == FIRST_ID + STATE_EVERY + 5


def test_unique_ids() -> None:
    """No two orders share an order id, an event id, an address or a customer."""
    for column in ("order_id", "event_id", "email", "external_id"):
        assert len({record[column] for record in records(1_500)}) == 1_500


def test_valid_and_full() -> None:
    """Every order is valid, becomes an event with every match key, and nothing is left out."""
    schema = json.loads(stream(0)[0])["schema"]
    schema_of_orders = Draft7Validator(schema)
    now = datetime(DAY.year, DAY.month, DAY.day, tzinfo=timezone.utc).timestamp()
    mapper = Mapper(options_for(default_country_code="DE"), lambda: now)
    for record in records(1_500):
        assert set(record) == set(schema["properties"])
        assert schema_of_orders.is_valid(record)
        (event,) = mapper.map("orders", record, ["order_id"])
        assert isinstance(event, Event)
        assert event.match_keys == 0b111111
        assert now - DAYS * 86_400 <= event.event_time < now
        assert len(json.loads(event.payload)["properties"]["contents"]) == 3
    assert not mapper.counts


def test_rows_of_a_table() -> None:
    """Flat orders are valid, half of their columns are read, and each becomes an event."""
    schema, *lines = (json.loads(line) for line in stream(1_000, "flat"))
    assert [line["type"] for line in lines] == ["RECORD"] * 1_000 + ["STATE"]
    now = datetime(DAY.year, DAY.month, DAY.day, tzinfo=timezone.utc).timestamp()
    mapper = Mapper(options_for(default_country_code="DE"), lambda: now)
    columns = set(schema["schema"]["properties"])
    assert mapper.columns is not None
    assert 0.4 < len(columns & mapper.columns) / len(columns) < 0.6
    valid = Draft7Validator(schema["schema"])
    for line in lines[:-1]:
        assert valid.is_valid(line["record"])
        assert set(line["record"]) == columns
        (event,) = mapper.map("orders", line["record"], ["order_id"])
        assert isinstance(event, Event)
    assert not mapper.counts


@pytest.mark.parametrize("preset", ["shopify", "woocommerce"])
def test_orders_of_shops(preset: str) -> None:
    """They become the events that the floor builds of them, but for what only the target cleans."""
    schema, *lines = (json.loads(line, parse_float=Decimal) for line in stream(1_000, preset))
    assert [line["type"] for line in lines] == ["RECORD"] * 1_000 + ["STATE"]
    site = {"site_url": "https://shop.example.com"}
    options = options_for(preset=preset, default_country_code="DE", **site)
    now = datetime(DAY.year, DAY.month, DAY.day, tzinfo=timezone.utc).timestamp()
    mapper = StreamMappers(options, lambda: now, lambda _warning: None).of(
        schema["schema"]["properties"]
    )
    for line in lines[:-1]:
        (event,) = mapper.map("orders", line["record"], ["id"])
        assert isinstance(event, Event)
        sent, floor = json.loads(event.payload), EVENT_OF[preset](line["record"])
        assert _unclean(sent) == _unclean(json.loads(json.dumps(floor, default=float)))


def _unclean(event: dict[str, Any]) -> dict[str, Any]:
    """An event without the values that the floor hashes or sends as they come."""
    asis = ("phone", "first_name", "last_name", "zip_code", "city", "state", "locale")
    user = {key: None if key in asis else value for key, value in event["user"].items()}
    return {**event, "user": user}
