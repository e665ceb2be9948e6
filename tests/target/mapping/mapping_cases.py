"""What the mapping tests have in common: a fixed clock, a plain order, and one call."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.events import Event, LeftOut, Refused
from target_tiktok_events.mapping.mapper import Mapper
from tests.target.mapping.options_for import options_for

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

NOW = 1704800000.0
"""2024-01-09T11:33:20Z"""

ORDER: Mapping[str, Any] = {
    "order_id": 1001,
    "created_at": "2024-01-08T12:00:00Z",
    "total": Decimal("46.00"),
    "currency": "EUR",
}


def outcome(
    record: Mapping[str, Any], *, keys: Sequence[str] = ("order_id",), **settings: Any
) -> Event | Refused | LeftOut:
    """What becomes of a record under some settings, at `NOW`."""
    (result,) = outcomes(record, keys=keys, **settings)
    return result


def outcomes(
    record: Mapping[str, Any], *, keys: Sequence[str] = ("order_id",), **settings: Any
) -> tuple[Event | Refused | LeftOut, ...]:
    """The same for a record that may give several events."""
    return Mapper(options_for(**settings), now=lambda: NOW).map("orders", record, keys)


def sent(record: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    """The `data[]` item of a record that must become an event; fractions as Decimal."""
    event = outcome(record, **settings)
    assert isinstance(event, Event), event
    item: dict[str, Any] = json.loads(event.payload, parse_float=Decimal)
    return item


def sent_with_counts(
    record: Mapping[str, Any], **settings: Any
) -> tuple[dict[str, Any], Counter[str]]:
    """Like `sent`, with what the mapper counted, but for match keys, which `ORDER` has none of."""
    mapper = Mapper(options_for(**settings), now=lambda: NOW)
    (event,) = mapper.map("orders", record, ["order_id"])
    assert isinstance(event, Event), event
    mapper.counts.pop("match_key_missing", None)
    return json.loads(event.payload, parse_float=Decimal), mapper.counts


def refused(record: Mapping[str, Any], **settings: Any) -> Refused:
    """The refusal of a record that must become a dead letter."""
    refusal = outcome(record, **settings)
    assert isinstance(refusal, Refused), refusal
    return refusal
