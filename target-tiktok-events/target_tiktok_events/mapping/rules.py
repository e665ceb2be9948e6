"""Which event a record becomes: the rules of `event_mappings`, and the plan of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.event_names import ORDER_NAMES, is_custom
from target_tiktok_events.mapping.fields import FieldFinder, Source, constant, source_of
from target_tiktok_events.mapping.money import CURRENCIES
from target_tiktok_events.mapping.paths import Getter, compile_matches
from target_tiktok_events.mapping.values import amount, comparable, is_negative

if TYPE_CHECKING:
    from decimal import Decimal

    from target_tiktok_events.mapping.orders import Order

_KEYS = ("stream", "when", "event_name", "value", "currency", "skip")
_CODE_LENGTH = 3


class EventRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `name` is its place in the settings, for reports: `event_mappings[2]`.

    `when` is column, dotted name or JSONPath -> the values that match; all columns must match.
    `value` is a column or JSONPath, a fixed number, False to leave the value out, or None for
    the total of the record. `currency` is a code of TikTok's list, or a column or JSONPath.
    """

    name: str
    stream: str | None = None
    when: Mapping[str, tuple[Any, ...]] = msgspec.field(default_factory=dict)
    event_name: str | None = None
    value: str | int | float | Decimal | Literal[False] | None = None
    currency: str | None = None
    skip: bool = False


def parse_rules(raw: Sequence[Mapping[str, Any]]) -> tuple[EventRule, ...]:
    """The rules of the setting as it was written.

    Raises:
        SettingError: a rule has an unknown key or a value of the wrong kind.
    """
    return tuple(_parsed(f"event_mappings[{index}]", rule) for index, rule in enumerate(raw))


class EventPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How records of one rule, or of none, become events: decided once, before any record.

    `rule` is the name of the rule, "" where none matched. `fields` finds value and currency where
    the rule says. `expects_value`: whether a missing value is worth counting. `content_type` is
    that of line items whose record names none.
    """

    rule: str = ""
    skip: bool = False
    event_name: str
    fields: FieldFinder[Order]
    expects_value: bool
    content_type: str | None


class RuleBook:
    """The plans of all rules: finds that of the first rule which holds for a record.

    Raises:
        SettingError: a path of a rule can't be read.
    """

    def __init__(
        self,
        rules: Sequence[EventRule],
        event_name: str,
        event_source: str,
        fields: FieldFinder[Order],
    ) -> None:
        self._unmatched = _plan(EventRule(name=""), event_name, event_source, fields)
        self._rules = tuple(
            (rule.stream, _condition(rule), _plan(rule, event_name, event_source, fields))
            for rule in rules
        )
        self._of_stream: dict[str, tuple[tuple[_Test, EventPlan], ...]] = {}

    def plan_of(self, stream: str, record: Mapping[str, Any]) -> EventPlan:
        """The plan of the first rule for this stream whose every condition holds. Never raises.

        Without such a rule that of a plain order, which no rule changes.
        """
        rules = self._of_stream.get(stream)
        if rules is None:
            rules = tuple((holds, plan) for of, holds, plan in self._rules if of in {None, stream})
            self._of_stream[stream] = rules
        for holds, plan in rules:
            if holds(record):
                return plan
        return self._unmatched


_Test = Callable[[Mapping[str, Any]], bool]


def _parsed(name: str, raw: Mapping[str, Any]) -> EventRule:
    if not isinstance(raw, Mapping):
        raise _error(name, "must be an object such as {when: {status: paid}}")
    unknown = [key for key in raw if key not in _KEYS]
    if unknown:
        raise _error(name, f"has the unknown key {unknown[0]!r}; it may have {', '.join(_KEYS)}")
    skip = raw.get("skip")
    if not isinstance(skip, (bool, type(None))):
        raise _error(f"{name}.skip", "must be true or false")
    return EventRule(
        name=name,
        stream=_text(raw, "stream", name),
        when=_conditions(raw.get("when"), f"{name}.when"),
        event_name=_text(raw, "event_name", name),
        value=_value(raw.get("value"), f"{name}.value"),
        currency=_currency(_text(raw, "currency", name), f"{name}.currency"),
        skip=bool(skip),
    )


def _text(raw: Mapping[str, Any], key: str, name: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _error(f"{name}.{key}", "must be a text that isn't blank")
    return value.strip()


def _conditions(raw: Any, setting: str) -> dict[str, tuple[Any, ...]]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _error(setting, "must be an object of columns and values")
    conditions = {
        column: tuple(values) if isinstance(values, (list, tuple)) else (values,)
        for column, values in raw.items()
    }
    for column, values in conditions.items():
        if not values or any(isinstance(value, (list, dict)) for value in values):
            raise _error(f"{setting}.{column}", "must be a value or a list of values")
    return conditions


def _value(raw: Any, setting: str) -> str | int | float | Decimal | Literal[False] | None:
    if raw is None or raw is False:
        return raw
    number = amount(raw)
    if number is not None:
        return number
    if is_negative(raw):
        raise _error(setting, "must not be negative; TikTok takes no refunds")
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    raise _error(setting, "must be a column, a JSONPath, a number or false")


def _currency(text: str | None, setting: str) -> str | None:
    if text is None or text.upper() in CURRENCIES:
        return text and text.upper()
    if len(text) == _CODE_LENGTH and text.isupper():
        raise _error(setting, f"is {text}, which TikTok doesn't take in events")
    return text


def _plan(
    rule: EventRule, event_name: str, event_source: str, fields: FieldFinder[Order]
) -> EventPlan:
    name = rule.event_name or event_name
    return EventPlan(
        rule=rule.name,
        skip=rule.skip,
        event_name=name,
        fields=fields.replacing(_sources(rule)),
        expects_value=name in ORDER_NAMES and rule.value is not False,
        content_type=None if is_custom(name, event_source) else "product",
    )


def _sources(rule: EventRule) -> dict[str, tuple[Source, ...]]:
    """Where the fields come from that the rule names; () for a value that it leaves out."""
    sources: dict[str, tuple[Source, ...]] = {}
    if rule.value is False:
        sources["total"] = ()
    elif isinstance(rule.value, str):
        sources["total"] = (source_of(rule.value, f"{rule.name}.value"),)
    elif rule.value is not None:
        sources["total"] = (constant(rule.value),)
    if rule.currency in CURRENCIES:
        sources["currency"] = (constant(rule.currency),)
    elif rule.currency is not None:
        sources["currency"] = (source_of(rule.currency, f"{rule.name}.currency"),)
    return sources


def _condition(rule: EventRule) -> _Test:
    tests = [
        _test(compile_matches(column, f"{rule.name}.when"), values)
        for column, values in rule.when.items()
    ]
    if len(tests) == 1:
        return tests[0]
    return lambda record: all(holds(record) for holds in tests)


def _test(find: Getter, values: tuple[Any, ...]) -> _Test:
    wanted = frozenset(comparable(value) for value in values)
    null_matches = any(value is None for value in values)

    def holds(record: Mapping[str, Any]) -> bool:
        value = find(record)
        if type(value) is str:
            return value in wanted
        if value is None:
            return null_matches
        if isinstance(value, list):
            return any(_equals(each, wanted) for each in value)
        return _equals(value, wanted)

    return holds


def _equals(value: object, wanted: frozenset[str | None]) -> bool:
    text = comparable(value)
    return text is not None and text in wanted


def _error(setting: str, problem: str) -> SettingError:
    return SettingError(f"{setting} {problem}.")
