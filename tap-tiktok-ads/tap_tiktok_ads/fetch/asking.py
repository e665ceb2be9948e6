"""Asks until every row has come, each once: all that is asked again is asked from here.

TikTok's first answer is not always the whole truth. What is asked next depends on it:

    the answer                          is followed by                         decided by
    too large, or not in time           smaller queries, see `smaller`         a thread, at once
    more metrics than TikTok takes      some at a time, the rows joined        a thread, at once
    its pages do not add up             the same query, at most READINGS       the reader, when
                                        times                                  all pages are read
    cut off at the 20,000 newest ads    queries by campaign or ad group        the reader, when
                                                                               pages add up
    ads do not add up to their          what Promote spent, then the window    the reader, when
    advertiser                          in ever smaller parts                  nothing is cut

Threads decide at once, so that the quota is used; the reader has the keys and the sums. What is
asked, what came and what is missing is kept in one `PlannedQuery` at a time. What the reader asks
for comes on top of what it has: a refusal of that costs no row (`Unanswered`).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import QueryTooLarge, Retryable, RunFailed, TikTokError
from tap_tiktok_ads.fetch.by_ids import queries_by_ids
from tap_tiktok_ads.fetch.look_ahead import LookAhead
from tap_tiktok_ads.fetch.page import Split, Unanswered
from tap_tiktok_ads.fetch.planned_query import PlannedQuery
from tap_tiktok_ads.fetch.row_format import DIGEST
from tap_tiktok_ads.fetch.smaller import (
    MOST_ROWS_JOINED,
    half_of_the_metrics,
    is_about_one,
    metrics_per_request,
    pieces_to_join,
    smaller_queries,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
    from tap_tiktok_ads.fetch.page import Page
    from tap_tiktok_ads.fetch.page_source import PageSource
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.requested_names import RequestedNames
    from tap_tiktok_ads.fetch.row_format import RowFormat
    from tap_tiktok_ads.tiktok.rows import RawRow

ROWS_AT_ONCE: Final = 50
"""Decoded rows are emitted while the processor's cache still holds them."""

logger = logging.getLogger(__name__)


class Asking:
    """Asks for one page, on any thread, and for less where TikTok can't answer for so much."""

    def __init__(self, source: PageSource) -> None:
        """Ask nothing yet."""
        self._source = source
        self._joining = threading.Lock()

    def __call__(self, query: Query, number: int) -> Page | Split | Unanswered:
        """Return the page, or the smaller queries that replace the query.

        Raises:
            TapError: the page can't be had. Of an extra query only what passes, or ends the run:
                what is missing then can be had later, so the bookmark must stay.
        """
        try:
            return self._answer(query, number)
        except (RunFailed, Retryable):
            raise
        except TikTokError as error:
            if not query.is_extra:
                raise
            return Unanswered(query, error)

    def _answer(self, query: Query, number: int) -> Page | Split | Unanswered:
        if query.ids_per_split:
            queries = queries_by_ids(self._source, query)
            is_answered = queries or is_about_one(query)
            return Split(queries) if is_answered else Unanswered(query)
        try:
            metrics = metrics_per_request(query)
            if len(metrics) > 1:
                return self._joined(query, metrics)
            return self._source.page(query, number)
        except QueryTooLarge as error:
            return self._smaller(query, error)

    def _joined(self, query: Query, metrics: Sequence[RequestedNames]) -> Page | Split:
        first = self._source.page(replace(query, names=metrics[0]), 1)
        if pieces := pieces_to_join(query, first.total_rows):
            return Split(pieces)
        # A day of very many rows is joined by one thread at a time: each holds all of its rows.
        with self._joining if first.total_rows > MOST_ROWS_JOINED else nullcontext():
            return self._source.joined(query, metrics, first)

    def _smaller(self, query: Query, error: QueryTooLarge) -> Page | Split:
        if queries := smaller_queries(query):
            logger.warning("%s; asking %s in %d parts", error, query, len(queries))
            return Split(queries)
        metrics = half_of_the_metrics(query)
        if not metrics:
            raise error
        try:
            logger.warning("%s; asking %s with half of the metrics at a time", error, query)
            return self._source.joined(query, metrics)
        except QueryTooLarge:
            queries = self._by_ids(query)
            if not queries:
                raise
            logger.warning("%s; asking %s in %d parts", error, query, len(queries))
            return Split(queries)

    def _by_ids(self, query: Query) -> Sequence[Query]:
        """Ask in parts; empty also when TikTok refuses to list them: reports work without."""
        try:
            return queries_by_ids(self._source, query)
        except (RunFailed, Retryable):
            raise
        except TikTokError as error:
            logger.warning("%s can't be asked in parts: %s", query, error)
            return ()


class Reading:
    """Reads the queries of all advertisers, one group each, in order; `close` it."""

    def __init__(
        self,
        ask: Callable[[Query, int], Page | Split | Unanswered],
        groups: Sequence[Sequence[Query]],
        row_format: RowFormat,
        workers: int,
    ) -> None:
        """Begin to ask, on threads: usually `ask` is an `Asking`."""
        self._groups = groups
        self._format = row_format
        self._unfinished = 0
        self._ahead = LookAhead(ask, workers)
        self._ahead.start(groups)

    def close(self) -> None:
        """Ask for nothing more, and let the threads end."""
        self._ahead.close()

    def windows(
        self, group: int, expected: ExpectedTotals | None = None
    ) -> Iterator[tuple[PlannedQuery, Iterable[list[Any]]]]:
        """Yield each planned query of a group, and its rows: at most ROWS_AT_ONCE together.

        Rows come in TikTok's order, each once. When they have been read to the end, the planned
        query says what stays different from `expected`. Groups are read in order; one that is
        passed over, or was left before its end, is dropped.

        Raises:
            TapError: the group failed; what was yielded before stays valid.
        """
        for passed_over in range(self._unfinished, group):
            self._ahead.skip(passed_over)
        self._unfinished = group
        seen: set[Hashable] = set()
        for place, query in enumerate(self._groups[group]):
            if query.window is not None:
                seen.clear()  # windows do not overlap: nothing comes twice
            planned = PlannedQuery(query)
            rows = self._rows((group, place), planned, seen, expected)
            yield planned, rows
            deque(rows, maxlen=0)  # what was left unread: the next query begins where this ends
        self._unfinished = group + 1
        if self._unfinished == len(self._groups):
            self.close()

    def _rows(
        self,
        where: tuple[int, int],
        planned: PlannedQuery,
        seen: set[Hashable],
        expected: ExpectedTotals | None,
    ) -> Iterator[list[Any]]:
        amounts_of = self._format.amounts_of
        while True:
            for page in self._ahead.pages(*where):
                if isinstance(page, Unanswered):
                    planned.leave(page)
                    continue
                for rows in self._new_rows(page, planned, seen):
                    if amounts_of is not None:
                        planned.sums.add(map(amounts_of, rows))
                    yield rows
            queries = self._next_queries(planned, expected)
            if not queries:
                return
            self._ahead.add(*where, queries)

    def _new_rows(
        self, page: Page, planned: PlannedQuery, seen: set[Hashable]
    ) -> Iterator[list[Any]]:
        if planned.is_lone(page):
            planned.lone_page = page.rows
            yield from self._decoded(page.rows)  # no keys: that would be work for nothing
            return
        key_of = self._format.key_of
        for rows in self._decoded(planned.lone_page):
            seen.update(hash(key_of(row)) & DIGEST for row in rows)
        planned.lone_page = ()
        keys = planned.receive(page).keys
        for rows in self._decoded(page.rows):
            yield self._unseen(rows, keys, seen)

    def _decoded(self, rows: Sequence[RawRow]) -> Iterator[list[Any]]:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield self._format.decode(rows[start : start + ROWS_AT_ONCE])

    def _unseen(self, rows: list[Any], keys: set[Hashable], seen: set[Hashable]) -> list[Any]:
        """Return the rows that did not come before, and note the keys of all."""
        unseen = []
        key_of = self._format.key_of
        for row in rows:
            key = hash(key_of(row)) & DIGEST
            keys.add(key)
            if key not in seen:
                seen.add(key)
                unseen.append(row)
        return unseen

    def _next_queries(
        self, planned: PlannedQuery, expected: ExpectedTotals | None
    ) -> Sequence[Query]:
        """Return what moved while it was read, else how to search for what is missing."""
        if moved := planned.next_reading():
            return moved
        if cut := planned.next_cut():
            logger.info("TikTok cut %s off: asking in parts", planned.query)
            return cut
        window = planned.query.window
        if expected is None or window is None:
            return []
        planned.unchecked = expected.read() or planned.unchecked
        planned.compare(expected.differences(window, planned.sums))
        search = planned.next_search()
        return [] if search is None else [search]
