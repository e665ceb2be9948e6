"""Order record -> event: pure but for the clock, which is an argument.

mapper = Mapper(parse_options(event_source="web"), now=time.time)
match mapper.map("orders", record, ["order_id"]):
    case Event() as event: ...      # send it
    case Refused() as refused: ...  # dead letter
    case LeftOut() as left_out: ... # counted under its rule
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.event_sources import SourceParts
from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.fields import PERSONAL_COLUMNS, PERSONAL_FIELDS
from target_tiktok_events.mapping.options import MappingOptions, parse_options
from target_tiktok_events.mapping.orders import Order, order_reader
from target_tiktok_events.mapping.paths import compile_path
from target_tiktok_events.mapping.payloads import encode, has_email
from target_tiktok_events.mapping.properties import PropertiesBuilder
from target_tiktok_events.mapping.record_keys import RecordKeys
from target_tiktok_events.mapping.refusals import Refusal
from target_tiktok_events.mapping.rules import EventRule, RuleBook
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


class Mapper:
    """Maps records to events.

    `counts` holds how often a value was left out or changed, by reason: `phone_unusable`,
    `email_placeholder`, `email_already_hashed`, `value_missing`, … Its keys hold no values.

    Raises:
        SettingError: a path in `field_mapping`, `event_mappings` or `consent_column` can't be
            read, or `field_mapping` names an unknown field.
    """

    counts: Counter[str]

    def __init__(self, options: MappingOptions, now: Callable[[], float]) -> None:
        self.counts = Counter()
        self._options = options
        self._now = now
        self._orders = order_reader(options.event_source, options.field_mapping)
        self._rules = RuleBook(options.event_mappings)
        self._consent = options.consent_column and compile_path(
            options.consent_column, "consent_column"
        )
        self._user = UserBuilder(options.event_source, options.default_country_code, self.counts)
        self._parts = SourceParts(options, self._orders, self.counts)
        self._properties = PropertiesBuilder(options, self._orders, self.counts)
        self._keys = RecordKeys(self._orders.all_columns(PERSONAL_FIELDS) | PERSONAL_COLUMNS)
        self._id_fields = ("event_id", "order_id", "lead_id")

    def map(
        self, stream: str, record: Mapping[str, Any], key_properties: Sequence[str]
    ) -> Event | Refused | LeftOut:
        """The event of one record, or why there is none. Never raises, whatever the record holds.

        `record` may hold any JSON value, Decimal, and datetime or date objects, in any column.
        """
        if self._consent and truth(self._consent(record)) is not True:
            return LeftOut(stream, "consent")
        rule = self._rules.first_match(stream, record)
        if rule is not None and rule.skip:
            return LeftOut(stream, rule.name)
        event: dict[str, Any] = {"event": (rule and rule.event_name) or self._options.event_name}
        try:
            self._fill(event, record, rule)
        except Refusal as refusal:
            key = self._keys.key_of(record, key_properties, event.get("event_id"))
            payload = encode(event, self.counts)
            return Refused(stream, key, refusal.stage, refusal.reason, payload)
        return Event(
            stream=stream,
            record_key=self._keys.key_of(record, key_properties, event["event_id"]),
            event=event["event"],
            event_id=event["event_id"],
            event_time=event["event_time"],
            payload=encode(event, self.counts),
            match_keys=match_keys_of(event.get("user", {})),
        )

    def _fill(
        self, event: dict[str, Any], record: Mapping[str, Any], rule: EventRule | None
    ) -> None:
        order = self._orders.read(record)
        user = self._user.build(order)
        if user:
            event["user"] = user
        event["event_id"] = self._event_id(order, record)
        event["event_time"] = self._event_time(order, record)
        self._parts.put(event, order)
        properties = self._properties.build(order, record, event["event"], rule)
        if properties:
            event["properties"] = properties

    def _event_id(self, order: Order, record: Mapping[str, Any]) -> str:
        for name in self._id_fields:
            value = getattr(order, name)
            if value is None or is_blank(value):
                continue
            text = text_of(value)
            if text is None or len(text) > _LONGEST_ID or not _is_sendable(text):
                column = self._orders.column_of(name, record)
                raise Refusal("map", f"{column} is no id: text or a whole number, no email address")
            return text
        columns = ", ".join(filter(None, map(self._orders.columns, self._id_fields)))
        raise Refusal("map", f"no id: {columns} are empty")

    def _event_time(self, order: Order, record: Mapping[str, Any]) -> int:
        seconds = unix_seconds(order.created_at)
        if seconds is None:
            if is_blank(order.created_at):
                raise Refusal("map", f"no time: {self._orders.columns('created_at')} is empty")
            column = self._orders.column_of("created_at", record)
            raise Refusal("map", f"{column} is no time: ISO 8601 text or Unix time")
        now = self._now()
        days = self._options.max_event_age_days
        if seconds < now - days * _DAY:
            column = self._orders.column_of("created_at", record)
            raise Refusal("age", f"{column} is more than {days} days ago (max_event_age_days)")
        if seconds > now + _LARGEST_LEAD:
            column = self._orders.column_of("created_at", record)
            raise Refusal("age", f"{column} is more than 10 minutes ahead of now")
        return seconds


def _is_sendable(text: str) -> bool:
    """Whether an id can be sent in clear: it has a UTF-8 form and is no email address."""
    if text.isascii():
        return "@" not in text or not has_email(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not has_email(text)
