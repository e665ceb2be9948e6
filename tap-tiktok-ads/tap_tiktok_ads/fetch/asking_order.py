"""The order of pages: what can be asked for next, and which is handed out next.

A *group* is all queries of one advertiser; a query's *place* is its number in the group. The
order is that of the groups, their places, their pages. Queries that replace another, or that are
added later, stand behind the others of their place and before the next one.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import TapError
from tap_tiktok_ads.fetch.page import Page, Split, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tap_tiktok_ads.fetch.packed_page import PackedPage
    from tap_tiktok_ads.fetch.query import Query

_BEHIND_SPLITS: Final = 1 << 30
"""Sorts behind all queries that replace another one."""


@dataclass(order=True, slots=True)
class Slot:
    """One page that is asked for: its group, its query's place, its number, what came of it.

    It `is_ahead` while it is in flight, or there and not handed out, and `is_far` when it was
    asked for before pages of an earlier group.
    """

    group: int
    place: tuple[int, ...]
    number: int
    query: Query = field(compare=False)
    answer: Page | PackedPage | Split | Unanswered | TapError | None = field(
        default=None, compare=False
    )
    is_ahead: bool = field(default=False, compare=False)
    is_far: bool = field(default=False, compare=False)


class AskingOrder:
    """Two queues of the same slots per group: to be asked for, and to be handed out.

    Not safe for threads: whoever shares it holds a lock.
    """

    def __init__(self) -> None:
        """Nothing is to be asked for."""
        self._to_ask: list[list[Slot]] = []
        self._to_hand_out: list[list[Slot]] = []
        self._unfinished: list[int] = []
        self._waiting = 0
        self._replaced: set[tuple[int, tuple[int, ...]]] = set()
        self._dropped: set[int] = set()
        self._added = 0

    def plan(self, groups: Sequence[Sequence[Query]]) -> None:
        """Put the first page of every query in order; once."""
        for group, queries in enumerate(groups):
            slots = [Slot(group, (place,), 1, query) for place, query in enumerate(queries)]
            self._to_hand_out.append(slots)  # sorted already: a valid heap
            self._to_ask.append(slots.copy())
            self._waiting += len(slots)
            if slots:
                self._unfinished.append(group)

    def add(self, group: int, place: int, queries: Sequence[Query]) -> None:
        """Put more queries at a place of the group that is being read."""
        self._added += 1
        for number, query in enumerate(queries):
            self._put(Slot(group, (place, _BEHIND_SPLITS, self._added, number), 1, query))

    def next_to_ask(self, groups: int) -> list[Slot]:
        """Return the next slot of each of the first so many groups that have one."""
        return [self._to_ask[group][0] for group in self._unfinished[:groups]]

    def waiting_in(self, group: int) -> int:
        """Return how many pages of a group nobody has begun to ask for."""
        return len(self._to_ask[group])

    def waiting(self) -> int:
        """Return how many pages nobody has begun to ask for."""
        return self._waiting

    def take(self, slot: Slot) -> None:
        """Take one of those that are next to be asked for: it is in flight from now on."""
        slot.is_ahead = True
        heapq.heappop(self._to_ask[slot.group])
        self._asked_or_forgotten(slot.group, 1)

    def settle(self, slot: Slot, answer: Page | Split | Unanswered | TapError) -> None:
        """Note what came, and put what follows from it: more pages, or smaller queries."""
        slot.answer = answer
        if slot.group in self._dropped or (slot.group, slot.place) in self._replaced:
            return
        if isinstance(answer, Split):
            self._replaced.add((slot.group, slot.place))
            self._forget(slot.group, lambda other: other.place == slot.place)
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

    def hand_out(self, group: int) -> list[Slot]:
        """Take the next slot of a group, whose answer is there; return what is ahead no longer.

        Of a query that was split, the other pages go: which are there depends on the threads.
        After an error the whole group goes.
        """
        slots = self._to_hand_out[group]
        slot = heapq.heappop(slots)
        slot.is_ahead = False
        if isinstance(slot.answer, Split):
            others = [other for other in slots if other.place == slot.place]
            slots[:] = [other for other in slots if other.place != slot.place]
            heapq.heapify(slots)
            return [slot, *_no_longer_ahead(others)]
        if isinstance(slot.answer, TapError):
            return [slot, *self.drop(group)]
        return [slot]

    def drop(self, group: int) -> list[Slot]:
        """Forget a group: nothing more of it is asked for, and what is in flight is ignored.

        Return what was ahead.
        """
        self._dropped.add(group)
        self._forget(group, lambda _: True)
        gone = _no_longer_ahead(self._to_hand_out[group])
        self._to_hand_out[group] = []
        return gone

    def _put(self, slot: Slot) -> None:
        heapq.heappush(self._to_hand_out[slot.group], slot)
        to_ask = self._to_ask[slot.group]
        if not to_ask:
            insort(self._unfinished, slot.group)
        heapq.heappush(to_ask, slot)
        self._waiting += 1

    def _forget(self, group: int, is_unwanted: Callable[[Slot], bool]) -> None:
        """Take slots of a group that nobody has begun to ask for out of both queues."""
        to_ask = self._to_ask[group]
        gone = [slot for slot in to_ask if is_unwanted(slot)]
        if not gone:
            return
        for slot in gone:
            self._to_hand_out[group].remove(slot)
            to_ask.remove(slot)
        heapq.heapify(to_ask)
        heapq.heapify(self._to_hand_out[group])
        self._asked_or_forgotten(group, len(gone))

    def _asked_or_forgotten(self, group: int, number: int) -> None:
        self._waiting -= number
        if not self._to_ask[group]:
            del self._unfinished[bisect_left(self._unfinished, group)]


def _no_longer_ahead(slots: Iterable[Slot]) -> list[Slot]:
    gone = [slot for slot in slots if slot.is_ahead]
    for slot in gone:
        slot.is_ahead = False
    return gone
