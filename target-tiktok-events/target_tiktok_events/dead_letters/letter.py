"""A dead letter: what could not be delivered, why, and where it was to go; one JSON line each.

A line holds `time` (UTC), `event_source`, `event_source_id`, `test`, `stream`, `record_key`,
`stage`, `code`, `reason`, `request_id` and `event`, the hashed event or null. `test` says that it
was a test event. `stage` says where the record ended: `map` (no event could be built), `age` (too
old), `value` (an unusable value) or `api` (the event is complete, and TikTok or the size limit of
a request refused it; it can be sent again from the file).
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import Event, Refused


class Addressee(msgspec.Struct, frozen=True):
    """Where an event was to go: an event source, and whether to its Test Events."""

    event_source: str
    event_source_id: str
    is_test: bool = False


class DeadLetter(msgspec.Struct, frozen=True):
    """One record that was not delivered; the fields are those of the file's lines."""

    addressee: Addressee
    stream: str
    record_key: str
    stage: str
    reason: str
    code: int | None = None
    request_id: str | None = None
    event: bytes | None = None

    @classmethod
    def of_record(cls, refused: Refused, addressee: Addressee) -> DeadLetter:
        """The dead letter of a record that could not become an event."""
        return cls(
            addressee,
            refused.stream,
            refused.record_key,
            refused.stage,
            refused.reason,
            event=refused.payload,
        )

    @classmethod
    def of_event(
        cls,
        event: Event,
        addressee: Addressee,
        reason: str,
        code: int | None = None,
        request_id: str | None = None,
    ) -> DeadLetter:
        """The dead letter of a complete event that was refused."""
        return cls(
            addressee,
            event.stream,
            event.record_key,
            "api",
            reason,
            code,
            request_id or None,
            event.payload,
        )


def encode_line(letter: DeadLetter, seconds: float) -> bytes:
    """One line of the file, with its line feed; `seconds` is the Unix time it gets."""
    line: dict[str, Any] = {
        "time": utc_text(seconds),
        "event_source": letter.addressee.event_source,
        "event_source_id": letter.addressee.event_source_id,
        "test": letter.addressee.is_test,
        "stream": letter.stream,
        "record_key": letter.record_key,
        "stage": letter.stage,
        "code": letter.code,
        "reason": letter.reason,
        "request_id": letter.request_id,
        "event": None if letter.event is None else msgspec.Raw(letter.event),
    }
    try:
        return msgspec.json.encode(line) + b"\n"
    except UnicodeEncodeError:  # half of a character pair, cut off somewhere upstream
        texts = {name: _encodable(value) for name, value in line.items() if isinstance(value, str)}
        return msgspec.json.encode({**line, **texts}) + b"\n"


def utc_text(seconds: float) -> str:
    """A Unix time as the file writes it, such as 2026-11-21T09:30:00Z."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
