"""Values of any JSON type -> id text, amount, truth and comparable text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.mapping.values import (
    amount,
    comparable,
    is_blank,
    is_negative,
    quantity,
    text_of,
    truth,
)

ANY_SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(alphabet=st.characters(exclude_categories=()))
    | st.lists(st.none(), max_size=1)
    | st.dictionaries(st.text(max_size=1), st.none(), max_size=1)
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" A-1 ", "A-1"),
        (5044668852556, "5044668852556"),
        (0, "0"),
        (-7, "-7"),
        (2**63 + 1, "9223372036854775809"),
        (1001.0, "1001"),
        (12.5, "12.5"),
        (Decimal("1001.0"), "1001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"),
    ],
)
def test_ids_become_text_with_their_digits(value: Any, text: str) -> None:
    """An id that is a number becomes text with exactly its digits."""
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        True,
        False,
        [],
        ["a"],
        {},
        {"a": 1},
        float("nan"),
        float("inf"),
        1e300,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+999999"),
        10**400,
        2.0**53,
    ],
)
def test_what_is_no_id(value: Any) -> None:
    """Booleans, containers, NaN, and numbers that lost digits or have hundreds are no ids."""
    assert text_of(value) is None


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (Decimal("46.00"), b"46.00"),
        (Decimal("0.10"), b"0.10"),
        (Decimal(0), b"0"),
        ("46.00", b"46.00"),
        (" 7 ", b"7"),
        (".5", b"0.5"),
        ("1e2", b"1E+2"),
        (0, b"0"),
        (0.0, b"0.0"),
        (19.99, b"19.99"),
        (123456789012345, b"123456789012345"),
        (Decimal("-0.00"), b"0.00"),
    ],
)
def test_amounts_keep_their_digits(value: Any, json: bytes) -> None:
    """A decimal goes in and a JSON number with the same digits comes out; zero is an amount."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(amount(value))
    assert encoded == json


@pytest.mark.parametrize(
    "value",
    [
        "1,234.50",
        "1.234,50",
        "12 €",
        "$12",
        "12.50 EUR",
        "1 234",
        "1_000",
        "0x10",
        "twelve",
        "",
        "-",
        "NaN",
        "Infinity",
        "1" * 41,
        "1e999999999",
        "١٢",
        "12.5.0",
        "--1",
        None,
        True,
        False,
        [],
        {},
        [1],
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        10**15,
        1000000000000000.0,
        Decimal("1E+15"),
        Decimal("1E+999999"),
        10**400,
        Decimal("0." + "1" * 60),
    ],
)
def test_what_is_no_amount(value: Any) -> None:
    """Formatted text, booleans, NaN, infinity and numbers beyond any order are no amounts."""
    assert amount(value) is None
    assert not is_negative(value)


@pytest.mark.parametrize("value", [-1, -0.01, Decimal("-12.50"), "-12.50", " -3 "])
def test_negative_amounts(value: Any) -> None:
    """A negative number is no amount, and known to be negative, so that the reason says so."""
    assert amount(value) is None
    assert is_negative(value)


@pytest.mark.parametrize(
    ("value", "number", "kind"),
    [
        (2, 2, int),
        ("2", 2, int),
        (2.0, 2, int),
        (Decimal("2.000"), 2, int),
        (Decimal("1.5"), Decimal("1.5"), Decimal),
        (0, 0, int),
    ],
)
def test_quantities_are_whole_where_they_can_be(value: Any, number: Any, kind: type) -> None:
    """A quantity without a fraction becomes an integer; half a kilogram stays half."""
    found = quantity(value)
    assert found == number
    assert type(found) is kind


@pytest.mark.parametrize("value", [True, 1, 1.0, "1", "true", " TRUE ", "t", "yes", "Y", "granted"])
def test_true(value: Any) -> None:
    """What warehouses write for true is true."""
    assert truth(value) is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", "F", "no", "n", "off", "denied"])
def test_false(value: Any) -> None:
    """What warehouses write for false is false."""
    assert truth(value) is False


@pytest.mark.parametrize("value", [None, "", "maybe", 2, [], {}, [True], float("nan")])
def test_neither_true_nor_false(value: Any) -> None:
    """Other values say neither, so that the caller decides with care."""
    assert truth(value) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [(True, "true"), (1, "1"), (1.0, 1), (Decimal("1.50"), 1.5), ("paid", "paid"), (0, "0")],
)
def test_values_of_different_types_are_comparable(left: Any, right: Any) -> None:
    """A rule written in YAML matches a warehouse's value whatever type either of them has."""
    assert comparable(left) == comparable(right) is not None


@pytest.mark.parametrize(
    ("left", "right"), [(None, "null"), ("", None), (True, 1), ("Paid", "paid")]
)
def test_different_values_differ(left: Any, right: Any) -> None:
    """Null isn't the text null, true isn't 1, and case counts."""
    assert comparable(left) != comparable(right)


@settings(deadline=None)
@given(value=ANY_SCALAR)
def test_no_value_raises(value: Any) -> None:
    """Every function answers for every JSON value, and texts and amounts can be encoded."""
    text, number = text_of(value), amount(value)
    comparable(value), truth(value), is_blank(value), quantity(value)
    assert text is None or text == text.strip() != ""
    assert number is None or not is_negative(value)
    encoded = msgspec.json.Encoder(decimal_format="number").encode(number)
    assert msgspec.json.decode(encoded) is None or number is not None


@settings(deadline=None)
@given(value=st.decimals(min_value=0, max_value=10**14, places=2) | st.integers(0, 10**14))
def test_text_and_number_are_the_same_amount(value: Any) -> None:
    """A number as text gives the same amount as the number itself."""
    assert amount(str(value)) == amount(value) == value
