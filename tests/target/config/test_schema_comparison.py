"""Settings against SCHEMA: what is missing is said with the nearest names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.config.schema_comparison import SchemaComparison
from target_tiktok_events.errors import SettingError
from tests.target.mapping.options_for import options_for

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDERS = ("order_id", "created_at", "total", "currency", "email_address", "status", "consented")
PRODUCTS = ("sku", "title")


def complaint(known: Mapping[str, tuple[str, ...]], of: str = "orders", **settings: Any) -> str:
    """What is wrong with a stream, once these are known; "" if nothing."""
    comparison = SchemaComparison(options_for(**settings))
    for stream, columns in known.items():
        comparison.learn(stream, columns)
    try:
        comparison.check(of)
    except SettingError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("settings", "setting", "nearest"),
    [
        ({"field_mapping": {"email": "emailaddress"}}, "field_mapping.email", "email_address"),
        ({"field_mapping": {"email": ["mail", "$.m"]}}, "field_mapping.email", "email_address"),
        (
            {"field_mapping": {"event_id": {"template": "{order_id}-{stat}"}}},
            "field_mapping.event_id",
            "status",
        ),
        ({"consent_column": "consent"}, "consent_column", "consented"),
        ({"event_mappings": [{"when": {"state": 1}}]}, "event_mappings[0].when", "status"),
        ({"event_mappings": [{"when": {"stat": 1}, "skip": True}]}, "[0].when", "status"),
        ({"event_mappings": [{"value": "$.totals.net"}]}, "event_mappings[0].value", "total"),
        ({"event_mappings": [{"currency": "$.curency"}]}, "[0].currency", "currency"),
        ({"event_mappings": [{"time": "created"}]}, "[0].time", "created_at"),
        ({"event_mappings": [{"event_name": {"column": "st"}}]}, "[0].event_name", "status"),
        ({"event_name": {"column": "stat"}}, "event_name.column", "status"),
    ],
)
def test_column_that_is_not_there(settings: dict[str, Any], setting: str, nearest: str) -> None:
    """A column that a setting names has to be in the stream; the nearest name comes first."""
    text = complaint({"orders": ORDERS}, **settings)
    assert setting in text
    assert f"the nearest are {nearest}" in text
    assert "stream 'orders' has no column" in text


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"field_mapping": {"email": ["mail", "EMAIL_ADDRESS"], "shop_id": {"const": "1"}}},
        {"field_mapping": {"email": "$..email", "line_items.product_id": "variant"}},
        {"field_mapping": {"event_id": {"template": "{Status}-{order_id}"}}},
        {"consent_column": "Consented"},
        {"event_mappings": [{"when": {"status.code": 1}, "value": 5, "currency": "EUR"}]},
    ],
)
def test_settings_that_fit(settings: dict[str, Any]) -> None:
    """One source of a list is enough; case, constants, line items and open paths are no mistake."""
    assert complaint({"orders": ORDERS}, **settings) == ""


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (("total", "created_at", "number"), "for the id of an event (event_id, order_id or id)"),
        (("order_id", "ordered_at"), "for the time of an event (created_at, processed_at,"),
    ],
)
def test_stream_without_id_or_time(columns: tuple[str, ...], words: str) -> None:
    """A stream whose records would all be dead letters is refused, with the setting to mend."""
    text = complaint({"orders": columns})
    assert f"stream 'orders' has no column {words}" in text
    assert "field_mapping." in text
    assert "leave the stream out with streams" in text


def test_mapped_id_and_time() -> None:
    """A mapped column, a template or a constant gives the id and the time as well."""
    mapping = {"order_id": {"template": "{number}"}, "created_at": "when"}
    assert complaint({"orders": ("number", "when")}, field_mapping=mapping) == ""
    assert "for the id" in complaint({"orders": ("when",)}, field_mapping={"created_at": "when"})


def test_time_of_a_rule() -> None:
    """A rule's own time is a column for the time, if it is there and the rule sends something."""
    rule = {"stream": "orders", "time": "paid_at"}
    columns = {"orders": ("order_id", "paid_at")}
    assert complaint(columns, event_mappings=[rule]) == ""
    assert "for the time" in complaint({"orders": ("order_id",)}, event_mappings=[rule])
    rules = [{**rule, "when": {"order_id": 1}, "skip": True}, {"stream": "orders"}]
    assert "for the time" in complaint(columns, event_mappings=rules)


def test_schema_without_columns_says_nothing() -> None:
    """A tap that names no columns can't be compared with."""
    assert complaint({"orders": ()}, consent_column="consent") == ""


PAID = {"stream": "orders", "when": {"status": "paid"}, "event_name": "Purchase"}


@pytest.mark.parametrize(
    "settings",
    [
        {"streams": ["orders"]},
        {"event_mappings": [{"stream": "products", "skip": True}]},
        {"event_mappings": [{"stream": "Products", "skip": True}]},
        {"event_mappings": [PAID]},
        {"event_mappings": [PAID], "unmatched": "skip"},
        {"event_mappings": [PAID], "unmatched": "send"},
        {"event_mappings": [{"when": {"test": 1}, "skip": True}], "unmatched": "skip"},
        {"event_mappings": [{"when": {"test": 1}, "skip": True}, PAID]},
    ],
)
def test_streams_that_send_nothing_are_left_alone(settings: dict[str, Any]) -> None:
    """A stream that can give no event, or that rules leave to `unmatched`, is no mistake."""
    assert complaint({"products": PRODUCTS, "orders": ORDERS}, "products", **settings) == ""


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"streams": ["PROD*"]},
        {"event_mappings": [{"stream": "products", "when": {"sku": 1}, "skip": True}]},
        {"event_mappings": [PAID, {"stream": "products", "event_name": "ViewContent"}]},
        {"event_mappings": [{"event_name": "ViewContent"}]},
    ],
)
def test_other_streams_are_compared(settings: dict[str, Any]) -> None:
    """A stream that may send needs id and time, whichever setting lets it send."""
    text = complaint({"products": PRODUCTS}, "products", unmatched="send", **settings)
    assert "stream 'products' has no column for the time" in text


def test_column_of_another_stream() -> None:
    """A column for all streams may be in one of those that send; one of a rule in the rule's."""
    streams = {"orders": ORDERS, "leads": ("lead", "created_at", "id")}
    mapping = {"lead_id": "lead"}
    assert complaint(streams, field_mapping=mapping) == ""
    assert "field_mapping.lead_id" in complaint(streams, field_mapping=mapping, streams=["orders"])
    rules = [{"stream": "orders", "when": {"lead": 1}}, {"stream": "leads", "when": {"x": 1}}]
    text = complaint(streams, event_mappings=rules)
    assert "event_mappings[0].when" in text
    assert "event_mappings[1].when" not in text


def test_all_complaints_come_at_once() -> None:
    """Whoever mends the settings reads every mistake in one line."""
    text = complaint({"orders": ("a", "b")}, consent_column="c", field_mapping={"email": "e"})
    assert text.count(";") >= 3
    assert all(word in text for word in ("consent_column", "field_mapping.email", " id ", " time "))
