"""The order of pages, the bound on what is fetched ahead, and where errors surface."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import AdvertiserFailed, TapError
from tap_tiktok_ads.fetch.look_ahead import LookAhead
from tap_tiktok_ads.fetch.page import Page, Split
from tap_tiktok_ads.fetch.query import Query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.room_ahead import MOST_BYTES_AHEAD, most_ahead
from tap_tiktok_ads.fetch.smaller import smaller_queries
from tap_tiktok_ads.fetch.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NAMES = RequestedNames("metrics", ["spend"])
WEEK = Window(date(2026, 1, 1), date(2026, 1, 8))


def query(advertiser: int, number: int, pages: int = 1, window: Window | None = None) -> Query:
    return Query(
        "/report/integrated/get/",
        str(advertiser),
        NAMES,
        {"number": str(number), "pages": str(pages)},
        window=window,
    )


def pages_of(asked: Query, number: int) -> Page:
    return Page(asked, number, int(asked.params["pages"]), 0, (), 2)


class Turnstile:
    """Lets fetches finish in the order a test chooses, so that no test has to sleep."""

    def __init__(self, order: Sequence[tuple[str, str, int]]) -> None:
        self._order = list(order)
        self._changed = threading.Condition()

    def pass_through(self, asked: Query, number: int) -> None:
        key = (asked.advertiser_id, asked.params["number"], number)
        with self._changed:
            if key in self._order:
                assert self._changed.wait_for(lambda: self._order[0] == key, timeout=10)
                self._order.pop(0)
                self._changed.notify_all()


def pages_in(reader: LookAhead, group: int, places: int) -> Iterator[Page]:
    for place in range(places):
        yield from (page for page in reader.pages(group, place) if isinstance(page, Page))


def names_of(reader: LookAhead, groups: int, places: int) -> list[tuple[str, str, int]]:
    return [
        (page.query.advertiser_id, page.query.params["number"], page.number)
        for group in range(groups)
        for page in pages_in(reader, group, places)
    ]


@pytest.mark.parametrize("workers", [1, 2, 8, 32])
def test_pages_come_in_order_whatever_the_number_of_workers(workers: int) -> None:
    """Groups, queries and pages keep their order with one worker and with many."""
    groups = [[query(group, number, pages=group % 4) for number in range(3)] for group in range(9)]

    with LookAhead(pages_of, workers) as reader:
        reader.start(groups)
        got = names_of(reader, len(groups), 3)

    assert got == [
        (str(group), str(number), page)
        for group in range(9)
        for number in range(3)
        for page in range(1, max(1, group % 4) + 1)
    ]


def test_a_late_first_page_does_not_let_the_second_query_overtake_it() -> None:
    """What is fetched first is not handed out first."""
    turnstile = Turnstile([("0", "1", 1), ("0", "0", 1), ("0", "0", 2)])

    def fetch(asked: Query, number: int) -> Page:
        turnstile.pass_through(asked, number)
        return pages_of(asked, number)

    with LookAhead(fetch, 2) as reader:
        reader.start([[query(0, 0, pages=2), query(0, 1)]])
        got = names_of(reader, 1, 2)

    assert got == [("0", "0", 1), ("0", "0", 2), ("0", "1", 1)]


def test_no_more_is_fetched_ahead_than_the_bound() -> None:
    """At most `most_ahead` pages are fetched and not yet read."""
    workers = 3
    fetched = 0
    read = 0
    ahead: list[int] = []
    lock = threading.Lock()

    def fetch(asked: Query, number: int) -> Page:
        nonlocal fetched
        with lock:
            fetched += 1
            ahead.append(fetched - read)
        return pages_of(asked, number)

    with LookAhead(fetch, workers) as reader:
        reader.start([[query(0, number) for number in range(200)]])
        for _ in pages_in(reader, 0, 200):
            read += 1

    # The reader makes room before this loop counts the page: one more may be seen.
    assert max(ahead) <= most_ahead(workers) + 1
    assert fetched == 200


def test_the_page_that_is_awaited_never_waits_for_room() -> None:
    """However large the pages are that came before their turn, the reader gets the next one."""
    turnstile = Turnstile([("0", "1", 1), ("0", "0", 1)])

    def fetch(asked: Query, number: int) -> Page:
        turnstile.pass_through(asked, number)
        return pages_of(asked, number)._replace(size=4 * MOST_BYTES_AHEAD)

    with LookAhead(fetch, 2) as reader:
        reader.start([[query(0, 0, pages=3), query(0, 1)]])
        got = names_of(reader, 1, 2)

    assert got == [("0", "0", 1), ("0", "0", 2), ("0", "0", 3), ("0", "1", 1)]


def test_an_error_surfaces_in_its_own_group_only() -> None:
    """Reading ahead into a failing advertiser does not disturb the one being read."""
    failed = threading.Event()

    def fetch(asked: Query, number: int) -> Page:
        if asked.advertiser_id == "1":
            failed.set()
            raise AdvertiserFailed("gone")
        if asked.params["number"] == "1":
            assert failed.wait(10)
        return pages_of(asked, number)

    with LookAhead(fetch, 4) as reader:
        reader.start([[query(0, 0), query(0, 1)], [query(1, 0), query(1, 1)], [query(2, 0)]])
        assert len(list(pages_in(reader, 0, 2))) == 2
        with pytest.raises(AdvertiserFailed):
            list(pages_in(reader, 1, 2))
        assert len(list(pages_in(reader, 2, 1))) == 1


@pytest.mark.parametrize("break_at", [1, 2, 3])
def test_a_query_that_is_too_large_is_replaced_by_its_parts_in_place(break_at: int) -> None:
    """The parts come where the query was, whichever of its pages was refused."""

    def fetch(asked: Query, number: int) -> Page | Split:
        if asked.window == WEEK and number == break_at:
            return Split(smaller_queries(asked))
        return pages_of(asked, number)

    with LookAhead(fetch, 1) as reader:
        reader.start([[query(0, 0, pages=3, window=WEEK), query(0, 1)]])
        pages = list(pages_in(reader, 0, 2))

    parts = [page.query.window for page in pages if page.query.window not in (WEEK, None)]
    assert parts == [half for half in WEEK.halves() or () for _ in range(3)]
    assert pages[-1].query.params["number"] == "1"


def test_a_query_asked_again_comes_before_what_is_left_of_its_group() -> None:
    """Reading a query again does not wait for the rest of the group."""
    with LookAhead(pages_of, 1) as reader:
        first, second = query(0, 0), query(0, 1)
        reader.start([[first, second]])
        pages = pages_in(reader, 0, 2)
        next(pages)
        reader.add(0, 0, [first])
        assert [page.query for page in pages] == [first, second]


def test_a_group_that_is_skipped_makes_room_for_the_next() -> None:
    """What was fetched of a skipped group does not count against the bound."""
    groups = [[query(group, number) for number in range(4)] for group in range(3)]

    with LookAhead(pages_of, 1) as reader:
        reader.start(groups)
        assert len(list(pages_in(reader, 0, 4))) == 4
        reader.skip(1)
        assert len(list(pages_in(reader, 2, 4))) == 4


def test_an_early_stop_leaves_no_thread() -> None:
    """Closing a reader in the middle ends its threads."""
    before = threading.active_count()
    reader = LookAhead(pages_of, 8)
    reader.start([[query(0, number) for number in range(500)]])
    next(reader.pages(0, 0))

    reader.close()

    assert threading.active_count() == before


def test_a_bug_in_a_worker_reaches_the_reader_as_one_line() -> None:
    """An unexpected error neither hangs the reader nor gets lost."""

    def fetch(_asked: Query, _number: int) -> Page:
        raise KeyError("surprise")

    with LookAhead(fetch, 2) as reader:
        reader.start([[query(0, 0)]])
        with pytest.raises(TapError, match="unexpected KeyError"):
            list(reader.pages(0, 0))


def test_groups_without_queries_yield_nothing() -> None:
    """An advertiser with nothing to ask is read at once, also when all are so."""
    fetch: Callable[[Query, int], Page] = pages_of
    with LookAhead(fetch, 4) as reader:
        reader.start([[], []])
        assert names_of(reader, 2, 1) == []


def test_threads_that_hang_do_not_hold_up_the_end() -> None:
    """However many requests are stuck, closing takes a moment: told to end, the tap ends."""
    hang = threading.Event()
    begun = threading.Semaphore(0)

    def fetch(asked: Query, number: int) -> Page:
        if asked.params["number"] != "0":
            begun.release()
            hang.wait(60)
        return pages_of(asked, number)

    reader = LookAhead(fetch, 32)
    reader.start([[query(0, number) for number in range(40)]])
    assert all(begun.acquire(timeout=10) for _ in range(20))
    before = time.monotonic()
    reader.close()
    took = time.monotonic() - before
    hang.set()

    assert took < 5
