"""Events of different streams that TikTok, and the ledger, take for one: same event, same id."""

from __future__ import annotations

import mmap
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from target_tiktok_events.mapping.events import Event

_SLOT_BITS: Final = 20
_SLOTS: Final = 1 << _SLOT_BITS
_LOW: Final = _SLOTS - 1
_WORD: Final = (1 << 64) - 1


class IdCollisions:
    """Notices such events, in 8 MB however many there are.

    Each event leaves its stream and 44 bits of a hash in the slot that the other 20 bits name. A
    later event overwrites it: of millions, some collisions are missed, and none is made up. Two
    streams whose ids overlap show all the same.

    `by_streams` counts events whose key came before, by the earlier stream and the event's own.
    """

    def __init__(self) -> None:
        self.by_streams: Counter[tuple[str, str]] = Counter()
        self._numbers: dict[str, int] = {}
        self._slots: memoryview | None = None  # pages of it take memory when they are used

    def note(self, event: Event) -> None:
        """Takes an event that was built."""
        stream = event.stream
        number = self._numbers.get(stream)
        if number is None:
            number = self._numbers[stream] = len(self._numbers) + 1
        slots = self._slots
        if slots is None:
            slots = self._slots = memoryview(mmap.mmap(-1, 8 * _SLOTS)).cast("Q")
        key = hash((event.source, event.event, event.event_id)) & _WORD
        slot = key & _LOW
        mine = key ^ slot | number
        found = slots[slot]
        if found != mine:
            if found and found >> _SLOT_BITS == key >> _SLOT_BITS:
                self.by_streams[list(self._numbers)[(found & _LOW) - 1], stream] += 1
            slots[slot] = mine
