"""Which event a record becomes: the first rule that holds, and the plan it stands for.

All that a rule says is decided here, when the mapper is built: the steps after it ask the plan
and the order, never the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from target_tiktok_events.mapping.event_names import ORDER_NAMES, is_custom
from target_tiktok_events.mapping.money import CURRENCIES
from target_tiktok_events.mapping.paths import Getter, compile_matches
from target_tiktok_events.mapping.rules import EventRule
from target_tiktok_events.mapping.sources import Source, constant, source_of
from target_tiktok_events.mapping.values import comparable

if TYPE_CHECKING:
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Order

_Test = Callable[[Mapping[str, Any]], bool]


class EventPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How records of one rule, or of none, become events: decided once, before any record.

    `rule` is the name of the rule, "" where none matched. `skip`: the records are left out, counted
    under it. `refusal`: why they are dead letters, if they are. `fields` finds value and currency
    where the rule says. `expects_value`: whether a missing value is worth counting.
    `content_type` is that of line items whose record names none.
    """

    rule: str = ""
    skip: bool = False
    refusal: str | None = None
    event_name: str
    fields: FieldFinder[Order]
    expects_value: bool
    content_type: str | None


class RuleBook:
    """The plans of all rules: finds that of the first rule which holds for a record.

    Args:
        rules: in their order.
        event_name: of records whose rule names none.
        event_source: where the orders come from.
        fields: finds what no rule changes.
        unmatched: what becomes of records that no rule matches.

    Raises:
        SettingError: a path of a rule can't be read.
    """

    def __init__(
        self,
        rules: Sequence[EventRule],
        event_name: str,
        event_source: str,
        fields: FieldFinder[Order],
        unmatched: str = "send",
    ) -> None:
        plain = _plan(EventRule(name=""), event_name, event_source, fields)
        self._unmatched = _WITHOUT_RULE[unmatched](plain)
        self._rules = tuple(
            (rule.stream, _condition(rule), _plan(rule, event_name, event_source, fields))
            for rule in rules
        )
        self._of_stream: dict[str, tuple[tuple[_Test, EventPlan], ...]] = {}

    def plan_of(self, stream: str, record: Mapping[str, Any]) -> EventPlan:
        """The plan of the first rule for this stream whose every condition holds. Never raises.

        Without such a rule that of the setting `unmatched`.
        """
        rules = self._of_stream.get(stream)
        if rules is None:
            rules = tuple((holds, plan) for of, holds, plan in self._rules if of in {None, stream})
            self._of_stream[stream] = rules
        for holds, plan in rules:
            if holds(record):
                return plan
        return self._unmatched


_NO_RULE_HOLDS = (
    "no rule of event_mappings holds for it: add one, or say with unmatched that such records are"
    " sent (send) or left out (skip)"
)
_WITHOUT_RULE: Mapping[str, Callable[[EventPlan], EventPlan]] = {
    "send": lambda plan: plan,
    "skip": lambda plan: replace(plan, rule="unmatched", skip=True),
    "dead_letter": lambda plan: replace(plan, refusal=_NO_RULE_HOLDS),
}
"""What the plan of a plain order becomes for records that no rule matches."""


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
