"""Windows that are split while they are read, and what is decoded."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import AdvertiserFailed, Rejected
from tap_tiktok_ads.fetch.page_source import PageSource
from tap_tiktok_ads.fetch.reading import Reading
from tap_tiktok_ads.tiktok.rows import RawRow, decode_rows
from tests.tap.moving_list import FEBRUARY, MARCH, ROWS, MovingList, TooLarge, listing, read, report
from tests.tap.scripted_client import Scripted, answered

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.page import Page, Split
    from tap_tiktok_ads.fetch.query import Query


def test_a_window_in_one_page_is_trusted() -> None:
    """TikTok made it at one instant: its rows need no second look, duplicates included."""
    once = MovingList([1, 2])

    assert read(once, report(FEBRUARY), report(MARCH)) == [2, 1, 2, 1]
    assert once.fetches == 2


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
    with closing(Reading(fetch, [[listing()]], ROWS, 1)) as reading:
        ids = (row["id"] for _, rows in reading.windows(0) for some in rows for row in some)
        with pytest.raises(AdvertiserFailed):
            got.extend(ids)

    assert got == [5, 4, 3, 2]


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        (b"{}", {}),
        (b'{"a":1.50}', {"a": "1.50"}),
        (rb'{"a":"\ud83d","b":1.50}', {"a": "\ud83d", "b": "1.50"}),
        (b'{"a":"\xed\xa0\xbd"}', {"a": "\ud83d"}),
        (b'{"a":"cut \xe5\x90"}', {"a": "cut \ufffd"}),
    ],
)
def test_a_row_is_decoded_with_its_digits(raw: bytes, row: dict[str, str]) -> None:
    """Decimals stay exact, half an emoji stays half an emoji."""
    (decoded,) = decode_rows([RawRow(raw)])

    assert {name: str(value) for name, value in decoded.items()} == row


@pytest.mark.parametrize("rows", ["[]", "null"])
def test_no_rows_are_an_empty_page(rows: str) -> None:
    """TikTok may leave the list out altogether."""
    assert decode_rows(page_with(rows).rows) == []


@pytest.mark.parametrize(
    "rows",
    ["{}", '"rows"', "7", "[7]", "[null]", '[{"a":1},[]]', '[{"a":' + 5000 * "1" + "}]"],
    ids=lambda rows: rows[:10],
)
def test_what_is_no_list_of_rows_is_an_error_of_ours(rows: str) -> None:
    """The advertiser fails with a clear text, never the run with a traceback."""
    with pytest.raises(Rejected, match="list of rows"):
        decode_rows(page_with(rows).rows)


def page_with(rows: str) -> Page:
    """The page of an answer whose list is this JSON."""
    data = f'{{"list":{rows},"page_info":{{"total_number":1,"total_page":1}}}}'
    return PageSource(Scripted(lambda *_: answered(data))).page(report(FEBRUARY), 1)
