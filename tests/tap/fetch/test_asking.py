"""Pages become rows: each once and none missing, while TikTok's list moves."""

from __future__ import annotations

import tracemalloc
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.fetch.page import Page
from tap_tiktok_ads.fetch.planned_query import READINGS
from tap_tiktok_ads.fetch.reading import Reading
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows
from tests.tap.moving_list import (
    FEBRUARY,
    MARCH,
    ROWS,
    MovingList,
    listing,
    read,
    report,
    windows_of,
)

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.query import Query


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 11])
@pytest.mark.parametrize("workers", [1, 8])
def test_a_list_that_stands_still_is_read_once(count: int, workers: int) -> None:
    """Every row comes in TikTok's order, and no page is asked for twice."""
    still = MovingList(range(count))

    assert read(still, workers=workers) == sorted(range(count), reverse=True)
    assert still.fetches == max(1, -(-count // 2))


# With pages of two rows, six objects make three pages. The change comes after the nth fetch.
@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("count", [4, 5, 6])
def test_an_object_created_between_pages_causes_no_duplicate_and_no_miss(
    count: int, after: int
) -> None:
    """A new object shifts a row onto both pages, and perhaps one onto a page more."""
    moving = MovingList(range(count))
    moving.after[after] = lambda: moving.insert(count)

    got = read(moving)

    assert len(got) == len(set(got))
    assert set(range(count)) <= set(got)


@pytest.mark.parametrize("after", [1, 2, 3])
@pytest.mark.parametrize("deleted", range(6))
def test_an_object_deleted_between_pages_hides_no_other(after: int, deleted: int) -> None:
    """A deleted object pulls a row from the next page onto one that was already read."""
    moving = MovingList(range(6))
    moving.after[after] = lambda: moving.delete(deleted)

    got = read(moving)

    assert len(got) == len(set(got))
    assert set(range(6)) - {deleted} <= set(got)


def test_one_created_and_one_deleted_leave_the_total_and_are_noticed() -> None:
    """The total stays the same, but the rows do not add up to it."""
    moving = MovingList(range(6))

    def change() -> None:
        moving.delete(5)
        moving.insert(6)
        moving.delete(4)
        moving.insert(7)

    moving.after[1] = change

    assert set(read(moving)) >= {0, 1, 2, 3}


@given(
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 20), st.booleans()), max_size=4),
    st.sampled_from([1, 3]),
)
@settings(deadline=None, max_examples=60)
def test_whatever_moves_what_stays_is_read_once(
    count: int, changes: list[tuple[int, int, bool]], workers: int
) -> None:
    """Objects that exist all the time come exactly once, whatever comes and goes meanwhile."""
    moving = MovingList(range(count))
    touched = {one for _, one, _ in changes}
    for after in {after for after, _, _ in changes}:
        moving.after[after] = partial(
            moving.change, [(one, is_new) for at, one, is_new in changes if at == after]
        )

    got = read(moving, workers=workers)

    assert len(got) == len(set(got))
    assert set(range(count)) - touched <= set(got)


def test_a_list_that_never_adds_up_is_given_up_and_named(caplog: pytest.LogCaptureFixture) -> None:
    """TikTok counts a row that it never serves: read a few times, then said in the log."""

    def fetch(query: Query, number: int) -> Page:
        rows = [{"id": 2 * number}, {"id": 2 * number + 1}][: 3 - number]
        return Page(query, number, 2, 4, encode_rows(rows), 9)

    assert read(fetch) == [2, 3, 4]
    warnings = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert len(warnings) == 1
    assert "TikTok counts 4 rows and served 3" in warnings[0]


def test_a_lone_page_that_lacks_rows_is_read_again() -> None:
    """A window in one page must hold as many rows as TikTok counts, too."""
    answers = iter([[1, 2], [1, 2, 3]])

    def fetch(query: Query, number: int) -> Page:
        return Page(query, number, 1, 3, encode_rows([{"id": one} for one in next(answers)]), 9)

    assert read(fetch, report(FEBRUARY)) == [1, 2, 3]


def test_rows_of_two_listings_of_a_group_come_once() -> None:
    """An object in both listings is one object."""
    assert read(MovingList([1, 2, 3]), listing("a"), listing("b")) == [3, 2, 1]


def test_each_window_comes_with_its_rows() -> None:
    """The end of a window is visible: what comes next belongs to the next one."""
    windows = windows_of(MovingList(range(5)), report(FEBRUARY), report(MARCH))

    assert [planned.query.window for planned, _ in windows] == [FEBRUARY, MARCH]
    assert [ids for _, ids in windows] == [[4, 3, 2, 1, 0]] * 2


def test_rows_that_nobody_reads_are_not_given_to_the_next_window() -> None:
    """Who leaves a window before its end gets the next one from its beginning."""
    asked = [report(FEBRUARY), report(MARCH)]
    with closing(Reading(MovingList(range(5)), [asked], ROWS, 1)) as reading:
        first = [row["id"] for _, rows in reading.windows(0) for row in next(iter(rows))]

    assert first == [4, 3, 4, 3]


def test_an_advertiser_that_is_passed_over_is_dropped() -> None:
    """What was asked for it takes no room: the one after it is read at once."""
    groups = [[listing("a")], [listing("b") for _ in range(20)], [listing("c")]]
    with closing(Reading(MovingList(range(2)), groups, ROWS, 1)) as reading:
        for group in (0, 2):
            got = [row["id"] for _, rows in reading.windows(group) for some in rows for row in some]
            assert got == [1, 0]


def test_a_list_that_never_stands_still_costs_a_bounded_number_of_requests() -> None:
    """It is read a few times, and no row comes twice."""
    moving = MovingList(range(6))
    for fetch in range(1, 100):
        moving.after[fetch] = lambda fetch=fetch: moving.insert(100 + fetch)  # type: ignore[misc]

    got = read(moving)

    assert len(got) == len(set(got))
    assert moving.fetches <= READINGS * 12


def test_the_keys_of_a_large_window_take_little_memory() -> None:
    """A window may have 600,000 rows: of each no more than a number is kept, and only once."""
    pages, rows_per_page = 60, 1000
    row_format = RowFormat(decode_rows, lambda row: (row["id"], row["day"]))

    def fetch(query: Query, number: int) -> Page:
        first = number * rows_per_page
        rows = [{"id": f"17{n:017}", "day": f"{n % 30:010}"} for n in range(first, first + 1000)]
        return Page(query, number, pages, pages * rows_per_page, encode_rows(rows), 9)

    tracemalloc.start()
    try:
        with closing(Reading(fetch, [[report(FEBRUARY)]], row_format, 1)) as reading:
            for _, chunks in reading.windows(0):
                count = sum(map(len, chunks))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert count == pages * rows_per_page
    assert peak / count < 95
