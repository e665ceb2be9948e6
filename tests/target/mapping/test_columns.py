"""Columns are found by their exact name, else without regard to case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from target_tiktok_events.mapping.columns import Columns, columns_of_schema, columns_read
from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.mapping_cases import NOW, ORDER
from tests.target.mapping.options_for import options_for


def mapped(record: dict[str, Any], **settings: Any) -> Event | Refused | LeftOut:
    """What becomes of a record whose SCHEMA has its columns."""
    mapper = Mapper(options_for(**settings), lambda: NOW, Columns(record))
    (found,) = mapper.map("ORDERS", record, ["ORDER_ID"])
    return found


def event_of(record: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """The event of a record that must become one."""
    found = mapped(record, **settings)
    assert isinstance(found, Event), found
    event: dict[str, Any] = msgspec.json.decode(found.payload)
    return event


UPPER: dict[str, Any] = {name.upper(): value for name, value in ORDER.items()}


def test_conventional_columns_in_upper_case() -> None:
    """A table of Snowflake needs no mapping for its case."""
    event = event_of({**UPPER, "EMAIL": "a@example.com", "CITY": "Berlin"})
    assert event["event_id"] == "1001"
    assert event["properties"]["value"] == 46
    assert set(event["user"]) == {"email", "city"}


def test_settings_name_columns_without_regard_to_case() -> None:
    """Mapping, rules and consent find them alike, at the first step of a path too."""
    record = {
        **UPPER,
        "STATUS": "paid",
        "NET": 5,
        "Consent": True,
        "Customer": {"email": "a@example.com"},
        "SHOP": "de",
    }
    rules = [{"when": {"status": "paid"}, "event_name": "Purchase", "value": "net"}]
    event = event_of(
        record,
        event_mappings=rules,
        consent_column="consent",
        field_mapping={
            "email": ["mail", "$.customer.email"],
            "event_id": {"template": "{shop}-{Order_Id}"},
        },
    )
    assert (event["event"], event["event_id"]) == ("Purchase", "de-1001")
    assert event["properties"]["value"] == 5
    assert event["user"]["email"]


def test_exact_name_goes_before() -> None:
    """Of columns that differ in case only, the one that is written so counts, else the first."""
    columns = Columns(["TOTAL", "total", "Email", "EMAIL"])
    assert [columns.resolved(name) for name in ("total", "TOTAL", "Total", "email")] == [
        "total",
        "TOTAL",
        "TOTAL",
        "Email",
    ]


def test_reasons_name_the_column_as_it_is() -> None:
    """A dead letter names the column as the source does."""
    refusal = mapped({**UPPER, "TOTAL": Decimal(-1)})
    assert isinstance(refusal, Refused)
    assert refusal.reason.startswith("TOTAL is negative")


def test_personal_key_in_upper_case_names_no_record() -> None:
    """A record is not called by a personal column, whatever its case."""
    mapper = Mapper(options_for(), lambda: NOW, Columns([*UPPER, "CITY"]))
    (event,) = mapper.map("ORDERS", {**UPPER, "CITY": "Berlin"}, ["CITY"])
    assert isinstance(event, Event)
    assert event.record_key == "event_id=1001"


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("$.customer.Email", "$['CUSTOMER'].Email"),
        ("$['customer'][0]", "$['CUSTOMER'][0]"),
        ("$.items[?(@.a=='b')].c", "$['Items'][?(@.a=='b')].c"),
        ("$.CUSTOMER.email", "$.CUSTOMER.email"),
        ("customer.email", "CUSTOMER.email"),
        ("a.b", "A.B"),
        ("$..email", "$..email"),
        ("$.unknown.x", "$.unknown.x"),
        ("unknown", "unknown"),
        ("unknown.x", "unknown.x"),
    ],
)
def test_resolved_text(text: str, resolved: str) -> None:
    """The column is put in as the SCHEMA writes it; what is no column stays."""
    assert Columns(["CUSTOMER", "Items", "A.B"]).resolved(text) == resolved


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("total - $.tax.sum", frozenset({"total - $.tax.sum", "total", "tax"})),
        ("total - $..tax", None),
        ("a", {"a"}),
        ("a.b", {"a.b", "a"}),
        ("$.a.b", {"a"}),
        ("$['a b'][0]", {"a b"}),
        ("$..a", None),
        ("$.*", None),
        ("$", None),
    ],
)
def test_columns_that_a_path_reads(text: str, read: set[str] | None) -> None:
    """A path reads the column of its first step, or any."""
    assert columns_read(text) == read


def test_nearest_names() -> None:
    """The names most like a missing one come first, whatever their case."""
    columns = Columns(["ORDER_ID", "EMAIL_ADDRESS", "CREATED_AT", "TOTAL"])
    assert columns.nearest("email")[0] == "EMAIL_ADDRESS"
    assert columns.nearest("$.create_at.x")[0] == "CREATED_AT"
    assert Columns().nearest("email") == []


def test_subtraction_in_upper_case() -> None:
    """Both columns of a subtraction are found without regard to case, and missed each alone."""
    record = {**UPPER, "TOTAL_PRICE": "46.00", "TAX": "6.00"}
    event = event_of(record, field_mapping={"total": ["net", "total_price - tax"]})
    assert event["properties"]["value"] == 40
    columns = Columns(record)
    assert columns.has("$.total_price.x - tax")
    assert not columns.has("total_price - taxes")
    assert columns.nearest("total_price - taxes")[0] == "TAX"
    assert Columns(["a - b"]).has("A - B")
    assert columns.resolved("$['a - b']") == "$['a - b']"


def test_columns_of_a_rule_in_upper_case() -> None:
    """A rule's time and the column of its event name are found like any other column."""
    record = {**UPPER, "KIND": "Purchase", "PAID_AT": "2024-01-08T13:00:00Z"}
    rules = [{"event_name": {"column": "kind"}, "time": "paid_at"}]
    event = event_of(record, event_mappings=rules)
    assert (event["event"], event["event_time"]) == ("Purchase", 1704718800)
    plain = event_of({**record, "CREATED_AT": record["PAID_AT"]}, event_name={"column": "kind"})
    assert plain["event"] == "Purchase"


@pytest.mark.parametrize(
    ("schema", "columns"),
    [
        ({"properties": {"A": {}, "b": {}}}, ("A", "b")),
        ({"properties": {"a": {}}, "additionalProperties": True}, ("a",)),
        ({"type": "object"}, ()),
        ({"properties": {}}, ()),
        ({"properties": None}, ()),
        ({"additionalProperties": {"type": "string"}}, ()),
        ({"properties": {"a": {}}, "patternProperties": {"^x_": {}}}, ()),
        ({"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}]}, ()),
        ({"$ref": "#/definitions/order"}, ()),
    ],
)
def test_columns_of_a_schema(schema: dict[str, Any], columns: tuple[str, ...]) -> None:
    """The names of its properties; none where they are not all that the schema speaks of."""
    assert columns_of_schema(schema) == columns
