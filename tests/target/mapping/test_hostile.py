"""Whatever a record holds, it ends as an event, a dead letter or left out; nothing leaks."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.mapper import Mapper
from target_tiktok_events.mapping.orders import ITEM_FIELDS, ORDER_FIELDS
from tests.target.mapping.mapping_cases import NOW, ORDER, outcome
from tests.target.mapping.options_for import options_for

EMPTY_DIGEST = sha256(b"").hexdigest().encode()
EMAIL, PHONE = "canary.person@mail.example", "+49 151 987 654 32"
NASTY = [
    "",
    " ",
    "\x00",
    "\ud800",
    "n/a",
    EMAIL,
    PHONE,
    f'["{EMAIL}"]',
    f"https://shop.example/?email={EMAIL}&ttclid=%zz#{EMAIL}",
    f"https://shop.example/{EMAIL}",
    "http://[",
    "x" * 10_000,
    "@" * 10_000,
    "[" * 10_000,
    '{"a":',
    "1,234.50",
    "-1",
    "NaN",
    "1e400",
    "EUR",
    "DE",
    "2024-01-08T12:00:00Z",
    "1704715200000",
    "0" * 64,
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**20, 10**60)
    | st.floats()
    | st.decimals()
    | st.text(alphabet=st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(NASTY)
    | st.sampled_from([date(2024, 1, 8), datetime(2024, 1, 8, tzinfo=timezone.utc)])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ITEM_FIELDS, "sku", "a"]), inner, max_size=4)
    ),
    max_leaves=8,
)
ALL_COLUMNS = sorted({column for field in ORDER_FIELDS.values() for column in field.columns})
RECORDS = st.fixed_dictionaries({}, optional=dict.fromkeys(ALL_COLUMNS, VALUES))
SETTINGS: list[dict[str, Any]] = [
    {},
    {"event_source": "app", "app_id": "1", "default_currency": "EUR"},
    {"event_source": "offline", "default_country_code": "DE"},
    {"event_source": "crm", "event_name": "Lead"},
    {
        "field_mapping": {
            "email": "$.email[*]",
            "total": "$..price",
            "description": "referrer.a",
            "query": "$.line_items[?(@.price>1)].sku",
            "line_items.name": "$.name[0].a",
        },
        "event_mappings": [
            {"when": {"$.line_items[*].sku": ["x", None], "state": 1}, "skip": True},
            {"when": {"total": [None, 1]}, "value": "total", "currency": "$.currency"},
        ],
        "consent_column": "locale",
    },
]


def check(found: Event | Refused | LeftOut) -> None:
    """What holds for every outcome: encodable, valid JSON, no address, no empty digest."""
    if isinstance(found, LeftOut):
        return
    found.record_key.encode()
    assert "canary" not in found.record_key
    if isinstance(found, Refused):
        found.reason.encode()
        assert found.stage in {"map", "age", "value"}
        assert "canary" not in found.reason
    payload = found.payload
    assert payload is not None
    json.loads(payload, parse_constant=pytest.fail)
    assert b"canary" not in payload
    assert EMPTY_DIGEST not in payload
    if isinstance(found, Event):
        check_user(json.loads(payload).get("user", {}))


def check_user(user: dict[str, Any]) -> None:
    """Email, phone and customer id are lists of digests, names and zip are digests."""
    for key in ("email", "phone", "external_id"):
        for value in user.get(key, []):
            assert len(bytes.fromhex(value)) == 32
    for key in ("first_name", "last_name", "zip_code"):
        if key in user:
            assert len(bytes.fromhex(user[key])) == 32


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: settings.get("event_source"))
@hypothesis.settings(deadline=None)
@given(record=RECORDS, plain=st.booleans())
def test_any_record_has_an_outcome(
    settings: dict[str, Any],
    record: dict[str, Any],
    plain: bool,  # noqa: FBT001 - drawn
) -> None:
    """Any JSON in any column gives an outcome and never an exception or a leak."""
    if plain:
        record = {**record, **ORDER, "lead_id": 1, "locale": True}
    mapper = Mapper(options_for(**settings), now=lambda: NOW)
    for found in mapper.map("orders", record, ["order_id", "email", "shop_id"]):
        check(found)


@pytest.mark.parametrize("column", ALL_COLUMNS)
@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_nasty_text_in_each_column(column: str, value: str) -> None:
    """Each nasty text in each column of an otherwise good order gives an outcome without leaks."""
    check(outcome({**ORDER, column: value}))


@pytest.mark.parametrize("column", ALL_COLUMNS)
def test_deep_nesting_in_each_column(column: str) -> None:
    """A value nested deeper than Python's stack gives an outcome."""
    deep: Any = None
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    check(outcome({**ORDER, column: deep}))
    check(outcome({**ORDER, column: {"a": deep}}))


@pytest.mark.parametrize("column", ALL_COLUMNS)
def test_huge_numbers_in_each_column(column: str) -> None:
    """A number too long to print gives an outcome, alone, in a list and in a rule's condition."""
    rules = [{"when": {column: [1, "x"]}, "skip": True}]
    for value in (10**5000, -(10**5000), Decimal("1E+999999"), [10**5000], {"a": 10**5000}):
        check(outcome({**ORDER, column: value}, event_mappings=rules))


def test_long_fields_are_not_cut() -> None:
    """A click id of any length is sent whole: a cut one matches nothing."""
    event = outcome({**ORDER, "ttclid": "c" * 10_000})
    assert isinstance(event, Event)
    assert b"c" * 10_000 in event.payload


def test_duplicate_decimals_do_not_lose_precision() -> None:
    """Prices that floats can't hold arrive with all their digits."""
    record = {**ORDER, "total": Decimal("99999999999999.99")}
    event = outcome(record)
    assert isinstance(event, Event)
    assert b'"value":99999999999999.99,' in event.payload
