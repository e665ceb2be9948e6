"""Where the fields of an order and of a line item are found."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.fields import item_finder, order_finder
from target_tiktok_events.mapping.orders import ITEM_FIELDS, ORDER_FIELDS, PAGE_FIELDS
from target_tiktok_events.mapping.sources import constant, source_of

MAPPED_ONLY = {"description", "search_string", "query", "delivery_category"}


def order_of(record: dict[str, Any], event_source: str = "web", **mapping: str) -> Any:
    """The order of a record."""
    return order_finder(event_source, mapping).find(record)


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column) for name, field in ORDER_FIELDS.items() for column in field.columns],
)
def test_conventional_column(name: str, column: str) -> None:
    """Each field is found in each of its columns, for each event source that takes it only."""
    field = ORDER_FIELDS[name]
    for event_source in ("web", "app", "offline", "crm"):
        found = getattr(order_of({column: "x"}, event_source), name)
        assert found == ("x" if field.applies_to(event_source) else None)


@pytest.mark.parametrize("name", sorted(MAPPED_ONLY))
def test_field_without_a_column(name: str) -> None:
    """A field without conventional columns is found only where it is mapped."""
    assert getattr(order_of({name: "x"}), name) is None
    assert getattr(order_of({name: "x"}, **{name: name}), name) == "x"


def test_first_column_that_is_not_empty() -> None:
    """Null, empty and blank text give way to the next column; zero does not."""
    assert order_of({"total": None, "total_price": "", "value": 5}).total == 5
    assert order_of({"total": " ", "value": 5}).total == 5
    assert order_of({"total": 0, "value": 5}).total == 0


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("event_time", "created_at"),
        ("value", "total"),
        ("id", "order_id"),
        ("zip_code", "zip"),
        ("search", "search_string"),
        ("url", "landing_page_url"),
        ("page_url", "landing_page_url"),
        ("landing_site", "landing_page_url"),
    ],
)
def test_other_names_of_a_field(key: str, name: str) -> None:
    """`field_mapping` takes a field's name, its conventional columns and TikTok's key."""
    assert getattr(order_of({"c": "x"}, **{key: "c"}), name) == "x"


@pytest.mark.parametrize(
    "key", ["product_id", "sku", "content_id"], ids=lambda key: f"line_items.{key}"
)
def test_other_names_of_an_item_field(key: str) -> None:
    """The same holds for the fields of line items, after their prefix."""
    finder = item_finder({f"line_items.{key}": "c"})
    assert finder.find({"c": "x", "product_id": "y"}).product_id == "x"


def test_mapped_page_is_the_only_page() -> None:
    """Whoever maps the landing page has no other page read in its place."""
    record = dict.fromkeys(PAGE_FIELDS, "conventional") | {"c": "mapped"}
    assert order_of(record).pages == ("conventional",) * 3
    assert order_of(record, url="c").pages == ("mapped", None, None)


def test_unknown_field_names_what_there_is() -> None:
    """The complaint about an unknown field lists every field once, by its own name."""
    with pytest.raises(SettingError) as complaint:
        order_finder("web", {"e_mail": "c"})
    known = str(complaint.value).removesuffix(".").partition("it may have: ")[2].split(", ")
    orders = [name for name in ORDER_FIELDS if name not in PAGE_FIELDS[1:]]
    assert known == [*orders, *(f"line_items.{name}" for name in ITEM_FIELDS)]


def test_replaced_source() -> None:
    """A replaced field is found in its new place only; the finder it came from stays as it was."""
    plain = order_finder("web", {})
    record = {"total": 5, "net": {"eur": 4}, "currency": "EUR", "email": "e"}
    changed = plain.replacing(
        {"total": (source_of("$.net.eur", "value"),), "currency": (constant("USD"),), "email": ()}
    )
    found = changed.find(record)
    assert (found.total, found.currency, found.email) == (4, "USD", None)
    assert changed.column_of("total", record) == "$.net.eur"
    assert plain.find(record).total == 5


def test_constant_is_no_column() -> None:
    """A constant is its own value even in a record that has a column of that name."""
    changed = order_finder("web", {}).replacing({"currency": (constant("USD"),)})
    assert changed.find({"USD": "EUR"}).currency == "USD"


def test_names_of_columns() -> None:
    """A reason names all columns of a field, or the one that a record fills."""
    finder = order_finder("web", {})
    assert finder.columns("created_at") == "created_at, processed_at, order_date or timestamp"
    assert finder.columns("currency") == "currency"
    assert finder.columns("app_id") == ""
    assert finder.column_of("total", {"total": "", "value": "x"}) == "value"
    assert finder.column_of("total", {}) == "total, total_price or value"
