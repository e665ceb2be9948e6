"""What TikTok keeps: production events once, test events apart, and what was noticed."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tests.emulator.events.counters import Counters
from tests.emulator.events.dedup import FirstReceipts, Origin, dedup_key
from tests.emulator.events.received import ReceivedLog

if TYPE_CHECKING:
    from datetime import date

    from tests.emulator.events.ages import Ages
    from tests.emulator.events.batch import Batch
    from tests.emulator.events.options import EventsOptions

MAX_FLAGS_KEPT = 10_000
"""Flags beyond this are counted only."""


class Kept(msgspec.Struct):
    """One event as received; `event` is the JSON object as sent.

    `matched` is false when it was too old or in the future. In a duplicate, `duplicate_of` names
    the origin of the first event; in a stored event `merged` names what duplicates added to it.
    """

    origin: Origin
    received: str
    request_id: str
    event_source: str
    event_source_id: str
    test_event_code: str | None
    event: dict[str, Any]
    matched: bool = True
    duplicate_of: Origin | None = None
    merged: list[str] = []


class Flagged(msgspec.Struct):
    """One mistake of a sender that was let pass; `index` is null for the request itself."""

    kind: str
    path: str
    index: int | None
    event_source_id: str
    event_id: str | None
    request_id: str


class Arrival(msgspec.Struct):
    """When and how a batch arrived."""

    at: datetime
    request_id: str
    origin: Origin = "server"


class _Moment(NamedTuple):
    day: date
    seconds: float


class EventStore:
    """Everything received, as far as option `keep` says; the counters always count all."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.stored: list[Kept] = []
        self.duplicates: list[Kept] = []
        self.test: list[Kept] = []
        self.flags: list[Flagged] = []
        self.received = ReceivedLog()
        self._firsts = FirstReceipts()
        self._originals: dict[tuple[Origin, int], Kept] = {}

    def add(self, batch: Batch, arrival: Arrival, ages: Ages, options: EventsOptions) -> None:
        """Store a checked batch, without the events that `ages` leaves out."""
        self._note_mistakes(batch, arrival)
        received = instant_text(arrival.at)
        # One object for all keys of a batch: a million floats of their own would be 24 MB.
        moment = _Moment(arrival.at.date(), arrival.at.timestamp())
        for index, event in enumerate(batch.events):
            if index in ages.left_out:
                self.counters.left_out += 1
                continue
            kept = Kept(
                arrival.origin,
                received,
                arrival.request_id,
                batch.event_source,
                batch.event_source_id,
                batch.test_event_code,
                event,
                index not in ages.unmatched,
            )
            if batch.test_event_code is None:
                self._add_production(kept, moment, options)
            else:
                self.counters.test += 1
                if options.keep == "full":
                    self.test.append(kept)

    def _add_production(self, kept: Kept, moment: _Moment, options: EventsOptions) -> None:
        name, event_id = kept.event["event"], kept.event.get("event_id")
        place = (kept.event_source_id, name, _counted_day(kept.event, moment, options))
        self.counters.received(place, kept.origin, moment.seconds)
        if event_id and options.keep != "count":
            key = dedup_key(kept.event_source_id, name, event_id)
            merge_near = options.near_pixel == "merge"
            of = self._firsts.original(key, kept.origin, moment.seconds, merge_near=merge_near)
            if of is not None:
                self._add_duplicate(kept, of, key, options)
                return
            if options.keep == "full":
                self._originals[kept.origin, key] = kept
        self.counters.stored(place, kept.origin, kept.event, matched=kept.matched)
        if options.keep == "full":
            self.stored.append(kept)

    def _add_duplicate(self, kept: Kept, of: Origin, key: int, options: EventsOptions) -> None:
        self.counters.duplicate(kept.origin, of)
        if options.keep != "full":
            return
        kept.duplicate_of = of
        self.duplicates.append(kept)
        first = self._originals.get((of, key))
        if first is not None:
            first.merged.extend(_merge_match_keys(first.event, kept.event))

    def _note_mistakes(self, batch: Batch, arrival: Arrival) -> None:
        for mistake in batch.mistakes:
            self.counters.flags[mistake.kind] += 1
            if len(self.flags) >= MAX_FLAGS_KEPT:
                continue
            event = {} if mistake.index is None else batch.events[mistake.index]
            self.flags.append(
                Flagged(
                    mistake.kind,
                    mistake.path,
                    mistake.index,
                    batch.event_source_id,
                    event.get("event_id"),
                    arrival.request_id,
                )
            )


def _counted_day(event: dict[str, Any], moment: _Moment, options: EventsOptions) -> date:
    seconds = event.get("event_time")
    if options.stats_day == "receipt" or type(seconds) is not int:
        return moment.day
    return datetime.fromtimestamp(seconds, timezone.utc).date()


def instant_text(at: datetime) -> str:
    """Return a UTC instant as ISO 8601 with milliseconds and `Z`."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _merge_match_keys(first: dict[str, Any], later: dict[str, Any]) -> list[str]:
    """Add what `user` of `later` has and `first` lacks: the first wins, the rest enriches it."""
    user = first.setdefault("user", {})
    added = [name for name, value in later.get("user", {}).items() if value and not user.get(name)]
    for name in added:
        user[name] = later["user"][name]
    return ["user." + name for name in added]
