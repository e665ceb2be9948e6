"""Events to batches: as many as fit into one request, in the order they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from target_tiktok_events.tiktok.outcomes import Ending, Outcome

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import Event


class Batch(msgspec.Struct, frozen=True):
    """The events of one request; `first` is the number of the earliest among all of the run."""

    first: int
    events: list[Event]

    @property
    def source(self) -> int:
        """The number of the event source that all of them go to."""
        return self.events[0].source


class BatchBuilder:
    """Collects events until a request is full, by count or by bytes.

    Args:
        max_events: events per request.
        max_bytes: bytes of one request body.
        frame_bytes: bytes of a body besides the events.
    """

    def __init__(self, max_events: int, max_bytes: int, frame_bytes: int) -> None:
        self._max_events = max_events
        self._room = max_bytes - frame_bytes
        self._events: list[Event] = []
        self._first = 0
        self._bytes = 0

    @property
    def first(self) -> int | None:
        """The number of the earliest event that waits here; None if there is none."""
        return self._first if self._events else None

    def __len__(self) -> int:
        return len(self._events)

    def fits_alone(self, event: Event) -> bool:
        """Whether an event fits into a request of its own."""
        return len(event.payload) <= self._room

    def too_large(self, event: Event) -> Outcome:
        """The outcome of an event that no request has room for."""
        reason = (
            f"the event alone has {len(event.payload)} bytes; max_batch_bytes leaves "
            f"{max(self._room, 0)} for it"
        )
        return Outcome(Ending.REJECTED, reason=reason)

    def add(self, number: int, event: Event) -> Batch | None:
        """Takes an event; gives the batch that it completes or has no room in."""
        size = len(event.payload) + 1  # the comma
        full = self.flush() if self._events and self._bytes + size - 1 > self._room else None
        if not self._events:
            self._first = number
        self._events.append(event)
        self._bytes += size
        if full is None and len(self._events) >= self._max_events:
            return self.flush()
        return full

    def flush(self) -> Batch | None:
        """Gives what has been collected, or None."""
        if not self._events:
            return None
        batch = Batch(self._first, self._events)
        self._events, self._bytes = [], 0
        return batch
