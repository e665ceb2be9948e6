"""Columns, dotted names and JSONPath."""

from __future__ import annotations

import sys
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.paths import (
    Getter,
    compile_matches,
    compile_path,
    is_column,
    nested,
)

ORDER: dict[str, Any] = {
    "id": 7,
    "dotted.name": "literal",
    "customer": {"email": "a", "ids": [1, 2, None], "odd key": "o"},
    "line_items": [{"sku": "x", "price": 5}, {"sku": None, "price": 50}, {"sku": "z", "price": 9}],
    "as_text": '{"total": 12.10, "items": [{"sku": "t"}]}',
    "note_attributes": [{"name": "gift", "value": "yes"}, {"name": "ttp", "value": "cookie"}],
}


@cache
def compiled(path: str) -> tuple[Getter, Getter]:
    """The path for one value and for all, compiled once: reading a JSONPath is slow."""
    return compile_path(path, "x"), compile_matches(path, "x")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", 7),
        ("missing", None),
        ("dotted.name", "literal"),
        ("customer.email", "a"),
        ("customer.missing.deeper", None),
        ("$.id", 7),
        ("$['id']", 7),
        ("$.customer.email", "a"),
        ('$.customer["odd key"]', "o"),
        ("$.customer.ids[1]", 2),
        ("$.customer.ids[-1]", None),
        ("$.customer.ids[9]", None),
        ("$.line_items[0].sku", "x"),
        ("$.line_items[*].sku", "x"),
        ("$.id.deeper", None),
        ("$.id[0]", None),
        ("$.as_text.total", Decimal("12.10")),
        ("$.as_text.items[0].sku", "t"),
        ("$.note_attributes[?(@.name=='ttp')].value", "cookie"),
        ("$.note_attributes[?(@.name=='other')].value", None),
        ("$.as_text[?(@.sku=='t')]", None),
        ("$.as_text.items[?(@.sku=='t')].sku", "t"),
        ("$..email", "a"),
        ("$", ORDER),
    ],
)
def test_one_value(path: str, value: Any) -> None:
    """A column, a dotted name or a JSONPath gives one value: the first of several, or None."""
    assert compile_path(path, "field_mapping.x")(ORDER) == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", 7),
        ("$.line_items", ORDER["line_items"]),
        ("$.line_items[*].sku", ["x", "z"]),
        ("$.line_items[*].none", []),
        ("$.customer.*", ["a", [1, 2, None], "o"]),
        ("$.as_text.items[*].sku", ["t"]),
        ("$.line_items[?(@.price>8)].sku", "z"),
        ("$.line_items[?(@.price>8)].price", [50, 9]),
        ("$.note_attributes[?(@.name=='ttp')].value", "cookie"),
    ],
)
def test_all_values(path: str, value: Any) -> None:
    """For fields that take several values every match of a path is kept, in order."""
    found = compile_matches(path, "field_mapping.email")(ORDER)
    assert found == value


@pytest.mark.parametrize("path", ["$.[", "$.a[", "$.a[?(", "$$$", "$.a b c[", "", "  "])
def test_bad_path(path: str) -> None:
    """A path that can't be read is refused with the name of its setting."""
    with pytest.raises(SettingError, match=r"field_mapping\.email"):
        compile_path(path, "field_mapping.email")


@pytest.mark.parametrize("path", [None, 5, ["a"], {"a": 1}])
def test_path_of_wrong_type(path: Any) -> None:
    """A path that is no text is refused with the name of its setting."""
    with pytest.raises(SettingError, match=r"field_mapping\.email"):
        compile_matches(path, "field_mapping.email")


def test_json_text_is_read_as_what_it_holds() -> None:
    """A text that holds a JSON object or array is read as such, with exact decimals."""
    assert nested(' [{"price": 1.10}]') == [{"price": Decimal("1.10")}]


@pytest.mark.parametrize("text", ["[broken", "{", "[\ud800]", "plain", "", "12", "[" * 100_000])
def test_other_text_stays_text(text: str) -> None:
    """Text that is no JSON object or array, or nests without end, stays what it is."""
    assert nested(text) == text


def test_only_columns_are_read_without_a_path() -> None:
    """Dots and dollar signs make a path, everything else is a column's name."""
    assert is_column("order id")
    assert not is_column("customer.email")
    assert not is_column("$.customer")


@pytest.mark.parametrize(
    "path", ["a.b", "$.a[*].b", "$.a[0].b", "$..b", "$.a[?(@.b>1)].b", "$.a[?(@.b=='x')]"]
)
@settings(deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
        ),
        max_leaves=8,
    )
)
def test_no_record_makes_a_path_raise(path: str, value: Any) -> None:
    """Whatever a record holds where a path leads, looking it up never raises."""
    one, every = compiled(path)
    one({"a": value})
    every({"a": value})


@pytest.mark.parametrize("path", ["a.b", "a[?(@.b=='x')].b", "a[?(@.b=='x')].a"])
@settings(deadline=None)
@given(
    value=st.recursive(
        st.none() | st.integers() | st.sampled_from(["x", "", "{}", '[{"b": "x", "a": 1}, 2]']),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
        ),
        max_leaves=10,
    )
)
def test_usual_paths_find_what_longer_ones_find(path: str, value: Any) -> None:
    """A path of two names or with one filter takes a quick way to what one level deeper gives."""
    record = {"a": value}
    for quick, general in zip(compiled(f"$.{path}"), compiled(f"$.inner.{path}"), strict=True):
        assert quick(record) == general({"inner": record})


def test_deep_records_do_not_raise() -> None:
    """A record nested deeper than Python's stack gives no match instead of an error."""
    deep: Any = None
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    assert compile_path("$..b", "x")({"a": deep}) is None
    assert compile_path("$.a[0][0]", "x")({"a": deep}) is not None
