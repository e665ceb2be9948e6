"""The order of pages: which is asked for next, and which is handed out next.

A *group* is all queries of one advertiser; a query's *place* is its number in the group. The
order is that of the groups, their places, their pages. Queries that replace another, or that are
added later, stand behind the others of their place and before the next one.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import TapError
from tap_tiktok_ads.fetch.page import Page, Split, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tap_tiktok_ads.fetch.query import Query

_BEHIND_SPLITS: Final = 1 << 30
"""Sorts behind all queries that replace another one."""


@dataclass(order=True, slots=True)
class Slot:
    """One page that is asked for: its group, its query's place, its number, what came of it."""

    group: int
    place: tuple[int, ...]
    number: int
    query: Query = field(compare=False)
    answer: Page | Split | Unanswered | TapError | None = field(default=None, compare=False)


class AskingOrder:
    """Two queues of the same slots: to be asked for, and to be handed out.

    Not safe for threads: whoever shares it holds a lock.
    """

    def __init__(self) -> None:
        """Nothing is to be asked for."""
        self.ahead = 0
        """How many pages are in flight, or there and not handed out."""
        self._to_ask: list[Slot] = []
        self._to_hand_out: list[list[Slot]] = []
        self._replaced: set[tuple[int, tuple[int, ...]]] = set()
        self._dropped: set[int] = set()
        self._added = 0

    def plan(self, groups: Sequence[Sequence[Query]]) -> None:
        """Put the first page of every query in order; once."""
        for group, queries in enumerate(groups):
            slots = [Slot(group, (place,), 1, query) for place, query in enumerate(queries)]
            self._to_hand_out.append(slots)  # sorted already: a valid heap
            self._to_ask.extend(slots)

    def add(self, group: int, place: int, queries: Sequence[Query]) -> None:
        """Put more queries at a place of the group that is being read."""
        self._added += 1
        for number, query in enumerate(queries):
            self._put(Slot(group, (place, _BEHIND_SPLITS, self._added, number), 1, query))

    def next_to_ask(self) -> Slot | None:
        """Return what is asked for next, without taking it."""
        return self._to_ask[0] if self._to_ask else None

    def take(self) -> Slot:
        """Take what is asked for next: it is in flight from now on."""
        self.ahead += 1
        return heapq.heappop(self._to_ask)

    def waiting(self) -> int:
        """Return how many pages nobody has begun to ask for."""
        return len(self._to_ask)

    def settle(self, slot: Slot, answer: Page | Split | Unanswered | TapError) -> None:
        """Note what came, and put what follows from it: more pages, or smaller queries."""
        slot.answer = answer
        if slot.group in self._dropped or (slot.group, slot.place) in self._replaced:
            return
        if isinstance(answer, Split):
            self._replaced.add((slot.group, slot.place))
            self._forget(lambda other: (other.group, other.place) == (slot.group, slot.place))
            for number, query in enumerate(answer.queries):
                self._put(Slot(slot.group, (*slot.place, number), 1, query))
        elif isinstance(answer, Page) and slot.number == 1:
            for number in range(2, answer.total_pages + 1):
                self._put(Slot(slot.group, slot.place, number, slot.query))

    def next_to_hand_out(self, group: int, place: int | None = None) -> Slot | None:
        """Return what a group hands out next, there or not; None behind the end of the place."""
        slots = self._to_hand_out[group]
        if not slots or (place is not None and slots[0].place[0] != place):
            return None
        return slots[0]

    def hand_out(self, group: int) -> Slot:
        """Take the next slot of a group, whose answer is there.

        Of a query that was split, the other pages go: which are there depends on the threads.
        After an error the whole group goes.
        """
        slots = self._to_hand_out[group]
        slot = heapq.heappop(slots)
        self.ahead -= 1
        if isinstance(slot.answer, Split):
            kept = [other for other in slots if other.place != slot.place]
            self.ahead -= len(slots) - len(kept)
            heapq.heapify(kept)
            slots[:] = kept
        elif isinstance(slot.answer, TapError):
            self.drop(group)
        return slot

    def drop(self, group: int) -> None:
        """Forget a group: nothing more of it is asked for, and what is in flight is ignored."""
        self._dropped.add(group)
        self._forget(lambda slot: slot.group == group)
        self.ahead -= len(self._to_hand_out[group])
        self._to_hand_out[group].clear()

    def _put(self, slot: Slot) -> None:
        heapq.heappush(self._to_hand_out[slot.group], slot)
        heapq.heappush(self._to_ask, slot)

    def _forget(self, unwanted: Callable[[Slot], bool]) -> None:
        """Take slots that nobody has begun to ask for out of both queues."""
        gone = [slot for slot in self._to_ask if unwanted(slot)]
        for slot in gone:
            self._to_hand_out[slot.group].remove(slot)
            self._to_ask.remove(slot)
        if gone:
            heapq.heapify(self._to_ask)
            heapq.heapify(self._to_hand_out[gone[0].group])
