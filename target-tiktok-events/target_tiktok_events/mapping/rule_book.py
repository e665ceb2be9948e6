"""Which events a record becomes: those of the first rule that holds, and of `also` rules before it.

All that a rule says is decided here and in its plan, when the mapper is built: the steps after it
ask the plan and the order, never the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from target_tiktok_events.mapping.conditions import test_of
from target_tiktok_events.mapping.paths import Getter, compile_matches, compile_path
from target_tiktok_events.mapping.plans import EventPlan, PlanMaker
from target_tiktok_events.mapping.rules import EventRule, NameColumn
from target_tiktok_events.mapping.stream_names import is_for
from target_tiktok_events.mapping.values import is_blank

if TYPE_CHECKING:
    from target_tiktok_events.mapping.derived import DerivedValues
    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order

_Test = Callable[[Mapping[str, Any]], bool]


class RuleBook:
    """The plans of all rules: finds those of the rules which hold for a record.

    Args:
        options: the rules, the name of events whose rule names none, where the orders come from,
            and what becomes of records that no rule matches.
        fields: finds what no rule changes.
        derived: finds what a condition names that need not be a column.

    Raises:
        SettingError: a path of a rule can't be read.
    """

    def __init__(
        self, options: MappingOptions, fields: FieldFinder[Order], derived: DerivedValues
    ) -> None:
        def maker_of(rule: EventRule) -> PlanMaker:
            return PlanMaker(rule, options.event_name, options.event_source, fields)

        self._plain = maker_of(EventRule(name=""))
        self._without_rule = _WITHOUT_RULE[options.unmatched]
        self._rules = tuple(
            (rule.stream, _condition(rule, derived), maker_of(rule))
            for rule in options.event_mappings
        )
        self._of_stream: dict[str, tuple[tuple[_Test, PlanMaker], ...]] = {}

    def plans_of(self, stream: str, record: Mapping[str, Any]) -> tuple[EventPlan, ...]:
        """The plan of the first rule for this stream whose every condition holds. Never raises.

        After a rule with `also` the search goes on, so there may be several; each event name
        counts once. Without any such rule it is that of the setting `unmatched`.
        """
        rules = self._of_stream.get(stream)
        if rules is None:
            rules = tuple((holds, make) for of, holds, make in self._rules if is_for(of, stream))
            self._of_stream[stream] = rules
        found: tuple[EventPlan, ...] = ()
        for holds, make in rules:
            if holds(record):
                plan = make.plan_of(record)
                if not found and not plan.also:
                    return (plan,)
                found = _joined(found, plan)
                if not plan.also:
                    break
        return found or (self._without_rule(self._plain, record),)


_NO_RULE_HOLDS = (
    "no rule of event_mappings holds for it: add one, or say with unmatched that such records are"
    " sent (send) or left out (skip)"
)
_WITHOUT_RULE: Mapping[str, Callable[[PlanMaker, Mapping[str, Any]], EventPlan]] = {
    "send": lambda plain, record: plain.plan_of(record),
    "skip": lambda plain, _record: replace(plain.plan_named(""), rule="unmatched", skip=True),
    "dead_letter": lambda plain, _record: plain.plan_named("", _NO_RULE_HOLDS),
}
"""The plan of records that no rule matches, by the setting `unmatched`."""


def _joined(found: tuple[EventPlan, ...], plan: EventPlan) -> tuple[EventPlan, ...]:
    """The plans with one more; not with a skip, nor with an event that the record gives already."""
    names = [each.event_name for each in found]
    return found if found and (plan.skip or plan.event_name in names) else (*found, plan)


def _condition(rule: EventRule, derived: DerivedValues) -> _Test:
    own = {column: compile_matches(column, f"{rule.name}.when") for column in rule.when}
    tests = [
        _test(derived.getter(column, own[column]), test_of(condition))
        for column, condition in rule.when.items()
    ]
    if isinstance(rule.event_name, NameColumn):
        find_name = compile_path(rule.event_name.column, f"{rule.name}.event_name.column")
        tests.append(lambda record: not is_blank(find_name(record)))
    if len(tests) == 1:
        return tests[0]
    return lambda record: all(holds(record) for holds in tests)


def _test(find: Getter, meets: Callable[[Any], bool]) -> _Test:
    return lambda record: meets(find(record))
