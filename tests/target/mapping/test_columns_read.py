"""A record is asked for few columns, and records that come together don't touch each other."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.mapping_cases import NOW, ORDER
from tests.target.mapping.options_for import options_for
from tests.target.mapping.test_hostile import ALL_COLUMNS, SETTINGS, VALUES

KEYS = ["order_id", "shop_id", "tag"]
OTHERS = ["mail", "Status", "state", "paid", "net", "tax", "note", "kind", "tag", "variant"]
RECORDS = st.dictionaries(st.sampled_from([*ALL_COLUMNS, *OTHERS]), VALUES, max_size=8)
MORE_SETTINGS: list[dict[str, Any]] = [
    *SETTINGS,
    {
        "field_mapping": {
            "email": ["mail", "$.note.mail", "email"],
            "event_id": {"template": "{shop_id}-{$.order_id}"},
            "shop_id": {"const": "s"},
            "total": "net",
            "line_items.product_id": "variant",
        },
        "event_mappings": [
            {"when": {"status": "test"}, "skip": True},
            {"when": {"paid": {"exists": True}}, "event_name": {"column": "kind"}, "also": True},
            {"when": {"tax": {"not": [1]}}, "value": "tax", "time": "paid", "currency": "note"},
        ],
        "unmatched": "send",
    },
    {
        "event_source": "offline",
        "field_mapping": {"phone": "note", "total": "net - tax"},
        "event_mappings": [
            {
                "when": {"ttclid": {"exists": True}, "phone": {"exists": True}},
                "value": "paid - tax",
            },
            {"when": {"email": {"exists": False}}, "skip": True},
        ],
        "send_since": "2024-01-08",
        "timezone": "Europe/Berlin",
        "amount_unit": "minor",
        "unmatched": "send",
    },
    {"preset": "shopify", "site_url": "https://shop.example"},
    {"preset": "woocommerce", "streams": ["orders"]},
]


@pytest.mark.parametrize("settings", MORE_SETTINGS, ids=range(len(MORE_SETTINGS)))
@hypothesis.settings(deadline=None, max_examples=25)
@given(records=st.lists(RECORDS, max_size=3), plain=st.booleans())
def test_columns_that_are_not_read_make_no_difference(
    settings: dict[str, Any],
    records: list[dict[str, Any]],
    plain: bool,  # noqa: FBT001 - drawn
) -> None:
    """Whole records one by one give what records of the read columns give together."""
    if plain:
        records = [{**record, **ORDER, "lead_id": 1, "locale": True} for record in records]
    options, columns = options_for(**settings), Columns([*ALL_COLUMNS, *OTHERS])
    alone, together = (Mapper(options, lambda: NOW, columns) for _ in range(2))
    expected = [result for each in records for result in alone.map("orders", each, KEYS)]
    read = together.columns
    if read is not None:
        wanted = read.union(KEYS)
        records = [
            {name: value for name, value in record.items() if name in wanted} for record in records
        ]
    assert together.map_all("orders", records, KEYS) == expected
    assert together.counts == alone.counts


@pytest.mark.parametrize(
    ("settings", "read", "unread"),
    [
        ({}, {"email", "id", "order_id", "line_items"}, {"note", "app_id"}),
        ({"field_mapping": {"email": "$.customer.mail"}}, {"customer"}, {"email", "mail"}),
        ({"field_mapping": {"email": "customer.mail"}}, {"customer", "customer.mail"}, {"email"}),
        ({"event_source": "offline"}, {"email"}, {"ip", "first_name", "ttclid"}),
        ({"consent_column": "ok"}, {"ok"}, set()),
        (
            {"event_mappings": [{"when": {"a": 1}, "value": "b", "time": "c"}]},
            {"a", "b", "c"},
            set(),
        ),
        ({"event_name": {"column": "kind"}}, {"kind"}, set()),
    ],
)
def test_columns_of_settings(settings: dict[str, Any], read: set[str], unread: set[str]) -> None:
    """What a setting or a convention names is read; what takes no part in any event is not."""
    found = Mapper(options_for(**settings), lambda: NOW).columns
    assert found is not None
    assert read <= found
    assert not unread & found


def test_a_path_that_may_ask_for_any_column() -> None:
    """Then all of them are read."""
    mapping = {"email": "$..email"}
    assert Mapper(options_for(field_mapping=mapping), lambda: NOW).columns is None


def test_columns_are_those_of_the_stream() -> None:
    """In the case that its SCHEMA gives them."""
    mapper = Mapper(options_for(consent_column="ok"), lambda: NOW, Columns(["OK", "EMAIL"]))
    assert mapper.columns is not None
    assert {"OK", "EMAIL"} <= mapper.columns
