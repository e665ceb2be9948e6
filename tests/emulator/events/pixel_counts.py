"""What of the received events the pixels' list and statistics show: production events only."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from tests.emulator.events.dedup import Origin
    from tests.emulator.events.state import EventsState


class PixelCounts:
    """Counts by pixel code, UTC day and name; before or after deduplication, as the switch says."""

    def __init__(self, state: EventsState) -> None:
        self._state = state

    def on(self, code: str, day: date) -> tuple[Counter[str], Counter[str]]:
        """What came from browsers and from servers on a day, by name."""
        with self._state.lock:
            return self._origin("browser", code, day), self._origin("server", code, day)

    def browser_names(self, code: str) -> set[str]:
        """The events that a test let browsers send, on whatever day."""
        with self._state.lock:
            received = self._state.store.counters.received_on["browser"]
            return {name for source_id, name, _ in received if source_id == code}

    def names_until(self, code: str, instant: datetime) -> set[str]:
        """The events that were received first at or before an instant, whoever sent them."""
        latest = instant.timestamp()
        with self._state.lock:
            firsts = self._state.store.counters.first_received
            return {
                name
                for (source_id, name), first in firsts.items()
                if source_id == code and first <= latest
            }

    def _origin(self, origin: Origin, code: str, day: date) -> Counter[str]:
        counters = self._state.store.counters
        deduplicated = self._state.options.stats_counting == "stored"
        counted = (counters.stored_on if deduplicated else counters.received_on)[origin]
        return Counter(
            {
                name: count
                for (source_id, name, on), count in counted.items()
                if (source_id, on) == (code, day)
            }
        )
