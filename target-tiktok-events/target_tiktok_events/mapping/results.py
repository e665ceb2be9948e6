"""What a record ends as, with what is known of its event: built by the mapper's last step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.user import match_keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.mapping.drafts import Draft
    from target_tiktok_events.mapping.event_times import EventTimes
    from target_tiktok_events.mapping.events import Unmappable
    from target_tiktok_events.mapping.ids import EventIds, RecordKeys
    from target_tiktok_events.mapping.orders import Order
    from target_tiktok_events.mapping.plans import EventPlan

_NOTHING: dict[str, Any] = {}


class Results:
    """Makes events, refusals and left-out records of one event source.

    Args:
        ids: reads the id of an order.
        times: reads its time.
        keys: name records in reports.
        source: the number of the event source.
    """

    def __init__(self, ids: EventIds, times: EventTimes, keys: RecordKeys, source: int) -> None:
        self._ids = ids
        self._times = times
        self._keys = keys
        self._source = source

    def left_out(
        self, stream: str, rule: str, plan: EventPlan, record: Mapping[str, Any]
    ) -> LeftOut:
        """A record that a rule leaves out, with the id and the time of its order."""
        event_id, seconds = self._identity(plan.fields.find(record), plan, record)
        return LeftOut(stream, rule, event_id, seconds, self._source)

    def refused(
        self,
        stream: str,
        key_properties: Sequence[str],
        plan: EventPlan,
        record: Mapping[str, Any],
        order: Order,
    ) -> Refused:
        """A record whose plan says that it can't become an event."""
        event_id, seconds = self._identity(order, plan, record)
        return Refused(
            stream,
            self._keys.key_of(record, key_properties, event_id),
            "map",
            plan.refusal or "",
            source=self._source,
            event=plan.event_name or None,
            event_id=event_id,
            event_time=seconds,
        )

    def of(self, draft: Draft, stream: str, key_properties: Sequence[str]) -> Event | Refused:
        """What a draft has become when all steps are taken."""
        event = draft.event
        key = self._keys.key_of(draft.record, key_properties, event.get("event_id"))
        match_keys = match_keys_of(event.get("user", _NOTHING))
        properties = event.get("properties", _NOTHING)
        if draft.why is None:
            return Event(
                stream,
                key,
                event["event"],
                event["event_id"],
                event["event_time"],
                draft.payload,
                match_keys,
                self._source,
                properties.get("value"),
                properties.get("currency"),
            )
        reason = _reason(draft.why, draft.plan, draft.record)
        event_id, seconds = self._identity(draft.order, draft.plan, draft.record)
        return Refused(
            *(stream, key, draft.why.stage, reason, draft.payload, self._source),
            *(event["event"], event_id, seconds, match_keys),
            *(properties.get("value"), properties.get("currency")),
        )

    def _identity(
        self, order: Order, plan: EventPlan, record: Mapping[str, Any]
    ) -> tuple[str | None, int | None]:
        """Id and time of an order that gives no event, as far as they can be read."""
        return self._ids.known_id_of(order), self._times.seconds_of(order, plan.fields, record)


def _reason(why: Unmappable, plan: EventPlan, record: Mapping[str, Any]) -> str:
    if why.field is None:
        return why.problem
    return f"{plan.fields.column_of(why.field, record)} {why.problem}"
