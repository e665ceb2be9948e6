"""Threads that ask ahead of the reader: questions in order in, answers in the same order out.

Threads ask; the thread that iterates (the main one) gets the pages in the order of the groups,
their queries, their pages, whatever the number of threads. Pages 2..N are asked for as soon as
page 1 tells how many there are. How many pages are there or in flight ahead of the reader is
bounded, in number and in bytes: memory stays flat. An error is raised in its own group only, when
the reader gets there. What an answer means is not known here.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import TapError
from tap_tiktok_ads.fetch.asking_order import AskingOrder
from tap_tiktok_ads.fetch.page import Page, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import Self

    from tap_tiktok_ads.fetch.asking_order import Slot
    from tap_tiktok_ads.fetch.page import Split
    from tap_tiktok_ads.fetch.query import Query


def most_ahead(workers: int) -> int:
    """Return how many pages may be ahead of the reader: one per worker, and some in reserve."""
    return workers + max(2, workers // 2)


MOST_BYTES_AHEAD: Final = 24 << 20
"""Fewer pages are ahead when they are large: then the reader is the slower one."""

UNKNOWN_PAGE_BYTES: Final = 2 << 20
"""What a page is taken to weigh before the first one has come."""

CLOSING_SECONDS: Final = 0.5
"""How long to wait for all threads together; one whose request hangs is left behind."""

SIGNAL_SECONDS: Final = 0.5
"""A signal that comes just before a wait does not end it: Python looks at it when it wakes."""


class LookAhead:
    """Asks for the pages of groups of queries; use as a context manager, or call `close`."""

    def __init__(
        self, ask: Callable[[Query, int], Page | Split | Unanswered], workers: int
    ) -> None:
        """Start nothing yet: threads begin with `start`.

        `ask` returns one page of a query, counted from 1, or what replaces the query; it raises
        TapError and runs on several threads at once.
        """
        self._ask = ask
        self._workers = workers
        self._order = AskingOrder()
        self._lock = threading.RLock()
        self._answered = threading.Condition(self._lock)  # the reader waits for it
        self._may_ask = threading.Condition(self._lock)  # the threads wait for it
        self._idle = 0
        self._largest_page = 0
        self._furthest: Slot | None = None
        self._closed = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Return the look-ahead itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the threads."""
        self.close()

    def start(self, groups: Sequence[Sequence[Query]]) -> None:
        """Begin to ask for the pages of all groups, in order."""
        with self._lock:
            self._order.plan(groups)
            self._start_thread_if_useful()

    def pages(self, group: int, place: int) -> Iterator[Page | Unanswered]:
        """Yield the pages at one place of a group, in order, until nothing is left there.

        Groups and places must be read in order. A query that was split yields the pages of the
        queries that replace it, from their first page on: rows may come twice then.

        Raises:
            TapError: what `ask` raised; the rest of the group is dropped.
        """
        while (slot := self._next_answer(group, place)) is not None:
            if isinstance(slot.answer, TapError):
                raise slot.answer
            if isinstance(slot.answer, Page | Unanswered):
                yield slot.answer

    def add(self, group: int, place: int, queries: Sequence[Query]) -> None:
        """Ask for more at the place that is being read, behind what was asked there before."""
        with self._lock:
            self._order.add(group, place, queries)
            self._wake_threads(len(queries))

    def skip(self, group: int) -> None:
        """Drop what is left of a group."""
        with self._lock:
            self._order.drop(group)
            self._wake_threads(self._workers)

    def close(self) -> None:
        """Drop what is queued and let the threads end."""
        with self._lock:
            self._closed = True
            self._may_ask.notify_all()
        deadline = time.monotonic() + CLOSING_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _next_answer(self, group: int, place: int) -> Slot | None:
        with self._lock:
            while (slot := self._order.next_to_hand_out(group, place)) and slot.answer is None:
                self._answered.wait(SIGNAL_SECONDS)
            if slot is None:
                return None
            self._order.hand_out(group)
            self._wake_threads(1 if isinstance(slot.answer, Page) else self._workers)
            return slot

    def _work(self) -> None:
        while (slot := self._take()) is not None:
            answer = self._answer_to(slot)
            with self._lock:
                waiting = self._order.waiting()
                self._order.settle(slot, answer)
                if isinstance(answer, Page):
                    self._largest_page = max(self._largest_page, answer.size)
                self._answered.notify()
                # One more than there is new work: a page may show that there is room for more.
                self._wake_threads(self._order.waiting() - waiting + 1)

    def _answer_to(self, slot: Slot) -> Page | Split | Unanswered | TapError:
        try:
            return self._ask(slot.query, slot.number)
        except TapError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a thread must hand over what it meets
            defect = TapError(f"unexpected {type(error).__name__} on {slot.query}")
            defect.__cause__ = error
            return defect

    def _take(self) -> Slot | None:
        with self._lock:
            self._idle += 1
            self._may_ask.wait_for(self._may_take)
            self._idle -= 1
            if self._closed:
                return None
            slot = self._order.take()
            if self._furthest is None or slot > self._furthest:
                self._furthest = slot
            self._start_thread_if_useful()
            return slot

    def _wake_threads(self, most: int) -> None:
        """Wake idle threads for what has become possible, or start one."""
        if most > 0:
            self._may_ask.notify(most)
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
        slot = self._order.next_to_ask()
        if slot is None:
            return False
        # What comes before pages that are there already is needed first, and may take more room:
        # or one page after the other would be asked for while the far ones wait.
        fills_gap = self._furthest is not None and slot < self._furthest
        share = 1.5 if fills_gap else 1.0
        weight = self._order.ahead * (self._largest_page or UNKNOWN_PAGE_BYTES)
        has_room = self._order.ahead < share * most_ahead(self._workers)
        is_awaited = slot is self._order.next_to_hand_out(slot.group)  # never waits for room
        return (has_room and weight < share * MOST_BYTES_AHEAD) or is_awaited
