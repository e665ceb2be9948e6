"""Pages become rows: each once and none missing, while TikTok's list moves."""

from __future__ import annotations

import json
import threading
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.errors import AdvertiserFailed, Rejected
from tap_tiktok_ads.fetching import decode_rows
from tap_tiktok_ads.pages import Page, PageReader, Split
from tap_tiktok_ads.queries import Query, RequestedNames
from tap_tiktok_ads.reading import READINGS, RowReader
from tap_tiktok_ads.windows import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAMES = RequestedNames("fields", ["id"])
FEBRUARY = Window(date(2026, 2, 1), date(2026, 2, 28))
MARCH = Window(date(2026, 3, 1), date(2026, 3, 30))


def listing(name: str = "a") -> Query:
    return Query("/ad/get/", "7", NAMES, {"name": name})


def report(window: Window) -> Query:
    return Query("/report/integrated/get/", "7", NAMES, {}, window=window)


class MovingList:
    """Rows by descending id, served in pages; `after[n]` changes them after the nth fetch."""

    def __init__(self, ids: Sequence[int], rows_per_page: int = 2) -> None:
        self.ids = sorted(ids, reverse=True)
        self.rows_per_page = rows_per_page
        self.after: dict[int, Callable[[], None]] = {}
        self.fetches = 0

    def insert(self, new: int) -> None:
        self.ids = sorted({*self.ids, new}, reverse=True)

    def delete(self, old: int) -> None:
        self.ids = [one for one in self.ids if one != old]

    def change(self, changes: Sequence[tuple[int, bool]]) -> None:
        for one, is_new in changes:
            (self.insert if is_new else self.delete)(one)

    def __call__(self, query: Query, number: int) -> Page:
        start = (number - 1) * self.rows_per_page
        rows = [{"id": one} for one in self.ids[start : start + self.rows_per_page]]
        total = len(self.ids)
        page = Page(
            query, number, -(-total // self.rows_per_page), total, json.dumps(rows).encode()
        )
        self.fetches += 1
        self.after.get(self.fetches, lambda: None)()
        return page


def read(
    fetch: Callable[[Query, int], Page | Split], *queries: Query, workers: int = 1, **options: Any
) -> list[Any]:
    """Read all queries as one group; the ids of the rows in order."""
    with PageReader(fetch, workers) as reader:
        reader.start([list(queries) or [listing()]])
        rows = RowReader(reader, 0, key_of=lambda row: row["id"], decode=decode_rows, **options)
        return [row["id"] for row in rows]


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
        return Page(query, number, 2, 4, json.dumps(rows).encode())

    assert read(fetch) == [2, 3, 4]
    warnings = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert len(warnings) == 1
    assert "TikTok counts 4 rows and served 3" in warnings[0]


def test_rows_of_two_listings_of_a_group_come_once() -> None:
    """An object in both listings is one object."""
    assert read(MovingList([1, 2, 3]), listing("a"), listing("b")) == [3, 2, 1]


def test_a_window_in_one_page_is_trusted() -> None:
    """TikTok made it at one instant: its rows need no second look, duplicates included."""
    once = MovingList([1, 2])

    assert read(once, report(FEBRUARY), report(MARCH)) == [2, 1, 2, 1]
    assert once.fetches == 2


class TooLarge:
    """A report with a row per day; refuses windows of more than `most` days on a given page."""

    def __init__(self, page: int, most: int = 15) -> None:
        self.page = page
        self.most = most
        self.refused = 0
        self.asked: list[Window] = []

    def __call__(self, query: Query, number: int) -> Page | Split:
        assert query.window is not None
        if query.window.days > self.most and number == self.page:
            self.refused += 1
            return Split(query.smaller())
        self.asked.append(query.window)
        days = [query.window.start.toordinal() + n for n in range(query.window.days)]
        rows = [{"id": day} for day in days[(number - 1) * 10 : number * 10]]
        return Page(query, number, -(-len(days) // 10), len(days), json.dumps(rows).encode())


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("most", [1, 8, 15])
@pytest.mark.parametrize("workers", [1, 8])
def test_a_window_that_is_split_midway_loses_and_repeats_nothing(
    page: int, most: int, workers: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever page is too large, each day comes once, and nothing is said to be missing."""
    split = TooLarge(page, most)

    got = read(split, report(FEBRUARY), report(MARCH), workers=workers)

    expected = range(FEBRUARY.start.toordinal(), MARCH.end.toordinal() + 1)
    assert sorted(got) == list(expected)
    assert "counts" not in caplog.text


@pytest.mark.parametrize("page", [2, 3])
def test_a_window_that_was_split_is_not_asked_for_whole_again(page: int) -> None:
    """TikTok punishes repeating what it called too large: each window is refused once."""
    split = TooLarge(page)

    read(split, report(FEBRUARY), report(MARCH))

    assert split.refused == 2


def test_pages_that_were_fetched_before_the_split_change_nothing() -> None:
    """The order of rows is that of one worker, although the third page was there before."""
    split = TooLarge(2)
    third_is_there = threading.Event()

    def fetch(query: Query, number: int) -> Page | Split:
        if query.window == FEBRUARY and number == 2:
            assert third_is_there.wait(10)
        result = split(query, number)
        if query.window == FEBRUARY and number == 3:
            third_is_there.set()
        return result

    assert read(fetch, report(FEBRUARY), workers=2) == read(TooLarge(2), report(FEBRUARY))


def test_what_was_read_before_an_error_stays() -> None:
    """The rows of earlier pages are yielded, then the error is raised."""
    whole = MovingList(range(6))

    def fetch(query: Query, number: int) -> Page:
        if number == 3:
            raise AdvertiserFailed("gone")
        return whole(query, number)

    got: list[int] = []
    with PageReader(fetch, 1) as reader:
        reader.start([[listing()]])
        with pytest.raises(AdvertiserFailed):
            got.extend(
                row["id"]
                for row in RowReader(reader, 0, key_of=lambda row: row["id"], decode=decode_rows)
            )

    assert got == [5, 4, 3, 2]


def test_a_check_may_ask_for_more_until_it_is_content() -> None:
    """`check` is asked at the end of each query and again after what it asked for."""
    asked: list[tuple[str, int]] = []
    more = {1: [listing("extra")], 2: [listing("extra again")]}

    def check(query: Query, attempt: int) -> Sequence[Query]:
        asked.append((query.params["name"], attempt))
        return more.get(attempt, [])

    def fetch(query: Query, number: int) -> Page:
        rows = [{"id": f"{query.params['name']}"}]
        return Page(query, number, 1, 1, json.dumps(rows).encode())

    got = read(fetch, listing("a"), check=check)

    assert got == ["a", "extra", "extra again"]
    assert asked == [("a", 1), ("a", 2), ("a", 3)]


def test_pages_are_reported_as_they_pass() -> None:
    """Progress hears of each page, how many rows it had, and which one ends a query."""
    heard: list[tuple[int, bool]] = []

    read(MovingList(range(5)), on_page=lambda rows, is_last: heard.append((rows, is_last)))

    assert heard == [(2, False), (2, False), (1, True)]


def test_a_list_that_never_stands_still_costs_a_bounded_number_of_requests() -> None:
    """It is read a few times, and no row comes twice."""
    moving = MovingList(range(6))
    for fetch in range(1, 100):
        moving.after[fetch] = lambda fetch=fetch: moving.insert(100 + fetch)  # type: ignore[misc]

    got = read(moving)

    assert len(got) == len(set(got))
    assert moving.fetches <= READINGS * 12


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        (b"[]", []),
        (b"null", []),
        (b'[{"a":1.50}]', [{"a": "1.50"}]),
        (rb'[{"a":"\ud83d","b":1.50}]', [{"a": "\ud83d", "b": "1.50"}]),
        (b'[{"a":"\xed\xa0\xbd"}]', [{"a": "\ud83d"}]),
        (b'[{"a":"cut \xe5\x90"}]', [{"a": "cut \ufffd"}]),
    ],
)
def test_a_page_is_decoded_with_its_digits(raw: bytes, rows: list[dict[str, str]]) -> None:
    """Decimals stay exact, half an emoji stays half an emoji, and no list is no rows."""
    decoded = [
        {name: value if isinstance(value, str) else str(value) for name, value in row.items()}
        for row in decode_rows(raw)
    ]

    assert decoded == rows


@pytest.mark.parametrize("raw", [b"{}", b'"rows"', b"7", b"[7]", b"[null]"])
def test_what_is_no_list_of_rows_is_an_error_of_ours(raw: bytes) -> None:
    """The advertiser fails with a clear text, never the run with a traceback."""
    with pytest.raises(Rejected, match="list of rows"):
        decode_rows(raw)
