"""Fetches pages ahead on threads and hands them out in order, advertiser by advertiser.

A *group* is all queries of one advertiser. Threads fetch; the thread that iterates (the main
one) gets the pages in the order of the groups, their queries, their pages, whatever the number
of threads. Pages 2..N are queued as soon as page 1 tells how many there are. How many pages are
fetched or in flight ahead of the reader is bounded, in number and in bytes: memory stays flat.
An error is raised in its own group only, when the reader gets there.
"""

from __future__ import annotations

import heapq
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.errors import TapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import Self

    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.tiktok.rows import RawRow


def look_ahead(workers: int) -> int:
    """Return how many pages may be ahead of the reader: one per worker, and some in reserve."""
    return workers + max(2, workers // 2)


MOST_BYTES_AHEAD = 24 << 20
"""Fewer pages are ahead when they are large: then the reader is the slower one."""

UNKNOWN_PAGE_BYTES = 2 << 20
"""What a page is taken to weigh before the first one has come."""

CLOSING_SECONDS = 0.5
"""How long to wait for all threads together; one whose request hangs is left behind."""

_AFTER_PARTS = 1 << 30
"""Sorts behind all parts of a split query."""


class Page(NamedTuple):
    """One page: its rows, undecoded, and the bytes they keep in memory.

    The totals are those of the whole query.
    """

    query: Query
    number: int
    total_pages: int
    total_rows: int
    rows: Sequence[RawRow]
    size: int
    is_truncated: bool = False


class Delivery(NamedTuple):
    """A page handed out, the query planned at its place in the group, and whether it is the last.

    The parts of a query that was split keep its place: the last page is that of its last part.
    """

    page: Page
    planned: Query
    place: int
    is_last: bool


class Split(NamedTuple):
    """The query is too large for TikTok: these replace it, in order."""

    queries: Sequence[Query]


@dataclass(order=True, slots=True)
class _Slot:
    """A place in the order: group, then the query's place in it, then the page."""

    group: int
    place: tuple[int, ...]
    page: int
    query: Query = field(compare=False)
    result: Page | Split | TapError | None = field(default=None, compare=False)


class PageReader:
    """Reads groups of queries; use as a context manager, or call `close`."""

    def __init__(self, fetch: Callable[[Query, int], Page | Split], workers: int) -> None:
        """Start nothing yet: threads begin with `start`.

        `fetch` fetches one page of a query, counted from 1; it raises TapError and runs on
        several threads at once.
        """
        self._fetch = fetch
        self._workers = workers
        self._lock = threading.RLock()
        self._fetched = threading.Condition(self._lock)  # the reader waits for it
        self._may_fetch = threading.Condition(self._lock)  # the threads wait for it
        self._to_fetch: list[_Slot] = []
        self._to_read: list[list[_Slot]] = []
        self._planned: list[Sequence[Query]] = []
        self._ahead = 0
        self._idle = 0
        self._largest_page = 0
        self._furthest: _Slot | None = None
        self._replaced: set[tuple[int, tuple[int, ...]]] = set()
        self._dropped: set[int] = set()
        self._closed = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Return the reader itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the threads."""
        self.close()

    def start(self, groups: Sequence[Sequence[Query]]) -> None:
        """Begin to fetch the pages of all groups, in order."""
        for group, queries in enumerate(groups):
            slots = [_Slot(group, (place,), 1, query) for place, query in enumerate(queries)]
            self._planned.append(queries)
            self._to_read.append(slots)  # sorted already: a valid heap
            self._to_fetch.extend(slots)
        with self._lock:
            self._start_thread_if_useful()

    def read(self, group: int) -> Iterator[Delivery]:
        """Yield the pages of one group in order.

        Groups must be read in order. A query that TikTok finds too large yields the pages of
        its parts instead, from their first page on: rows may come twice then.

        Raises:
            TapError: what `fetch` raised; the rest of the group is dropped.
        """
        slots = self._to_read[group]
        while slots:
            with self._lock:
                self._fetched.wait_for(lambda: slots[0].result is not None)
                slot = heapq.heappop(slots)
                result, place = slot.result, slot.place[0]
                is_last = not slots or slots[0].place[0] != place
                self._ahead -= 1
                if isinstance(result, Split):
                    self._drop_pages(slots, slot.place)
                if isinstance(result, TapError):
                    self._drop(group)
                self._wake_threads(1 if isinstance(result, Page) else self._workers)
            if isinstance(result, TapError):
                raise result
            if isinstance(result, Page):
                yield Delivery(result, self._planned[group][place], place, is_last)

    def skip(self, group: int) -> None:
        """Drop a group that will not be read."""
        with self._lock:
            self._drop(group)
            self._wake_threads(self._workers)

    def again(self, group: int, place: int, queries: Sequence[Query], attempt: int) -> None:
        """Fetch queries of the group being read next, at the place of the one just read.

        `attempt` counts from 1 and keeps the order of repeated calls.
        """
        with self._lock:
            for number, query in enumerate(queries):
                self._queue(_Slot(group, (place, _AFTER_PARTS, attempt, number), 1, query))
            self._wake_threads(len(queries))

    def close(self) -> None:
        """Drop what is queued and let the threads end."""
        with self._lock:
            self._closed = True
            self._may_fetch.notify_all()
        deadline = time.monotonic() + CLOSING_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while (slot := self._take()) is not None:
            result: Page | Split | TapError
            try:
                result = self._fetch(slot.query, slot.page)
            except TapError as error:
                result = error
            except Exception as error:  # noqa: BLE001 - a thread must hand over what it meets
                result = TapError(f"unexpected {type(error).__name__} on {slot.query}")
                result.__cause__ = error
            with self._lock:
                waiting = len(self._to_fetch)
                self._settle(slot, result)
                self._fetched.notify()
                # One more than there is new work: a page may show that there is room for more.
                self._wake_threads(len(self._to_fetch) - waiting + 1)

    def _take(self) -> _Slot | None:
        with self._lock:
            self._idle += 1
            self._may_fetch.wait_for(self._may_take)
            self._idle -= 1
            if self._closed:
                return None
            self._ahead += 1
            slot = heapq.heappop(self._to_fetch)
            if self._furthest is None or slot > self._furthest:
                self._furthest = slot
            self._start_thread_if_useful()
            return slot

    def _wake_threads(self, most: int) -> None:
        """Wake idle threads for what has become possible, or start one."""
        if most > 0:
            self._may_fetch.notify(most)
        self._start_thread_if_useful()

    def _start_thread_if_useful(self) -> None:
        """Start a thread when there is work and nobody idle: each holds memory of its own."""
        if self._idle or len(self._threads) >= self._workers or not self._may_take():
            return
        if self._closed:
            return
        # Daemons: a request that hangs must not keep a stopping process alive.
        name = f"page-reader-{len(self._threads)}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _may_take(self) -> bool:
        if self._closed:
            return True
        if not self._to_fetch:
            return False
        # What comes before pages that are there already is needed first, and may take more room:
        # or one page after the other would be fetched while the far ones wait.
        fills_gap = self._furthest is not None and self._to_fetch[0] < self._furthest
        share = 1.5 if fills_gap else 1.0
        weight = self._ahead * (self._largest_page or UNKNOWN_PAGE_BYTES)
        has_room = self._ahead < share * look_ahead(self._workers)
        return (has_room and weight < share * MOST_BYTES_AHEAD) or self._is_next()

    def _is_next(self) -> bool:
        """Whether the reader waits for just this slot: it must never wait for room."""
        slot = self._to_fetch[0]
        return bool(self._to_read[slot.group]) and self._to_read[slot.group][0] is slot

    def _settle(self, slot: _Slot, result: Page | Split | TapError) -> None:
        slot.result = result
        if slot.group in self._dropped or (slot.group, slot.place) in self._replaced:
            return
        if isinstance(result, Split):
            self._replaced.add((slot.group, slot.place))
            self._forget(lambda other: (other.group, other.place) == (slot.group, slot.place))
            for number, query in enumerate(result.queries):
                self._queue(_Slot(slot.group, (*slot.place, number), 1, query))
            return
        if isinstance(result, Page):
            self._largest_page = max(self._largest_page, result.size)
        if isinstance(result, Page) and slot.page == 1:
            for page in range(2, result.total_pages + 1):
                self._queue(_Slot(slot.group, slot.place, page, slot.query))

    def _queue(self, slot: _Slot) -> None:
        heapq.heappush(self._to_read[slot.group], slot)
        heapq.heappush(self._to_fetch, slot)

    def _drop_pages(self, slots: list[_Slot], place: tuple[int, ...]) -> None:
        """Drop the pages of a query that was split: which are there depends on the threads."""
        kept = [slot for slot in slots if slot.place != place]
        self._ahead -= len(slots) - len(kept)  # in flight, or fetched and not read
        slots[:] = kept
        heapq.heapify(slots)

    def _drop(self, group: int) -> None:
        """Forget a group: nothing more of it is fetched, and what is in flight is ignored."""
        self._dropped.add(group)
        self._forget(lambda slot: slot.group == group)
        self._ahead -= len(self._to_read[group])  # in flight, or fetched and not read
        self._to_read[group].clear()

    def _forget(self, unwanted: Callable[[_Slot], bool]) -> None:
        """Take slots that nobody has begun to fetch out of both queues."""
        gone = [slot for slot in self._to_fetch if unwanted(slot)]
        for slot in gone:
            self._to_read[slot.group].remove(slot)
            self._to_fetch.remove(slot)
        if gone:
            heapq.heapify(self._to_fetch)
            heapq.heapify(self._to_read[gone[0].group])
