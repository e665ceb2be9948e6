"""Counts of everything received, small enough for a million events."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from tests.emulator.events.dedup import Origin

Place = tuple[str, str, "date"]
"""Event source id, event name, UTC day of receipt (or of the event, by switch)."""


class Counters:
    """Totals since the start or the last clearing."""

    def __init__(self) -> None:
        self.requests = 0
        self.answers: Counter[str] = Counter()
        self.stored_events = 0
        self.browser_events = 0
        self.duplicates = 0
        self.merged_with_browser = 0
        self.test = 0
        self.unmatched = 0
        self.left_out = 0
        self.largest_batch = 0
        self.largest_body = 0
        self.flags: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.first_received: dict[tuple[str, str], float] = {}
        self.received_on: dict[Origin, Counter[Place]] = defaultdict(Counter)
        self.stored_on: dict[Origin, Counter[Place]] = defaultdict(Counter)
        self._coverage: dict[str, Counter[str]] = defaultdict(Counter)

    def received(self, place: Place, origin: Origin, seconds: float) -> None:
        """Count one production event before deduplication, received at these POSIX seconds."""
        self.received_on[origin][place] += 1
        self.first_received.setdefault(place[:2], seconds)

    def stored(self, place: Place, origin: Origin, event: dict[str, Any], *, matched: bool) -> None:
        """Count one production event that is kept; the server's ones count for coverage."""
        self.stored_on[origin][place] += 1
        if origin == "browser":
            self.browser_events += 1
            return
        self.stored_events += 1
        self.unmatched += not matched
        self.sources[place[0]] += 1
        self.names[place[1]] += 1
        for name, value in event.items():
            if type(value) is dict:
                covered = self._coverage[name]
                for key, inner in value.items():
                    if inner or inner == 0:
                        covered[key] += 1
            elif value or value == 0:
                self._coverage[""][name] += 1

    def duplicate(self, origin: Origin, of: Origin) -> None:
        """Count one production event that repeats an earlier one."""
        self.duplicates += 1
        self.merged_with_browser += origin != of

    def summary(self) -> dict[str, object]:
        """Return all totals as JSON values; `coverage` counts stored events that have a field."""
        coverage = {
            f"{section}.{name}".lstrip("."): count
            for section, names in self._coverage.items()
            for name, count in names.items()
        }
        return {
            "requests": self.requests,
            "answers": dict(self.answers),
            "stored": self.stored_events,
            "browser": self.browser_events,
            "duplicates": self.duplicates,
            "merged_with_browser": self.merged_with_browser,
            "test": self.test,
            "unmatched": self.unmatched,
            "left_out": self.left_out,
            "largest_batch": self.largest_batch,
            "largest_body": self.largest_body,
            "flags": dict(self.flags),
            "events": dict(self.names),
            "event_sources": dict(self.sources),
            "coverage": coverage,
        }
