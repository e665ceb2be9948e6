"""Records against the schema of their stream: fast, and without a value in the complaint."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from target_tiktok_events.errors import InputError
from target_tiktok_events.singer.validation import RecordValidator

CANARY = "ann.canary@example.com"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["order_id"],
    "properties": {
        "order_id": {"type": "string"},
        "total": {"type": ["number", "null"], "multipleOf": 0.01},
        "count": {"type": "integer"},
        "email": {"type": "string", "maxLength": 5, "format": "email"},
        "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
        "items": {"type": "array", "items": {"type": "object"}},
    },
}


def _complaint(**record: object) -> str | None:
    return RecordValidator("orders", SCHEMA).complaint({"order_id": "1", **record})


def test_valid_record_has_no_complaint() -> None:
    """Decimals are numbers, unknown columns are fine, formats are not checked."""
    assert _complaint(total=Decimal("12.34"), count=3, email="n/a", other=CANARY) is None


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ({"total": CANARY}, "column total: expected number or null"),
        ({"count": Decimal("1.5")}, "column count: expected integer"),
        ({"email": CANARY}, "column email: breaks the rule 'maxLength' of its schema"),
        ({"address": {"zip": 12345}}, "column address (inside): expected string"),
        ({"items": [{}, CANARY]}, "column items (inside): expected object"),
    ],
)
def test_complaint_names_column_and_rule(record: dict[str, object], complaint: str) -> None:
    """What was expected where; the value is not repeated."""
    assert _complaint(**record) == complaint


def test_missing_column_is_named() -> None:
    """A required column that is absent."""
    assert RecordValidator("orders", SCHEMA).complaint({}) == "the record: must have order_id"


def test_keys_of_a_record_are_not_repeated() -> None:
    """A nested object may have an email address as its key."""
    schema = {
        "properties": {
            "by_mail": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "additionalProperties": {"type": "integer"},
    }
    validator = RecordValidator("orders", schema)
    for record in ({"by_mail": {CANARY: "x"}}, {CANARY: "x"}):
        complaint = validator.complaint(record)
        assert complaint is not None
        assert "canary" not in complaint


def test_multiple_of_is_left_aside() -> None:
    """A database's scale as `multipleOf` can't be computed for decimals and must not refuse."""
    assert _complaint(total=Decimal("10.005")) is None
    assert _complaint(total=7) is None


def test_defaults_are_not_filled_in() -> None:
    """A column the record does not have stays away: no value is invented."""
    record: dict[str, object] = {}
    schema = {"properties": {"currency": {"type": "string", "default": "USD"}}}
    assert RecordValidator("orders", schema).complaint(record) is None
    assert record == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "https://example.com/schema.json"}}},
        {"properties": {"a": {"$ref": "file:///etc/passwd"}}},
        {"properties": {"a": {"type": "nonsense"}}},
        {"properties": {"a": {"pattern": "("}}},
        {"properties": {"a": 5}},
    ],
)
def test_unusable_schema_is_one_clear_error(schema: dict[str, Any]) -> None:
    """References leave the machine, wrong types can't be compiled: the stream is named."""
    with pytest.raises(InputError, match="schema of stream 'orders'"):
        RecordValidator("orders", schema).complaint({"a": 1})


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=6)
            | st.lists(st.none())
            for name in SCHEMA["properties"]
        },
    )
)
def test_agrees_with_the_validator_of_the_sdk(record: dict[str, object]) -> None:
    """The same records pass that pass the SDK's validator."""
    schema = {
        **SCHEMA,
        "properties": {**SCHEMA["properties"], "total": {"type": ["number", "null"]}},
    }
    slow = Draft7Validator(schema).is_valid(record)
    assert (RecordValidator("orders", schema).complaint(record) is None) == slow
