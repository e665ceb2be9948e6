"""The rules of event_mappings: parsing and matching."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.conditions import Condition
from target_tiktok_events.mapping.derived import DerivedValues
from target_tiktok_events.mapping.fields import order_finder
from target_tiktok_events.mapping.rule_book import RuleBook
from target_tiktok_events.mapping.rules import EventRule, parse_rules
from tests.target.mapping.options_for import options_for


def book(rules: list[dict[str, Any]]) -> RuleBook:
    """The rules of a web event source whose events are purchases unless a rule says otherwise."""
    options = options_for(event_mappings=rules, event_name="Purchase", unmatched="send")
    return RuleBook(options, order_finder("web", {}), DerivedValues({}, Columns()))


def match(rules: list[dict[str, Any]], record: dict[str, Any], stream: str = "orders") -> Any:
    """The name of the rule that matches, or None."""
    (plan,) = book(rules).plans_of(stream, record)
    return plan.rule or None


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
    """A rule with a stream holds for that one only, in any case; one without for every stream."""
    rules = [{"stream": "leads", "event_name": "SubmitForm"}, {"event_name": "Purchase"}]
    assert match(rules, {}, "leads") == match(rules, {}, "LEADS") == "event_mappings[0]"
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
        ("paid", "Paid"),
        ("PAID ", " paid"),
        ("Straße", "STRASSE"),
        ("gift", ["Sale", " Gift "]),
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
        when={"plan": Condition(values=("pro", "max")), "active": Condition(values=(True,))},
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
        (
            {"when": {"status": {"a": 1}}},
            r"event_mappings\[0\]\.when\.status has the unknown key 'a'",
        ),
        ({"when": {"status": {}}}, r"event_mappings\[0\]\.when\.status is empty"),
        ({"when": {"status": {"exists": "yes"}}}, r"when\.status\.exists must be true or false"),
        ({"when": {"total": {"gt": "much"}}}, r"when\.total\.gt must be a number"),
        ({"when": {"status": {"not": []}}}, r"when\.status\.not must be a value"),
        ({"skip": True, "also": True}, r"event_mappings\[0\] has both skip and also"),
        ({"also": 1}, r"event_mappings\[0\]\.also must be true or false"),
        ({"event_name": {"col": "x"}}, r"event_mappings\[0\]\.event_name must be a name, or"),
        ({"event_name": {"column": " "}}, r"event_mappings\[0\]\.event_name must be a name, or"),
        ({"time": 5}, r"event_mappings\[0\]\.time"),
        ({"value": True}, r"event_mappings\[0\]\.value"),
        ({"value": -5}, r"event_mappings\[0\]\.value must not be negative"),
        ({"value": ""}, r"event_mappings\[0\]\.value"),
        ({"value": float("nan")}, r"event_mappings\[0\]\.value"),
        ({"currency": "XXX"}, r"event_mappings\[0\]\.currency is XXX, which is no currency code"),
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


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ({"not": "cancelled"}, "paid", True),
        ({"not": "cancelled"}, "Cancelled ", False),
        ({"not": "cancelled"}, None, True),
        ({"not": ["a", None]}, None, False),
        ({"not": "gift"}, ["sale", "gift"], False),
        ({"not": {"gt": 5}}, 5, True),
        ({"exists": True}, "x", True),
        ({"exists": True}, 0, True),
        ({"exists": True}, False, True),
        ({"exists": True}, " ", False),
        ({"exists": True}, None, False),
        ({"exists": True}, [], False),
        ({"exists": False}, {}, True),
        ({"exists": False}, "x", False),
        ({"gt": 100}, "100.01", True),
        ({"gt": 100}, 100, False),
        ({"gt": "99.5"}, Decimal(100), True),
        ({"gt": -1}, 0, True),
        ({"gt": 0}, True, False),
        ({"gt": 0}, "1,000", False),
        ({"gt": 0}, None, False),
        ({"lt": 0}, "-0.5", True),
        ({"lt": 5}, [9, 4], True),
        ({"lt": 5}, "", False),
        ({"lt": 5}, float("nan"), False),
        ({"gt": 10, "lt": 20}, 15, True),
        ({"gt": 10, "lt": 20}, 20, False),
    ],
)
def test_conditions(condition: Any, value: Any, holds: bool) -> None:  # noqa: FBT001 - expected
    """A condition may ask for the opposite, for any value, or for a larger or smaller number."""
    found = match([{"when": {"column": condition}}], {"column": value})
    assert found == ("event_mappings[0]" if holds else None)


def names(rules: list[dict[str, Any]], record: dict[str, Any]) -> list[str]:
    """The names of the events that a record gives."""
    return [plan.event_name for plan in book(rules).plans_of("orders", record)]


def test_after_an_also_rule_the_search_goes_on() -> None:
    """A record gives an event for each `also` rule that holds and for the first other one."""
    rules: list[dict[str, Any]] = [
        {"when": {"first": True}, "event_name": "Subscribe", "also": True},
        {"when": {"status": "paid"}, "event_name": "Purchase"},
        {"event_name": "PlaceAnOrder"},
    ]
    assert names(rules, {"first": True, "status": "paid"}) == ["Subscribe", "Purchase"]
    assert names(rules, {"first": False, "status": "paid"}) == ["Purchase"]
    assert names(rules, {"first": True}) == ["Subscribe", "PlaceAnOrder"]
    assert names(rules[:2], {"first": True}) == ["Subscribe"]


def test_an_event_that_a_record_gives_already_is_not_given_twice() -> None:
    """Two rules with one event name give one event, and a skip rule takes none back."""
    rules: list[dict[str, Any]] = [
        {"event_name": "Purchase", "also": True},
        {"event_name": "Purchase", "value": 5},
    ]
    assert names(rules, {}) == ["Purchase"]
    assert names([rules[0], {"skip": True}], {}) == ["Purchase"]


def test_event_name_from_a_column() -> None:
    """The name is what the column holds; a blank one is no match, so the next rule counts."""
    rules: list[dict[str, Any]] = [
        {"event_name": {"column": "$.kind.name"}},
        {"event_name": "Lead"},
    ]
    assert names(rules, {"kind": {"name": " AddToCart "}}) == ["AddToCart"]
    assert names(rules, {"kind": {"name": " "}}) == ["Lead"]
    assert names(rules, {}) == ["Lead"]


def test_an_event_name_of_a_column_decides_like_one_of_the_settings() -> None:
    """Line items of a standard event are products, those of a custom one are not."""
    rules = [{"event_name": {"column": "kind"}}]
    (standard,) = book(rules).plans_of("orders", {"kind": "Purchase"})
    (custom,) = book(rules).plans_of("orders", {"kind": "Sampled"})
    assert (standard.expects_value, standard.content_type) == (True, "product")
    assert (custom.expects_value, custom.content_type) == (False, None)
