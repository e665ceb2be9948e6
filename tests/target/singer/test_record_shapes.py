"""Shapes of valid records: the quick answer is the validator's answer, and keeps no values."""

from __future__ import annotations

import gc
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.singer import record_shapes
from target_tiktok_events.singer.record_shapes import Shapes, shapes_of
from target_tiktok_events.singer.validation import RecordValidator

CANARY = "ann.canary@example.com"
ITEM = {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "title": "Order", "default": "0"},
        "count": {"type": ["integer", "null"]},
        "total": {"type": "number"},
        "paid": {"type": "boolean"},
        "at": {"type": "string", "format": "date-time"},
        "address": {"type": ["object", "null"], "properties": {"zip": {"type": "string"}}},
        "free": {"type": "object"},
        "items": {"type": "array", "items": ITEM},
    },
}


class Text(str):
    """Text of a type of its own, as a stream map may make it."""

    __slots__ = ()


class Table(dict[str, Any]):
    """An object of a type of its own."""


def _knows_after(valid: dict[str, Any], other: object) -> bool:
    shapes = shapes_of(SCHEMA)
    assert shapes is not None
    shapes.remember(valid)
    return shapes.knows(other)


VALID = {"id": "1", "count": 3, "items": [{"sku": "a"}], "address": {"zip": "1"}}


@pytest.mark.parametrize(
    "other",
    [
        VALID,
        {"id": "2", "count": 4, "items": [{"sku": "b"}, {"sku": "c"}], "address": {"zip": ""}},
        {"id": "2", "count": 4, "items": [], "address": {"zip": "9"}},
    ],
)
def test_record_of_a_known_shape_is_known(other: dict[str, Any]) -> None:
    """The same columns with the same types need no second look, however many items there are."""
    assert _knows_after(VALID, other)


@pytest.mark.parametrize(
    "other",
    [
        {**VALID, "count": True},
        {**VALID, "count": 1.0},
        {**VALID, "count": Decimal(1)},
        {**VALID, "count": None},
        {**VALID, "id": Text("1")},
        {**VALID, "more": "x"},
        {key: value for key, value in VALID.items() if key != "count"},
        {**VALID, "items": [{"sku": "a"}, {"sku": 1}]},
        {**VALID, "items": [{"sku": "a"}, None]},
        {**VALID, "items": [{}]},
        {**VALID, "items": ()},
        {**VALID, "address": {"zip": 1}},
        {**VALID, "address": None},
        Table(VALID),
        [VALID],
        None,
    ],
)
def test_record_of_another_shape_is_not_known(other: object) -> None:
    """A type, a column or an item that was not there yet is shown to the validator."""
    assert not _knows_after(VALID, other)


@pytest.mark.parametrize("odd", [1.0, 1.5, Text("x"), Table(), ()])
def test_types_whose_values_matter_are_never_known(odd: object) -> None:
    """A float is an integer or not by its value, and other types may be anything."""
    assert not _knows_after({"id": "1", "count": odd}, {"id": "1", "count": odd})


@pytest.mark.parametrize(
    "rule",
    [
        {"maxLength": 3},
        {"minimum": 0},
        {"enum": ["a"]},
        {"pattern": "a"},
        {"const": 1},
        {"anyOf": [{"type": "string"}]},
        {"additionalProperties": False},
        {"items": [{"type": "string"}]},
        {"items": False},
        {"properties": {"a": True}},
        {"properties": []},
        {"required": True},
        {"required": [[]]},
        {"$ref": "#/x"},
        {"x-unheard-of": 1},
    ],
)
def test_schema_with_other_rules_has_no_shapes(rule: dict[str, Any]) -> None:
    """With a rule about values at any depth, or an unknown one, every record is validated."""
    assert shapes_of(rule) is None
    assert shapes_of({"properties": {"a": rule}}) is None
    assert shapes_of({"properties": {"a": {"items": rule}}}) is None


def test_only_names_of_the_schema_are_kept() -> None:
    """A nested object may have an email address as its key; nothing of it stays in memory."""
    shapes = shapes_of(SCHEMA)
    assert shapes is not None
    for name in ("id", CANARY):
        shapes.remember({"id": CANARY, name: CANARY, "free": {CANARY: CANARY}})
        shapes.remember({"id": "1", "address": {CANARY: CANARY}, "items": [{CANARY: 1}]})
    assert CANARY not in _texts_in(shapes)


def _texts_in(root: object) -> set[str]:
    found: set[str] = set()
    seen: set[int] = set()
    to_visit = [root]
    while to_visit:
        node = to_visit.pop()
        if isinstance(node, str):
            found.add(node)
        elif id(node) not in seen and isinstance(node, (Shapes, tuple, list, dict, set, frozenset)):
            seen.add(id(node))
            to_visit.extend(gc.get_referents(node))
    return found


def test_number_of_shapes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """With columns that are null at random memory stays flat, and the answers stay right."""
    monkeypatch.setattr(record_shapes, "_MOST", 5)
    names = "abcd"
    schema = {"properties": {name: {"type": ["integer", "null"]} for name in names}}
    shapes = shapes_of(schema)
    assert shapes is not None
    rows = [dict(zip(names, row, strict=True)) for row in product([None, 1], repeat=len(names))]
    for row in rows:
        shapes.remember(row)
    assert sum(map(shapes.knows, rows)) == 5


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 2)
    | st.sampled_from([0.0, 1.0, 1.5, Decimal(1), Decimal("1.5"), "", "x", Text("x"), (), Table()]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])


def _rules(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, unique=True),
            "properties": st.dictionaries(st.sampled_from("abc"), inner),
            "required": st.lists(st.sampled_from("abc"), unique=True),
            "items": inner,
            "format": st.just("email"),
            "default": st.just("x"),
        },
    )


SCHEMAS = _rules(st.recursive(st.fixed_dictionaries({}, optional={"type": TYPES}), _rules))
RULE_OF_VALUES = st.fixed_dictionaries({}, optional={"enum": st.just([1, "x", None])})


@settings(deadline=None, max_examples=300)
@given(SCHEMAS, RULE_OF_VALUES, st.lists(VALUES, max_size=8))
def test_quick_answer_is_the_full_answer(
    schema: dict[str, Any], rule: dict[str, Any], values: list[object]
) -> None:
    """For any schema, and records in any order, remembering shapes changes no answer."""
    schema = {"properties": {"a": schema, "b": rule, "c": {"items": schema}}}
    validator = RecordValidator("orders", schema)
    records = [{name: value} for value in values for name in "ac"] + values
    without_shapes = RecordValidator("orders", {**schema, "minProperties": 0})
    for record in [*records, *reversed(records)]:
        assert validator.complaint(record) == without_shapes.complaint(record)
