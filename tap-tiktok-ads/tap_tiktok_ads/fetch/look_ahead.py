"""Threads that ask ahead of the reader: questions in order in, answers in the same order out.

Threads ask; the thread that iterates (the main one) gets the pages in the order of the groups,
their queries, their pages, whatever the number of threads. Pages 2..N are asked for as soon as
page 1 tells how many there are. They are asked for in that order, too, as long as TikTok lets them
start: it allows an advertiser fewer requests a second than an app, so while the first group has to
wait, the next ones are asked for. How much is ahead of the reader is bounded, see `room_ahead`. An
error is raised in its own group only, when the reader gets there. What an answer means is not
known here.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import Stopped, TapError
from tap_tiktok_ads.fetch.asking_order import AskingOrder
from tap_tiktok_ads.fetch.next_question import NextQuestion
from tap_tiktok_ads.fetch.packed_page import PackedPage, pack
from tap_tiktok_ads.fetch.page import Page, Unanswered
from tap_tiktok_ads.fetch.quota import NoQuota
from tap_tiktok_ads.fetch.room_ahead import RoomAhead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import Self

    from tap_tiktok_ads.fetch.asking_order import Slot
    from tap_tiktok_ads.fetch.next_question import Choice
    from tap_tiktok_ads.fetch.page import Split
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.quota import Quota


CLOSING_SECONDS: Final = 0.5
"""How long to wait for all threads together; one whose request hangs is left behind."""

SIGNAL_SECONDS: Final = 0.5
"""A signal that comes just before a wait does not end it: Python looks at it when it wakes."""

MOST_SECONDS_AT_REST: Final = 0.25
"""Who waits for a quota looks again after so long: something else may have come up."""


class LookAhead:
    """Asks for the pages of groups of queries; use as a context manager, or call `close`."""

    def __init__(
        self,
        ask: Callable[[Query, int], Page | Split | Unanswered],
        workers: int,
        quota: Quota | None = None,
    ) -> None:
        """Start nothing yet: threads begin with `start`.

        `ask` returns one page of a query, counted from 1, or what replaces the query; it raises
        TapError and runs on several threads at once.
        """
        self._ask = ask
        self._workers = workers
        self._quota = quota or NoQuota()
        self._order = AskingOrder()
        self._room = RoomAhead(workers)
        self._next = NextQuestion(self._order, self._room, self._quota)
        self._lock = threading.RLock()
        self._answered = threading.Condition(self._lock)  # the reader waits for it
        self._may_ask = threading.Condition(self._lock)  # the threads wait for it
        self._idle = 0
        self._is_one_at_rest = False
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
            if isinstance(slot.answer, PackedPage):
                yield slot.answer.unpacked()
            elif isinstance(slot.answer, Page | Unanswered):
                yield slot.answer

    def add(self, group: int, place: int, queries: Sequence[Query]) -> None:
        """Ask for more at the place that is being read, behind what was asked there before."""
        with self._lock:
            self._order.add(group, place, queries)
            self._wake_threads(len(queries))

    def skip(self, group: int) -> None:
        """Drop what is left of a group."""
        with self._lock:
            self._room.left(self._order.drop(group))
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
            if group != self._next.group_read:
                self._next.group_read = group
                self._wake_threads(1)
            while (slot := self._order.next_to_hand_out(group, place)) and slot.answer is None:
                self._answered.wait(SIGNAL_SECONDS)
            if slot is None:
                return None
            self._room.left(self._order.hand_out(group))
            is_page = isinstance(slot.answer, (Page, PackedPage))
            self._wake_threads(1 if is_page else self._workers)
            return slot

    def _work(self) -> None:
        while (slot := self._take()) is not None:
            answer = self._answer_to(slot)
            packed = pack(answer) if slot.is_far and isinstance(answer, Page) else None
            with self._lock:
                waiting = self._order.waiting()
                self._order.settle(slot, answer)
                slot.answer = packed or answer
                self._room.answered(slot, answer.size if isinstance(answer, Page) else 0)
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
        """Return what to ask for; None when there will be nothing more."""
        while True:
            with self._lock:
                if (choice := self._wait_for_work()) is None:
                    return None
                slot, seconds = choice
                if not seconds:
                    self._next.take(slot)
                    self._wake_threads(1 if self._idle and self._useful_choice() else 0)
                    return slot
                self._is_one_at_rest = True
            if not self._has_rested(min(seconds, MOST_SECONDS_AT_REST)):
                return None

    def _wait_for_work(self) -> Choice | None:
        while not self._closed:
            if choice := self._useful_choice():
                return choice
            self._idle += 1
            self._may_ask.wait()
            self._idle -= 1
        return None

    def _has_rested(self, seconds: float) -> bool:
        """Wait for a quota; return False when the run is ending."""
        try:
            self._quota.rest(seconds)
        except Stopped:
            return False
        finally:
            with self._lock:
                self._is_one_at_rest = False
        return True

    def _useful_choice(self) -> Choice | None:
        """Choose, but let one thread at a time wait until it may ask."""
        choice = self._next.choose()
        return None if choice and choice[1] and self._is_one_at_rest else choice

    def _wake_threads(self, most: int) -> None:
        """Wake idle threads for what has become possible, or start one."""
        if most > 0:
            self._may_ask.notify(most)
        self._start_thread_if_useful()

    def _start_thread_if_useful(self) -> None:
        """Start a thread when there is work and nobody idle: each holds memory of its own."""
        if self._idle or self._closed or len(self._threads) >= self._workers:
            return
        if not self._useful_choice():
            return
        # Daemons: a request that hangs must not keep a stopping process alive.
        name = f"page-reader-{len(self._threads)}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
