"""Line items -> contents, content_ids, num_items and content_type."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.mapping.contents import ContentsBuilder
from target_tiktok_events.mapping.events import ValueCounts
from target_tiktok_events.mapping.fields import item_finder
from tests.target.mapping.mapping_cases import ORDER, sent, sent_with_counts

SOCKS = {
    "product_id": 1077218,
    "name": "Socks",
    "category": "Apparel",
    "brand": "Acme",
    "price": Decimal("8.50"),
    "quantity": 2,
}


def properties(line_items: Any, **settings: Any) -> dict[str, Any]:
    """The `properties` object of an order with these line items."""
    found: dict[str, Any] = sent({**ORDER, "line_items": line_items}, **settings)["properties"]
    return found


def test_whole_content() -> None:
    """A line item becomes a content with text id, names, unit price and quantity."""
    found = properties([SOCKS])
    assert found["contents"] == [
        {
            "content_id": "1077218",
            "content_name": "Socks",
            "content_category": "Apparel",
            "brand": "Acme",
            "price": Decimal("8.50"),
            "quantity": 2,
        }
    ]
    assert found["content_ids"] == ["1077218"]
    assert found["content_type"] == "product"
    assert found["num_items"] == 2


@pytest.mark.parametrize(
    ("columns", "key", "value"),
    [
        ({"product_id": " ", "sku": "S-1"}, "content_id", "S-1"),
        ({"product_id": None, "sku": 12}, "content_id", "12"),
        ({"product_id": 1, "sku": "S-1"}, "content_id", "1"),
        ({"title": "T"}, "content_name", "T"),
        ({"product_type": "C"}, "content_category", "C"),
        ({"vendor": "V"}, "brand", "V"),
        ({"name": 501}, "content_name", "501"),
        ({"price": "8.50"}, "price", Decimal("8.50")),
        ({"price": 0}, "price", 0),
        ({"quantity": "2"}, "quantity", 2),
        ({"quantity": 2.0}, "quantity", 2),
        ({"quantity": Decimal("1.5")}, "quantity", Decimal("1.5")),
        ({"quantity": "10.00"}, "quantity", 10),
        ({"quantity": None}, "quantity", 1),
        ({"quantity": " "}, "quantity", 1),
        ({"product_id": Decimal("1001.0")}, "content_id", "1001"),
    ],
)
def test_columns_of_an_item(columns: dict[str, Any], key: str, value: Any) -> None:
    """Items are read by their conventional columns; ids are text, prices and quantities numbers."""
    (content,) = properties([{"product_id": 1, **columns}])["contents"]
    assert content[key] == value
    assert type(content[key]) is type(value)


def test_num_items_sums_quantities() -> None:
    """num_items is the number of pieces, not of lines; an item without quantity is one piece."""
    assert properties([SOCKS, {"sku": "a", "quantity": "3"}, {"sku": "b"}])["num_items"] == 6


def test_num_items_is_a_whole_number() -> None:
    """Quantities by weight give a whole num_items or none."""
    half = {"sku": "a", "quantity": "0.5"}
    assert properties([half, half])["num_items"] == 1
    assert "num_items" not in properties([half])


def test_content_ids_are_listed_once() -> None:
    """content_ids holds each id once, in the order of the items, under TikTok's spelling."""
    found = properties([{"sku": "b"}, {"sku": "a"}, {"sku": "b"}, {"name": "no id"}])
    assert found["content_ids"] == ["b", "a"]
    assert "contents_ids" not in found


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"name": "Gift card", "price": 5}, "line_item_without_id"),
        ({"sku": True, "price": 5}, "line_item_without_id"),
        ({}, "line_item_without_id"),
        ({"sku": "promo", "price": "-5.00"}, "line_item_negative"),
        ({"sku": "promo", "price": Decimal(-5), "quantity": 1}, "line_item_negative"),
        ({"sku": "a", "quantity": 0}, "line_item_without_quantity"),
        ({"sku": "a", "quantity": "-1"}, "line_item_without_quantity"),
        (5, "line_item_unusable"),
        ("sku-1", "line_item_unusable"),
        ("{broken", "line_item_unusable"),
    ],
)
def test_item_that_cannot_be_used_is_left_out_and_counted(item: Any, reason: str) -> None:
    """A line item never costs the order: the others are sent, and the lack is counted."""
    found, counts = sent_with_counts({**ORDER, "line_items": [item, SOCKS]})
    assert found["properties"]["content_ids"] == ["1077218"]
    assert found["properties"]["num_items"] == 2
    assert counts == {reason: 1}


@pytest.mark.parametrize(
    ("columns", "content", "reason"),
    [
        ({"price": "12 EUR"}, {"quantity": 2}, "line_item_price_unusable"),
        ({"price": "8,50"}, {"quantity": 2}, "line_item_price_unusable"),
        ({"price": True}, {"quantity": 2}, "line_item_price_unusable"),
        ({"quantity": "two"}, {"price": 3, "quantity": 1}, "line_item_quantity_unusable"),
        ({"quantity": []}, {"price": 3, "quantity": 1}, "line_item_quantity_unusable"),
    ],
)
def test_what_an_item_loses(columns: dict[str, Any], content: Any, reason: str) -> None:
    """An item keeps its place without a price, or with a quantity of 1, that can't be read."""
    item = {"sku": "a", "price": 3, "quantity": 2, **columns}
    found, counts = sent_with_counts({**ORDER, "line_items": [item]})
    assert found["properties"]["contents"] == [{"content_id": "a", **content}]
    assert counts == {reason: 1}


@pytest.mark.parametrize("line_items", ["sku-1, sku-2", 5, "[{broken", True])
def test_line_items_that_are_no_list(line_items: Any) -> None:
    """What is no list of items is left out and counted; the order is sent."""
    found, counts = sent_with_counts({**ORDER, "line_items": line_items})
    assert found["properties"] == {"value": 46, "currency": "EUR", "order_id": "1001"}
    assert counts == {"line_items_unusable": 1}


@pytest.mark.parametrize("line_items", [None, "", "[]", [], [None], [{}], [{"sku": None}], {}])
def test_no_items(line_items: Any) -> None:
    """Without items there is nothing of them, not even a content_type."""
    assert properties(line_items) == {"value": 46, "currency": "EUR", "order_id": "1001"}


def test_items_as_json_text() -> None:
    """Line items that the warehouse stores as JSON text are read, with exact prices."""
    text = json.dumps([{"sku": "a", "price": 8.10, "quantity": 1}])
    assert properties(text)["contents"] == [
        {"content_id": "a", "price": Decimal("8.1"), "quantity": 1}
    ]
    assert properties([text.strip("[]")])["content_ids"] == ["a"]


def test_single_object_is_one_item() -> None:
    """A single object in place of a list is one item."""
    assert properties({"sku": "a"})["content_ids"] == ["a"]


def test_content_type_of_the_record() -> None:
    """A content_type column is sent when TikTok knows the word."""
    item = sent({**ORDER, "line_items": [SOCKS], "content_type": "product_group"})
    assert item["properties"]["content_type"] == "product_group"


def test_unknown_content_type_is_counted() -> None:
    """Another word for the content type gives way to the default, and is counted."""
    item, counts = sent_with_counts({**ORDER, "line_items": [SOCKS], "content_type": "socks"})
    assert item["properties"]["content_type"] == "product"
    assert counts["content_type_unusable"] == 1


def test_content_type_is_not_invented_for_custom_events() -> None:
    """A custom event gets no content_type that its record doesn't have."""
    assert "content_type" not in properties([SOCKS], event_name="SampleOrdered")
    item = sent({**ORDER, "line_items": [SOCKS], "content_type": "product"}, event_name="Sample")
    assert item["properties"]["content_type"] == "product"


def test_mapped_item_columns() -> None:
    """Items may be mapped as well, by column or path relative to the item."""
    mapping = {
        "line_items": "$.cart.lines",
        "line_items.product_id": "variant_id",
        "line_items.content_name": "$.product.title",
        "line_items.price": "unit.amount",
    }
    record = {
        **ORDER,
        "cart": {
            "lines": [
                {
                    "variant_id": 44,
                    "product_id": 8,
                    "product": {"title": "Scarf"},
                    "unit": {"amount": "88.00"},
                    "quantity": 1,
                }
            ]
        },
    }
    assert sent(record, field_mapping=mapping)["properties"]["contents"] == [
        {"content_id": "44", "content_name": "Scarf", "price": Decimal("88.00"), "quantity": 1}
    ]


def test_other_properties_need_a_mapping() -> None:
    """Description and search terms are sent only when they are mapped."""
    record = {**ORDER, "description": "d", "query": "q", "search_string": "s", "shop_id": 7}
    assert set(sent(record)["properties"]) == {"value", "currency", "order_id", "shop_id"}
    mapping = {"description": "description", "query": "query", "search": "search_string"}
    found = sent(record, field_mapping=mapping)["properties"]
    assert (found["description"], found["query"], found["search_string"]) == ("d", "q", "s")
    assert found["shop_id"] == "7"


def _built(item: dict[str, Any]) -> tuple[str, ValueCounts]:
    """The contents of one item, to the last type, with what was counted."""
    counts = ValueCounts()
    return repr(ContentsBuilder(item_finder({}), counts).build([item])), counts


_ODD: tuple[object, ...] = (
    *(None, True, "", " ", " x ", "2", " 2.50 ", "\ud800", [], 0, -1, 1.0, 0.5, 10**6 + 1, 10**15),
    *(Decimal("2.50"), Decimal("NaN"), Decimal("-0")),
)


def _other_way(item: dict[str, Any]) -> dict[str, Any]:
    """The same item with its name in another column, where the quick way does not look."""
    return {("title" if column == "name" else column): value for column, value in item.items()}


@pytest.mark.parametrize("column", sorted(SOCKS))
@pytest.mark.parametrize("odd", _ODD, ids=repr)
def test_usual_item_is_read_like_any_other(column: str, odd: object) -> None:
    """An item with everything in its first column takes a quick way to the same content."""
    item = {**SOCKS, column: odd}
    assert _built(item) == _built(_other_way(item))


@given(st.dictionaries(st.sampled_from(sorted(SOCKS)), st.integers() | st.decimals() | st.text()))
def test_usual_item_with_any_values(values: dict[str, object]) -> None:
    """Whatever numbers and texts it holds, the quick way ends where the other does."""
    item = {**SOCKS, **values}
    assert _built(item) == _built(_other_way(item))


@given(
    st.dictionaries(
        st.sampled_from(["product_id", "title", "category", "brand", "quantity"]),
        st.none() | st.integers() | st.decimals() | st.text() | st.just("gid://shopify/X/1"),
    )
)
def test_a_price_changes_nothing_else_of_an_item(values: dict[str, Any]) -> None:
    """An item with a price takes a quick way; without one it has all the same but the price."""
    counts = ValueCounts()
    builder = ContentsBuilder(item_finder({}), counts)
    item = {"product_id": "1", **values}
    [with_price, without] = [builder.build([{**item, "price": each}]) for each in (2, None)]
    assert [list(each.items()) for each in without] == [
        [(key, value) for key, value in each.items() if key != "price"] for each in with_price
    ]
    assert all(count % 2 == 0 for count in counts.values())


def test_mapped_item_columns_are_read_the_usual_way_too() -> None:
    """A mapping that puts a field on another column or a path leaves the other columns unread."""
    shirt = {**SOCKS, "title": "Shirt", "name": "Socks"}
    for path in ("title", "$.title"):
        found = properties([shirt], field_mapping={"line_items.name": path})
        assert found["contents"][0]["content_name"] == "Shirt"
