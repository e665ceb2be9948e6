"""What becomes of a shop's orders with one line of settings."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.config.schema_comparison import SchemaComparison
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.stream_mappers import StreamMappers
from tests.target.mapping.options_for import options_for
from tests.target.presets.shop_orders import NOW, lines_of, outcomes, recent_lines_of
from tests.target.target_process import Target, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

SHOPS = {"shopify_rest": "shopify", "shopify_graphql": "shopify", "woocommerce": "woocommerce"}
"""Source -> its preset."""

ENDS = {
    "shopify_rest": {
        **dict.fromkeys((1, 2, 3, 4, 5, 9, 16), "CompletePayment"),
        **dict.fromkeys((6, 7, 8), "shopify: not yet paid"),
        **dict.fromkeys((10, 12), "shopify: refunded, voided or expired"),
        **dict.fromkeys((11, 13), "shopify: cancelled"),
        14: "shopify: test order",
        15: "dead letter",
    },
    "shopify_graphql": {
        **dict.fromkeys((1, 2, 6), "CompletePayment"),
        **dict.fromkeys((3, 4, 5), "shopify: not yet paid"),
        **dict.fromkeys((7, 8, 9), "shopify: refunded, voided or expired"),
        10: "shopify: cancelled",
        11: "shopify: test order",
        12: "dead letter",
    },
    "woocommerce": {
        **dict.fromkeys((1, 2, 3, 10, 11, 15), "CompletePayment"),
        **dict.fromkeys((4, 5, 13), "woocommerce: not yet paid"),
        **dict.fromkeys((6, 7, 8, 9, 14), "woocommerce: cancelled, refunded or failed"),
        12: "dead letter",
    },
}
"""Source -> the end of each order by its number; an event ends under its name."""


def _number(record: dict[str, Any]) -> int:
    return int(str(record["id"])[-3:]) % 200


def _end(result: Event | Refused | LeftOut) -> str:
    if isinstance(result, Event):
        name: str = json.loads(result.payload)["event"]
        return name
    return "dead letter" if isinstance(result, Refused) else result.rule


def _orders(source: str, **settings: Any) -> dict[int, dict[str, Any]]:
    """The events that are sent, by the order's number; fractions as Decimal."""
    return {
        _number(record): json.loads(result.payload, parse_float=Decimal)
        for stream, record, results in outcomes(source, preset=SHOPS[source], **settings)
        for result in results
        if stream == "orders" and isinstance(result, Event)
    }


def _first_order(source: str) -> dict[str, Any]:
    """The record of a paid order with everything in it."""
    records = (record for stream, record, _ in outcomes(source) if stream == "orders")
    return next(record for record in records if _number(record) == 1)


def _event_of(order: dict[str, Any]) -> dict[str, Any]:
    """The event of a Shopify order."""
    mappers = StreamMappers(options_for(preset="shopify"), NOW.timestamp, lambda _warning: None)
    [event] = mappers.of({name: {} for name in order}).map("orders", order, ["id"])
    assert isinstance(event, Event)
    found: dict[str, Any] = json.loads(event.payload)
    return found


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("source", SHOPS)
def test_an_order_is_a_purchase_when_it_is_paid_and_not_taken_back(source: str) -> None:
    """Each state of an order ends as the preset says; none gives two conversions."""
    ends = {
        _number(record): [_end(result) for result in results]
        for stream, record, results in outcomes(source, preset=SHOPS[source])
        if stream == "orders"
    }
    assert ends == {number: [end] for number, end in ENDS[source].items()}


@pytest.mark.parametrize("source", SHOPS)
def test_streams_beside_the_orders_send_nothing(source: str) -> None:
    """Customers, products, transactions, line items and coupons are left out, counted as such."""
    beside = [
        results
        for stream, _, results in outcomes(source, preset=SHOPS[source])
        if stream != "orders"
    ]
    assert beside
    assert {result.rule for [result] in beside if isinstance(result, LeftOut)} == {"streams"}
    assert all(isinstance(result, LeftOut) for [result] in beside)


@pytest.mark.parametrize("source", SHOPS)
def test_a_preset_asks_for_no_column_that_a_shop_lacks(source: str) -> None:
    """What a preset names need not be there; what the user names must."""
    schemas = [json.loads(line) for line in lines_of(source)]
    comparisons = [
        SchemaComparison(options_for(preset=SHOPS[source], **more))
        for more in ({}, {"field_mapping": {"email": "e_mail"}})
    ]
    for comparison in comparisons:
        for message in schemas:
            if message["type"] == "SCHEMA":
                comparison.learn(message["stream"], message["schema"]["properties"])
    comparisons[0].check("orders")
    with pytest.raises(SettingError, match=r"field_mapping\.email"):
        comparisons[1].check("orders")


def test_a_shopify_order_carries_what_the_shop_knows() -> None:
    """Value, currency, time, ids, person, click and catalogue ids of a REST order."""
    event = _orders("shopify_rest")[1]
    assert event["event_id"] == event["properties"]["order_id"] == "5830114000001"
    assert (event["properties"]["value"], event["properties"]["currency"]) == (
        Decimal("84.85"),
        "EUR",
    )
    user = event["user"]
    assert user["email"] == [_sha256("joerg.weiss@example.de")]
    assert user["phone"] == [_sha256("+4930901820")]
    assert user["external_id"] == [_sha256("7200000000001")]
    assert (user["city"], user["country"], user["ttclid"]) == ("berlin", "de", "E.C.P.shopify0001")
    items = event["properties"]["contents"]
    assert [(item["content_id"], item["price"], item["quantity"]) for item in items] == [
        ("47100000000001", Decimal("59.9"), 1),
        ("47100000000002", Decimal("10.0"), 2),
    ]


def test_both_apis_of_shopify_give_the_same_event() -> None:
    """An order has the same ids, person, value and items, whichever tap has read it."""
    rest, graphql = _orders("shopify_rest")[1], _orders("shopify_graphql")[1]
    assert graphql["event_id"] == rest["event_id"]
    assert graphql["properties"] == rest["properties"]
    alike = ("email", "phone", "external_id", "first_name", "last_name", "zip_code", "country")
    assert [graphql["user"][name] for name in alike] == [rest["user"][name] for name in alike]


@pytest.mark.parametrize("shape", ["list", "nodes", "edges"])
def test_line_items_of_a_graphql_order_come_in_three_shapes(shape: str) -> None:
    """A tap may leave them as the API nests them, or put them into a list."""
    record = _first_order("shopify_graphql")
    items = record["lineItems"]
    nested = {"nodes": {"nodes": items}, "edges": {"edges": [{"node": each} for each in items]}}
    order = {**record, "lineItems": nested.get(shape, items)}
    assert _event_of(order)["properties"]["content_ids"] == ["47100000000001", "47100000000002"]


@pytest.mark.parametrize("source", ["shopify_rest", "shopify_graphql"])
def test_a_shopify_order_without_addresses_is_that_of_its_customer(source: str) -> None:
    """What is sold without a parcel may have no address: the customer's name and own one count."""
    order = _first_order(source)
    without = {name: value for name, value in order.items() if "ddress" not in name}
    known = ("phone", "first_name", "last_name", "zip_code", "city", "state", "country")
    assert set(known) < set(_event_of(without)["user"])
    assert _event_of(without)["user"] == _event_of(order)["user"]


def test_an_order_that_was_refunded_in_part_counts_what_is_left() -> None:
    """The value is that after the refund, in both shapes."""
    values = [
        _orders("shopify_rest")[9]["properties"]["value"],
        _orders("shopify_graphql")[6]["properties"]["value"],
    ]
    assert values == [Decimal("64.85")] * 2


def test_a_click_id_is_found_where_shops_keep_it() -> None:
    """In a note of the theme, in meta data of a plugin, in the page that began the visit."""
    assert _orders("shopify_rest")[3]["user"]["ttclid"] == "E.C.P.fromcookie"
    assert _orders("shopify_rest")[3]["user"]["ttp"] == "ttp-cookie-3"
    assert _orders("shopify_graphql")[2]["user"]["ttclid"] == "E.C.P.attr"
    assert _orders("woocommerce")[1]["user"]["ttclid"] == "E.C.P.woo0001"
    assert _orders("woocommerce")[15]["user"]["ttclid"] == "E.C.P.woometa"
    assert _orders("woocommerce")[15]["user"]["ttp"] == "ttp-15"


def test_a_woocommerce_order_carries_what_the_shop_knows() -> None:
    """The time of payment in UTC, the SKU or else the product's id, and no id of a guest."""
    events = _orders("woocommerce")
    assert [item["content_id"] for item in events[1]["properties"]["contents"]] == [
        "LIN-SHIRT-M",
        "82",
    ]
    paid, cash_on_delivery = events[1], events[3]
    assert paid["event_time"] % 86_400 == 9 * 3600 + 60 + 30
    assert cash_on_delivery["event_time"] % 86_400 == 9 * 3600 + 3 * 60
    assert paid["user"]["external_id"] == [_sha256("301")]
    assert "external_id" not in cash_on_delivery["user"]


def test_own_entries_win_over_those_of_the_preset() -> None:
    """A field of one's own replaces the preset's under any name; one's own rules come first."""
    events = _orders(
        "shopify_rest",
        field_mapping={"value": "subtotal_price"},
        event_mappings=[{"when": {"financial_status": "pending"}, "event_name": "PlaceAnOrder"}],
    )
    assert events[1]["properties"]["value"] == Decimal("79.9")
    assert events[6]["event"] == "PlaceAnOrder"


@pytest.mark.parametrize("source", SHOPS)
def test_a_shop_goes_to_tiktok_with_one_line(
    tiktok: LocalTikTok, tmp_path: Path, source: str
) -> None:
    """The tap's output as it is, `preset`, and nothing else: green, each paid order once."""
    result = Target(tmp_path, tiktok, preset=SHOPS[source]).run(recent_lines_of(source))
    assert result.code == 0, result.stderr
    assert len(result.states) == 1
    paid = [number for number, end in ENDS[source].items() if end == "CompletePayment"]
    assert sorted(int(each[-3:]) % 200 for each in stored_ids(tiktok)) == sorted(paid)
