"""Numbers as text: exact, without exponent, and never larger than a warehouse takes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.records.decimal_texts import decimal_text, read_decimal_text
from tap_tiktok_ads.records.values import Unreadable


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.50", "12.50"),
        ("0.00", "0.00"),
        (7, "7"),
        (1.5, "1.5"),
        ("1,234.50", "1234.50"),
        ("1e3", "1000"),
        ("0.0000001", "0.0000001"),
        ("0.12345678901234567890", "0.12345678901234567890"),
        ("9" * 32, "9" * 32),
        ("-", None),
        (None, None),
    ],
)
def test_the_text_has_exactly_the_digits_that_tiktok_sent(value: Any, text: str | None) -> None:
    """No exponent, no rounding; a placeholder stays null."""
    assert read_decimal_text(value) == text


@pytest.mark.parametrize("value", ["9" * 33, "1e32", "-1e32", "NaN", "Infinity", "1e400", "x", []])
def test_what_no_warehouse_holds_is_unreadable(value: Any) -> None:
    """More than 32 digits before the point end a loader, so they never reach one."""
    with pytest.raises(Unreadable):
        read_decimal_text(value)


@given(st.decimals(-(10**31), 10**31, allow_nan=False, allow_infinity=False))
def test_the_text_is_the_same_number(number: Decimal) -> None:
    """Whatever its exponent: the text reads back as the number, and holds digits only."""
    if number.adjusted() > -300:
        text = decimal_text(number)
        assert Decimal(text) == number
        assert set(text) <= set("0123456789.-")
