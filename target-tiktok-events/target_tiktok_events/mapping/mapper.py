"""Order record -> event: pure but for the clock, which is an argument.

mapper = Mapper(parse_options(event_source="web"), now=time.time)
match mapper.map("orders", record, ["order_id"]):
    case Event() as event: ...      # send it
    case Refused() as refused: ...  # dead letter
    case LeftOut() as left_out: ... # counted under its rule
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.event_sources import EventSourceBuilder
from target_tiktok_events.mapping.events import (
    Event,
    LeftOut,
    Refused,
    Unmappable,
    ValueCounts,
    encode,
    has_email,
)
from target_tiktok_events.mapping.fields import item_finder, order_finder
from target_tiktok_events.mapping.ids import RecordKeys
from target_tiktok_events.mapping.options import MappingOptions, parse_options
from target_tiktok_events.mapping.orders import PERSONAL_COLUMNS, PERSONAL_FIELDS, Order
from target_tiktok_events.mapping.paths import compile_path
from target_tiktok_events.mapping.properties import PropertiesBuilder
from target_tiktok_events.mapping.rules import EventPlan, EventRule, RuleBook
from target_tiktok_events.mapping.times import unix_seconds
from target_tiktok_events.mapping.user import UserBuilder, match_keys_of
from target_tiktok_events.mapping.values import is_blank, text_of, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["EventRule", "Mapper", "MappingOptions", "SettingError", "parse_options"]

_DAY = 86_400
_LARGEST_LEAD = 600
"""Seconds an event may lie in the future: clocks of shop and warehouse differ a little."""
_LONGEST_ID = 512
"""An id longer than this is a mistake, and too long for the index of a ledger."""
_ID_FIELDS = ("event_id", "order_id", "lead_id")


class Mapper:
    """Maps records to events.

    `counts` holds how often a value was left out or changed, by reason.

    Raises:
        SettingError: a path in `field_mapping`, `event_mappings` or `consent_column` can't be
            read, or `field_mapping` names an unknown field.
    """

    counts: ValueCounts

    def __init__(self, options: MappingOptions, now: Callable[[], float]) -> None:
        self.counts = counts = ValueCounts()
        self._now = now
        self._max_days = options.max_event_age_days
        source = options.event_source
        fields = order_finder(source, options.field_mapping)
        items = item_finder(options.field_mapping)
        self._consent = options.consent_column and compile_path(
            options.consent_column, "consent_column"
        )
        self._rules = RuleBook(options.event_mappings, options.event_name, source, fields)
        self._user = UserBuilder(source, options.default_country_code, counts)
        self._event_source = EventSourceBuilder(options, fields, counts)
        self._properties = PropertiesBuilder(fields, items, options.default_currency, counts)
        self._keys = RecordKeys(fields.all_columns(PERSONAL_FIELDS) | PERSONAL_COLUMNS)
        id_columns = ", ".join(filter(None, map(fields.columns, _ID_FIELDS)))
        self._no_id = f"no id: {id_columns} are empty"
        self._no_time = f"no time: {fields.columns('created_at')} is empty"

    def map(
        self, stream: str, record: Mapping[str, Any], key_properties: Sequence[str]
    ) -> Event | Refused | LeftOut:
        """The event of one record, or why there is none. Never raises, whatever the record holds.

        `record` may hold any JSON value, Decimal, and datetime or date objects, in any column.
        """
        if self._consent and truth(self._consent(record)) is not True:
            return LeftOut(stream, "consent")
        plan = self._rules.plan_of(stream, record)
        if plan.skip:
            return LeftOut(stream, plan.rule)
        event: dict[str, Any] = {"event": plan.event_name}
        try:
            self._fill(event, plan.fields.find(record), plan)
        except Unmappable as why:
            key = self._keys.key_of(record, key_properties, event.get("event_id"))
            reason = _reason(why, plan, record)
            return Refused(stream, key, why.stage, reason, encode(event, self.counts))
        return Event(
            stream=stream,
            record_key=self._keys.key_of(record, key_properties, event["event_id"]),
            event=event["event"],
            event_id=event["event_id"],
            event_time=event["event_time"],
            payload=encode(event, self.counts),
            match_keys=match_keys_of(event.get("user", {})),
        )

    def _fill(self, event: dict[str, Any], order: Order, plan: EventPlan) -> None:
        """Step by step, so that a refused event is kept as far as it was built."""
        user = self._user.build(order)
        if user:
            event["user"] = user
        event["event_id"] = self._event_id(order)
        event["event_time"] = self._event_time(order)
        event.update(self._event_source.build(order))
        properties = self._properties.build(order, plan)
        if properties:
            event["properties"] = properties

    def _event_id(self, order: Order) -> str:
        for name in _ID_FIELDS:
            value = getattr(order, name)
            if value is None or is_blank(value):
                continue
            text = text_of(value)
            if text is None or len(text) > _LONGEST_ID or not _is_sendable(text):
                problem = "is no id: text or a whole number, no email address"
                raise Unmappable("map", problem, name)
            return text
        raise Unmappable("map", self._no_id)

    def _event_time(self, order: Order) -> int:
        seconds = unix_seconds(order.created_at)
        if seconds is None:
            if is_blank(order.created_at):
                raise Unmappable("map", self._no_time)
            raise Unmappable("map", "is no time: ISO 8601 text or Unix time", "created_at")
        now = self._now()
        if seconds < now - self._max_days * _DAY:
            problem = f"is more than {self._max_days} days ago (max_event_age_days)"
            raise Unmappable("age", problem, "created_at")
        if seconds > now + _LARGEST_LEAD:
            raise Unmappable("age", "is more than 10 minutes ahead of now", "created_at")
        return seconds


def _reason(why: Unmappable, plan: EventPlan, record: Mapping[str, Any]) -> str:
    if why.field is None:
        return why.problem
    return f"{plan.fields.column_of(why.field, record)} {why.problem}"


def _is_sendable(text: str) -> bool:
    """Whether an id can be sent in clear: it has a UTF-8 form and is no email address."""
    if text.isascii():
        return "@" not in text or not has_email(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not has_email(text)
