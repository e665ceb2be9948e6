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

from target_tiktok_events.mapping.columns import Columns, columns_read
from target_tiktok_events.mapping.derived import DerivedValues
from target_tiktok_events.mapping.drafts import Draft
from target_tiktok_events.mapping.event_sources import EventSourceBuilder
from target_tiktok_events.mapping.event_times import EventTimes
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
from target_tiktok_events.mapping.match_keys import MatchKeyCheck
from target_tiktok_events.mapping.orders import (
    ORDER_FIELDS,
    PERSONAL_COLUMNS,
    PERSONAL_FIELDS,
)
from target_tiktok_events.mapping.paths import compile_path
from target_tiktok_events.mapping.plans import left_out_by
from target_tiktok_events.mapping.properties import PropertiesBuilder
from target_tiktok_events.mapping.results import Results
from target_tiktok_events.mapping.rule_book import RuleBook
from target_tiktok_events.mapping.stream_names import stream_filter
from target_tiktok_events.mapping.user import UserBuilder
from target_tiktok_events.mapping.values import is_true

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.mapping.orders import Order
    from target_tiktok_events.mapping.plans import EventPlan


_UNKNOWN = Columns()


def _ignore(_column: str) -> None:
    """Take no note."""


class Mapper:
    """Maps records to events; compiled once from the settings and the columns of a stream.

    Args:
        options: settings of the mapping.
        now: Unix seconds.
        columns: those of the SCHEMA, for names that differ in case only.
        counts: where to count; a counter of its own by default.
        note_naive: is told the column of a time that has no zone; of each such time.

    `counts` holds how often a value was left out or changed, by reason. `reads` says whether a
    stream is one of those in the setting `streams`. `columns` are those that a record is asked
    for, besides its key; None if a path may ask for any.

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
        note_naive: Callable[[str], None] = _ignore,
    ) -> None:
        self.counts = counts = ValueCounts() if counts is None else counts
        source = options.event_source
        options = options.of_stream(columns)
        fields = order_finder(source, options.field_mapping, columns)
        self.reads = stream_filter(options.streams)
        self._consent = options.consent_column and compile_path(
            options.consent_column, "consent_column"
        )
        derived = DerivedValues(options.field_mapping, columns)
        self._rules = RuleBook(options, fields, derived)
        self._user = UserBuilder(source, options.default_country_code, counts)
        self._match_keys = MatchKeyCheck(source, fields, counts)
        self._ids = EventIds(fields)
        self._times = EventTimes(options, now, note_naive)
        self._event_source = EventSourceBuilder(options, fields, counts)
        self._properties = PropertiesBuilder(item_finder(options.field_mapping), options, counts)
        personal = fields.all_columns(PERSONAL_FIELDS) | set(
            map(columns.resolved, PERSONAL_COLUMNS)
        )
        keys = RecordKeys(personal)
        self._results = Results(self._ids, self._times, keys, options.source)
        self.columns = _columns_read(options, fields, derived)
        self._unread = left_out_by("streams", fields)
        self._no_consent = left_out_by("consent", fields)
        self._steps = (
            *(self._put_user, self._put_id, self._put_time, self._put_event_source),
            *(self._put_properties, self._check_match_keys),
        )

    def map(
        self, stream: str, record: Mapping[str, Any], key_properties: Sequence[str]
    ) -> tuple[Event | Refused | LeftOut, ...]:
        """The event of one record, or why there is none; several where rules say `also`."""
        return tuple(self.map_all(stream, [record], key_properties))

    def map_all(
        self, stream: str, records: Sequence[Mapping[str, Any]], key_properties: Sequence[str]
    ) -> list[Event | Refused | LeftOut]:
        """What becomes of some records, in their order; of each at least one result.

        Never raises, whatever a record holds: any JSON value, Decimal, and datetime or date
        objects, in any column. Each step is taken for all records before the next one: the code of
        one step stays where the processor is quickest, which saves a fifth of the whole mapping.
        """
        results = [
            self._begun(stream, record, plan, key_properties)
            for record in records
            for plan in self._plans_of(stream, record)
        ]
        drafts = [each for each in results if isinstance(each, Draft)]
        for step in self._steps:
            for draft in drafts:
                if draft.why is None:
                    try:
                        step(draft)
                    except Unmappable as why:
                        draft.why = why
        for draft in drafts:
            draft.payload = encode(draft.event, self.counts)
        return [
            self._results.of(each, stream, key_properties) if isinstance(each, Draft) else each
            for each in results
        ]

    def left_out(self, stream: str, rule: str, record: Mapping[str, Any]) -> LeftOut:
        """A record that something else than a setting of the mapping leaves out."""
        return self._results.left_out(stream, rule, self._no_consent, record)

    def _plans_of(self, stream: str, record: Mapping[str, Any]) -> Sequence[EventPlan]:
        if not self.reads(stream):
            return (self._unread,)
        if self._consent and not is_true(self._consent(record)):
            return (self._no_consent,)
        return self._rules.plans_of(stream, record)

    def _begun(
        self,
        stream: str,
        record: Mapping[str, Any],
        plan: EventPlan,
        key_properties: Sequence[str],
    ) -> Draft | Refused | LeftOut:
        if plan is self._unread:  # no orders: their columns were not even decoded
            return LeftOut(stream, plan.rule)
        if plan.skip:
            return self._results.left_out(stream, plan.rule, plan, record)
        order = plan.fields.find(record)
        if self._times.is_left_out(order, plan.fields, record):
            return self._results.left_out(stream, "send_since", plan, record)
        if plan.refusal is not None:
            return self._results.refused(stream, key_properties, plan, record, order)
        return Draft(record, plan, order, {"event": plan.event_name})

    def _put_user(self, draft: Draft) -> None:
        user = self._user.build(draft.order)
        if user:
            draft.event["user"] = user

    def _put_id(self, draft: Draft) -> None:
        draft.event["event_id"] = self._ids.id_of(draft.order)

    def _put_time(self, draft: Draft) -> None:
        draft.event["event_time"] = self._times.time_of(draft)

    def _put_event_source(self, draft: Draft) -> None:
        draft.event.update(self._event_source.build(draft.order))

    def _check_match_keys(self, draft: Draft) -> None:
        self._match_keys.check(draft.event.get("user", {}))

    def _put_properties(self, draft: Draft) -> None:
        properties = self._properties.build(draft.order, draft.plan)
        if properties:
            draft.event["properties"] = properties


def _columns_read(
    options: MappingOptions, fields: FieldFinder[Order], derived: DerivedValues
) -> frozenset[str] | None:
    """The columns that fields and settings name, JSONPaths by their first step."""
    texts = set(fields.all_columns(ORDER_FIELDS)) | derived.reads

    def note(_setting: str, text: str) -> str:
        texts.add(text)
        return text

    options.with_columns(note)
    read = [columns_read(text) for text in texts]
    if None in read:
        return None
    return frozenset().union(*filter(None, read))
