"""What a rule means for the records it holds for: their event, and where its fields come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from target_tiktok_events.mapping.currencies import ISO_CURRENCIES
from target_tiktok_events.mapping.event_names import ORDER_NAMES, PURCHASES, is_custom
from target_tiktok_events.mapping.events import has_email
from target_tiktok_events.mapping.paths import Getter, compile_path
from target_tiktok_events.mapping.sources import Source, amount_source, constant, source_of
from target_tiktok_events.mapping.values import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Order
    from target_tiktok_events.mapping.rules import EventRule, NameColumn

_NAMES_REMEMBERED = 256
_LONGEST_NAME = 128


class EventPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How records of one rule, or of none, become events: decided once, before any record.

    `rule` is the name of the rule, "" where none matched. `refusal` is why the record can't
    become an event, None where it can. `fields` finds value, currency and time where the rule says.
    `sends_value`: whether it has one at all; `needs_value`: whether it is refused without;
    `expects_value`: whether a missing one is worth counting; `has_fixed_value`: whether the
    settings say the amount. `content_type` is that of line items whose record names none. After a
    plan with `also` the search goes on.
    """

    rule: str = ""
    skip: bool = False
    also: bool = False
    refusal: str | None = None
    event_name: str
    fields: FieldFinder[Order]
    sends_value: bool = False
    needs_value: bool = False
    expects_value: bool = False
    has_fixed_value: bool = False
    content_type: str | None = None


class PlanMaker:
    """The plan of a rule; where a column holds the event's name, one for each name.

    Raises:
        SettingError: a path of the rule can't be read.
    """

    def __init__(
        self,
        rule: EventRule,
        event_name: str | NameColumn,
        event_source: str,
        fields: FieldFinder[Order],
    ) -> None:
        name = rule.event_name or event_name
        self._rule = rule
        self._event_source = event_source
        self._fields = fields.replacing(_sources(rule))
        self._column, self._find_name = _name_column(name, rule.name)
        self._fixed = self.plan_named(name) if isinstance(name, str) else None
        self._by_name: dict[str, EventPlan] = {}

    def plan_of(self, record: Mapping[str, Any]) -> EventPlan:
        """The plan for a record that the rule holds for. Never raises."""
        if self._fixed is not None:
            return self._fixed
        value = self._find_name(record)
        name = text_of(value)
        if name is None or len(name) > _LONGEST_NAME or has_email(name):
            problem = "is empty" if is_blank(value) else "is no name of an event"
            return self.plan_named("", f"no event name: {self._column} {problem}")
        if self._event_source == "offline" and is_custom(name, self._event_source):
            problem = "holds a custom event; offline event sets take standard events only"
            return self.plan_named("", f"{self._column} {problem}")
        plan = self._by_name.get(name)
        if plan is None:
            plan = self.plan_named(name)
            if len(self._by_name) < _NAMES_REMEMBERED:
                self._by_name[name] = plan
        return plan

    def plan_named(self, name: str, refusal: str | None = None) -> EventPlan:
        """The plan of records whose event has this name, or which are refused."""
        rule = self._rule
        sends_value = rule.value is not False
        return EventPlan(
            rule=rule.name,
            skip=rule.skip,
            also=rule.also,
            refusal=None if rule.skip else refusal,
            event_name=name,
            fields=self._fields,
            sends_value=sends_value,
            needs_value=sends_value and name in PURCHASES,
            expects_value=sends_value and name in ORDER_NAMES,
            has_fixed_value=self._fields.is_fixed("total"),
            content_type=None if is_custom(name, self._event_source) else "product",
        )


def left_out_by(rule: str, fields: FieldFinder[Order]) -> EventPlan:
    """The plan of records that another setting than a rule leaves out, by its name."""
    return EventPlan(rule=rule, skip=True, event_name="", fields=fields)


def _name_column(name: str | NameColumn, rule: str) -> tuple[str, Getter]:
    if isinstance(name, str):
        return "", lambda _record: name
    setting = f"{rule}.event_name" if rule else "event_name"
    return name.column, compile_path(name.column, f"{setting}.column")


def _sources(rule: EventRule) -> dict[str, tuple[Source, ...]]:
    """Where the fields come from that the rule names; () for a value that it leaves out."""
    sources: dict[str, tuple[Source, ...]] = {}
    if rule.value is False:
        sources["total"] = ()
    elif isinstance(rule.value, str):
        sources["total"] = (amount_source(rule.value, f"{rule.name}.value"),)
    elif rule.value is not None:
        sources["total"] = (constant(rule.value),)
    if rule.currency in ISO_CURRENCIES:
        sources["currency"] = (constant(rule.currency),)
    elif rule.currency is not None:
        sources["currency"] = (source_of(rule.currency, f"{rule.name}.currency"),)
    if rule.time is not None:
        sources["created_at"] = (source_of(rule.time, f"{rule.name}.time"),)
    return sources
