"""Value and currency of an event."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.mapping.currencies import CURRENCIES, ISO_CURRENCIES, digits_of
from target_tiktok_events.mapping.events import Event, Refused
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
@pytest.mark.parametrize("name", ["CompletePayment", "Purchase"])
def test_purchase_without_a_value_is_refused(total: Any, name: str) -> None:
    """A purchase without a total is a dead letter: it would count as one of no worth."""
    refusal = refused({**ORDER, "total": total}, event_name=name)
    assert refusal.stage == "value"
    assert refusal.reason == (
        "no value: total, total_price or value is empty; a rule with value: false sends it without"
    )


def test_reason_of_a_missing_value_names_the_column_of_the_rule() -> None:
    """A purchase whose rule takes the value from an empty column names that column."""
    refusal = refused(ORDER, event_mappings=[{"value": "net"}])
    assert refusal.reason.startswith("no value: net is empty")


def test_purchase_without_a_value_is_sent_where_the_rule_says_so() -> None:
    """`value: false` sends a purchase without value and currency, and nothing is counted."""
    rules = [{"event_name": "Purchase", "value": False}]
    item, counts = sent_with_counts({**ORDER, "total": None}, event_mappings=rules)
    assert item["properties"] == {"order_id": "1001"}
    assert not counts


@pytest.mark.parametrize("total", [None, "", " "])
def test_missing_total_of_an_order_is_counted(total: Any) -> None:
    """An order that is placed but not paid is sent without a total, and counted."""
    item, counts = sent_with_counts({**ORDER, "total": total}, event_name="PlaceAnOrder")
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


@pytest.mark.parametrize("currency", ["XXX", "ABC", "€", "euro", 978, True, ["EUR"]])
def test_what_is_no_currency_is_refused(currency: Any) -> None:
    """A value in what is no currency is a dead letter that names its column."""
    refusal = refused({**ORDER, "currency": currency})
    assert refusal.stage == "value"
    assert refusal.reason == "currency is no currency code of ISO 4217, such as EUR"


@pytest.mark.parametrize("currency", ["XAF", "bgn"])
def test_currency_that_tiktok_does_not_list_is_sent_and_counted(currency: str) -> None:
    """A currency of ISO 4217 never costs the order, though TikTok's list doesn't have it."""
    item, counts = sent_with_counts({**ORDER, "currency": currency})
    assert item["properties"]["currency"] == currency.upper()
    assert counts == {"currency_unlisted": 1}


@pytest.mark.parametrize("currency", ["points", 978, ["EUR"]])
def test_currency_of_items_alone_never_costs_the_order(currency: Any) -> None:
    """Without a value an unreadable currency is left out and counted."""
    record = {**ORDER, "total": None, "currency": currency, "line_items": [{"sku": "a"}]}
    item, counts = sent_with_counts(record, event_name="PlaceAnOrder")
    assert "currency" not in item["properties"]
    assert counts == {"value_missing": 1, "currency_unusable": 1}


def test_blanks_do_not_block_the_next_column() -> None:
    """A column of blanks gives way to the next one, as an empty one does."""
    item = sent({**ORDER, "total": "  ", "total_price": "\t", "value": "5.00"})
    assert item["properties"]["value"] == Decimal("5.00")


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
        ({"currency": "xaf"}, 46, "XAF"),
        ({"value": "total - net"}, Decimal("5.90"), "EUR"),
        ({"value": "$.prices.net - $.prices.tax"}, Decimal("39.80"), "EUR"),
        ({"value": "net - gift"}, Decimal("40.10"), "EUR"),
    ],
)
def test_value_and_currency_of_a_rule(rule: dict[str, Any], value: Any, currency: str) -> None:
    """A rule takes the value from a column, a path or itself, and the currency likewise."""
    record = {
        **ORDER,
        "net": "40.10",
        "prices": {"net": 39.90, "tax": "0.10", "currency": "pln"},
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
        ({"value": "net - total"}, "net - total is no plain number"),
        ({"value": "total - net"}, "total - net is no plain number"),
        ({"value": "total - paid"}, "total - paid is negative"),
        ({"value": "missing - total"}, "no value: missing - total is empty"),
    ],
)
def test_reason_names_the_column_of_the_rule(rule: dict[str, Any], reason: str) -> None:
    """A value that a rule's column can't give is refused with that column's name."""
    refusal = refused({**ORDER, "net": "12 €", "paid": "46.01"}, event_mappings=[rule])
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


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("XOF", 0), ("TND", 3)]
)
def test_digits_of_currencies(currency: str, digits: int) -> None:
    """An amount has the digits that ISO 4217 gives its currency."""
    assert digits_of(currency) == digits
    assert currency in ISO_CURRENCIES


@pytest.mark.parametrize(
    ("total", "currency", "value"),
    [
        (4600, "EUR", "46.00"),
        ("4600", "EUR", "46.00"),
        (Decimal("4600.0"), "USD", "46.00"),
        (5, "EUR", "0.05"),
        (0, "EUR", "0.00"),
        (4600, "JPY", "4600"),
        (4600, "KWD", "4.600"),
    ],
)
def test_minor_units(total: Any, currency: str, value: str) -> None:
    """Under `amount_unit: minor` a total is whole cents, by the digits of its currency."""
    found = payload({"total": total, "currency": currency}, amount_unit="minor")
    assert f'"value":{value},'.encode() in found


def test_prices_are_in_minor_units_too() -> None:
    """Line items are in the unit of the total."""
    record = {**ORDER, "total": 1700, "line_items": [{"sku": "a", "price": 850, "quantity": 2}]}
    (content,) = sent(record, amount_unit="minor")["properties"]["contents"]
    assert content == {"content_id": "a", "price": Decimal("8.50"), "quantity": 2}


def test_prices_without_a_currency_are_left_out_under_minor_units() -> None:
    """Without a currency nobody knows how many digits a price in minor units has."""
    record = {**ORDER, "currency": None, "line_items": [{"sku": "a", "price": 850}]}
    rules = [{"value": False}]
    item, counts = sent_with_counts(record, amount_unit="minor", event_mappings=rules)
    assert item["properties"]["contents"] == [{"content_id": "a", "quantity": 1}]
    assert counts == {"line_item_price_unusable": 1}


def test_fractions_of_minor_units_are_refused() -> None:
    """A total with cents under `amount_unit: minor` shows that the setting is wrong."""
    refusal = refused({**ORDER, "total": "46.50"}, amount_unit="minor")
    assert refusal.stage == "value"
    assert refusal.reason == "total is no whole number of minor units, as amount_unit says it is"


def test_fixed_value_of_a_rule_is_in_major_units() -> None:
    """A number in the settings means what it says, whatever unit the records have."""
    rules = [{"value": 5, "currency": "EUR"}]
    found = sent(ORDER, amount_unit="minor", event_mappings=rules)
    assert found["properties"]["value"] == 5


def test_constant_value_is_in_major_units() -> None:
    """So does a constant in `field_mapping`, unless a column may come before it."""
    found = sent(ORDER, amount_unit="minor", field_mapping={"total": {"const": 5}})
    assert found["properties"]["value"] == 5


def test_subtraction_in_field_mapping() -> None:
    """The value of all events may be one subtraction, and is exact."""
    record = {**ORDER, "total_price": "0.3", "total_tax": Decimal("0.1")}
    found = sent(record, field_mapping={"total": "total_price - total_tax"})
    assert found["properties"]["value"] == Decimal("0.2")
    found = sent({**record, "total_tax": None}, field_mapping={"value": "total_price - total_tax"})
    assert found["properties"]["value"] == Decimal("0.3")


def test_subtraction_in_minor_units() -> None:
    """A difference of cents is cents."""
    record = {**ORDER, "gross": 5000, "tax": 400}
    found = sent(record, amount_unit="minor", field_mapping={"total": "gross - tax"})
    assert found["properties"]["value"] == Decimal("46.00")


def test_column_whose_name_looks_like_a_subtraction() -> None:
    """A column of exactly that name is what is meant."""
    found = sent({**ORDER, "gross - tax": 7}, field_mapping={"total": "gross - tax"})
    assert found["properties"]["value"] == 7


@settings(deadline=None)
@given(
    whole=st.decimals() | st.integers() | st.floats() | st.text(max_size=5),
    part=st.decimals() | st.integers() | st.floats() | st.text(max_size=5),
)
def test_no_subtraction_raises(whole: Any, part: Any) -> None:
    """Whatever the columns hold, the record is sent or refused, never both or neither."""
    rules = [{"value": "whole - part"}]
    found = outcome({**ORDER, "whole": whole, "part": part}, event_mappings=rules)
    assert isinstance(found, (Event, Refused))
