"""Order record -> event: pure but for the clock, which is an argument.

mapper = Mapper(read_settings(config).mapping, now=time.time)
for result in mapper.map("orders", record, ["order_id"]):
    match result:
        case Event() as event: ...      # send it
        case Refused() as refused: ...  # dead letter
        case LeftOut() as left_out: ... # counted under its rule
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.columns import Columns
from target_tiktok_events.mapping.event_sources import EventSourceBuilder
from target_tiktok_events.mapping.events import (
    Event,
    LeftOut,
    Refused,
    Unmappable,
    ValueCounts,
    encode,
)
from target_tiktok_events.mapping.fields import item_finder, order_finder
from target_tiktok_events.mapping.ids import EventIds, RecordKeys
from target_tiktok_events.mapping.orders import PERSONAL_COLUMNS, PERSONAL_FIELDS, Order
from target_tiktok_events.mapping.paths import compile_path
from target_tiktok_events.mapping.properties import PropertiesBuilder
from target_tiktok_events.mapping.rule_book import RuleBook
from target_tiktok_events.mapping.stream_names import stream_filter
from target_tiktok_events.mapping.times import EventTimes
from target_tiktok_events.mapping.user import UserBuilder, match_keys_of
from target_tiktok_events.mapping.values import truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.plans import EventPlan


_UNKNOWN = Columns()


class Mapper:
    """Maps records to events; compiled once from the settings and the columns of a stream.

    Args:
        options: settings of the mapping.
        now: Unix seconds.
        columns: those of the SCHEMA, for names that differ in case only.
        counts: where to count; a counter of its own by default.

    `counts` holds how often a value was left out or changed, by reason. `reads` says whether a
    stream is one of those in the setting `streams`.

    Raises:
        SettingError: a path in `field_mapping`, `event_mappings` or `consent_column` can't be
            read, or `field_mapping` names an unknown field.
    """

    counts: ValueCounts

    def __init__(
        self,
        options: MappingOptions,
        now: Callable[[], float],
        columns: Columns = _UNKNOWN,
        counts: ValueCounts | None = None,
    ) -> None:
        self.counts = counts = ValueCounts() if counts is None else counts
        source = options.event_source
        options = options.of_stream(columns)
        fields = order_finder(source, options.field_mapping, columns)
        items = item_finder(options.field_mapping)
        self.reads = stream_filter(options.streams)
        self._consent = options.consent_column and compile_path(
            options.consent_column, "consent_column"
        )
        self._rules = RuleBook(
            options.event_mappings, options.event_name, source, fields, options.unmatched
        )
        self._user = UserBuilder(source, options.default_country_code, counts)
        self._ids = EventIds(fields)
        self._times = EventTimes(options.max_event_age_days, now)
        self._event_source = EventSourceBuilder(options, fields, counts)
        self._properties = PropertiesBuilder(fields, items, options.default_currency, counts)
        personal = fields.all_columns(PERSONAL_FIELDS) | set(
            map(columns.resolved, PERSONAL_COLUMNS)
        )
        self._keys = RecordKeys(personal)

    def map(
        self, stream: str, record: Mapping[str, Any], key_properties: Sequence[str]
    ) -> tuple[Event | Refused | LeftOut, ...]:
        """The event of one record, or why there is none; several where rules say `also`.

        Never raises, whatever the record holds: any JSON value, Decimal, and datetime or date
        objects, in any column.
        """
        if not self.reads(stream):
            return (LeftOut(stream, "streams"),)
        if self._consent and truth(self._consent(record)) is not True:
            return (LeftOut(stream, "consent"),)
        plans = self._rules.plans_of(stream, record)
        if len(plans) == 1:
            return (self._result(plans[0], stream, record, key_properties),)
        return tuple(self._result(plan, stream, record, key_properties) for plan in plans)

    def _result(
        self,
        plan: EventPlan,
        stream: str,
        record: Mapping[str, Any],
        key_properties: Sequence[str],
    ) -> Event | Refused | LeftOut:
        if plan.skip:
            return LeftOut(stream, plan.rule)
        if plan.refusal is not None:
            key = self._keys.key_of(record, key_properties, None)
            return Refused(stream, key, "map", plan.refusal)
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
        event["event_id"] = self._ids.id_of(order)
        event["event_time"] = self._times.time_of(order, plan.fields)
        event.update(self._event_source.build(order))
        properties = self._properties.build(order, plan)
        if properties:
            event["properties"] = properties


def _reason(why: Unmappable, plan: EventPlan, record: Mapping[str, Any]) -> str:
    if why.field is None:
        return why.problem
    return f"{plan.fields.column_of(why.field, record)} {why.problem}"
