"""Events and envelopes for tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from target_tiktok_events.dead_letters.letter import Addressee
from target_tiktok_events.mapping.events import Event, MatchKey
from target_tiktok_events.tiktok.client import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_tiktok_events.tiktok.outcomes import Ending, Outcome

ADDRESSEE = Addressee("web", "CEXAMPLE0PIXEL0CODE0")


def made_event(
    event_id: str = "1001", *, event: str = "CompletePayment", padding: int = 0, source: int = 0
) -> Event:
    """An event with this id for an event source, and as many more bytes as asked."""
    payload: dict[str, Any] = {"event": event, "event_id": event_id, "event_time": 1_760_000_000}
    if padding:
        payload["properties"] = {"description": "x" * padding}
    return Event(
        stream="orders",
        record_key=f"order_id={event_id}",
        event=event,
        event_id=event_id,
        event_time=1_760_000_000,
        payload=json.dumps(payload, separators=(",", ":")).encode(),
        match_keys=MatchKey.EMAIL,
        source=source,
    )


def made_events(count: int) -> list[Event]:
    """Events 0, 1, … of one event name."""
    return [made_event(str(number)) for number in range(count)]


def answered(code: int | None, message: str = "", data: object = None) -> Envelope:
    """TikTok's answer with this code, on HTTP 200."""
    return Envelope(200, code, message, "20260101AAAA", data)


def ids_of(body: bytes) -> list[str]:
    """The event ids of a request body."""
    return [event["event_id"] for event in json.loads(body)["data"]]


def endings_of(outcomes: Iterable[Outcome | None]) -> list[Ending | None]:
    """The ending of each outcome."""
    return [None if outcome is None else outcome.ending for outcome in outcomes]
