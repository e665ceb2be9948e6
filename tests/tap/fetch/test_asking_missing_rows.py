"""Ads that do not add up are searched for, each row once, and what stays different is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
from tap_tiktok_ads.fetch.page import Page, Split, Unanswered
from tap_tiktok_ads.fetch.planned_query import PROMOTE, Incomplete
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.fetch.smaller import narrowed, values_of
from tap_tiktok_ads.fetch.totals import DailySums, KnownTotals
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows
from tests.tap.moving_list import FEBRUARY, MARCH, report, windows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.errors import TapError
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.windows import Window

ROWS = RowFormat(
    decode_rows, lambda row: row["id"], lambda row: (row["day"], Decimal(1), row["impressions"])
)
LATER = date(2026, 5, 1)


class Hiding:
    """A report that shows ad 1 only, unless it is asked for so few campaigns at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.searches: list[int] = []

    def __call__(self, query: Query, number: int) -> Page | Split:
        assert query.window is not None
        if query.ids_per_split:
            self.searches.append(query.ids_per_split)
            shown = "123" if query.ids_per_split <= self.most else "1"
            return Split([narrowed(replace(query), "campaign_ids", [one]) for one in shown])
        if PROMOTE in query.filters:
            return Page(query, number, 1, 0, [], 9)
        ids = values_of(query, "campaign_ids") or ("1",)
        rows = [{"id": one, "day": str(query.window.start), "impressions": 1} for one in ids]
        return Page(query, number, 1, len(rows), encode_rows(rows), 9)


def expecting(ads: int, *windows: Window, error: TapError | None = None) -> ExpectedTotals:
    """The totals of an advertiser with so many ads in each window."""

    def unread() -> Iterator[tuple[Window, DailySums]]:
        for window in windows:
            sums = DailySums()
            sums.add([(str(window.start), Decimal(ads), ads)])
            yield window, sums
        if error is not None:
            raise error

    return ExpectedTotals("7", LATER, KnownTotals(), unread())


def test_a_window_that_adds_up_is_asked_for_once() -> None:
    """Nothing is searched for."""
    hiding = Hiding(0)
    ((planned, ids),) = windows_of(
        hiding, report(FEBRUARY), row_format=ROWS, expected=expecting(1, FEBRUARY)
    )

    assert (ids, hiding.searches, list(planned.differences)) == (["1"], [], [])


@pytest.mark.parametrize(("most", "searches"), [(100, [100]), (10, [100])])
@pytest.mark.parametrize("workers", [1, 8])
def test_missing_rows_are_searched_for_in_their_own_window(
    most: int, searches: list[int], workers: int
) -> None:
    """Each row comes once, in the window it belongs to; in vain, the search ends early."""
    hiding = Hiding(most)
    (first, second) = windows_of(
        hiding,
        report(FEBRUARY),
        report(MARCH),
        row_format=ROWS,
        expected=expecting(3, FEBRUARY, MARCH),
        workers=workers,
    )

    is_found = most == 100
    assert first[1] == second[1] == (["1", "2", "3"] if is_found else ["1"])
    assert hiding.searches == searches * 2
    for planned, _ in (first, second):
        differing = [one.day for one in planned.differences]
        assert planned.query.window is not None
        assert differing == ([] if is_found else [planned.query.window.start])


def test_what_can_not_be_split_is_said_to_differ() -> None:
    """An advertiser with one ad group: there is nothing smaller to ask for."""

    def fetch(query: Query, number: int) -> Page | Split | Unanswered:
        return Unanswered(query) if query.ids_per_split else Hiding(0)(query, number)

    ((planned, ids),) = windows_of(
        fetch, report(FEBRUARY), row_format=ROWS, expected=expecting(3, FEBRUARY)
    )

    assert ids == ["1"]
    assert [one.day for one in planned.differences] == [FEBRUARY.start]
    assert planned.incomplete() == Incomplete([FEBRUARY.start])


def test_a_search_that_is_refused_leaves_the_rows_and_its_reason() -> None:
    """What was read stays; later windows are searched all the same."""
    error = Rejected("no scope")

    def fetch(query: Query, number: int) -> Page | Split | Unanswered:
        return Unanswered(query, error) if query.is_extra else Hiding(0)(query, number)

    windows = windows_of(
        fetch,
        report(FEBRUARY),
        report(MARCH),
        row_format=ROWS,
        expected=expecting(3, FEBRUARY, MARCH),
    )

    assert [ids for _, ids in windows] == [["1"], ["1"]]
    assert [planned.unsearched for planned, _ in windows] == [error, error]


def test_what_promote_spent_is_asked_for_before_anything_else() -> None:
    """When it makes up the difference, nothing is searched for."""

    def fetch(query: Query, number: int) -> Page | Split:
        assert query.window is not None
        assert not query.ids_per_split
        one = "2" if PROMOTE in query.filters else "1"
        rows = [{"id": one, "day": str(query.window.start), "impressions": 1}]
        return Page(query, number, 1, 1, encode_rows(rows), 9)

    ((planned, ids),) = windows_of(
        fetch, report(FEBRUARY), row_format=ROWS, expected=expecting(2, FEBRUARY)
    )

    assert ids == ["1", "2"]
    assert planned.incomplete() is None


def test_totals_that_can_not_be_had_are_said_once_and_nothing_is_searched() -> None:
    """The rows come all the same."""
    hiding, error = Hiding(100), Rejected("no")
    windows = windows_of(
        hiding,
        report(FEBRUARY),
        report(MARCH),
        row_format=ROWS,
        expected=expecting(3, error=error),
    )

    assert [planned.unchecked for planned, _ in windows] == [error, None]
    assert [planned.is_compared for planned, _ in windows] == [False, False]
    assert [ids for _, ids in windows] == [["1"], ["1"]]
    assert hiding.searches == []
