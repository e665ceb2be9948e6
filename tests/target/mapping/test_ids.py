"""What records are called in reports."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.mapping.ids import RecordKeys
from target_tiktok_events.mapping.orders import PERSONAL_COLUMNS

KEYS = RecordKeys(PERSONAL_COLUMNS | {"k_nr"})


@pytest.mark.parametrize(
    ("record", "keys", "text"),
    [
        ({"order_id": 1001}, ["order_id"], "order_id=1001"),
        ({"shop": "de", "id": 7.0}, ["shop", "id"], "shop=de,id=7"),
        ({"id": None}, ["id"], "event_id=e1"),
        ({"id": 7}, [], "event_id=e1"),
        ({"id": []}, ["id"], "event_id=e1"),
    ],
)
def test_key_properties_name_a_record(record: dict[str, Any], keys: list[str], text: str) -> None:
    """A record is called by its key properties, else by its event id."""
    assert KEYS.key_of(record, keys, "e1") == text


@pytest.mark.parametrize(
    "column",
    [
        "email",
        "Customer_Email",
        "phone",
        "phone_number",
        "first_name",
        "name",
        "ip",
        "ttclid",
        "customer_id",
        "external_id",
        "billing_address",
        "k_nr",
        "user_id",
        "$.billing.email",
    ],
)
def test_personal_columns_never_name_a_record(column: str) -> None:
    """A user who makes a personal column the key gets the event id in reports instead."""
    assert KEYS.key_of({column: "Alice"}, [column], "e1") == "event_id=e1"
    assert KEYS.key_of({column: "Alice", "id": 7}, [column, "id"], "e1") == "id=7"


def test_address_in_a_harmless_column() -> None:
    """Address, phone number and name never name a record, whatever their column is called."""
    for personal in ("alice@example.com", "+49 151 2345678", "Alice Example"):
        assert KEYS.key_of({"id": personal}, ["id"], "e1") == "event_id=e1"
        assert KEYS.key_of({"id": personal, "shop": "de"}, ["id", "shop"], "e1") == "shop=de"
        assert KEYS.key_of({"id": None}, ["id"], personal) == ""


def test_record_that_only_personal_data_names_is_named_by_a_digest() -> None:
    """Who has the record finds it by the SHA-256 of the column; nobody else learns the value."""
    digest = hashlib.sha256(b"Alice Example").hexdigest()[:16]
    for column in ("id", "name"):
        key = KEYS.key_of({column: "Alice Example"}, [column], None)
        assert key == f"{column}=sha256:{digest}"


def test_without_any_id() -> None:
    """A record without key and event id has an empty name."""
    assert KEYS.key_of({}, ["id"], None) == ""


@settings(deadline=None)
@given(value=st.text(alphabet=st.characters(exclude_categories=())) | st.integers() | st.floats())
def test_name_is_short_and_writable(value: Any) -> None:
    """A record's name has a UTF-8 form and at most 200 characters, whatever the key holds."""
    assert len(KEYS.key_of({"id": value}, ["id"], None).encode()) <= 800
    assert len(KEYS.key_of({"id": "x" * 10_000}, ["id"], None)) == 200
