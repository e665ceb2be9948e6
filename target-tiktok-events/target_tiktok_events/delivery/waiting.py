"""Events that wait to be looked up in the ledger, many at once."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from target_tiktok_events.ledger.claims import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from target_tiktok_events.ledger.claims import Key
    from target_tiktok_events.ledger.ledger import Ledger
    from target_tiktok_events.ledger.past_deliveries import PastDeliveries
    from target_tiktok_events.mapping.events import Event

LOOK_UP_AT_ONCE: Final = 1000
_USUAL_BYTES: Final = 4_000  # orders of hundreds of line items must not cost memory by the thousand
_OLDEST_SECONDS: Final = 2.0  # an event waits no longer for others to share its request


class WaitingEvents:
    """Collects events in their order, numbered from the first of the run.

    What was looked up stays until `clear`: no STATE may pass an event whose look-up failed.

    Args:
        ledgers: know what was delivered, of each event source by its number.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        ledgers: Sequence[Ledger | PastDeliveries],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.admitted = 0
        self._ledgers = ledgers
        self._clock = clock
        self._events: list[Event] = []
        self._unusual_bytes = 0
        self._since = 0.0

    def __len__(self) -> int:
        return len(self._events)

    @property
    def first(self) -> int:
        """The number of the earliest event that waits; that of the next one if none does."""
        return self.admitted - len(self._events)

    def join(self, event: Event) -> bool:
        """Takes the usual event, which joins others and fills nothing; False if it is another."""
        if 0 < len(self._events) < LOOK_UP_AT_ONCE - 1 and len(event.payload) <= _USUAL_BYTES:
            self._events.append(event)
            self.admitted += 1
            return True
        return False

    def add(self, event: Event) -> bool:
        """Takes an event; True if the look-up is worth it now."""
        if not self._events:
            self._since = self._clock()
        self._events.append(event)
        self.admitted += 1
        if len(event.payload) > _USUAL_BYTES:
            self._unusual_bytes += len(event.payload)
        return (
            len(self._events) >= LOOK_UP_AT_ONCE
            or self._unusual_bytes > LOOK_UP_AT_ONCE * _USUAL_BYTES
        )

    def have_waited_long(self) -> bool:
        """Whether the last to come first did so long ago that a slow tap's events should go."""
        return self._clock() - self._since >= _OLDEST_SECONDS

    def looked_up(self) -> Iterable[tuple[int, Event, bool]]:
        """Number, event, and whether it was delivered before; in their order.

        Raises:
            StorageError: if the ledger can't be read.
        """
        keys: defaultdict[int, set[Key]] = defaultdict(set)
        for event in self._events:
            keys[event.source].add(key_of(event))
        found = {
            (source, key)
            for source in sorted(keys)
            for key in self._ledgers[source].find(keys[source])
        }
        is_known = ((event.source, key_of(event)) in found for event in self._events)
        return zip(
            itertools.count(self.first),
            self._events,
            is_known if found else itertools.repeat(object=False),
            strict=False,
        )

    def clear(self) -> None:
        """Forgets the events: each of them has ended or is in a batch."""
        self._events, self._unusual_bytes = [], 0
