"""Value and currency of an event."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.money import CURRENCIES
from tests.target.mapping.mapping_cases import ORDER, outcome, refused, sent, sent_with_counts


def payload(columns: dict[str, Any], **settings: Any) -> bytes:
    """The bytes of an order with these columns."""
    event = outcome({**ORDER, **columns}, **settings)
    assert isinstance(event, Event), event
    return event.payload


@pytest.mark.parametrize(
    ("total", "json"),
    [
        (Decimal("46.00"), b'"value":46.00,'),
        ("46.00", b'"value":46.00,'),
        (46, b'"value":46,'),
        (19.99, b'"value":19.99,'),
        (0, b'"value":0,'),
        ("0.00", b'"value":0.00,'),
        (Decimal("1999999999.95"), b'"value":1999999999.95,'),
    ],
)
def test_value_is_a_number_with_its_digits(total: Any, json: bytes) -> None:
    """The total is a JSON number with exactly its digits, and zero is a value."""
    assert json in payload({"total": total})


@pytest.mark.parametrize("column", ["total", "total_price", "value"])
def test_columns_of_the_value(column: str) -> None:
    """The value comes from total, total_price or value."""
    item = sent({**ORDER, "total": None, column: "5.00"})
    assert item["properties"]["value"] == Decimal("5.00")


@pytest.mark.parametrize(
    "total",
    [
        "1,234.50",
        "12 €",
        "$5",
        "NaN",
        "Infinity",
        "twelve",
        True,
        [],
        {},
        float("nan"),
        10**20,
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
    ],
)
def test_text_that_is_no_number_is_refused(total: Any) -> None:
    """A total that is no plain number is a dead letter that names its column."""
    refusal = refused({**ORDER, "total": None, "total_price": total})
    assert refusal.stage == "value"
    assert refusal.reason.startswith("total_price is no plain number")


@pytest.mark.parametrize("total", [-1, "-0.01", Decimal("-46.00"), -1e-9])
def test_negative_value_is_never_sent(total: Any) -> None:
    """A negative total is a dead letter: TikTok has no refunds."""
    refusal = refused({**ORDER, "total": total})
    assert refusal.stage == "value"
    assert refusal.reason == "total is negative; TikTok takes no refunds"


@pytest.mark.parametrize("total", [None, "", " "])
def test_missing_total_of_an_order_is_counted(total: Any) -> None:
    """An order without a total is sent without a value, and counted."""
    item, counts = sent_with_counts({**ORDER, "total": total})
    assert "value" not in item["properties"]
    assert "currency" not in item["properties"]
    assert counts["value_missing"] == 1


def test_missing_total_of_a_lead_is_normal() -> None:
    """A lead has no total, so nothing is counted, and nothing is invented."""
    record = {"order_id": 1, "created_at": ORDER["created_at"]}
    item, counts = sent_with_counts(record, event_name="SubmitForm")
    assert item["properties"] == {"order_id": "1"}
    assert not counts


@pytest.mark.parametrize(("currency", "code"), [("EUR", "EUR"), ("usd", "USD"), (" gbp ", "GBP")])
def test_currency_is_upper_case(currency: str, code: str) -> None:
    """The currency is sent in upper case."""
    assert sent({**ORDER, "currency": currency})["properties"]["currency"] == code


@pytest.mark.parametrize("currency", ["XAF", "€", "euro", 978, True, ["EUR"]])
def test_unlisted_currency_is_refused(currency: Any) -> None:
    """A currency that TikTok doesn't take is a dead letter that names its column."""
    refusal = refused({**ORDER, "currency": currency})
    assert refusal.stage == "value"
    assert refusal.reason == "currency is no currency that TikTok takes in events"


@pytest.mark.parametrize("currency", [None, "", " "])
def test_missing_currency_is_refused(currency: Any) -> None:
    """A value without a currency is refused: no currency is ever guessed."""
    refusal = refused({**ORDER, "currency": currency})
    assert refusal.stage == "value"
    assert "currency is empty and default_currency isn't set" in refusal.reason


def test_default_currency() -> None:
    """default_currency is for records without a currency only."""
    settings = {"default_currency": "CHF"}
    assert sent({**ORDER, "currency": None}, **settings)["properties"]["currency"] == "CHF"
    assert sent(ORDER, **settings)["properties"]["currency"] == "EUR"


@pytest.mark.parametrize(
    ("rule", "value", "currency"),
    [
        ({"value": "net"}, Decimal("40.10"), "EUR"),
        ({"value": "$.prices.net"}, Decimal("39.90"), "EUR"),
        ({"value": "$.line_items[*].price"}, Decimal("7.00"), "EUR"),
        ({"value": 12}, 12, "EUR"),
        ({"value": Decimal("12.50")}, Decimal("12.50"), "EUR"),
        ({"value": 0}, 0, "EUR"),
        ({"value": 5, "currency": "usd"}, 5, "USD"),
        ({"currency": "shop_currency"}, 46, "SEK"),
        ({"currency": "$.prices.currency"}, 46, "PLN"),
    ],
)
def test_value_and_currency_of_a_rule(rule: dict[str, Any], value: Any, currency: str) -> None:
    """A rule takes the value from a column, a path or itself, and the currency likewise."""
    record = {
        **ORDER,
        "net": "40.10",
        "prices": {"net": 39.90, "currency": "pln"},
        "shop_currency": "sek",
        "line_items": [{"price": "7.00"}],
    }
    properties = sent(record, event_mappings=[rule])["properties"]
    assert (properties["value"], properties["currency"]) == (value, currency)


def test_rule_leaves_the_value_out() -> None:
    """`value: false` sends the event without a value, whatever the total holds."""
    properties = sent({**ORDER, "total": "12 €"}, event_mappings=[{"value": False}])["properties"]
    assert properties == {"order_id": "1001"}


def test_value_that_a_rule_leaves_out_is_not_missed() -> None:
    """A rule without a value means it: nothing is counted, not even for an order event."""
    _, counts = sent_with_counts({**ORDER, "total": None}, event_mappings=[{"value": False}])
    assert not counts


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"value": "net"}, "net is no plain number"),
        ({"value": "$.net"}, r"$.net is no plain number"),
        ({"currency": "net"}, "net is no currency"),
    ],
)
def test_reason_names_the_column_of_the_rule(rule: dict[str, Any], reason: str) -> None:
    """A value that a rule's column can't give is refused with that column's name."""
    refusal = refused({**ORDER, "net": "12 €"}, event_mappings=[rule])
    assert refusal.stage == "value"
    assert refusal.reason.startswith(reason)


def test_mapped_column_is_named() -> None:
    """A mapped column is named in the reason as it was mapped."""
    refusal = refused(
        {"order": {"id": 1, "net": "x"}, "created_at": ORDER["created_at"]},
        field_mapping={"order_id": "$.order.id", "total": "$.order.net"},
    )
    assert refusal.reason.startswith("$.order.net is no plain number")


@settings(deadline=None)
@given(cents=st.integers(0, 10**15 - 1), places=st.integers(0, 4))
def test_no_digit_is_lost(cents: int, places: int) -> None:
    """Any amount is sent as the number with the same digits, from a decimal or from text."""
    total = Decimal(cents).scaleb(-places)
    for form in (total, str(total)):
        found = sent({**ORDER, "total": form})["properties"]["value"]
        assert Decimal(found) == total


def test_number_of_currencies() -> None:
    """TikTok documents 62 currencies."""
    assert len(CURRENCIES) == 62
