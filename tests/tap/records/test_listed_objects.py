"""Listed objects become records: exactly the schema's keys, order and types."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.schemas import ads
from tap_tiktok_ads.schemas.column import Column, Kind, json_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY_KIND = tuple(Column(f"{kind.name.lower()}", kind, "Any.") for kind in Kind)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", fullmatch=True)
    | st.sampled_from(["-", "", "<5", "NaN", "1e400", "true", "2024-03-01 00:00:00", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=5,
)

ROWS = st.dictionaries(st.sampled_from([column.name for column in EVERY_KIND]), JSON, max_size=4)


def validate(record: dict[str, Any], columns: Sequence[Column], key: tuple[str, ...] = ()) -> None:
    """The record fits its schema, as Python values and as the JSON text that a target reads."""
    schema = {**json_schema(columns, key), "additionalProperties": False}
    validator = jsonschema.Draft7Validator(schema)
    validator.validate(record)
    encoded = msgspec.json.Encoder(decimal_format="number").encode(record)
    validator.validate(json.loads(encoded))
    assert list(record) == [column.name for column in columns]


def test_an_unreadable_value_is_null_and_reported_by_its_column() -> None:
    """A value that doesn't fit is reported by the column's name each time; its neighbours stay."""
    unreadable: list[str] = []
    columns = (Column("a", Kind.INTEGER, "A."), Column("b", Kind.NUMBER, "B."))
    build = record_builder(columns, unreadable.append)
    assert build({"a": "1.5", "b": "1.5"}) == {"a": None, "b": Decimal("1.5")}
    assert build({"a": "1.5", "b": "NaN"}) == {"a": None, "b": None}
    assert build({"a": "1", "b": "1.5"}) == {"a": 1, "b": Decimal("1.5")}
    assert unreadable == ["a", "a", "b"]


def test_nobody_has_to_listen_for_unreadable_values() -> None:
    """Without a listener an unreadable value is null all the same."""
    assert record_builder([Column("a", Kind.TIME, "A.")])({"a": "soon"}) == {"a": None}


def test_equal_numbers_of_different_types_are_not_mixed_up() -> None:
    """True, 1, 1.0 and "1" are read each by its own type, whatever was read before."""
    build = record_builder([Column("id", Kind.ID, "A."), Column("n", Kind.NUMBER, "A.")])
    rows: list[Any] = ["1", 1, True, 1.0, Decimal("1.00")]
    expected = [
        ("1", "1"),
        ("1", "1"),
        ("true", "None"),
        ("1.0", "1.0"),
        ("1.00", "1.00"),
    ]
    for _ in range(2):
        records = [build({"id": value, "n": value}) for value in rows]
        assert [(r["id"], str(r["n"])) for r in records] == expected


def test_records_do_not_share_lists() -> None:
    """Changing a list of one record doesn't change the next, also when TikTok sent plain text."""
    build = record_builder([Column("a", Kind.TEXT_LIST, "A.")])
    build({"a": "x"})["a"].append("y")
    assert build({"a": "x"}) == {"a": ["x"]}


def test_more_texts_than_are_remembered_are_read_right() -> None:
    """Forgetting remembered texts changes no value."""
    build = record_builder([Column("n", Kind.NUMBER, "N."), Column("t", Kind.TEXT, "T.")])
    for i in [*range(20_000), *range(10)]:
        assert build({"n": f"{i}.50", "t": f"name {i}"}) == {
            "n": Decimal(i) + Decimal("0.5"),
            "t": f"name {i}",
        }


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "👩‍👩‍👧", "x" * 10_000, "<script>", "'; --"])
def test_hostile_names_survive(text: str) -> None:
    """A name arrives as TikTok sent it, however odd."""
    assert record_builder(ads.COLUMNS)({"ad_name": text})["ad_name"] == text


@given(row=ROWS)
@settings(max_examples=300)
def test_no_value_leaves_the_type_of_its_column(row: dict[str, Any]) -> None:
    """Whatever JSON TikTok sends, keys, order and types of the record are those of the schema."""
    validate(record_builder(EVERY_KIND)(row), EVERY_KIND)


@given(row=ROWS)
def test_a_record_is_its_own_record(row: dict[str, Any]) -> None:
    """Building a record from a record changes nothing."""
    build = record_builder(EVERY_KIND)
    record = build(row)
    assert repr(build(record)) == repr(record)


@given(rows=st.lists(ROWS, max_size=3))
def test_a_row_is_read_the_same_whatever_came_before(rows: list[dict[str, Any]]) -> None:
    """What a builder remembers never changes a record."""
    build = record_builder(EVERY_KIND)
    assert [repr(build(row)) for row in [*rows, *rows]] == [
        repr(record_builder(EVERY_KIND)(row)) for row in [*rows, *rows]
    ]
