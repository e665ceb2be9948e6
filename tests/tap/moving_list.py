"""Listings and reports that move, grow too large, or stand still, without a network."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.fetch.page import Page, Split, Unanswered
from tap_tiktok_ads.fetch.query import Query
from tap_tiktok_ads.fetch.reading import Reading
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.fetch.smaller import smaller_queries
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery

NAMES = RequestedNames("fields", ["id"])

METRICS = RequestedNames("metrics", ["id", "impressions", "spend"])

FEBRUARY = Window(date(2026, 2, 1), date(2026, 2, 28))

MARCH = Window(date(2026, 3, 1), date(2026, 3, 30))


def listing(name: str = "a") -> Query:
    return Query("/ad/get/", "7", NAMES, {"name": name})


def report(window: Window) -> Query:
    return Query("/report/integrated/get/", "7", METRICS, {}, window=window)


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
        page = Page(query, number, -(-total // self.rows_per_page), total, encode_rows(rows), 9)
        self.fetches += 1
        self.after.get(self.fetches, lambda: None)()
        return page


ROWS = RowFormat(decode_rows, lambda row: row["id"])


def read(
    fetch: Callable[[Query, int], Page | Split | Unanswered], *queries: Query, workers: int = 1
) -> list[Any]:
    """Read all queries as one group; the ids of the rows in order."""
    return [one for _, ids in windows_of(fetch, *queries, workers=workers) for one in ids]


def windows_of(
    fetch: Callable[[Query, int], Page | Split | Unanswered],
    *queries: Query,
    workers: int = 1,
    row_format: RowFormat = ROWS,
    expected: ExpectedTotals | None = None,
) -> list[tuple[PlannedQuery, list[Any]]]:
    """Read all queries as one group; each planned query with the ids of its rows in order."""
    with closing(Reading(fetch, [list(queries) or [listing()]], row_format, workers)) as reading:
        return [
            (planned, [row["id"] for some in rows for row in some])
            for planned, rows in reading.windows(0, expected)
        ]


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
            return Split(smaller_queries(query))
        self.asked.append(query.window)
        days = [query.window.start.toordinal() + n for n in range(query.window.days)]
        rows = [{"id": day} for day in days[(number - 1) * 10 : number * 10]]
        return Page(query, number, -(-len(days) // 10), len(days), encode_rows(rows), 9)
