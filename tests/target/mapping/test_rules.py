"""The rules of event_mappings: parsing and matching."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.fields import order_finder
from target_tiktok_events.mapping.plans import RuleBook
from target_tiktok_events.mapping.rules import EventRule, parse_rules


def book(rules: list[dict[str, Any]]) -> RuleBook:
    """The rules of a web event source whose events are purchases unless a rule says otherwise."""
    return RuleBook(parse_rules(rules), "Purchase", "web", order_finder("web", {}))


def match(rules: list[dict[str, Any]], record: dict[str, Any], stream: str = "orders") -> Any:
    """The name of the rule that matches, or None."""
    return book(rules).plan_of(stream, record).rule or None


def test_first_match_wins() -> None:
    """Of several rules that hold the first one counts."""
    rules: list[dict[str, Any]] = [
        {"when": {"status": "paid"}},
        {"when": {"status": ["paid", "open"]}},
        {},
    ]
    assert match(rules, {"status": "paid"}) == "event_mappings[0]"
    assert match(rules, {"status": "open"}) == "event_mappings[1]"
    assert match(rules, {"status": "other"}) == "event_mappings[2]"


def test_all_conditions_must_hold() -> None:
    """A rule with several columns holds only if every one matches."""
    rules = [{"when": {"status": "paid", "test": False}}]
    assert match(rules, {"status": "paid", "test": False}) == "event_mappings[0]"
    assert match(rules, {"status": "paid", "test": True}) is None
    assert match(rules, {"status": "open", "test": False}) is None


def test_stream_of_a_rule() -> None:
    """A rule with a stream holds for that stream only, one without for every stream."""
    rules = [{"stream": "leads", "event_name": "SubmitForm"}, {"event_name": "Purchase"}]
    assert match(rules, {}, "leads") == "event_mappings[0]"
    assert match(rules, {}, "orders") == "event_mappings[1]"
    assert match(rules[:1], {}, "orders") is None


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (True, True),
        ("true", True),
        (True, "true"),
        (1, 1),
        ("1", 1),
        (1, "1"),
        (1, Decimal("1.0")),
        (None, None),
        ([None, "x"], None),
        ([None, "x"], "x"),
        ("gift", ["sale", "gift"]),
        ("de", "de"),
    ],
)
def test_values_match_across_types(wanted: Any, value: Any) -> None:
    """A value of the settings matches a record's value of another type that says the same."""
    assert match([{"when": {"column": wanted}}], {"column": value}) == "event_mappings[0]"


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        ("null", None),
        (None, "null"),
        (None, ""),
        (None, []),
        (True, 1),
        ("paid", "Paid"),
        ("x", {"x": 1}),
        ("x", ["y"]),
        ("nan", float("nan")),
        (None, {"a": 1}),
    ],
)
def test_values_that_do_not_match(wanted: Any, value: Any) -> None:
    """Null, true and 1 are three things, and an object matches nothing."""
    assert match([{"when": {"column": wanted}}], {"column": value}) is None


def test_missing_column_matches_null() -> None:
    """A column that a record doesn't have is null."""
    assert match([{"when": {"cancelled_at": None}}], {}) == "event_mappings[0]"


@pytest.mark.parametrize("column", ["customer.type", "$.customer.type", "$.items[*].kind"])
def test_nested_columns(column: str) -> None:
    """A condition may look into nested columns, by dotted name or JSONPath."""
    record = {"customer": {"type": "b2b"}, "items": [{"kind": "x"}, {"kind": "b2b"}]}
    assert match([{"when": {column: "b2b"}}], record) == "event_mappings[0]"
    assert match([{"when": {column: "b2c"}}], record) is None


def test_parsed_rule() -> None:
    """A rule keeps what was written, with values as tuples and the currency in upper case."""
    (rule,) = parse_rules(
        [
            {
                "stream": "subs",
                "when": {"plan": ["pro", "max"], "active": True},
                "event_name": " Subscribe ",
                "value": Decimal("9.90"),
                "currency": "eur",
            }
        ]
    )
    assert rule == EventRule(
        name="event_mappings[0]",
        stream="subs",
        when={"plan": ("pro", "max"), "active": (True,)},
        event_name="Subscribe",
        value=Decimal("9.90"),
        currency="EUR",
    )


@pytest.mark.parametrize(
    ("value", "parsed"),
    [
        (False, False),
        (0, 0),
        ("0", Decimal(0)),
        ("9.50", Decimal("9.50")),
        ("net_total", "net_total"),
        ("$.prices.net", "$.prices.net"),
        (None, None),
    ],
)
def test_value_of_a_rule(value: Any, parsed: Any) -> None:
    """A rule's value is a column, a JSONPath, a number, or false to leave the value out."""
    (rule,) = parse_rules([{"value": value}])
    assert rule.value == parsed
    assert type(rule.value) is type(parsed)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"whn": {}}, r"event_mappings\[0\] has the unknown key 'whn'"),
        ({"skip": "yes"}, r"event_mappings\[0\]\.skip"),
        ({"event_name": " "}, r"event_mappings\[0\]\.event_name"),
        ({"stream": 5}, r"event_mappings\[0\]\.stream"),
        ({"when": ["status"]}, r"event_mappings\[0\]\.when"),
        ({"when": {"status": []}}, r"event_mappings\[0\]\.when\.status"),
        ({"when": {"status": {"a": 1}}}, r"event_mappings\[0\]\.when\.status"),
        ({"value": True}, r"event_mappings\[0\]\.value"),
        ({"value": -5}, r"event_mappings\[0\]\.value must not be negative"),
        ({"value": ""}, r"event_mappings\[0\]\.value"),
        ({"value": float("nan")}, r"event_mappings\[0\]\.value"),
        ({"currency": "XAF"}, r"event_mappings\[0\]\.currency is XAF"),
        ("skip", r"event_mappings\[0\] must be an object"),
    ],
)
def test_bad_rules(rule: Any, message: str) -> None:
    """A rule that can't be used is refused with its place in the settings."""
    with pytest.raises(SettingError, match=message):
        parse_rules([rule])


def test_bad_path_of_a_condition() -> None:
    """A condition's JSONPath that can't be read is refused with its place in the settings."""
    with pytest.raises(SettingError, match=r"event_mappings\[0\]\.when"):
        book([{"when": {"$.[": 1}}])
